"""How long single pieces of work take: the middle one and the slow ones. Pure but for the timer passed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

from bot.bench.timing import Timer


@dataclass(slots=True, kw_only=True)
class Stopwatch:
    """Times calls by `timer`, which gives seconds; what it took so far stands in `seconds`."""

    timer: Timer
    seconds: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], object]) -> None:
        """Do `work` and keep how long it took."""
        start = self.timer()
        work()
        self.seconds.append(self.timer() - start)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` that at least `share` of them do not pass; raise ValueError for none."""
    if not values or not 0 < share <= 1:
        raise ValueError("values and a share above 0 and at most 1 are needed")
    return sorted(values)[ceil(share * len(values)) - 1]


def told(seconds: Sequence[float]) -> str:
    """Return the p50, p95 and most of `seconds` in ms, with how many there are."""
    p50, p95 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, at most {max(seconds) * 1000:.0f} ms ({len(seconds)} measured)"
