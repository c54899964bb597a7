"""How soon messages could be out at best, from the script of faults alone: no machine, no line, no ledger in it.

The best client there can be keeps one message a second in a channel, sends its messages in order, waits as long as
Slack asks the workspace to, waits for answers that never come until its time-out, and gives a message of unknown
outcome its time to settle before it is looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from support.faultproxy_script import KINDS, Called

LOOK_UPS = ("conversations.history", "conversations.replies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Seconds: between two messages in a channel, until a time-out, until a look-up."""

    interval: float
    timeout: float
    settle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A post as it was met: its fault, "" for none, and the faults of the look-ups that followed it."""

    fault: str = ""
    look_ups: tuple[str, ...] = ()


def attempts(calls: Iterable[Called]) -> Mapping[str, Sequence[Attempt]]:
    """Return per channel the posts of a record, in the order of their arrival."""
    met: dict[str, list[Attempt]] = {}
    for call in sorted(calls, key=lambda call: call.at):
        own = met.setdefault(call.channel, [])
        if call.method == "chat.postMessage":
            own.append(Attempt(fault=call.fault))
        elif call.method in LOOK_UPS and call.fault:
            own[-1] = replace(own[-1], look_ups=(*own[-1].look_ups, call.fault))
    return {channel: posts for channel, posts in met.items() if posts}


def best_seconds(posts: Sequence[Attempt], *, holds: Sequence[tuple[float, float]], policy: Policy) -> float:
    """Return when the last of a channel's posts is known to be out at best.

    `holds` are the times, from and until, in which its workspace wanted no posts at all.
    """
    now = 0.0
    for number, attempt in enumerate(posts):
        now = _free(now, holds)
        seconds = _seconds(attempt, policy)
        last = number + 1 == len(posts)
        now += seconds if last else max(policy.interval, seconds)
    return now


def _free(now: float, holds: Sequence[tuple[float, float]]) -> float:
    """Return the first moment from `now` on that lies in none of `holds`."""
    for start, end in sorted(holds):
        if start <= now < end:
            now = end
    return now


def waiting_time(fault: str) -> float:
    """Return the seconds that a fault asks all posts of the workspace to wait, 0 for none."""
    kind = KINDS.get(fault)
    return float(kind.headers["Retry-After"]) if kind is not None and kind.status == 429 else 0.0


def _seconds(attempt: Attempt, policy: Policy) -> float:
    """Return the seconds until an attempt's outcome is known, or until it may be tried again."""
    kind = KINDS.get(attempt.fault)
    if kind is None:
        return 0.0
    if kind.slow:
        return kind.slow
    if kind.status == 429:
        return float(kind.headers["Retry-After"])
    unclear = kind.hang or kind.drop or kind.status >= 500 or kind.error == "fatal_error"
    waited = policy.timeout if kind.hang else 0.0
    looked = sum(_looked(name, policy) for name in attempt.look_ups)
    return waited + policy.settle + looked if unclear else 0.0


def _looked(name: str, policy: Policy) -> float:
    kind = KINDS[name]
    return float(kind.headers["Retry-After"]) if kind.status == 429 else policy.settle
