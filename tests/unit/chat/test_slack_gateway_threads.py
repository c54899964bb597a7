"""What the gateway does beyond posting: threads that are gone, strays, edits, deletions, links, waits."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.platform import Payload
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.holds import Holds
from bot.chat.slack.links import home_of, permalink
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.domain.delivery import MessageRef
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    ThreadGone,
)
from support.briefs import illustrated_brief, shipped_labels
from support.faultproxy import RATE_LIMITED, Fault, FaultProxy, fault_proxy
from support.faultproxy_script import limited
from support.sleeping import Sleeping
from support.values import make_delivery_key

POST, DELETE = "chat.postMessage", "chat.delete"
WORDS = Payload(text="hello", body={})
SINCE = datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=1000)
RENDERER = SlackRenderer(shipped_labels())
GONE = MessageRef(channel="C1", message_id="1700000000.000001")


@pytest.fixture
def time() -> Sleeping:
    return Sleeping(0.0)


@pytest.fixture
async def proxy() -> AsyncIterator[FaultProxy]:
    async with fault_proxy() as running:
        yield running


@pytest.fixture
async def gateway(proxy: FaultProxy, time: Sleeping) -> AsyncIterator[SlackGateway]:
    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        holds = Holds(monotonic=time.monotonic, sleep=time.sleep)
        yield SlackGateway(clients.bot, history=True, holds=holds)


async def test_a_reply_to_a_deleted_root_is_taken_away_again(proxy: FaultProxy, gateway: SlackGateway) -> None:
    root = await gateway.post("C1", WORDS)
    await gateway.delete(root)
    with pytest.raises(ThreadGone):
        await gateway.post("C1", WORDS, thread=root)
    assert proxy.messages == []
    assert len(proxy.called(POST)) == 2


@pytest.mark.parametrize(
    "code",
    [
        "thread_not_found",
        "invalid_thread_ts",
        "message_not_found",
        "cannot_reply_to_message",
        "restricted_action_thread_locked",
    ],
)
async def test_a_thread_that_takes_no_replies_is_gone(proxy: FaultProxy, gateway: SlackGateway, code: str) -> None:
    proxy.plan(POST, Fault(error=code))
    with pytest.raises(ThreadGone, match=code):
        await gateway.post("C1", WORDS, thread=GONE)
    proxy.plan(POST, Fault(error=code))
    with pytest.raises(DeliveryError) as caught:
        await gateway.post("C1", WORDS)
    assert not isinstance(caught.value, ThreadGone), "a root hangs on no thread"


async def test_a_stray_is_taken_away_even_where_slack_is_slow_to_let_go(
    proxy: FaultProxy, gateway: SlackGateway, time: Sleeping
) -> None:
    proxy.plan(DELETE, limited(3), Fault(drop=True, after=True))
    with pytest.raises(ThreadGone):
        await gateway.post("C1", WORDS, thread=GONE)
    assert (proxy.messages, len(proxy.called(DELETE)), time.slept) == ([], 3, [3.0, 1.0])


async def test_a_stray_that_stays_is_no_clean_end(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.plan(DELETE, Fault(error="cant_delete_message"))
    with pytest.raises(OutcomeUnknown, match="not taken away"):
        await gateway.post("C1", WORDS, thread=GONE)
    assert len(proxy.messages) == 1


async def test_a_stray_whose_answer_was_lost_is_found_in_the_channel_and_taken_away(
    proxy: FaultProxy, gateway: SlackGateway
) -> None:
    brief, key = illustrated_brief(), make_delivery_key("story-k2")
    proxy.plan(POST, Fault(drop=True, after=True))
    with pytest.raises(OutcomeUnknown):
        await gateway.post("C1", RENDERER.reply(brief, brief.items[0], key), thread=GONE)
    assert len(proxy.messages) == 1
    with pytest.raises(ThreadGone):
        await gateway.look_up("C1", key, since=SINCE, thread=GONE)
    assert proxy.messages == []


async def test_a_broadcast_reply_is_no_stray(proxy: FaultProxy, gateway: SlackGateway) -> None:
    root = await gateway.post("C1", WORDS)
    brief, key = illustrated_brief(), make_delivery_key("story-k2")
    reply = await gateway.post("C1", RENDERER.reply(brief, brief.items[0], key), thread=root, broadcast=True)
    assert proxy.called(POST)[-1]["reply_broadcast"] is True
    assert await gateway.look_up("C1", key, since=SINCE, thread=root) == reply


async def test_plain_text_carries_its_key_and_nothing_else_and_is_found(
    proxy: FaultProxy, gateway: SlackGateway
) -> None:
    key = make_delivery_key()
    sent = await gateway.post("C1", Payload(text="in words", body={}, key=key.block_id))
    metadata = proxy.called(POST)[0]["metadata"]
    assert metadata == {"event_type": "entente_message", "event_payload": {"key": key.block_id}}
    assert await gateway.look_up("C1", key, since=SINCE) == sent
    assert await gateway.look_up("C1", make_delivery_key("other"), since=SINCE) is None


async def test_an_edit_takes_the_old_blocks_away(proxy: FaultProxy, gateway: SlackGateway) -> None:
    sent = await gateway.post("C1", RENDERER.root(illustrated_brief(), make_delivery_key()))
    await gateway.edit(sent, Payload(text="withdrawn", body={}))
    assert (proxy.messages[0]["text"], proxy.messages[0]["blocks"]) == ("withdrawn", [])
    proxy.plan("chat.update", Fault(error="message_not_found"))
    with pytest.raises(Rejected, match="message_not_found"):
        await gateway.edit(sent, WORDS)


async def test_edits_wait_for_each_other_as_slack_asks(
    proxy: FaultProxy, gateway: SlackGateway, time: Sleeping
) -> None:
    sent = await gateway.post("C1", WORDS)
    proxy.plan("chat.update", RATE_LIMITED, Fault(drop=True))
    await gateway.edit(sent, Payload(text="twice", body={}))
    assert (proxy.messages[0]["text"], time.slept) == ("twice", [7.0, 1.0])


async def test_a_long_wait_is_told_and_kept(proxy: FaultProxy, gateway: SlackGateway, time: Sleeping) -> None:
    sent = await gateway.post("C1", WORDS)
    proxy.plan("chat.update", limited(90))
    for _ in range(2):
        with pytest.raises(RateLimited) as caught:
            await gateway.edit(sent, WORDS)
        assert caught.value.retry_after == 90
    assert (len(proxy.called("chat.update")), time.slept) == (1, [])
    await gateway.delete(sent)
    assert proxy.messages == [], "another method is not held"


async def test_what_is_gone_already_is_deleted(gateway: SlackGateway) -> None:
    await gateway.delete(GONE)


async def test_a_missing_scope_takes_the_look_up_away_and_nothing_else(
    proxy: FaultProxy, gateway: SlackGateway
) -> None:
    proxy.plan("conversations.history", Fault(error="missing_scope"))
    with pytest.raises(ScopeMissing):
        await gateway.look_up("C1", make_delivery_key(), since=SINCE)
    await gateway.post("C1", WORDS)


async def test_who_is_not_in_the_channel_is_told_nothing_elsewhere(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.plan("chat.postEphemeral", Fault(error="user_not_in_channel"))
    with pytest.raises(Rejected, match="user_not_in_channel"):
        await gateway.tell("C1", "U1", WORDS)
    assert not isinstance(Rejected("C1", ""), ChannelUnavailable)
    assert [name for name, _ in proxy.calls] == ["chat.postEphemeral"]


async def test_on_slack_itself_a_link_costs_no_call(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.slack.teams["xoxb-1"] = {"team_id": "T1", "url": "https://desk.slack.com/"}
    root = await gateway.post("C1", WORDS)
    reply = await gateway.post("C1", WORDS, thread=root)
    stamp = root.message_id.replace(".", "")
    assert root.permalink == f"https://desk.slack.com/archives/C1/p{stamp}"
    assert reply.permalink is not None
    assert reply.permalink.endswith(f"?thread_ts={root.message_id}&cid=C1")
    assert [name for name, _ in proxy.calls] == [POST, "auth.test", POST]


async def test_where_nobody_says_who_we_are_links_are_asked_for(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.plan("auth.test", Fault(status=500, html=True))
    links = [(await gateway.post("C1", WORDS)).permalink for _ in range(2)]
    assert all(link and link.startswith(proxy.url) for link in links)
    assert len(proxy.called("auth.test")) == 1


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://desk.slack.com/", "https://desk.slack.com"),
        ("https://desk.enterprise.slack.com/", "https://desk.enterprise.slack.com"),
        ("https://desk.slack-gov.com/", "https://desk.slack-gov.com"),
        ("http://desk.slack.local/", ""),
        ("https://slack.com.evil.example/", ""),
        ("http://127.0.0.1:4300/", ""),
        ("", ""),
    ],
)
def test_only_slack_is_trusted_to_form_links_as_documented(url: str, home: str) -> None:
    assert home_of(url) == home


def test_a_root_is_linked_as_no_reply() -> None:
    assert (
        permalink("https://d.slack.com", "C1", "1.000002", thread="1.000002")
        == "https://d.slack.com/archives/C1/p1000002"
    )
