"""End to end on local-slack: renderer, gateway and listeners over a real Web API and a real socket.

One run inside the namespace, then one assertion per thing it told.
"""

from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack.render import SlackRenderer
from bot.chat.slack.standin import CHANNEL, USER
from support.briefs import illustrated_brief, shipped_labels
from support.netns import local_slack_binary, run_inside
from support.values import make_delivery_key

pytestmark = [pytest.mark.slack_peer]


@pytest.fixture(scope="module")
def artefacts(root: Path) -> Path:
    return root / ".artefacts"


@pytest.fixture(scope="module")
def told(root: Path, artefacts: Path) -> dict[str, Any]:
    """What happened inside."""
    (artefacts / "slack-thread.png").unlink(missing_ok=True)
    return run_inside("support.localslack", str(local_slack_binary()), str(artefacts), root=root)


def test_the_thread_reads_as_it_was_rendered(told: dict[str, Any]) -> None:
    renderer, brief = SlackRenderer(shipped_labels()), illustrated_brief()
    rendered = [renderer.root(brief, make_delivery_key())]
    rendered += [renderer.reply(brief, item, make_delivery_key(item.story_id)) for item in brief.items]
    assert told["workspace"] == "Entente demo"
    assert [message["ts"] for message in told["read"]["thread"]] == told["posted"]
    assert [message["blocks"] for message in told["read"]["thread"]] == [each.body["blocks"] for each in rendered]
    assert [message["text"] for message in told["read"]["thread"]] == [each.text for each in rendered]
    assert all(link.startswith("http://127.0.0.1:4300/archives/") for link in told["permalinks"])


def test_every_key_is_found_and_no_other(told: dict[str, Any]) -> None:
    assert told["read"]["found"] == told["posted"]
    assert told["read"]["missing"] is True


def test_a_command_a_mention_and_a_click_are_heard_once(told: dict[str, Any]) -> None:
    heard, brief = told["talk"]["heard"], illustrated_brief()
    assert heard["now"] == ["now", CHANNEL, USER, ""]
    assert heard["ask"][:3] == ["ask", CHANNEL, USER]
    assert heard["ask"][4:] == ["PK", "TR"]
    assert heard["details"] == ["details", CHANNEL, USER, "", str(brief.key)]
    assert told["talk"]["noted"] == 3


def test_a_question_is_answered_in_the_workspace(told: dict[str, Any]) -> None:
    texts = "\n".join(told["talk"]["texts"])
    assert "🇵🇰🇹🇷 Pakistan–Türkiye. 3 stories" in texts
    assert "Islamabad says joint aircraft work discussed" in texts
    assert "Sources: 52 polled, 48 answered, 4 failed" in texts


def test_refused_is_retried_by_nobody_and_lost_is_found(told: dict[str, Any]) -> None:
    assert told["faults"] == {
        "limited": "RateLimited",
        "lost": "OutcomeUnknown",
        "found": True,
        "refused": [],
        "times": 1,
    }


def test_the_socket_comes_back_after_a_restart(told: dict[str, Any]) -> None:
    assert told["again"] == {"heard": "list"}


@pytest.mark.browser
def test_a_browser_draws_the_thread(told: dict[str, Any], artefacts: Path) -> None:
    if "no Chromium found" in told["drawn"]:
        pytest.skip(told["drawn"])
    assert told["drawn"] == ""
    drawn = (artefacts / "slack-thread.png").read_bytes()
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) > 40_000, "an empty page draws far smaller"
