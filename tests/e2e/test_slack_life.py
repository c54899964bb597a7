"""The whole bot for days on local-slack, by socket and over signed HTTP; once in a browser, whose pictures are kept.

Each way is one run inside the namespace, then one assertion per thing it told.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.standin import find_browser
from support.lifehouse import DEALS, KATHMANDU, TOKYO
from support.netns import local_slack_binary, run_inside

pytestmark = [pytest.mark.slack_peer, pytest.mark.timeout(300)]
PICTURES = ("1-preview", "2-morning", "2-morning-390", "3-answers", "4-tuesday", "4-tuesday-390", "5-back", "6-home")


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module", params=["socket", "events"])
def told(request: pytest.FixtureRequest, root: Path, artefacts: Path) -> dict[str, Any]:
    """What happened, by the way Slack reaches the bot; the browser looks on by socket."""
    seen = "browser" if request.param == "socket" and find_browser() else "unseen"
    binary = str(local_slack_binary())
    lived = run_inside("support.lifeday", binary, str(artefacts), request.param, seen, root=root, timeout=280)
    return {**lived, "seen": seen}


def test_what_is_typed_is_previewed_and_becomes_a_subscription(told: dict[str, Any]) -> None:
    preview = told["subscribed"]["preview"]
    assert "Poland–South Korea (either direction), Norway, Australia" in preview
    assert "Over the last 7 days it would have sent 3 stories" in preview
    assert "Next brief: Mon 23 Nov, 07:30" in preview
    assert "by alex" in told["subscribed"]["listed"]


@pytest.mark.parametrize(("channel", "clock"), [(DEALS, "07:30 Warsaw"), (TOKYO, "15:30 Tokyo"), (KATHMANDU, "12:15")])
def test_one_moment_is_morning_in_three_zones(told: dict[str, Any], channel: str, clock: str) -> None:
    thread = told["morning"][channel]
    assert clock in thread["root"]
    assert len(thread["replies"]) == 3
    assert thread["text"].splitlines()[0].endswith("3 new.")


def test_follow_copy_complaint_and_reasons_are_answered(told: dict[str, Any]) -> None:
    reacted = told["reacted"]
    assert "You will hear by direct message when this deal moves" in reacted["follow"]
    assert reacted["copy"].rstrip("`\n").endswith("Machine-compiled from public sources, as of 23 Nov 2026 06:30 UTC.")
    assert DEALS not in reacted["copy"]
    assert "1 wrong stage" in reacted["feedback"]
    assert "It met the topic: who: Norway" in reacted["why"]
    assert "Seen 23 Nov 07:00 at Sample Ministry Bulletin" in reacted["url"]
    assert "3 polled, 3 answered" in reacted["details"]


def test_a_deal_that_moves_is_told_in_its_old_thread_and_named_in_the_next_root(told: dict[str, Any]) -> None:
    moved = told["moved"]
    assert "1 changed." in moved["root"]
    assert "selected → contract" in moved["root"]
    assert "/archives/" in moved["root"]
    assert moved["reply"].startswith("selected → contract, £10 billion, 24 Nov")
    assert "have signed the contract" in moved["reply"]
    assert moved["under_new"] == 0


def test_who_follows_hears_once_in_person(told: dict[str, Any]) -> None:
    pings = [text for text in told["moved"]["dm"] if text.startswith("You follow this deal")]
    assert len(pings) == 1


def test_a_pause_is_silent_and_ends_with_one_brief_that_says_so(told: dict[str, Any]) -> None:
    paused = told["paused"]
    assert paused["silent"] is True
    assert "covers Tue 07:30 – Sat 07:30" in paused["back"]
    assert "Caught up after a pause" in paused["back"]
    assert "Late: made at Sat 08:50, due at 07:30" in paused["back"]
    assert paused["again"] == 1


def test_a_channel_that_takes_no_more_is_left_alone_and_its_owner_told_once(told: dict[str, Any]) -> None:
    lost = told["lost"]
    assert lost["paused"] is True
    assert "not_in_channel" in lost["note"]
    assert (lost["posts"], lost["told"]) == (1, 1)


def test_nothing_sent_was_beyond_the_limits(told: dict[str, Any]) -> None:
    assert told["refused"] == []


@pytest.mark.browser
def test_the_days_were_seen_in_a_browser(told: dict[str, Any], artefacts: Path) -> None:
    if told["seen"] != "browser":
        pytest.skip("seen by socket only, and where there is a Chromium")
    for name in PICTURES:
        assert (artefacts / f"life-{name}.png").stat().st_size > 10_000
