"""The whole bot for days on the fake Bot Connector, where every card is checked and every limit kept.

One run inside a namespace without any way out, then one assertion per thing it told.
"""

from pathlib import Path
from typing import Any

import pytest

from support.netns import run_inside
from support.teamshouse import DEALS, KATHMANDU, TOKYO

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def told(root: Path) -> dict[str, Any]:
    return run_inside("support.teamsday", root=root, timeout=280)


def test_what_is_typed_is_previewed_to_who_typed_it_and_becomes_the_channels(told: dict[str, Any]) -> None:
    subscribed = told["subscribed"]
    assert "Poland–South Korea (either direction), Norway, Australia" in subscribed["preview"]
    assert "Over the last 7 days it would have sent 3 stories" in subscribed["preview"]
    assert "Next brief: Mon 23 Nov, 07:30" in subscribed["preview"]
    assert "by Anna Adler" in subscribed["listed"]
    assert not any("Subscribe to this?" in text for text in subscribed["channel"])


@pytest.mark.parametrize(("channel", "clock"), [(DEALS, "07:30 Warsaw"), (TOKYO, "15:30 Tokyo"), (KATHMANDU, "12:15")])
def test_one_moment_is_morning_in_three_zones(told: dict[str, Any], channel: str, clock: str) -> None:
    thread = told["morning"][channel]
    assert clock in thread["root"]
    assert len(thread["replies"]) == 3
    assert thread["said"].splitlines()[0].endswith("3 new.")


def test_a_reply_stands_alone(told: dict[str, Any]) -> None:
    story = next(text for text in told["morning"][DEALS]["replies"] if "Type 26" in text)
    assert "Norway" in story
    assert "United Kingdom" in story
    assert "[1]" in story
    assert "one party's word" in story
    assert "Stage: selected. 22 Nov 2026" in story


def test_what_is_pressed_in_a_channel_is_answered_to_one_person(told: dict[str, Any]) -> None:
    reacted = told["reacted"]
    assert "You will hear by direct message when this deal moves" in reacted["follow"]
    assert "Machine-compiled from public sources, as of 23 Nov 2026 06:30 UTC." in reacted["copy"]
    assert DEALS not in reacted["copy"]
    assert "1 wrong stage" in reacted["feedback"]
    assert "It met the topic: who: Norway" in reacted["why"]
    assert "3 polled, 3 answered" in reacted["details"]
    assert reacted["channel"] == 0


def test_a_question_is_answered_in_its_thread_by_one_message_that_grew(told: dict[str, Any]) -> None:
    asked = told["asked"]
    answer = "\n".join(asked["answer"])
    assert "Understood: Norway–United Kingdom" in answer
    assert "Type 26" in answer
    assert asked["first"][0].startswith("Looking ")
    assert len(asked["first"]) >= 2
    assert "Poland–South Korea" in asked["alone"]


def test_a_follow_up_keeps_the_question(told: dict[str, Any]) -> None:
    assert "Norway–United Kingdom, submarines" in "\n".join(told["asked"]["narrowed"])


def test_a_deal_that_moves_is_told_in_its_old_thread_and_named_in_the_next_root(told: dict[str, Any]) -> None:
    moved = told["moved"]
    assert "1 changed." in moved["root"]
    assert "selected → contract" in moved["root"]
    assert "/l/message/" in moved["root"]
    assert "selected → contract, £10 billion, 24 Nov" in moved["reply"]
    assert "have signed the contract" in moved["reply"]
    assert moved["under_new"] == 0


def test_who_follows_hears_once_in_person(told: dict[str, Any]) -> None:
    assert len([text for text in told["moved"]["dm"] if "You follow this deal" in text]) == 1


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
    assert "BotNotInConversationRoster" in lost["note"]
    assert (lost["posts"], lost["told"]) == (1, 1)


def test_a_team_that_takes_the_bot_out_gets_nothing_more(told: dict[str, Any]) -> None:
    after = [place for place in told["lost"]["after"] if place.startswith("19:")]
    assert after == [], "its other channels were learnt when one of them was asked about"


def test_nothing_sent_was_beyond_the_limits(told: dict[str, Any]) -> None:
    assert told["refused"] == []
    assert told["overruns"] == []
