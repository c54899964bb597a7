"""One connection per host at a time, and a pause between two requests to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Sleep = Callable[[float], Awaitable[object]]
_MAX_GAP = 60.0
_KEPT = 4096


@dataclass(slots=True)
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float | None = None
    gap: float = 0.0
    wanted: int = 0

    def idle(self, before: float) -> bool:
        """Whether nobody holds or wants the turn, and the last one ended before that moment."""
        return not self.wanted and (self.last is None or self.last < before)


class HostGates:
    """Hands out turns per host: never two at once, and at least `gap` seconds from the end of one to the next.

    Hosts nobody waits for are forgotten once their gap is over, when there are many.
    """

    def __init__(self, gap: float, *, sleep: Sleep, monotonic: Callable[[], float], kept: int = _KEPT) -> None:
        self._gap, self._sleep, self._monotonic, self._kept = gap, sleep, monotonic, kept
        self._gates: dict[str, _Gate] = {}

    def __len__(self) -> int:
        return len(self._gates)

    def slow_down(self, host: str, gap: float) -> None:
        """Use a longer gap for `host` from now on, as its robots.txt asks; at most 60 s."""
        gate = self._gate(host)
        gate.gap = max(gate.gap, min(gap, _MAX_GAP))

    @asynccontextmanager
    async def turn(
        self, host: str, *, free: bool = False, ready: Callable[[], None] = lambda: None
    ) -> AsyncIterator[None]:
        """Wait for the turn of `host` and hold it; `free` waits for nothing.

        `ready` is called when the turn has come, before and after the pause; what it raises ends the turn at once.
        """
        if free:
            yield
            return
        gate = self._gate(host)
        gate.wanted += 1
        try:
            async with gate.lock:
                ready()
                wait = 0.0 if gate.last is None else gate.last + max(gate.gap, self._gap) - self._monotonic()
                if wait > 0:
                    await self._sleep(wait)
                    ready()
                try:
                    yield
                finally:
                    gate.last = self._monotonic()
        finally:
            gate.wanted -= 1

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            if len(self._gates) >= self._kept:
                self._forget()
            gate = self._gates[host] = _Gate()
        return gate

    def _forget(self) -> None:
        """Drop the gates that hold nobody back; a longer gap asked for is kept as long as there is room."""
        now = self._monotonic()
        idle = [host for host, gate in self._gates.items() if gate.idle(now - _MAX_GAP)]
        for host in sorted(idle, key=lambda host: self._gates[host].gap)[: max(self._kept // 2, 1)]:
            del self._gates[host]
