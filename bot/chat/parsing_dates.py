"""Days and spans of days as people write them: 3 days, until Monday, 1 Dec, 2026-12-01. Pure."""

import re
from datetime import date, timedelta

from bot.domain.topic import WEEKDAYS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}|\d{{1,2}}\.\d{{1,2}}\."
    rf"|(?:the\s+)?{_NTH}\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}}(?![\d-]))?|{_MONTH}\s+{_NTH}(?!\d)(?:,?\s+\d{{4}}(?![\d-]))?)"
)
"""A day of the calendar, as a pattern for texts read whatever their case."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERED = re.compile(r"(\d{1,2})([./])(\d{1,2})(?:[./](\d{4}))?\.?")
_SPELT = re.compile(rf"(?:the\s+)?({_NTH})\s+(?:of\s+)?({_MONTH})(?:,?\s+(\d{{4}}))?", re.I)
_MONTH_FIRST = re.compile(rf"({_MONTH})\s+({_NTH})(?:,?\s+(\d{{4}}))?", re.I)
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fourteen": 14,
    "couple": 2,
}
_SPAN = re.compile(
    rf"(?:for\s+)?(?:the\s+next\s+|another\s+)?(?:a\s+(?=couple))?(\d{{1,5}}|{'|'.join(_COUNTS)})(?:\s+of)?\s*-?\s*"
    r"(days?|d|weeks?|wks?|w|fortnights?|months?|years?)",
    re.I,
)
_UNITS = {"d": 1, "w": 7, "f": 14}
_LONGEST = 3650


class UnclearDateError(ValueError):
    """A day that could be two; the message is a sentence that says how to write it."""


def span_of(text: str, *, today: date) -> int | None:
    """Return how many days a span such as "3 days" or "a week" has from `today`, None where it is no span."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    count = int(match.group(1)) if match.group(1).isdigit() else _COUNTS[match.group(1).casefold()]
    unit = match.group(2).casefold()
    if unit[0] in "my":
        months = count * (12 if unit[0] == "y" else 1)
        days = (_months_on(today, months) - today).days if months <= 120 else _LONGEST + 1
    else:
        days = count * _UNITS[unit[0]]
    return days if 0 < days <= _LONGEST else None


def day_of(text: str, *, today: date) -> date | None:
    """Return the day that a text names, the next one where it leaves the year or week open; None where it names none.

    Raise UnclearDateError where it could be two.
    """
    said = text.strip().casefold()
    named = {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "the day after tomorrow": today + timedelta(days=2),
        "next week": _next(0, today),
        "next month": _months_on(today.replace(day=1), 1),
        "next year": date(today.year + 1, 1, 1),
        "the new year": date(today.year + 1, 1, 1),
        "new year": date(today.year + 1, 1, 1),
        "the end of the year": date(today.year + 1, 1, 1),
        "the end of the month": _months_on(today.replace(day=1), 1),
        "the end of the week": _next(0, today),
    }
    if said in named:
        return named[said]
    bare = re.sub(r"^(?:on|next|this|coming)\s+", "", said)
    weekday = next(
        (n for n, day in enumerate(WEEKDAYS) if re.fullmatch(rf"{day}(?:[a-z]*day|s|nes|r|rs|urs)?", bare)), None
    )
    if weekday is not None:
        return _next(weekday, today)
    month = re.fullmatch(_MONTH, bare)
    if month:
        number = _MONTHS.index(bare[:3]) + 1
        return date(today.year + (number <= today.month), number, 1)
    return _calendar(bare, today)


def _calendar(said: str, today: date) -> date | None:
    match = _ISO.fullmatch(said)
    if match:
        return _made(*(int(part) for part in match.groups()))
    match = _NUMBERED.fullmatch(said)
    if match:
        first, mark, second, year = int(match.group(1)), match.group(2), int(match.group(3)), match.group(4)
        if mark == "/" and first <= 12 and second <= 12 and first != second:
            raise UnclearDateError(f"“{said}” could be two days; write it as {today.year}-12-01.")
        day, month = (first, second) if mark == "." or first > 12 or first == second else (second, first)
        return _made(int(year), month, day) if year else _coming(month, day, today)
    match = _SPELT.fullmatch(said)
    day_first = match is not None
    match = match or _MONTH_FIRST.fullmatch(said)
    if match is None:
        return None
    nth, name = (match.group(1), match.group(2)) if day_first else (match.group(2), match.group(1))
    month, day = _MONTHS.index(name[:3]) + 1, int(re.sub(r"\D", "", nth))
    return _made(int(match.group(3)), month, day) if match.group(3) else _coming(month, day, today)


def _coming(month: int, day: int, today: date) -> date | None:
    """Return the next such day from tomorrow on; 29 February waits for its year."""
    years = (_made(today.year + more, month, day) for more in range(9))
    return next((found for found in years if found is not None and found > today), None)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
