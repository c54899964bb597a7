"""One message at a time and at most one per second in a channel, and no more than its workspace takes.

Within one process; across nodes the engine's queue keeps the order, and every row of the ledger its wait.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

SLACK_INTERVAL = 1.0
"""Seconds between two messages in a channel (Slack's posting rule)."""
PATIENCE_SECONDS = 60.0
"""The longest wait that is sat out in the process; a longer one is slept durably by the engine."""
_MANY = 256


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


@dataclass(slots=True)
class _Group:
    """What all channels of a workspace share: a wait the platform asked for, and the next place under the cap."""

    held_until: float = 0.0
    next_place: float = 0.0
    spare: int = 0


@dataclass(frozen=True, slots=True)
class _Time:
    """Seconds between two messages in a channel, and in a workspace (0 for no cap); the clock, and how to wait."""

    interval: float
    gap: float
    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]


class Pacer:
    """Keeps order and rate. One pacer is shared by all deliveries of a process and used on one event loop.

    `per_minute` caps the messages of each group of channels, evenly spread; 0 is no cap.
    """

    def __init__(
        self,
        *,
        interval: float = SLACK_INTERVAL,
        per_minute: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep the rates; `interval` is in seconds."""
        self.sleep = sleep
        self._time = _Time(interval, 60.0 / per_minute if per_minute else 0.0, monotonic, sleep)
        self._lanes: dict[str, _Lane] = {}
        self._groups: dict[str, _Group] = {}

    @asynccontextmanager
    async def turn(self, channel: str, *, group: str = "") -> AsyncIterator["Turn"]:
        """Hold the channel: nobody else delivers there until the block ends."""
        self._forget_idle()
        lane = self._lanes.setdefault(channel, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                turn = Turn(self._time, lane, self._groups.setdefault(group, _Group()))
                try:
                    yield turn
                finally:
                    turn.give_back()
        finally:
            lane.users -= 1

    def _forget_idle(self) -> None:
        if len(self._lanes) < _MANY:
            return
        now = self._time.now()
        self._lanes = {name: lane for name, lane in self._lanes.items() if lane.users or lane.free_at > now}


class Turn:
    """The right to post in a channel: `ready` before a message is claimed, `posting` around the request."""

    def __init__(self, time: _Time, lane: _Lane, group: _Group) -> None:
        """Begin without a place under the cap."""
        self._time, self._lane, self._group = time, lane, group
        self._placed = False

    async def ready(self) -> float:
        """Wait until the channel and its workspace may take a message; return 0.

        Where that is long, nothing is waited for, and the seconds are returned.
        """
        while True:
            now = self._time.now()
            wait = max(self._lane.free_at, self._group.held_until) - now
            if wait <= 0:
                wait = self._place(now)
            if wait > PATIENCE_SECONDS:
                return wait
            if wait <= 0:
                return 0.0
            await self._time.sleep(wait)

    @asynccontextmanager
    async def posting(self) -> AsyncIterator[None]:
        """Post in this block, after `ready`.

        The interval runs from the answer, not from the request: whatever the line does, two messages cannot reach the
        platform closer together than that.
        """
        self._placed = False
        try:
            yield
        finally:
            self._lane.free_at = self._time.now() + self._time.interval

    def hold(self, seconds: float) -> None:
        """Let nobody post to the workspace for `seconds`, as the platform asked."""
        self._group.held_until = max(self._group.held_until, self._time.now() + seconds)

    def give_back(self) -> None:
        """Leave to others the place under the cap that was not used."""
        if self._placed:
            self._placed = False
            self._group.spare += 1

    def _place(self, now: float) -> float:
        """Take the next place under the cap, once per message, and return the seconds until it comes.

        One that lies too far ahead is not taken.
        """
        gap, group = self._time.gap, self._group
        if not gap or self._placed:
            return 0.0
        if group.spare:
            group.spare -= 1
            self._placed = True
            return 0.0
        place = max(group.next_place, now)
        if place - now <= PATIENCE_SECONDS:
            group.next_place = place + gap
            self._placed = True
        return place - now
