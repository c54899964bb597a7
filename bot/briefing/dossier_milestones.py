"""Dates by which a step was promised: "first delivery 2030", "delivery 2027-06/2030". Pure."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from bot.domain.vocabulary import Stage

_VALUE = re.compile(r"(?P<step>.*?)\s*(?P<from>\d{4}(?:-\d{2}){0,2})(?:/(?P<to>\d{4}(?:-\d{2}){0,2}))?\Z")
_REACHED = (
    ("deliver", Stage.DELIVERY),
    ("service", Stage.DELIVERY),
    ("complet", Stage.COMPLETED),
    ("production", Stage.PRODUCTION),
    ("signed", Stage.CONTRACT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step and the days between which it was to be taken, both included."""

    step: str
    begins: date
    ends: date

    @property
    def stage(self) -> Stage | None:
        """The stage that says that the step was taken, None where no stage does."""
        return next((stage for word, stage in _REACHED if word in self.step), None)


def milestone_of(value: str) -> Milestone | None:
    """Return the milestone that the value of a date fact tells, None where it is none of the calendar."""
    match = _VALUE.match(value.strip())
    if match is None:
        return None
    try:
        begins, ends = _days(match["from"]), _days(match["to"] or match["from"])
    except ValueError:
        return None
    if ends[1] < begins[0]:
        return None
    return Milestone(step=match["step"].casefold(), begins=begins[0], ends=ends[1])


def _days(iso: str) -> tuple[date, date]:
    """Return the first and the last day of a year, month or day; raise ValueError."""
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    one = date(parts[0], parts[1], parts[2])
    return one, one
