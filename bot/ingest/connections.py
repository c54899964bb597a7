"""Connections at rest, to be used again: few, not for long, and each in one hand at a time.

A pool that httpcore keeps looks at every connection for every request, and slows with its size; here a request holds
its own connection, so there is nothing to look through.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpcore

from bot.ingest.metering import Meter

KEPT = 64
KEPT_SECONDS = 15.0

Origin = tuple[str, str, int]
"""Scheme, host and port."""
Carrier = httpcore.AsyncHTTPConnection | httpcore.AsyncHTTPProxy


@dataclass(slots=True, kw_only=True)
class Line:
    """A connection to one origin, or a way by the proxy to it, with the meter of what comes over it."""

    origin: Origin
    carrier: Carrier
    meter: Meter
    since: float = 0.0

    @property
    def at_rest(self) -> bool:
        """Whether the last answer was read to its end, so that another request may follow."""
        return not isinstance(self.carrier, httpcore.AsyncHTTPConnection) or self.carrier.is_idle()

    @property
    def alive(self) -> bool:
        """Whether the other side kept the connection open meanwhile, and silent."""
        return not isinstance(self.carrier, httpcore.AsyncHTTPConnection) or not self.carrier.has_expired()


class Connections:
    """The connections at rest: `kept` at most, each for `seconds`; the one that came last is used first."""

    def __init__(
        self, *, kept: int = KEPT, seconds: float = KEPT_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept, self._seconds, self._monotonic = kept, seconds, monotonic
        self._rest: list[Line] = []  # in the order in which they came to rest
        self._closed = False

    def __len__(self) -> int:
        return len(self._rest)

    async def take(self, origin: Origin) -> Line | None:
        """Return a living connection to `origin`, now the caller's alone; None where there is none."""
        await self._forget_old()
        for place in range(len(self._rest) - 1, -1, -1):
            if self._rest[place].origin == origin:
                line = self._rest.pop(place)
                if line.alive:
                    return line
                await line.carrier.aclose()
                break
        return None

    async def give(self, line: Line) -> None:
        """Take back a connection after its answer; one that cannot be used again is closed."""
        if self._closed or not line.at_rest:
            await line.carrier.aclose()
            return
        line.since = self._monotonic()
        self._rest.append(line)
        await self._forget_old()

    async def aclose(self) -> None:
        """Close every connection at rest; those still in use are closed when they come back."""
        self._closed = True
        while self._rest:
            await self._rest.pop().carrier.aclose()

    async def _forget_old(self) -> None:
        oldest = self._monotonic() - self._seconds
        while self._rest and (len(self._rest) > self._kept or self._rest[0].since < oldest):
            await self._rest.pop(0).carrier.aclose()
