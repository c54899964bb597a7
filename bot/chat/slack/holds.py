"""Waits that Slack asked for, per method of one workspace, kept by everyone who calls that method."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import OutcomeUnknown, RateLimited

ResultT = TypeVar("ResultT")
PATIENCE_SECONDS = 30.0
"""The longest wait that is sat out; a longer one is the caller's, who may have better to do."""
_TRIES, _BREATH_SECONDS = 4, 1.0


class Holds:
    """When each method may be called again."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Hold nothing."""
        self._monotonic, self._sleep = monotonic, sleep
        self._until: dict[str, float] = {}

    async def call(self, method: str, call: Callable[[], Awaitable[ResultT]], *, harmless: bool = True) -> ResultT:
        """Call, waiting as Slack asks. What is `harmless` when repeated is repeated also where no answer came.

        Raise the last failure: a RateLimited with the seconds left where the wait is long, or after some tries.
        """
        for _ in range(_TRIES - 1):
            await self._wait(method)
            try:
                return await call()
            except RateLimited as limit:
                self._hold(method, limit)
            except OutcomeUnknown:
                if not harmless:
                    raise
                await self._sleep(_BREATH_SECONDS)
        await self._wait(method)
        try:
            return await call()
        except RateLimited as limit:
            self._hold(method, limit)
            raise

    def held(self, *methods: str) -> bool:
        """Whether any of `methods` may not be called for longer than would be sat out."""
        return any(self._left(method) > PATIENCE_SECONDS for method in methods)

    async def _wait(self, method: str) -> None:
        left = self._left(method)
        if left > PATIENCE_SECONDS:
            raise RateLimited(method, left)
        if left > 0:
            await self._sleep(left)

    def _left(self, method: str) -> float:
        return self._until.get(method, 0.0) - self._monotonic()

    def _hold(self, method: str, limit: RateLimited) -> None:
        if not limit.wide:
            raise limit
        self._until[method] = max(self._until.get(method, 0.0), self._monotonic() + limit.retry_after)
