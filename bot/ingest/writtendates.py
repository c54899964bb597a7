"""Days as pages write them: 2026-11-23, 23.11.2026, 23 November 2026, Nov 23, 2026, 23 Kasım 2026. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

_YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d)\s?[-./年년]\s?(\d{1,2})\s?[-./月월]\s?(\d{1,2})(?:[日일]|(?!\d))")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Names:
    """The months of a language (and of English), in lower case without dots, and how a day with one is written."""

    numbers: dict[str, int]
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    year_first: re.Pattern[str]


def written_day(text: str, *, language: str = "en") -> date | None:
    """Return the one day `text` names; None where it names none, several, or one that can be read in two ways."""
    days = set(_days(text, language))
    return days.pop() if len(days) == 1 else None


def _days(text: str, language: str) -> Iterator[date | None]:
    for year, month, day in _YEAR_FIRST.findall(text):
        yield _day(year, month, day)
    for day, month, year in _DOTTED.findall(text):
        yield _day(year, month, day)
    for first, _mark, second, year in _SLASHED.findall(text):
        yield _either(year, first, second)
    names = _names(language)
    for day, month, year in names.day_first.findall(text):
        yield _day(year, names.numbers.get(_plain(month), 0), day)
    for month, day, year in names.month_first.findall(text):
        yield _day(year, names.numbers.get(_plain(month), 0), day)
    for year, month, day in names.year_first.findall(text):
        yield _day(year, names.numbers.get(_plain(month), 0), day)


def _either(year: str, first: str, second: str) -> date | None:
    """Read a day with slashes: 23/11 and 11/23 can be read in one way only, 03/04 in two."""
    readings = {_day(year, second, first), _day(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _names(language: str) -> _Names:
    numbers: dict[str, int] = {}
    for code in ("en", language):
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                months = get_month_names(width, context, locale)
                numbers.update({_plain(str(name)): number for number, name in months.items()})
    numbers = {name: number for name, number in numbers.items() if not name.isdigit()} | {"sept": 9}
    months_pattern = "|".join(re.escape(name) for name in sorted(numbers, key=len, reverse=True))
    return _Names(
        numbers,
        re.compile(
            rf"(?<!\d)(\d{{1,2}})(?:\.|st|nd|rd|th|º)?\s+(?:de |of )?({months_pattern})"
            r"\.?,?\s+(?:de |del )?(20\d\d)(?!\d)",
            re.IGNORECASE,
        ),
        re.compile(rf"\b({months_pattern})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20\d\d)(?!\d)", re.IGNORECASE),
        re.compile(rf"(?<!\d)(20\d\d)\.?(?: m\.)?\s+({months_pattern})\s+(\d{{1,2}})(?!\d)", re.IGNORECASE),
    )


def _plain(name: str) -> str:
    return name.lower().rstrip(".")
