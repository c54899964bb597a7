"""Rules that repeat, against dateutil, which reads the same rules its own way."""

from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it ships no types
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.briefing.recurring import WEEKDAYS, read_rule

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def numbers(most: int, *, signed: bool = True) -> st.SearchStrategy[str]:
    """Return lists of numbers from 1, or from the end too."""
    one = st.integers(1, most) | (st.integers(-most, -1) if signed else st.nothing())
    return st.lists(one, min_size=1, max_size=4, unique=True).map(lambda found: ",".join(map(str, found)))


def optional(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def rules(draw: st.DrawFn) -> tuple[date, dict[str, str]]:
    """Return a start and a rule as calendars write them, sensible or not."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    slow = frequency in {"MONTHLY", "YEARLY"}
    # Every Monday together with the first one is nonsense that the other reader takes for the first alone.
    places = st.sampled_from(["1", "-1", "3"]) if slow and draw(st.booleans()) else st.just("")
    day = st.tuples(places, st.sampled_from(WEEKDAYS)).map("".join)
    days = st.lists(day, min_size=1, max_size=3, unique=True).map(",".join)
    parts = {
        "FREQ": frequency,
        "INTERVAL": draw(st.sampled_from(["1", "2", "3", "5"])),
        "BYMONTH": draw(optional(numbers(12, signed=False))),
        "BYMONTHDAY": draw(optional(numbers(31))) if frequency != "WEEKLY" else None,
        "BYDAY": draw(optional(days)),
        "COUNT": draw(optional(st.integers(1, 40).map(str))),
        "UNTIL": draw(optional(st.dates(FIRST, LAST).map(lambda until: f"{until:%Y%m%d}"))),
    }
    if frequency == "YEARLY" and parts["BYDAY"] is None:
        parts["BYYEARDAY"] = draw(optional(numbers(366)))
        parts["BYWEEKNO"] = draw(optional(numbers(53, signed=False)))
    if parts["BYDAY"] and draw(st.booleans()):
        parts["BYSETPOS"] = draw(numbers(3))
    if parts["COUNT"]:
        parts["UNTIL"] = None
    start = draw(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
    if frequency == "WEEKLY" and "BYSETPOS" in parts:
        start -= timedelta(days=start.weekday())  # the other reader counts places in what is left of the first week
    return start, {name: value for name, value in parts.items() if value}


def values_of(parts: dict[str, str]) -> dict[str, list[Any]]:
    """Return a rule as the calendar library hands it on."""
    values: dict[str, list[Any]] = {name: list(value.split(",")) for name, value in parts.items()}
    if "UNTIL" in parts:
        values["UNTIL"] = [datetime.strptime(parts["UNTIL"], "%Y%m%d").date()]  # noqa: DTZ007
    return values


def by_dateutil(start: date, parts: dict[str, str]) -> list[date]:
    begin = datetime(start.year, start.month, start.day)  # noqa: DTZ001
    bounded = parts if "UNTIL" in parts or "COUNT" in parts else {**parts, "UNTIL": f"{LAST:%Y%m%d}"}
    found = []
    for one in rrulestr(";".join(f"{name}={value}" for name, value in bounded.items()), dtstart=begin):
        if one.date() > LAST:
            break
        found.append(one.date())
    return [day for day in found if day >= FIRST]


@settings(max_examples=150, deadline=None)
@given(rule=rules())
def test_dates_are_those_of_another_reader(rule: tuple[date, dict[str, str]]) -> None:
    start, parts = rule
    found = list(read_rule(values_of(parts), start).dates(first=FIRST, last=LAST))
    assume(found)  # the other searches to the year 9999 for what never comes
    assert found == by_dateutil(start, parts)


@settings(max_examples=100, deadline=None)
@given(rule=rules(), days=st.integers(0, 700))
def test_looking_at_fewer_days_finds_the_same(rule: tuple[date, dict[str, str]], days: int) -> None:
    start, parts = rule
    read, first = read_rule(values_of(parts), start), FIRST + timedelta(days=days)
    whole = list(read.dates(first=FIRST, last=LAST))
    assert list(read.dates(first=first, last=LAST)) == [day for day in whole if day >= first]
