"""A circuit breaker: a server that fails again and again is left alone for a while, then tried with one request.

Closed → open after `failures` in a row → half open after `pause` seconds: one trial closes it or opens it again
(M. Nygard, Release It!). The decisions are pure functions of a state and a time; `Breaker` keeps one state for all
threads.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class Phase(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Open after `failures` in a row; after `pause` seconds let one request try."""

    failures: int = 5
    pause: float = 30.0

    def __post_init__(self) -> None:
        """Raise ValueError where the rule would never open or never close."""
        if self.failures < 1 or not 0 < self.pause < float("inf"):
            raise ValueError(f"a breaker needs failures from 1 on and a pause over 0 s: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is remembered: failures in a row, since when it is open, and a count that tells old news from new."""

    phase: Phase = Phase.CLOSED
    failed: int = 0
    since: float = 0.0
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Whether a request may go; `turn` is handed back with its outcome, `wait` is seconds until a trial."""

    given: bool
    turn: int = 0
    wait: float = 0.0


def asked(state: State, *, now: float, rule: Rule) -> tuple[State, Leave]:
    """Return whether a request may go at `now`, and the state after; times are seconds of a clock that never falls."""
    if state.phase is Phase.CLOSED:
        return state, Leave(given=True, turn=state.turn)
    left = state.since + rule.pause - now
    if left > 0:
        return state, Leave(given=False, wait=left)
    # A trial that was never heard of again gives way to the next one after another pause.
    trial = replace(state, phase=Phase.HALF_OPEN, since=now, turn=state.turn + 1)
    return trial, Leave(given=True, turn=trial.turn)


def told(state: State, *, ok: bool, turn: int, now: float, rule: Rule) -> State:
    """Return the state after the outcome of the request that was let go in `turn`; old news changes nothing."""
    if turn != state.turn or state.phase is Phase.OPEN:
        return state
    if ok:
        return State(turn=state.turn + (state.phase is Phase.HALF_OPEN))
    failed = state.failed + 1
    if state.phase is Phase.HALF_OPEN or failed >= rule.failures:
        return State(phase=Phase.OPEN, failed=failed, since=now, turn=state.turn + 1)
    return replace(state, failed=failed)


class Breaker:
    """One state shared by all threads that ask one server."""

    def __init__(self, rule: Rule | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Decide by `rule`; `clock` gives seconds and never falls."""
        self._rule, self._clock = rule or Rule(), clock
        self._state, self._lock = State(), threading.Lock()

    @property
    def state(self) -> State:
        """The state as it stands."""
        return self._state

    def ask(self) -> Leave:
        """Return whether a request may go now."""
        with self._lock:
            self._state, leave = asked(self._state, now=self._clock(), rule=self._rule)
        return leave

    def tell(self, leave: Leave, *, ok: bool) -> None:
        """Hear how the request went that had `leave`."""
        with self._lock:
            self._state = told(self._state, ok=ok, turn=leave.turn, now=self._clock(), rule=self._rule)


_SHARED: dict[str, Breaker] = {}
_SHARED_LOCK = threading.Lock()


def shared(name: str) -> Breaker:
    """Return the process's breaker for the server `name`, the same to whoever asks."""
    with _SHARED_LOCK:
        return _SHARED.setdefault(name, Breaker())
