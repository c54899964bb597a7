"""Notices a socket that is open and dead: connected by its own word, while nothing comes through.

The client pings every few seconds, so a line that lives is never silent for long. A silent one is opened anew; after
two minutes without a line that works the process is to end, so that its supervisor starts it afresh.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.errors import BotError
from bot.log import get_logger

SILENCE_SECONDS = 120.0
"""How long there may be no working connection before the process should end and be started afresh."""
QUIET_SECONDS = 30.0
"""How long a connection may bring nothing, not even the answer to a ping, before it is opened anew."""
_EVERY_SECONDS = 5.0


class Disconnected(BotError):
    """The socket stayed down; a supervisor should start the process again."""


class Line(Protocol):
    """What is watched of Slack's socket client."""

    last_ping_pong_time: float | None
    on_message_listeners: list[Callable[[Any], Awaitable[None]]]

    async def is_connected(self) -> bool:
        """Whether the socket is open, by its own word."""

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Ask for a new address and connect to it; with `force` even where the old one seems to be up."""


class Watchdog:
    """Watches one line. There is no second connect loop: the client's own is told to go."""

    def __init__(
        self,
        line: Line,
        *,
        limit: float = SILENCE_SECONDS,
        quiet: float = QUIET_SECONDS,
        every: float = _EVERY_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Begin to listen to the line; times are in seconds."""
        self._line, self._limit, self._quiet, self._every = line, limit, quiet, every
        self._monotonic, self._sleep = monotonic, sleep
        self._pong = line.last_ping_pong_time
        self._heard = self._worked = self._opened = monotonic()
        line.on_message_listeners.append(self._on_message)

    async def watch(self) -> None:
        """Return never; raise Disconnected once nothing has worked for the limit."""
        while True:
            await self._look()
            await self._sleep(self._every)

    async def _look(self) -> None:
        now = self._monotonic()
        if self._line.last_ping_pong_time != self._pong:
            self._pong, self._heard = self._line.last_ping_pong_time, now
        connected = await self._line.is_connected()
        if connected and now - self._heard < self._quiet:
            self._worked = now
            return
        if now - self._worked >= self._limit:
            raise Disconnected(f"slack: no working connection for {self._limit:g} s")
        if connected and now - self._opened >= self._quiet:
            await self._reopen()

    async def _reopen(self) -> None:
        """Open the line anew, and give it time to speak before it is called silent again."""
        log = get_logger("slack")
        log.warning("the socket is open and silent, opening it anew", seconds=round(self._quiet))
        try:
            async with asyncio.timeout(self._quiet):
                await self._line.connect_to_new_endpoint(force=True)
        except Exception as error:  # whatever it is, the limit goes on running
            log.warning("not opened", problem=type(error).__name__)
        self._opened = self._monotonic()

    async def _on_message(self, _message: object) -> None:
        self._heard = self._monotonic()
