"""The gateway against the fake Bot Connector: threads, edits, whispers, what failed and what may be out."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.ids import SubscriptionId
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ThreadGone,
)
from support.botconnector import Fault, bot_connector
from support.botconnector_script import KINDS
from support.botconnector_world import ANNA, BOT, CHANNEL, GROUP, TENANT
from support.teamsgateway import HELLO, card, line

AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


async def test_a_root_and_its_replies_stand_in_one_thread() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, card("brief"))
        reply = await at.gateway.post(CHANNEL, card("story"), thread=root, broadcast=True)
        again = await at.gateway.post(f"{CHANNEL};messageid={root.message_id}", card("more"), thread=root)
        assert [one.root for one in at.teams.messages] == ["", root.message_id, root.message_id]
        assert [one.id for one in at.teams.messages] == [root.message_id, reply.message_id, again.message_id]
        assert {root.channel, reply.channel, again.channel} == {CHANNEL}
        sent = at.teams.called("send")[0].body
        assert sent["from"] == {"id": BOT}
        assert sent["conversation"] == {"id": CHANNEL}


async def test_links_open_the_message_in_its_thread() -> None:
    async with line() as at:
        at.places.rows[CHANNEL] = replace(at.places.rows[CHANNEL], group=GROUP)
        root = await at.gateway.post(CHANNEL, HELLO)
        reply = await at.gateway.post(CHANNEL, HELLO, thread=root)
        parts = urlsplit(reply.permalink or "")
        assert (parts.scheme, parts.netloc) == ("https", "teams.microsoft.com")
        assert unquote(parts.path) == f"/l/message/{CHANNEL}/{reply.message_id}"
        assert parse_qs(parts.query) == {
            "tenantId": [TENANT],
            "groupId": [GROUP],
            "parentMessageId": [root.message_id],
        }
        assert f"parentMessageId={root.message_id}" in (root.permalink or "")
        chat = at.teams.world.chat_with(ANNA).id
        assert (await at.gateway.post(chat, HELLO)).permalink is None


async def test_in_a_chat_there_are_no_threads() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        said = await at.gateway.post(chat, HELLO, thread=MessageRef(channel=chat, message_id=chat))
        assert at.teams.world.found(chat, said.message_id) is not None
        assert ";messageid" not in at.teams.record[-1].path


@pytest.mark.parametrize("root", ["", "0", "000", "abc", "1;messageid=2", "1/../2", "DO_NOT_USE_PLACEHOLDER_ID"])
async def test_a_reply_without_a_root_never_becomes_a_message_of_its_own(root: str) -> None:
    async with line() as at:
        with pytest.raises(ThreadGone):
            await at.gateway.post(CHANNEL, HELLO, thread=MessageRef(channel=CHANNEL, message_id=root))
        assert not at.teams.called("send", "reply")


async def test_a_reply_to_a_deleted_root_is_a_thread_that_is_gone() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        await at.gateway.delete(root)
        with pytest.raises(ThreadGone):
            await at.gateway.post(CHANNEL, HELLO, thread=root)
        assert at.stands() == []


async def test_an_edit_takes_the_place_of_what_stood() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, card("before"))
        reply = await at.gateway.post(CHANNEL, card("reply"), thread=root)
        await at.gateway.edit(root, card("after"))
        await at.gateway.edit(reply, HELLO)
        assert at.stands() == ["after", "hello"]


@pytest.mark.parametrize("fault", ["limit-1", "limit-bare", "bad-gateway", "error-after", "drop-after", "error-before"])
async def test_edits_and_deletions_are_tried_again(fault: str) -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        at.teams.plan("update", KINDS[fault], KINDS[fault])
        await at.gateway.edit(root, card("after"))
        assert at.stands() == ["after"]
        assert sum(at.slept) > 0
        at.teams.plan("delete", KINDS[fault], KINDS[fault])
        await at.gateway.delete(root)
        assert at.stands() == []


async def test_an_edit_answered_without_an_id_is_done() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        at.teams.plan("update", Fault(status=200, after=True), Fault(status=202, after=True))
        await at.gateway.edit(root, card("once"))
        await at.gateway.edit(root, card("twice"))
        assert at.stands() == ["twice"]
        assert len(at.teams.called("update")) == 2


async def test_what_is_gone_cannot_be_edited_and_need_not_be_deleted() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        await at.gateway.delete(root)
        await at.gateway.delete(root)
        with pytest.raises(Rejected, match="gone"):
            await at.gateway.edit(root, HELLO)


@pytest.mark.parametrize("kind", ["unnamed", "accepted"])
async def test_a_message_that_teams_does_not_name_is_sent_and_left_alone(kind: str) -> None:
    async with line() as at:
        at.teams.plan("send", KINDS[kind])
        sent = await at.gateway.post(CHANNEL, HELLO)
        assert sent == MessageRef(channel=CHANNEL, message_id="", permalink=None)
        for attempt in (at.gateway.edit(sent, HELLO), at.gateway.delete(sent)):
            with pytest.raises(Rejected, match="did not name"):
                await attempt
        assert at.stands() == ["hello"]
        assert len(at.teams.record) == 2  # the token and the message


@pytest.mark.parametrize("said", ["null", " ", "[]", '"x"', "7", '{"id": null}', '{"id": 7}', '{"id": "../x"}'])
async def test_an_answer_that_names_nothing_of_use_is_an_answer(said: str) -> None:
    async with line() as at:
        at.teams.plan("send", Fault(status=201, error=said, after=True))
        assert (await at.gateway.post(CHANNEL, HELLO)).message_id == ""
        assert at.stands() == ["hello"]


@pytest.mark.parametrize("said", ["<html>Sign in</html>", "OK", '{"id": ', "\x00"])
async def test_a_page_in_place_of_an_answer_says_nothing_of_the_message(said: str) -> None:
    async with line() as at:
        at.teams.plan("send", Fault(status=200, error=said))
        with pytest.raises(OutcomeUnknown):
            await at.gateway.post(CHANNEL, HELLO)
        assert at.stands() == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("error-before", OutcomeUnknown),
        ("error-after", OutcomeUnknown),
        ("unavailable-after", OutcomeUnknown),
        ("drop-before", OutcomeUnknown),
        ("drop-after", OutcomeUnknown),
        ("hang-before", OutcomeUnknown),
        ("hang-after", OutcomeUnknown),
        ("limit-2", RateLimited),
        ("precondition", RateLimited),
        ("bad-gateway", RateLimited),
        ("bad-gateway-page", RateLimited),
        ("gateway-timeout", RateLimited),
        ("too-big", Rejected),
        ("bad-argument", Rejected),
        ("roster", ChannelUnavailable),
        ("gone", ChannelUnavailable),
        ("unauthorized", InstallationUnavailable),
    ],
)
async def test_a_post_that_fails_is_sent_once(kind: str, error: type[DeliveryError]) -> None:
    async with line(seconds=0.3 if kind.startswith("hang") else 5.0) as at:
        at.teams.plan("send", KINDS[kind])
        with pytest.raises(error) as raised:
            await at.gateway.post(CHANNEL, HELLO)
        assert type(raised.value) is error
        assert raised.value.channel == CHANNEL
        assert len(at.teams.called("send")) == 1
        assert len(at.stands()) == (1 if kind.endswith("-after") else 0)


async def test_who_was_told_to_wait_sends_nothing_before() -> None:
    async with line() as at:
        at.teams.plan("send", Fault(status=429, error="x", headers={"Retry-After": "20"}))
        for left in (20.0, 20.0, 12.0):
            at.now += 20.0 - left
            with pytest.raises(RateLimited) as raised:
                await at.gateway.post(CHANNEL, HELLO)
            assert raised.value.retry_after == pytest.approx(left)
        assert len(at.teams.called("send")) == 1
        await at.gateway.post(at.teams.world.chat_with(ANNA).id, HELLO)  # another conversation is not held
        at.now += 12.0
        await at.gateway.post(CHANNEL, HELLO)
        assert at.stands() == ["hello"]


async def test_where_teams_does_not_say_how_long_the_waits_grow_until_it_goes_well() -> None:
    async with line() as at:
        at.teams.plan("send", *[KINDS["limit-bare"]] * 4)
        waits = []
        for _ in range(4):
            with pytest.raises(RateLimited) as raised:
                await at.gateway.post(CHANNEL, HELLO)
            waits.append(raised.value.retry_after)
            at.now += raised.value.retry_after
        assert waits == [2.0, 4.0, 8.0, 16.0]
        await at.gateway.post(CHANNEL, HELLO)
        at.teams.plan("send", KINDS["limit-bare"])
        with pytest.raises(RateLimited) as raised:
            await at.gateway.post(CHANNEL, HELLO)
        assert raised.value.retry_after == 2.0


async def test_what_no_json_can_hold_is_refused_before_it_is_sent() -> None:
    async with line() as at:
        for bad in ({"type": "message", "text": "\ud800"}, {"type": "message", "value": float("nan")}):
            with pytest.raises(Rejected, match="not sent"):
                await at.gateway.send(CHANNEL, bad)
        with pytest.raises(Rejected, match="bytes as UTF-16"):
            await at.gateway.post(CHANNEL, card("ж" * 20_000))
        assert not at.teams.record


async def test_a_channel_never_heard_of_is_served_where_the_settings_say() -> None:
    async with line() as at:
        at.places.rows.clear()
        root = await at.gateway.post(CHANNEL, HELLO)
        await at.gateway.post(CHANNEL, HELLO, thread=root)
        assert [one.root for one in at.teams.messages] == ["", root.message_id]


@pytest.mark.parametrize("channel", ["..", "../../v3/teams", "19:x/../y?z#", "", "19:\ud800"])
async def test_a_name_that_is_no_conversation_reaches_no_other_address(channel: str) -> None:
    async with line() as at:
        with pytest.raises(DeliveryError):
            await at.gateway.post(channel, HELLO)
        assert all(call.path.count("/") <= 5 for call in at.teams.record)
        assert not at.teams.messages


async def test_a_stored_row_of_a_foreign_host_is_sent_nothing() -> None:
    async with line() as at, bot_connector() as other:
        at.places.rows[CHANNEL] = replace(at.places.rows[CHANNEL], service_url=other.url)
        for attempt in (
            at.gateway.post(CHANNEL, HELLO),
            at.gateway.edit(MessageRef(channel=CHANNEL, message_id="1"), HELLO),
            at.gateway.delete(MessageRef(channel=CHANNEL, message_id="1")),
        ):
            with pytest.raises(ChannelUnavailable, match="teams_service_hosts"):
                await attempt
        assert not other.record
        assert not at.teams.tokens.requests


async def test_where_a_conversation_moved_to_is_asked_each_time() -> None:
    async with line() as at:
        await at.gateway.post(CHANNEL, HELLO)
        at.places.rows[CHANNEL] = replace(at.places.rows[CHANNEL], service_url="https://moved.invalid/")
        with pytest.raises(ChannelUnavailable, match=r"moved\.invalid"):
            await at.gateway.post(CHANNEL, HELLO)


async def test_nothing_can_be_looked_up() -> None:
    key = DeliveryKey(
        brief=BriefKey(subscription_id=SubscriptionId("s"), local_date="2026-11-23", slot="0730"), part="root"
    )
    async with line() as at:
        assert not at.gateway.can_look_up
        with pytest.raises(OutcomeUnknown):
            await at.gateway.look_up(CHANNEL, key, since=AT)
