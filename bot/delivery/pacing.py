"""One message at a time and at most one per second in a channel."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

SLACK_INTERVAL = 1.0
"""Seconds between two messages in a channel (Slack's posting rule)."""
_MANY = 256


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


class Pacer:
    """Keeps order and rate per channel within one process; across nodes the engine's queue does.

    One pacer is shared by all deliveries of a process and used on one event loop.
    """

    def __init__(
        self,
        *,
        interval: float = SLACK_INTERVAL,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._interval, self._monotonic, self.sleep = interval, monotonic, sleep
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncIterator[None]:
        """Hold the channel: nobody else delivers there until the block ends."""
        self._forget_idle()
        lane = self._lanes.setdefault(channel, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.users -= 1

    async def pace(self, channel: str) -> None:
        """Wait until the channel may take another message; call it right before posting, within a turn."""
        lane = self._lanes[channel]
        wait = lane.free_at - self._monotonic()
        if wait > 0:
            await self.sleep(wait)
        lane.free_at = self._monotonic() + self._interval

    def _forget_idle(self) -> None:
        if len(self._lanes) < _MANY:
            return
        now = self._monotonic()
        self._lanes = {name: lane for name, lane in self._lanes.items() if lane.users or lane.free_at > now}
