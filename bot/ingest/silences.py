"""Who asked for silence: after 429, and 503 with Retry-After, a whole registrable domain is left alone. No I/O.

A publisher that answers 429 counts all his hosts together, so does this. Kept in memory: after a restart each source
still has its own next poll.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_SECONDS = 900.0
LONGEST_SECONDS = 86_400.0
_KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing is asked before `until`; `seconds` it was when it began, `times` it was asked for in a row."""

    until: datetime
    seconds: float
    times: int = 1

    def left(self, now: datetime) -> float:
        """Return the seconds left, never more than at the beginning, whatever the clock does."""
        return min(max((self.until - now).total_seconds(), 0.0), self.seconds)


def asks_for_silence(status: int, retry_after: float | None) -> bool:
    """Return whether an answer means the whole domain: 429 always, 503 where it says how long."""
    return status == 429 or (status == 503 and bool(retry_after))


def next_silence(before: Silence | None, *, retry_after: float | None, now: datetime) -> Silence:
    """Return the silence after another refusal at `now`.

    It lasts as long as the server said; where it said nothing, or no time at all, 15 minutes, twice that at each
    refusal in a row, a day at most. Refusals of requests that were under way while one was noted count once.
    """
    times = 1 if before is None else before.times + (before.left(now) == 0)
    seconds = retry_after or min(FIRST_SECONDS * 2 ** min(times - 1, 20), LONGEST_SECONDS)
    until = now + timedelta(seconds=seconds)
    if before is not None and before.left(now) > seconds:
        return before
    return Silence(until=until, seconds=seconds, times=times)


class Silences:
    """The silences by domain; the one noted longest ago is forgotten when there are too many."""

    def __init__(self, *, kept: int = _KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[str, Silence] = OrderedDict()

    def left(self, domain: str, now: datetime) -> float:
        """Return how many seconds `domain` is still to be left alone; 0.0 where it may be asked."""
        known = self._known.get(domain)
        return 0.0 if known is None else known.left(now)

    def note(self, domain: str, *, status: int, retry_after: float | None, now: datetime) -> float | None:
        """Take note of an answer; return the seconds of silence it brought, None where it brought none.

        A usable answer ends the count of refusals in a row, and leaves a silence that still lasts.
        """
        known = self._known.get(domain)
        if asks_for_silence(status, retry_after):
            silence = next_silence(known, retry_after=retry_after, now=now)
            self._known[domain] = silence
            self._known.move_to_end(domain)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
            return silence.left(now)
        if known is not None and status < 400 and known.left(now) == 0:
            del self._known[domain]
        return None
