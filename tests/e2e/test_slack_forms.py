"""End to end on local-slack in a browser, with the whole bot: home, form, errors at their fields, cards, a command.

One run inside the namespace, then one assertion per thing it told. What the stand-in cannot draw (menus of many, menus
in groups, fields for numbers) and does not send (what a field started with) is covered by the tests of submissions.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.standin import CHANNEL, USER, find_browser
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.slack_peer, pytest.mark.browser]
PICTURES = (
    *("home-empty", "form-errors", "home-card", "form-edit", "home-paused"),
    *("form-command", "channel-subscribed"),
)


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module", params=["socket", "events"])
def told(request: pytest.FixtureRequest, root: Path, artefacts: Path) -> dict[str, Any]:
    """What happened inside, by the way Slack reaches the bot."""
    if find_browser() is None:
        pytest.skip("no Chromium found; install the package chromium")
    return run_inside("support.slackformsrun", str(local_slack_binary()), str(artefacts), request.param, root=root)


def test_errors_stand_at_their_fields_and_the_form_stays(told: dict[str, Any]) -> None:
    assert told["errors"] == [
        "pairs: “Ruritania” is no pair: write PK-TR, or PL→KR where the first supplies.",
        "slots: “25:00” is no time: write 07:30, 17:00.",
    ]


def test_what_was_filled_in_is_the_subscription(told: dict[str, Any]) -> None:
    (made,) = told["made"]
    pairs = [(pair["first"], pair["second"], pair["directed"]) for pair in made["topic"]["pairs"]]
    assert pairs == [("PK", "TR", False), ("PL", "KR", False)]
    assert made["topic"]["words"] == ["drones"]
    assert made["slots"] == ["07:30", "17:00"]
    assert made["weekdays"] == ["mon", "tue", "wed", "thu", "sun"]
    assert (made["quiet_day"], made["alerts"], made["digest"]) == ("silent", True, False)
    assert (made["timezone"], made["owners"]) == ("Europe/Warsaw", [USER])
    assert made["channel"].startswith("D"), "no channel was chosen, so that it is for the person alone"


def test_an_edit_starts_with_what_is_there(told: dict[str, Any]) -> None:
    assert told["edited"] == {"started": ["PK–TR, PL–KR", "drones", "07:30, 17:00"], "slots": ["08:15"], "pairs": 2}


def test_the_same_once_more_is_refused_in_the_form(told: dict[str, Any]) -> None:
    (error,) = told["twin"]
    assert error.startswith("channel: This is there already")


def test_the_buttons_at_home_do_what_they_say(told: dict[str, Any]) -> None:
    assert told["pressed"] == [True, False, False]


def test_a_command_opens_the_form_of_its_channel(told: dict[str, Any]) -> None:
    assert told["command"]["channel"] == CHANNEL
    assert told["command"]["pairs"] == [{"first": "PL", "second": "KR", "directed": True}]
    announced, shown = told["command"]["texts"][-2:]
    assert "subscribed this channel: Poland → South Korea" in announced
    assert "Subscribed" in shown


def test_the_browser_drew_it(told: dict[str, Any], artefacts: Path) -> None:
    for name in PICTURES:
        drawn = (artefacts / f"{name}.png").read_bytes()
        assert drawn.startswith(b"\x89PNG")
        assert len(drawn) > 15_000, "an empty page draws far smaller"
