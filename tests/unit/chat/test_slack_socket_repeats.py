"""Over the socket: an event that comes again is heard once and acknowledged each time, while the desk is slow."""

import asyncio

from bot.chat.slack.app import SlackEdge
from bot.chat.slack.network import SlackNetwork, slack_clients
from support.deskfake import NotingDesk
from support.faultproxy import fault_proxy

MENTION = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@UBOT> help", "ts": "1700000000.000001"},
}


async def test_a_repeated_event_is_heard_once_and_acknowledged_each_time() -> None:
    desk = NotingDesk(delay=0.3)
    async with fault_proxy() as slack:
        network = SlackNetwork(api_url=slack.url)
        async with slack_clients(network, bot_token="xoxb-1", app_token="xapp-1") as clients:
            edge = SlackEdge(clients, desk)
            await edge.start()
            try:
                await slack.push("Ev1", MENTION, times=3)
                async with asyncio.timeout(20):
                    while len(slack.acks) < 3:  # noqa: ASYNC110  (it happens in a library)
                        await asyncio.sleep(0.02)
                await desk.settled(1)
            finally:
                await edge.stop()
    assert sorted(slack.acks) == ["Ev1-0", "Ev1-1", "Ev1-2"]
    assert max(seconds for each in slack.acks.values() for seconds in each) < 3, "Slack waits three seconds"


async def test_streams_are_refused_as_old_workspaces_do() -> None:
    async with fault_proxy() as slack:
        for method in ("chat.startStream", "chat.appendStream", "chat.stopStream", "assistant.threads.setStatus"):
            assert slack.slack.answer(method, {}) == {"ok": False, "error": "unknown_method"}
