"""One connection per host at a time, and a pause between two requests to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Sleep = Callable[[float], Awaitable[object]]
_MAX_GAP = 60.0


@dataclass(slots=True)
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float | None = None
    gap: float = 0.0


class HostGates:
    """Hands out turns per host: never two at once, and at least `gap` seconds from the end of one to the next."""

    def __init__(self, gap: float, *, sleep: Sleep, monotonic: Callable[[], float]) -> None:
        self._gap, self._sleep, self._monotonic = gap, sleep, monotonic
        self._gates: dict[str, _Gate] = {}

    def slow_down(self, host: str, gap: float) -> None:
        """Use a longer gap for `host` from now on, as its robots.txt asks; at most 60 s."""
        gate = self._gate(host)
        gate.gap = max(gate.gap, min(gap, _MAX_GAP))

    @asynccontextmanager
    async def turn(self, host: str, *, free: bool = False) -> AsyncIterator[None]:
        """Wait for the turn of `host` and hold it; `free` waits for nothing."""
        if free:
            yield
            return
        gate = self._gate(host)
        async with gate.lock:
            if gate.last is not None:
                wait = gate.last + max(gate.gap, self._gap) - self._monotonic()
                if wait > 0:
                    await self._sleep(wait)
            try:
                yield
            finally:
                gate.last = self._monotonic()

    def _gate(self, host: str) -> _Gate:
        return self._gates.setdefault(host, _Gate())
