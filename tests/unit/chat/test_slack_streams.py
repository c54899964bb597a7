"""An answer that grows in a thread of Slack: whole, or taken away and left to be posted, or of unknown outcome."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.chat.platform import Payload
from bot.chat.slack import blocks as kit
from bot.chat.slack import limits, live
from bot.chat.slack.live import MAX_MARKDOWN, fits
from bot.chat.slack.render import SlackRenderer
from bot.chat.slack.streams import MOST_CALLS, groups
from bot.domain.dossier import Dossier
from bot.errors import ChannelUnavailable, OutcomeUnknown, Rejected, ThreadGone
from support.briefs import shipped_labels
from support.faultproxy import Fault
from support.faultproxy_live import live_problems
from support.faultproxy_script import limited
from support.hostiledossiers import dossiers
from support.slackanswer import ASKER, CHANNEL, KEY, LAST, PIECES, TEAM, Answering, answering

START, APPEND, STOP, DELETE = "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.delete"
LOST, LOST_AFTER = Fault(drop=True), Fault(drop=True, after=True)
RENDERER = SlackRenderer(shipped_labels())
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def one() -> AsyncIterator[Answering]:
    async with answering() as running:
        yield running


def texts(one: Answering) -> list[object]:
    return [answer["text"] for answer in one.answers]


async def test_a_streamed_answer_is_one_reply_with_all_its_text_and_its_key(one: Answering) -> None:
    message = await one.stream()
    assert message is not None
    assert texts(one) == ["".join(PIECES)]
    assert one.answers[0]["blocks"] == LAST.body["blocks"]
    assert message.permalink == f"{one.slack.url}p/{CHANNEL}/{message.message_id}"
    (begun,) = one.slack.called(START)
    assert (begun["recipient_team_id"], begun["recipient_user_id"]) == (TEAM, ASKER)
    assert begun["thread_ts"] == one.asked.message_id
    assert one.slack.refused == []
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) == message


async def test_a_short_answer_costs_two_calls(one: Answering) -> None:
    assert await one.stream("Nothing seen since May.") is not None
    assert [method for method, _ in one.slack.calls if "Stream" in method] == [START, STOP]
    assert texts(one) == ["Nothing seen since May."]


async def test_nothing_is_said_before_the_message_has_a_name(one: Answering) -> None:
    await one.stream()
    assert "markdown_text" not in one.slack.called(START)[0]


async def test_no_minute_sees_more_than_twenty_streams(one: Answering) -> None:
    begun = []
    for second in range(120):
        one.clock.now = 1000.0 + second
        if await one.stream("Nothing.") is not None:
            begun.append(second)
    assert max(sum(start <= second < start + 60 for second in begun) for start in range(60)) <= 20
    assert len(begun) >= 25, "the quota is used"
    assert len(one.slack.called(START)) == len(begun), "nothing is asked beyond it"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="unknown_method"),
        Fault(error="missing_scope"),
        Fault(error="feature_not_enabled"),
        Fault(error="missing_recipient_team_id"),
        Fault(error="user_not_found"),
        Fault(error="team_not_found"),
        Fault(error="channel_not_found"),
        Fault(error="thread_not_found"),
        limited(7),
        Fault(status=500, error="internal_error"),
        LOST,
    ],
)
async def test_what_cannot_begin_leaves_nothing_said_and_the_answer_to_be_posted(one: Answering, fault: Fault) -> None:
    one.slack.plan(START, fault)
    assert await one.stream() is None
    assert one.answers == []


async def test_a_beginning_that_hangs_keeps_no_answer_waiting(one: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "START_SECONDS", 0.05)
    one.slack.plan(START, Fault(hang=True))
    assert await one.stream() is None
    assert await one.stream() is None
    assert len(one.slack.called(START)) == 1, "the next is not made to wait either"
    one.clock.now += 60
    assert await one.stream() is not None


async def test_an_answer_lost_at_the_beginning_leaves_an_empty_message_at_worst(one: Answering) -> None:
    one.slack.plan(START, LOST_AFTER)
    assert await one.stream() is None
    assert texts(one) == [""]


async def test_what_is_not_offered_is_said_once_and_not_tried_for_an_hour() -> None:
    with capture_logs() as said:
        async with answering(offered=False) as one:
            assert [await one.stream(), await one.stream()] == [None, None]
            assert len(one.slack.called(START)) == 1
            one.clock.now += 3_601
            assert await one.stream() is None
            assert len(one.slack.called(START)) == 2
    assert [(line["feature"], line["reason"]) for line in said] == [("streamed answers", "unknown_method")]


async def test_a_wait_that_slack_asks_for_is_kept(one: Answering) -> None:
    one.slack.plan(START, limited(7))
    assert await one.stream() is None
    one.clock.now += 6
    assert await one.stream() is None
    one.clock.now += 1
    assert await one.stream() is not None
    assert len(one.slack.called(START)) == 2


async def test_a_wait_while_growing_leaves_the_rest_to_the_end(one: Answering) -> None:
    one.slack.plan(APPEND, limited(30))
    assert await one.stream() is not None
    assert texts(one) == ["".join(PIECES)]
    assert len(one.slack.called(APPEND)) == 1


async def test_a_short_wait_at_the_end_is_sat_out(one: Answering) -> None:
    one.slack.plan(STOP, limited(0))
    assert await one.stream() is not None
    assert texts(one) == ["".join(PIECES)]
    assert len(one.slack.called(STOP)) == 2


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        (APPEND, LOST),
        (APPEND, LOST_AFTER),
        (APPEND, Fault(error="message_not_in_streaming_state")),
        (APPEND, Fault(status=500, error="internal_error", after=True)),
        (STOP, limited(300)),
        (STOP, Fault(error="invalid_blocks")),
        (STOP, Fault(error="missing_scope")),
    ],
)
async def test_what_breaks_off_is_taken_away_and_left_to_be_posted(one: Answering, method: str, fault: Fault) -> None:
    one.slack.plan(method, fault)
    assert await one.stream() is None
    assert one.answers == []


@pytest.mark.parametrize("fault", [LOST, LOST_AFTER, Fault(status=500, error="internal_error", after=True)])
async def test_a_lost_end_is_made_sure_of(one: Answering, fault: Fault) -> None:
    one.slack.plan(STOP, fault)
    message = await one.stream()
    assert message is not None
    assert texts(one) == ["".join(PIECES)]
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) == message


async def test_an_end_lost_twice_is_taken_away(one: Answering) -> None:
    one.slack.plan(STOP, LOST_AFTER, LOST)
    assert await one.stream() is None
    assert one.answers == []


async def test_an_answer_that_cannot_be_taken_away_is_unknown_and_found_by_its_key(one: Answering) -> None:
    one.slack.plan(STOP, LOST_AFTER, LOST)
    one.slack.plan(DELETE, Fault(error="cant_delete_message"))
    with pytest.raises(OutcomeUnknown, match="not taken away"):
        await one.stream()
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) is not None


async def test_after_a_crash_while_growing_the_answer_is_not_found_and_so_posted_whole(one: Answering) -> None:
    one.slack.plan(STOP, Fault(error="fatal_error"), Fault(error="fatal_error"))
    one.slack.plan(DELETE, Fault(error="cant_delete_message"))
    with pytest.raises(OutcomeUnknown):
        await one.stream()
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) is None
    whole = Payload(text="".join(PIECES), body=LAST.body)
    posted = await one.gateway.post(CHANNEL, whole, thread=one.asked)
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) == posted


@pytest.mark.parametrize(
    ("method", "error", "kind"),
    [
        (APPEND, "is_archived", ChannelUnavailable),
        (STOP, "invalid_thread_ts", ThreadGone),
    ],
)
async def test_where_a_post_would_fare_no_better_it_is_said(
    one: Answering, method: str, error: str, kind: type[Exception]
) -> None:
    one.slack.plan(method, Fault(error=error))
    with pytest.raises(kind):
        await one.stream()
    assert one.answers == []


async def test_an_answer_that_came_to_stand_outside_its_thread_is_taken_away(one: Answering) -> None:
    one.slack.plan(START, Fault(stray=True))
    with pytest.raises(ThreadGone, match="deleted"):
        await one.stream()
    assert len(one.slack.messages) == 1, "the question alone"


async def test_an_end_refused_after_it_was_lost_is_taken_away(one: Answering) -> None:
    one.slack.plan(STOP, LOST, Fault(error="invalid_blocks"))
    assert await one.stream() is None
    assert one.answers == []


async def test_an_answer_longer_than_slack_takes_is_left_to_be_posted(one: Answering) -> None:
    assert await one.stream("x" * (MAX_MARKDOWN + 1)) is None
    assert await one.stream("", "") is None
    assert one.slack.called(START) == []


async def test_blocks_beyond_the_limits_are_not_sent(one: Answering) -> None:
    many = Payload(text="", body={"blocks": [kit.divider() for _ in range(60)]})
    with pytest.raises(Rejected, match="60 blocks"):
        await one.live.stream(CHANNEL, PIECES, many, thread=one.asked, user=ASKER)
    assert one.slack.called(START) == []


async def test_without_blocks_the_key_stands_in_the_metadata(one: Answering) -> None:
    last = Payload(text="", body={}, key=KEY.block_id)
    message = await one.live.stream(CHANNEL, PIECES, last, thread=one.asked, user=ASKER)
    assert await one.gateway.look_up(CHANNEL, KEY, since=LONG_AGO, thread=one.asked) == message


async def test_an_answer_in_direct_messages_is_streamed_too(one: Answering) -> None:
    asked = await one.gateway.post("D1", Payload(text="Pakistan Türkiye?", body={}))
    message = await one.live.stream("D1", PIECES, LAST, thread=asked, user=ASKER)
    assert message is not None
    assert message.channel == "D1"


PIECE = st.text(max_size=400)


@given(st.lists(PIECE, max_size=60))
def test_pieces_put_together_lose_nothing_and_cost_few_calls(pieces: list[str]) -> None:
    made = groups(pieces)
    assert "".join(made) == "".join(pieces)
    assert len(made) <= MOST_CALLS
    assert all(made)


@given(dossiers())
@settings(max_examples=60, deadline=None)
def test_whatever_an_answer_holds_every_call_that_streams_it_is_within_slacks_limits(dossier: Dossier) -> None:
    growing = RENDERER.pieces(dossier, KEY, question="T1:C1:1.2")
    if growing is None:
        return
    assert fits(growing.texts, growing.last.body["blocks"])
    assert limits.problems(growing.last.body["blocks"], growing.last.text) == ()
    calls = [{"markdown_text": piece} for piece in groups(growing.texts)]
    assert not [problem for call in calls for problem in live_problems(APPEND, call)]
    assert "".join(call["markdown_text"] for call in calls) == "".join(growing.texts)


@given(st.lists(st.text(max_size=4_000), max_size=8), st.lists(st.text(min_size=1, max_size=2_000), max_size=6))
def test_what_is_streamed_keeps_slacks_limits(pieces: list[str], lines: list[str]) -> None:
    blocks: list[Any] = [kit.context([line]) for line in lines]
    if fits(pieces, blocks):
        made = groups(pieces)
        assert sum(map(len, made)) + limits.characters(blocks) <= 12_000
        assert all(0 < len(piece) <= 12_000 for piece in made)
