"""How many messages within how long: counted from begin to answer, so that none can arrive closer. Pure.

A message counts from when its place is taken until a window's length after its answer. Wherever between the two the
platform received it, no window of its own then holds more than it allows.
"""

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` messages in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What a platform takes in one channel, and in all channels of one workspace together."""

    channel: tuple[Window, ...] = ()
    workspace: tuple[Window, ...] = ()


NO_RATES = Rates()
TEAMS_RATES = Rates(
    channel=(Window(1, 1.0), Window(60, 30.0), Window(1_800, 3_600.0)),
    workspace=(Window(30, 1.0),),
)
"""What Microsoft names for one bot in one conversation, the whole channel being one, and for one app in one tenant."""

TEAMS_WRITES = (Window(7, 1.0), Window(8, 2.0), Window(60, 30.0), Window(1_800, 3_600.0))
"""What a conversation of Teams takes of everything that is written there, changes and steps of an answer among it."""


class Counted:
    """Messages that are on their way, and when others were answered, as far back as the longest window."""

    def __init__(self, windows: tuple[Window, ...]) -> None:
        """Count nothing yet."""
        self._windows = windows
        self._kept = max((window.most for window in windows), default=0)
        self._open, self._ends = 0, deque[float]()

    def wait(self, now: float) -> float:
        """Return the seconds after which to ask again; 0 where one more may go."""
        self._forget(now)
        ends = list(self._ends) if self._windows else []
        return max((self._wait(window, ends, now) for window in self._windows), default=0.0)

    def take(self) -> None:
        """Let one more be on its way."""
        self._open += 1

    def answered(self, now: float) -> None:
        """Note that one on its way was answered, or failed: it counts alike."""
        self._open -= 1
        if self._windows:
            self._ends.append(now)

    def give_back(self) -> None:
        """Note that one for which a place was taken was never sent."""
        self._open -= 1

    def idle(self, now: float) -> bool:
        """Whether nothing counts any more."""
        self._forget(now)
        return not self._open and not self._ends

    def _wait(self, window: Window, ends: list[float], now: float) -> float:
        inside = len(ends) - bisect_right(ends, now - window.seconds)
        over = self._open + inside - window.most + 1
        if over <= 0:
            return 0.0
        if over > inside:  # those on their way fill it alone: one of them will be answered
            return window.seconds / window.most
        lapses = ends[len(ends) - inside + over - 1] + window.seconds
        return max(lapses - now, 1e-6)

    def _forget(self, now: float) -> None:
        longest = max((window.seconds for window in self._windows), default=0.0)
        while self._ends and (self._ends[0] <= now - longest or len(self._ends) > self._kept):
            self._ends.popleft()
