"""Dates without a brief, out of a calendar file (ICS): holidays, closures, what repeats of them. Pure, and bounded."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.briefing.recurring import OLDEST_YEAR, read_rule

MAX_BYTES = 1_000_000
MAX_DATES = 2_000
MAX_EVENTS = 5_000
AHEAD = timedelta(days=731)
"""How far ahead dates are taken, two years: a rule that repeats for ever has no more of them."""
SECONDS = 5.0
"""How long the reading may take."""
_LONGEST = timedelta(days=366)
"""How long one of a row of events may last at most: what is longer is no row."""
_DAY = timedelta(days=1)
_FOLD = re.compile(r"\r?\n[ \t]")
_WANTED = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "UID", "RECURRENCE-ID", "STATUS"})
_NAMED = frozenset({"SUMMARY"})
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


def skip_dates(
    text: str, *, timezone: str, today: date, seconds: float = SECONDS, timer: Callable[[], float] = time.monotonic
) -> tuple[date, ...]:
    """Return the dates, from `today` to two years ahead, on which an event of the calendar `text` falls, in order.

    Events of all day hold for their dates, others for the dates they touch in `timezone`. Reading takes at most about
    `seconds`, to be spent on a thread of its own where others wait. Raise ValueError, in one line for the one who sent
    it, for what is no calendar, is too large, holds too many dates, or has an event whose dates cannot be read.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValueError("The calendar is too large: 1 MB is the most.")
    reading = _Reading(zone=ZoneInfo(timezone), first=today, last=today + AHEAD, until=timer() + seconds, timer=timer)
    found: set[date] = set()
    for day in reading.dates(_events(text)):
        found.add(day)
        if len(found) > MAX_DATES:
            raise ValueError(f"The calendar holds more than {MAX_DATES:,} dates in two years.")
    return tuple(sorted(found))


def _events(text: str) -> Sequence[Any]:
    """Return the events of the calendar, read from what tells their dates alone.

    Zones that a calendar defines itself are left out, since their rules are as hostile as any: names of the public
    time zones are understood without them.
    """
    kept = list(_kept_lines(text))
    if kept.count("BEGIN:VEVENT") > MAX_EVENTS:
        raise ValueError(f"The calendar holds more than {MAX_EVENTS:,} events.")
    try:
        calendar = Calendar.from_ical("\r\n".join(kept) + "\r\n")
        return tuple(calendar.walk("VEVENT"))
    except _UNREADABLE as error:
        raise ValueError("That is no calendar I can read: an ICS file is wanted.") from error


def _kept_lines(text: str) -> Iterator[str]:
    within: list[str] = []
    for line in _FOLD.sub("", text.lstrip("\ufeff")).splitlines():
        name = re.split(r"[;:]", line, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            within.append(line.partition(":")[2].strip().upper())
            if within in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]):
                yield f"BEGIN:{within[-1]}"
        elif name == "END" and within:
            if within in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]):
                yield f"END:{within[-1]}"
            within.pop()
        elif within == ["VCALENDAR", "VEVENT"] and name in _WANTED | _NAMED:
            yield line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """Turns events into dates of `zone` from `first` to `last`, until its time is up."""

    zone: tzinfo
    first: date
    last: date
    until: float
    timer: Callable[[], float]

    def dates(self, events: Iterable[Any]) -> Iterator[date]:
        """Yield the dates; one may come more than once."""
        listed = [event for event in events if not _is_called_off(event)]
        moved = self._moved(events)
        for event in listed:
            self._in_time()
            try:
                yield from self._of(event, without=moved.get(_uid(event), frozenset()))
            except TooSlow:
                raise
            except _UNREADABLE as error:
                raise ValueError(f"The event {_title(event)} has no date that can be read: {_said(error)}.") from error

    def _moved(self, events: Iterable[Any]) -> Mapping[str, frozenset[date]]:
        """Return, by event that repeats, the dates of single ones that were moved or called off."""
        moved: dict[str, set[date]] = {}
        for event in events:
            start = getattr(event.get("RECURRENCE-ID"), "dt", None)
            if start is not None:
                moved.setdefault(_uid(event), set()).add(_day(start))
        return {name: frozenset(days) for name, days in moved.items()}

    def _of(self, event: Any, *, without: frozenset[date]) -> Iterator[date]:
        start = event["DTSTART"].dt
        length = _length(event, start)
        if "RECURRENCE-ID" in event:
            yield from self._touched(start, length)
            return
        out = without | {_day(one) for one in _listed(event.get("EXDATE"))}
        for one in self._starts(event, start, length):
            self._in_time()
            if _day(one) not in out:
                yield from self._touched(one, length)

    def _starts(self, event: Any, start: date, length: timedelta) -> Iterator[date]:
        """Yield the first start and those it repeats at."""
        yield start
        yield from _listed(event.get("RDATE"))
        rule = event.get("RRULE")
        for one in rule if isinstance(rule, list) else [rule] if rule else []:
            yield from self._repeated(one, start, length)

    def _repeated(self, rule: Mapping[str, Sequence[Any]], start: date, length: timedelta) -> Iterator[date]:
        """Yield what repeats from where it may still touch the dates wanted; a rule goes by the event's own clock."""
        begin = _day(start)
        if begin.year < OLDEST_YEAR:
            raise ValueError(f"it begins before {OLDEST_YEAR}")
        reach = min(length, _LONGEST) + 2 * _DAY
        for day in read_rule(rule, begin).dates(first=self.first - reach, last=self.last + _DAY):
            self._in_time()
            yield datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day

    def _touched(self, start: date, length: timedelta) -> Iterator[date]:
        """Yield the dates that an event touches; its end is excluded, but it touches the date it starts at."""
        if isinstance(start, datetime):
            begin = self._local(start)
            end = self._local(start + length)
            last = (end - timedelta(microseconds=1)).date() if end > begin else begin.date()
            day = begin.date()
        else:
            day, last = start, start + max(length, _DAY) - _DAY
        day = max(day, self.first)
        while day <= min(last, self.last):
            yield day
            day += _DAY

    def _local(self, moment: datetime) -> datetime:
        """Return `moment` in the zone; one without a zone is told by the clock on the wall there."""
        return moment if moment.tzinfo is None else moment.astimezone(self.zone).replace(tzinfo=None)

    def _in_time(self) -> None:
        if self.timer() > self.until:
            raise TooSlow


class TooSlow(ValueError):
    """A calendar that takes too long."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("The calendar repeats in a way that takes too long to work out.")


def _length(event: Any, start: date) -> timedelta:
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("its end is not of the kind of its start")
        if isinstance(end, datetime) and isinstance(start, datetime) and (end.tzinfo is None) != (start.tzinfo is None):
            end = end.replace(tzinfo=start.tzinfo)
        length: timedelta = end - start
    elif "DURATION" in event:
        length = event["DURATION"].dt
    else:
        length = timedelta()
    return max(length, timedelta())


def _listed(values: Any) -> Iterator[date]:
    """Yield the dates and moments of a property that may come often and list many."""
    for value in values if isinstance(values, list) else [values] if values is not None else []:
        for one in value.dts:
            yield one.dt[0] if isinstance(one.dt, tuple) else one.dt


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _is_called_off(event: Any) -> bool:
    return str(event.get("STATUS", "")).strip().upper() == "CANCELLED"


def _uid(event: Any) -> str:
    return str(event.get("UID", id(event)))


def _title(event: Any) -> str:
    words = " ".join(str(event.get("SUMMARY", "")).split())
    return f"“{words[:60]}”" if words else "without a title"


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
