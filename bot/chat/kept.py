"""Answers of a chat platform that are kept for a while: its limits are per minute."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

KEPT_SECONDS, UNKNOWN_SECONDS = 600.0, 30.0
MOST = 5_000
ValueT = TypeVar("ValueT")


class Kept(Generic[ValueT]):
    """Answers by name, each for its time, the oldest forgotten first; who asks while another does waits for it."""

    def __init__(self, *, monotonic: Callable[[], float], most: int = MOST) -> None:
        self._monotonic, self._most = monotonic, most
        self._values: OrderedDict[str, tuple[float, float, ValueT]] = OrderedDict()
        self._asked: dict[str, asyncio.Future[tuple[ValueT, float]]] = {}

    async def get(
        self, name: str, ask: Callable[[], Awaitable[tuple[ValueT, float]]], *, at_most: float = KEPT_SECONDS
    ) -> ValueT:
        """Return what is kept under `name` and not older than `at_most` seconds, or what `ask` says.

        `ask` also says for how many seconds its answer is kept. What it raises is raised for all who wait.
        """
        now = self._monotonic()
        if kept := self._values.get(name):
            since, until, value = kept
            if now < until and now - since <= at_most:
                return value
        asked = self._asked.get(name)
        if asked is None:
            asked = self._asked[name] = asyncio.ensure_future(ask())
            asked.add_done_callback(lambda done: self._told(name, done))
        value, _ = await asyncio.shield(asked)
        return value

    def forget(self, name: str) -> None:
        """Ask anew next time."""
        self._values.pop(name, None)

    def _told(self, name: str, done: asyncio.Future[tuple[ValueT, float]]) -> None:
        self._asked.pop(name, None)
        if done.cancelled() or done.exception() is not None:
            return
        value, seconds = done.result()
        now = self._monotonic()
        self._values[name] = (now, now + seconds, value)
        self._values.move_to_end(name)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
