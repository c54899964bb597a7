"""A socket that is open and dead is opened anew, and in the end given up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.watchdog import Disconnected, Watchdog
from support.faultproxy import FaultProxy, fault_proxy


class Line:
    """A line that says what it is told to, on a clock that moves by sleeping only."""

    def __init__(self, *, connected: bool = True) -> None:
        self.last_ping_pong_time: float | None = None
        self.on_message_listeners: list[Callable[[Any], Awaitable[None]]] = []
        self.connected, self.opened = connected, list[float]()
        self.now = 0.0
        self.events: dict[float, Callable[[], Awaitable[None]]] = {}
        self.stuck = False

    async def is_connected(self) -> bool:
        return self.connected

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        assert force
        self.opened.append(self.now)
        if self.stuck:
            raise OSError("no route")

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        event = self.events.get(self.now)
        if event is not None:
            await event()
        if self.now > 10_000:
            raise EndOfTest
        await asyncio.sleep(0)

    def watchdog(self) -> Watchdog:
        return Watchdog(self, limit=120, quiet=30, every=5, monotonic=lambda: self.now, sleep=self.sleep)


class EndOfTest(Exception):
    """The clock of a test ran out."""


async def test_a_line_that_answers_pings_is_left_alone() -> None:
    line = Line()

    async def pong() -> None:
        line.last_ping_pong_time = line.now

    line.events = {float(second): pong for second in range(0, 10_001, 20)}
    with pytest.raises(EndOfTest):
        await line.watchdog().watch()
    assert line.opened == []


async def test_a_line_that_brings_messages_is_left_alone() -> None:
    line = Line()

    async def message() -> None:
        for listener in line.on_message_listeners:
            await listener(None)

    line.events = {float(second): message for second in range(0, 10_001, 25)}
    with pytest.raises(EndOfTest):
        await line.watchdog().watch()
    assert line.opened == []


async def test_a_silent_line_is_opened_anew_and_given_up_after_two_minutes() -> None:
    line = Line()
    with pytest.raises(Disconnected, match="120 s"):
        await line.watchdog().watch()
    assert line.opened == [30.0, 60.0, 90.0, 120.0]
    assert line.now <= 150


async def test_a_line_that_speaks_again_is_kept() -> None:
    line = Line()

    async def pong() -> None:
        line.last_ping_pong_time = line.now

    line.events = {float(second): pong for second in range(35, 10_001, 5)}
    with pytest.raises(EndOfTest):
        await line.watchdog().watch()
    assert line.opened == [30.0]


async def test_a_line_that_is_down_is_left_to_its_own_loop_until_the_limit() -> None:
    line = Line(connected=False)
    with pytest.raises(Disconnected):
        await line.watchdog().watch()
    assert (line.opened, line.now) == ([], 120.0)


async def test_a_line_that_cannot_be_opened_ends_as_well() -> None:
    line = Line()
    line.stuck = True
    with pytest.raises(Disconnected):
        await line.watchdog().watch()


@asynccontextmanager
async def app_client(slack: FaultProxy) -> AsyncIterator[AsyncWebClient]:
    """Open a client with the app's token."""
    async with slack_clients(SlackNetwork(api_url=slack.url), bot_token="xoxb-1", app_token="xapp-1") as clients:
        yield clients.app


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110  (what is awaited happens in a library)
            await asyncio.sleep(0.02)


async def _received(proxy: FaultProxy, client: SocketModeClient) -> list[str]:
    """Send an envelope over the newest socket and return what the client took in."""
    before = len(proxy.acks)
    await proxy.push(f"Ev{before}", {"event": {"type": "app_home_opened"}})
    await _until(lambda: client.message_queue.empty() and len(proxy.acks) > before)
    return list(proxy.acks)


async def test_a_half_open_socket_is_left_for_a_new_one_that_works() -> None:
    async with fault_proxy() as slack, app_client(slack) as web:
        # Pings so rare that the client notices nothing by itself.
        client = SocketModeClient(app_token="xapp-1", web_client=web, ping_interval=60)

        async def acknowledge(_client: Any, request: Any) -> None:
            await client.send_message(f'{{"envelope_id": "{request.envelope_id}"}}')

        client.socket_mode_request_listeners.append(acknowledge)
        await client.connect()  # type: ignore[no-untyped-call]
        watched = asyncio.create_task(Watchdog(client, quiet=0.5, every=0.1, limit=30).watch())
        try:
            await _until(lambda: len(slack.sockets) >= 2)
            assert await _received(slack, client) == ["Ev0-0"]
        finally:
            watched.cancel()
            await client.close()  # type: ignore[no-untyped-call]
