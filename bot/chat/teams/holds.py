"""Waits that Teams asked for, per conversation, kept by everyone who writes there; longer ones where it goes on.

Messages come at their own pace. What else is written, all at once where many ask or much is mended, waits here for room
in the conversation, so that Teams has nothing to refuse.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.chat.teams.failures import Unreachable, backoff
from bot.chat.windows import TEAMS_WRITES, Counted, Window
from bot.errors import OutcomeUnknown, RateLimited

ResultT = TypeVar("ResultT")
PATIENCE_SECONDS, SHORT_SECONDS = 30.0, 5.0
"""The longest wait that is sat out, and the longest of who may come again at no cost."""
_TRIES, _BREATH_SECONDS, _MANY = 4, 1.0, 1024


@dataclass(slots=True)
class _Hold:
    until: float
    failures: int


class Holds:
    """When each conversation may be written to again, and how often in a row it was refused."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        share: Callable[[], float] = random.random,
        windows: tuple[Window, ...] = TEAMS_WRITES,
    ) -> None:
        """Hold nothing; `share` draws from 0 to 1 how much of a wait is chance's."""
        self._monotonic, self._sleep, self._share = monotonic, sleep, share
        self._windows, self._many = windows, _MANY
        self._held: dict[str, _Hold] = {}
        self._written: dict[str, Counted] = {}

    def wait(self, place: str) -> float:
        """Return the seconds to wait where Teams refuses once more and does not say for how long."""
        held = self._held.get(place)
        return backoff((held.failures if held else 0) + 1, self._share())

    async def once(self, place: str, call: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Call once, after a short wait if one is on; raise RateLimited, nothing having been sent, for a longer one."""
        await self._sit_out(place, SHORT_SECONDS)
        return await self._called(place, call)

    async def again(self, place: str, call: Callable[[], Awaitable[ResultT]], *, harmless: bool = True) -> ResultT:
        """Call, waiting as Teams asks. What is `harmless` when repeated is repeated also where no answer came.

        Raise the last failure: a RateLimited with the seconds left where the wait is long, or after some tries.
        """
        for _ in range(_TRIES - 1):
            await self._sit_out(place, PATIENCE_SECONDS)
            try:
                return await self._called(place, call)
            except RateLimited as limit:
                if limit.wide or limit.retry_after > PATIENCE_SECONDS:
                    raise
                if isinstance(limit, Unreachable):
                    await self._sleep(_BREATH_SECONDS)
            except OutcomeUnknown:
                if not harmless:
                    raise
                await self._sleep(_BREATH_SECONDS)
        await self._sit_out(place, PATIENCE_SECONDS)
        return await self._called(place, call)

    async def _called(self, place: str, call: Callable[[], Awaitable[ResultT]]) -> ResultT:
        written = self._counted(place)
        written.take()
        try:
            result = await call()
        except RateLimited as limit:
            if not limit.wide and not isinstance(limit, Unreachable):
                self._hold(place, limit.retry_after)
            raise
        finally:
            written.answered(self._monotonic())
        self._held.pop(place, None)
        return result

    async def _sit_out(self, place: str, patience: float) -> None:
        end = self._monotonic() + patience
        while (left := self._left(place)) > 0:
            if self._monotonic() + left > end:
                raise RateLimited(place, left, wide=False)
            await self._sleep(left)

    def _left(self, place: str) -> float:
        now, held = self._monotonic(), self._held.get(place)
        return max(held.until - now if held else 0.0, self._counted(place).wait(now))

    def _counted(self, place: str) -> Counted:
        if len(self._written) >= self._many:
            now = self._monotonic()
            self._written = {name: written for name, written in self._written.items() if not written.idle(now)}
            self._many = max(_MANY, 2 * len(self._written))
        return self._written.setdefault(place, Counted(self._windows))

    def _hold(self, place: str, seconds: float) -> None:
        now, known = self._monotonic(), self._held.get(place)
        until = max(now + seconds, known.until if known else 0.0)
        self._held[place] = _Hold(until, (known.failures if known else 0) + 1)
        if len(self._held) > _MANY:  # who was held long ago counts as well again
            self._held = {name: hold for name, hold in self._held.items() if hold.until > now} or self._held
