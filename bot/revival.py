"""Which work that ended in error is run again, when, and what the operator is told of it: decided from values alone.

A workflow's id that ended in error is final, so work is run again under `…:retry1` and so on. What was delivered before
stays delivered once: the ledger knows messages by brief and part, not by workflow.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WATCHED = timedelta(hours=24)
"""How long after its making a workflow that ended in error is looked at."""
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 240))
_TOO_OLD = timedelta(hours=12)
"""After that the next brief tells what this one owes, and an answer comes too late."""
_RERUN = frozenset({"brief", "ask"})
_REPEAT = timedelta(hours=6)
_LISTED, _PROBLEM_CHARS = 5, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A workflow that ended in error; `parked` where it was recovered too often, as by a process that died of it."""

    workflow_id: str
    ended: datetime
    problem: str
    parked: bool = False

    @property
    def kind(self) -> str:
        """The first word of the id: brief, ask, poll, stories, retention."""
        return self.workflow_id.partition(":")[0]

    @property
    def reruns(self) -> int:
        """How often this work was run again already."""
        return int(self.workflow_id.rpartition(":retry")[2]) if ":retry" in self.workflow_id else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run again, and what the operator is told, "" for nothing."""

    again: tuple[str, ...]
    notice: str


@dataclass(slots=True)
class Ward:
    """Plans reruns, and remembers what the operator was told, so that a lasting problem is not told every minute."""

    told: dict[str, datetime] = field(default_factory=dict)

    def plan(self, ended: Sequence[Ended], *, taken: Collection[str], now: datetime, restarted: bool) -> Plan:
        """Return what to do; `taken` are ids in use already, `restarted` gives every work a chance without waiting.

        Briefs and answers are run again, four times at most. The work of other kinds is done by its next tick.
        """
        left = [each for each in ended if retry_id(each.workflow_id) not in taken]
        again = [each.workflow_id for each in left if _due(each, now=now, restarted=restarted)]
        self.told = {key: moment for key, moment in self.told.items() if now - moment < WATCHED}
        lines = [line for each in left if (line := self._line(each, now=now))]
        return Plan(again=tuple(again), notice=_notice(lines))

    def _line(self, each: Ended, *, now: datetime) -> str:
        problem = " ".join(each.problem.split())[:_PROBLEM_CHARS]
        known = each.workflow_id if each.kind in _RERUN else f"{each.kind}: {problem}"
        last = self.told.get(known)
        if last is not None and (each.kind in _RERUN or now - last < _REPEAT):
            return ""
        self.told[known] = now
        return f"{each.workflow_id} ({_outlook(each, now=now)}): {problem}"


def retry_id(workflow_id: str) -> str:
    """Return the id under which the work of `workflow_id` is run again."""
    stem, _, count = workflow_id.partition(":retry")
    return f"{stem}:retry{int(count or 0) + 1}"


def _hopeless(each: Ended, *, now: datetime) -> bool:
    return each.kind not in _RERUN or each.parked or each.reruns >= len(_WAITS) or now - each.ended > _TOO_OLD


def _due(each: Ended, *, now: datetime, restarted: bool) -> bool:
    return not _hopeless(each, now=now) and (restarted or now - each.ended >= _WAITS[each.reruns])


def _outlook(each: Ended, *, now: datetime) -> str:
    if each.kind not in _RERUN:
        return "its next tick takes the work up"
    if _hopeless(each, now=now):
        return "given up; the next brief tells what this one owes" if each.kind == "brief" else "given up"
    return "is run again"


def _notice(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = f"; and {len(lines) - _LISTED} more" if len(lines) > _LISTED else ""
    return f"Work ended in error: {'; '.join(lines[:_LISTED])}{more}"
