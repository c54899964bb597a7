"""How much Teams takes: of one bot in one conversation, of one app in one tenant, and of one stream."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

CONVERSATION: Sequence[tuple[int, float]] = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""Messages and seconds; the whole channel is one conversation."""
TENANT: Sequence[tuple[int, float]] = ((30, 1.0),)
STREAM: Sequence[tuple[int, float]] = ((1, 1.0),)
_SLACK = 1e-6


@dataclass
class Rates:
    """Counts what was let through per name, within every window of `windows`."""

    windows: Sequence[tuple[int, float]]
    seen: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, name: str, now: float) -> float:
        """Let one more through and return 0, or return the seconds after which it may come again."""
        times = self.seen.setdefault(name, deque())
        longest = self.windows[-1][1]
        while times and times[0] <= now - longest:
            times.popleft()
        waits = [times[-count] + seconds - now for count, seconds in self.windows if len(times) >= count]
        wait = max(waits, default=0.0)
        if wait > _SLACK:
            return wait
        times.append(now)
        return 0.0
