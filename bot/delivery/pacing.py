"""One message at a time and at most one per second in a channel, and no more than its workspace takes.

Within one process; across nodes the engine's queue keeps the order, and every row of the ledger its wait.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.chat.windows import NO_RATES, Counted, Rates

SLACK_INTERVAL = 1.0
"""Seconds between two messages in a channel (Slack's posting rule)."""
PATIENCE_SECONDS = 60.0
"""The longest wait that is sat out in the process; a longer one is slept durably by the engine."""
_MANY = 256


@dataclass(slots=True)
class _Lane:
    counted: Counted
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


@dataclass(slots=True)
class _Group:
    """What all channels of a workspace share: a wait the platform asked for, and the next place under the cap.

    Who waits for a place within its windows waits in the order in which they came.
    """

    counted: Counted
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
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

    `per_minute` caps the messages of each group of channels, evenly spread; 0 is no cap. `rates` are what may be sent
    within windows of time, in a channel and in a group.
    """

    def __init__(
        self,
        *,
        interval: float = SLACK_INTERVAL,
        per_minute: int = 0,
        rates: Rates = NO_RATES,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep the rates; `interval` is in seconds."""
        self.sleep = sleep
        self._time = _Time(interval, 60.0 / per_minute if per_minute else 0.0, monotonic, sleep)
        self._rates, self._many = rates, _MANY
        self._lanes: dict[str, _Lane] = {}
        self._groups: dict[str, _Group] = {}

    @asynccontextmanager
    async def turn(self, channel: str, *, group: str = "") -> AsyncIterator["Turn"]:
        """Hold the channel: nobody else delivers there until the block ends."""
        self._forget_idle()
        lane = self._lanes.setdefault(channel, _Lane(Counted(self._rates.channel)))
        lane.users += 1
        try:
            async with lane.lock:
                shared = self._groups.setdefault(group, _Group(Counted(self._rates.workspace)))
                turn = Turn(self._time, lane, shared)
                try:
                    yield turn
                finally:
                    turn.give_back()
        finally:
            lane.users -= 1

    def _forget_idle(self) -> None:
        if len(self._lanes) < self._many:
            return
        now = self._time.now()
        kept = {name: lane for name, lane in self._lanes.items() if lane.users or lane.free_at > now}
        kept |= {name: lane for name, lane in self._lanes.items() if not lane.counted.idle(now)}
        self._lanes, self._many = kept, max(_MANY, 2 * len(kept))


class Turn:
    """The right to post in a channel: `ready` before a message is claimed, `posting` around the request."""

    def __init__(self, time: _Time, lane: _Lane, group: _Group) -> None:
        """Begin without a place under the cap."""
        self._time, self._lane, self._group = time, lane, group
        self._placed = self._counted = False

    async def ready(self) -> float:
        """Wait until the channel and its workspace may take a message; return 0.

        Where that is long, nothing is waited for, and the seconds are returned.
        """
        while True:
            now = self._time.now()
            wait = max(self._lane.free_at, self._group.held_until) - now
            if not self._counted:
                wait = max(wait, self._lane.counted.wait(now))
            if wait <= 0:
                wait = self._place(now)
            if wait > PATIENCE_SECONDS:
                return wait
            if wait <= 0 and await self._counted_in():
                return 0.0
            await self._time.sleep(max(wait, 0.0))

    async def _counted_in(self) -> bool:
        """Take a place within the windows, after those who came before; return whether nothing holds it back now.

        Asked for in vain it is kept: time went by, and the platform may have asked to wait meanwhile.
        """
        if self._counted:
            return True
        group = self._group
        began = self._time.now()
        async with group.line:
            while (wait := group.counted.wait(self._time.now())) > 0:
                await self._time.sleep(wait)
            group.counted.take()
        self._lane.counted.take()
        self._counted = True
        return self._time.now() == began

    @asynccontextmanager
    async def posting(self) -> AsyncIterator[None]:
        """Post in this block, after `ready`.

        The interval runs from the answer, not from the request: whatever the line does, two messages cannot reach the
        platform closer together than that.
        """
        self._placed = False
        counted, self._counted = self._counted, False
        try:
            yield
        finally:
            now = self._time.now()
            self._lane.free_at = now + self._time.interval
            if counted:
                self._lane.counted.answered(now)
                self._group.counted.answered(now)

    def hold(self, seconds: float) -> None:
        """Let nobody post to the workspace for `seconds`, as the platform asked."""
        self._group.held_until = max(self._group.held_until, self._time.now() + seconds)

    def give_back(self) -> None:
        """Leave to others the places that were not used."""
        if self._counted:
            self._counted = False
            self._lane.counted.give_back()
            self._group.counted.give_back()
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
