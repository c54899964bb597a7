"""The dates a calendar's rule (RFC 5545, RRULE) repeats at, by the day or slower. Pure.

Written out here because a rule that can never hold, such as 30 February, sends a general library searching to the year
9999. This one looks at the days asked for and at no others, unless the rule counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OLDEST_YEAR = 1900
_DAY = timedelta(days=1)
_DAILY, _WEEKLY, _MONTHLY, _YEARLY = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
_LONGEST_INTERVAL = 1_000_000
_UNUSUAL = ("BYEASTER", "RSCALE", "SKIP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A rule, read: numbers count from 1, or from the end where they are below 0; `by_day` has 0 for every such day."""

    start: date
    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_week: frozenset[int] = frozenset()
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    def dates(self, *, first: date, last: date) -> Iterator[date]:
        """Yield the dates from `first` to `last` that the rule gives, in order."""
        end = min(last, self.until) if self.until is not None else last
        number = 0
        for period in self._periods(self.start if self.count is not None else max(self.start, first), end):
            for day in self._in_period(period):
                if day < self.start:
                    continue
                number += 1
                if day > end or (self.count is not None and number > self.count):
                    return
                if day >= first:
                    yield day

    def _periods(self, since: date, end: date) -> Iterator[tuple[date, date]]:
        """Yield first day and end (excluded) of each day, week, month or year that counts, from that of `since` on."""
        origin = self._floor(self.start)
        number = max(0, _number(self._floor(since), self.frequency) - _number(origin, self.frequency))
        number -= number % self.interval
        while True:
            begin = _moved(origin, self.frequency, number)
            if begin is None or begin > end:
                return
            after = _moved(begin, self.frequency, 1)
            yield begin, after or date.max
            number += self.interval

    def _floor(self, day: date) -> date:
        """Return the first day of the period of `day`."""
        if self.frequency == _WEEKLY:
            return day - ((day.weekday() - self.week_start) % 7) * _DAY
        if self.frequency == _MONTHLY:
            return day.replace(day=1)
        return day.replace(month=1, day=1) if self.frequency == _YEARLY else day

    def _in_period(self, period: tuple[date, date]) -> Sequence[date]:
        begin, end = period
        days = [day for n in range((end - begin).days) if self._holds(day := begin + n * _DAY)]
        if not self.by_position:
            return days
        at = {position - 1 if position > 0 else len(days) + position for position in self.by_position}
        return [day for n, day in enumerate(days) if n in at]

    def _holds(self, day: date) -> bool:
        month_end = _month_end(day)
        year_end = date(day.year, 12, 31).timetuple().tm_yday
        of_year = day.timetuple().tm_yday
        return (
            (not self.by_month or day.month in self.by_month)
            and (not self.by_week or day.isocalendar().week in self.by_week)
            and (not self.by_month_day or _counted(day.day, month_end) & self.by_month_day != set())
            and (not self.by_year_day or _counted(of_year, year_end) & self.by_year_day != set())
            and (not self.by_day or self._is_weekday(day, month_end, of_year, year_end))
        )

    def _is_weekday(self, day: date, month_end: int, of_year: int, year_end: int) -> bool:
        if (0, day.weekday()) in self.by_day:
            return True
        if self.frequency == _MONTHLY or (self.frequency == _YEARLY and self.by_month):
            place, length = day.day, month_end
        elif self.frequency == _YEARLY:
            place, length = of_year, year_end
        else:
            return any(weekday == day.weekday() for _, weekday in self.by_day)
        numbers = {(place - 1) // 7 + 1, -((length - place) // 7 + 1)}
        return any((number, day.weekday()) in self.by_day for number in numbers)


def read_rule(rule: Mapping[str, Sequence[Any]], start: date) -> Recurrence:
    """Return the rule of what starts at `start`, as its parts give it; raise ValueError or LookupError for none."""
    frequency = str(rule["FREQ"][0]).upper()
    if frequency not in {_DAILY, _WEEKLY, _MONTHLY, _YEARLY}:
        raise ValueError("it repeats more often than daily")
    interval = int(_first(rule, "INTERVAL", 1))
    if interval < 1:
        raise ValueError("it repeats at no interval")
    if any(name in rule for name in _UNUSUAL):
        raise ValueError("it repeats in a way I do not know")
    until, count = _first(rule, "UNTIL", None), _first(rule, "COUNT", None)
    by_year_day, by_week = _numbers(rule, "BYYEARDAY", 366), _numbers(rule, "BYWEEKNO", 53, least=1)
    by_month, by_month_day = _numbers(rule, "BYMONTH", 12, least=1), _numbers(rule, "BYMONTHDAY", 31)
    by_day = frozenset(_weekday(str(value)) for value in rule.get("BYDAY", ()))
    if frequency != _DAILY and not (by_week or by_year_day or by_month_day or by_day):
        # A rule that names no day takes it from its start.
        by_day = frozenset({(0, start.weekday())}) if frequency == _WEEKLY else by_day
        by_month_day = by_month_day if frequency == _WEEKLY else frozenset({start.day})
        by_month = by_month or (frozenset({start.month}) if frequency == _YEARLY else by_month)
    return Recurrence(
        start=start,
        frequency=frequency,
        interval=min(interval, _LONGEST_INTERVAL),
        count=None if count is None else int(count),
        until=None if until is None else date(until.year, until.month, until.day),
        by_month=by_month,
        by_month_day=by_month_day,
        by_year_day=by_year_day,
        by_week=by_week,
        by_day=by_day,
        by_position=tuple(sorted(_numbers(rule, "BYSETPOS", 366))),
        week_start=WEEKDAYS.index(str(_first(rule, "WKST", "MO")).upper()),
    )


def _weekday(text: str) -> tuple[int, int]:
    number = text[:-2]
    return int(number) if number else 0, WEEKDAYS.index(text[-2:].upper())


def _first(rule: Mapping[str, Sequence[Any]], name: str, default: Any) -> Any:
    return rule[name][0] if name in rule else default


def _numbers(rule: Mapping[str, Sequence[Any]], name: str, most: int, *, least: int | None = None) -> frozenset[int]:
    found = frozenset(int(value) for value in rule.get(name, ()))
    if any(number == 0 or abs(number) > most or (least is not None and number < least) for number in found):
        raise ValueError("it repeats in a way I do not know")
    return found


def _number(day: date, frequency: str) -> int:
    """Return how many periods there were before that of `day`."""
    if frequency == _YEARLY:
        return day.year
    if frequency == _MONTHLY:
        return day.year * 12 + day.month
    return day.toordinal() // (7 if frequency == _WEEKLY else 1)


def _moved(begin: date, frequency: str, number: int) -> date | None:
    """Return the first day of the period that many periods later, None beyond the calendar."""
    try:
        if frequency in {_DAILY, _WEEKLY}:
            return begin + number * (7 if frequency == _WEEKLY else 1) * _DAY
        months = (begin.month - 1) + number * (12 if frequency == _YEARLY else 1)
        return date(begin.year + months // 12, months % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None


def _month_end(day: date) -> int:
    following = day.replace(day=28) + 4 * _DAY if (day.year, day.month) != (9999, 12) else None
    return (following - following.day * _DAY).day if following else 31


def _counted(place: int, length: int) -> set[int]:
    """Return a place from the beginning and from the end."""
    return {place, place - length - 1}
