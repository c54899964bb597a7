"""The gateway against a Slack Web API on loopback that fails in every way Slack does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.platform import Payload
from bot.chat.slack import blocks as kit
from bot.chat.slack.app_clients import WorkspaceClient
from bot.chat.slack.failures import Unreachable
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.domain.delivery import MessageRef
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
)
from support.briefs import illustrated_brief, shipped_labels
from support.faultproxy import RATE_LIMITED, Fault, FaultProxy, fault_proxy
from support.values import make_delivery_key

POST = "chat.postMessage"
WORDS = Payload(text="hello", body={})
SINCE = datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=1000)
RENDERER = SlackRenderer(shipped_labels())


@pytest.fixture
async def proxy() -> AsyncIterator[FaultProxy]:
    async with fault_proxy() as running:
        yield running


@pytest.fixture
async def gateway(proxy: FaultProxy) -> AsyncIterator[SlackGateway]:
    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        yield SlackGateway(clients.bot, history=True)


async def test_a_thread_goes_out_unfolded_and_is_found_again(proxy: FaultProxy, gateway: SlackGateway) -> None:
    brief = illustrated_brief()
    root = await gateway.post("C1", RENDERER.root(brief, make_delivery_key()))
    part = make_delivery_key(brief.items[0].story_id)
    reply = await gateway.post("C1", RENDERER.reply(brief, brief.items[0], part), thread=root)
    assert root.permalink == f"{proxy.url}p/C1/{root.message_id}"
    sent = proxy.called(POST)
    assert [call.get("thread_ts") for call in sent] == [None, root.message_id]
    assert all(call["unfurl_links"] is False and call["unfurl_media"] is False for call in sent)
    assert proxy.refused == []
    assert await gateway.look_up("C1", make_delivery_key(), since=SINCE) == root
    assert await gateway.look_up("C1", part, since=SINCE, thread=root) == reply
    assert await gateway.look_up("C1", part, since=SINCE) is None
    assert await gateway.look_up("C1", make_delivery_key("other"), since=SINCE, thread=root) is None


async def test_a_look_up_turns_pages(gateway: SlackGateway) -> None:
    wanted = await gateway.post("C1", RENDERER.root(illustrated_brief(), make_delivery_key()))
    for _ in range(31):
        await gateway.post("C1", WORDS)
    assert await gateway.look_up("C1", make_delivery_key(), since=SINCE) == wanted


@pytest.mark.parametrize(
    ("fault", "kind", "says"),
    [
        (RATE_LIMITED, RateLimited, "7 s"),
        (Fault(status=429, html=True), RateLimited, "30 s"),
        (Fault(error="not_in_channel"), ChannelUnavailable, "invite"),
        (Fault(error="is_archived"), ChannelUnavailable, "archived"),
        (Fault(error="channel_not_found"), ChannelUnavailable, "does not exist"),
        (Fault(error="restricted_action_read_only_channel"), ChannelUnavailable, "restricted"),
        (Fault(error="token_revoked"), InstallationUnavailable, "revoked"),
        (Fault(error="account_inactive"), InstallationUnavailable, "removed"),
        (Fault(error="org_login_required"), RateLimited, "1800 s"),
        (Fault(error="missing_scope"), ScopeMissing, "manifest"),
        (Fault(error="invalid_blocks", messages=("[ERROR] too long",)), Rejected, "too long"),
        (Fault(error="msg_blocks_too_long"), Rejected, "msg_blocks_too_long"),
        (Fault(error="no_text"), Rejected, "no_text"),
        (Fault(error="fatal_error"), OutcomeUnknown, "fatal_error"),
        (Fault(error="internal_error", status=500), OutcomeUnknown, "internal_error"),
        (Fault(status=503, html=True), OutcomeUnknown, "503"),
        (Fault(status=200, html=True), OutcomeUnknown, "not Slack's"),
        (Fault(status=407, html=True), Unreachable, "407"),
        (Fault(drop=True), OutcomeUnknown, "no answer"),
    ],
)
async def test_each_failure_is_told_apart(
    proxy: FaultProxy, gateway: SlackGateway, fault: Fault, kind: type[DeliveryError], says: str
) -> None:
    proxy.plan(POST, fault)
    with pytest.raises(DeliveryError, match=says) as caught:
        await gateway.post("C1", WORDS)
    assert type(caught.value) is kind
    assert len(proxy.called(POST)) == 1, "a post is never repeated by the gateway"


async def test_a_lost_answer_is_unknown_and_the_message_is_found(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.plan(POST, Fault(drop=True, after=True))
    with pytest.raises(OutcomeUnknown):
        await gateway.post("C1", RENDERER.root(illustrated_brief(), make_delivery_key()))
    assert await gateway.look_up("C1", make_delivery_key(), since=SINCE) is not None
    assert len(proxy.messages) == 1


async def test_a_hanging_post_is_unknown() -> None:
    async with fault_proxy() as proxy, slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        clients.session._timeout = type(clients.session.timeout)(total=0.2)
        proxy.plan(POST, Fault(hang=True))
        with pytest.raises(OutcomeUnknown, match="TimeoutError"):
            await SlackGateway(clients.bot).post("C1", WORDS)


async def test_where_nobody_listens_nothing_was_accepted(unused_tcp_port: int) -> None:
    network = SlackNetwork(api_url=f"http://127.0.0.1:{unused_tcp_port}/api/")
    async with slack_clients(network, bot_token="xoxb-1") as clients:
        with pytest.raises(Unreachable, match="cannot be reached") as caught:
            await SlackGateway(clients.bot).post("C1", WORDS)
    assert caught.value.retry_after > 0


async def test_a_message_over_the_limits_is_not_sent(proxy: FaultProxy, gateway: SlackGateway) -> None:
    with pytest.raises(Rejected, match="text of 3100 characters"):
        await gateway.post("C1", Payload(text="x", body={"blocks": [kit.section("x" * 3100)]}))
    assert proxy.calls == []


async def test_a_missing_permalink_is_no_failure(proxy: FaultProxy, gateway: SlackGateway) -> None:
    proxy.plan("chat.getPermalink", Fault(status=500, html=True))
    assert (await gateway.post("C1", WORDS)).permalink is None


async def test_without_history_nothing_is_read(proxy: FaultProxy) -> None:
    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        gateway = SlackGateway(clients.bot)
        assert not gateway.can_look_up
        with pytest.raises(OutcomeUnknown):
            await gateway.look_up("C1", make_delivery_key(), since=SINCE)
    assert proxy.calls == []


async def test_telling_one_user(proxy: FaultProxy, gateway: SlackGateway) -> None:
    thread = MessageRef(channel="C1", message_id="1.1")
    await gateway.tell("C1", "U1", RENDERER.receipt(illustrated_brief()), thread=thread)
    (call,) = proxy.called("chat.postEphemeral")
    assert (call["user"], call["thread_ts"]) == ("U1", "1.1")


async def test_a_message_that_is_out_is_out_though_there_is_no_token_to_ask_for_its_link_with(
    proxy: FaultProxy,
) -> None:
    tokens = ["xoxb-1"]

    async def token() -> str:
        if not tokens:
            raise InstallationUnavailable("T1", "the app was removed meanwhile")
        return tokens.pop()

    async with slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1") as clients:
        posted = await SlackGateway(WorkspaceClient(clients, token_of=token)).post("C1", WORDS)
    assert posted.permalink is None
    assert [message["ts"] for message in proxy.messages] == [posted.message_id]
