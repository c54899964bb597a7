"""Days by dateparser: its words for months and days of the week in every language, and what a written date means."""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

Days = tuple[date, date]
"""A first and a last day, both included."""
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST, _SHORTEST_DAY, _STEM = 3, 4, 4
_ENDING = 5
_INFLECTED = frozenset({"ru", "uk", "pl", "el", "tr", "hi", "bn", "id", "ar", "he", "de"})
_MAY = ("мае", "маю", "маем")
_VOWELS = re.compile(r"[аяыиеуюоьйіїaeiyuoęąόοςσυάα]+$")


def plain(word: str) -> str:
    """Return a word as those of the calendar are compared: in lower case, without accents."""
    spelt = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(char for char in spelt if not unicodedata.combining(char)).replace("й", "и")


@cache
def month_words(language: str) -> Mapping[str, int]:
    """Return the words for months of a language, with their numbers from 1."""
    return _words(language, _MONTHS, shortest=_SHORTEST if language == "en" else _STEM)


@cache
def weekday_words(language: str) -> Mapping[str, int]:
    """Return the words for days of the week of a language, with their numbers from 0, Monday."""
    return {word: number - 1 for word, number in _words(language, _WEEKDAYS, shortest=_SHORTEST_DAY).items()}


def _words(language: str, names: tuple[str, ...], *, shortest: int) -> Mapping[str, int]:
    info: Any = import_module(f"dateparser.data.date_translation_data.{language}").info
    found: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        for form in info.get(name, ()):
            word = plain(str(form)).strip(".")
            full = 3 if name == "may" else shortest
            if len(word) >= (full if word.isascii() else 2) and not any(char.isdigit() for char in word):
                found.setdefault(word, number)
    return found


def month_of(word: str, language: str) -> int | None:
    """Return the month a word names in a language, with endings behind it where the language has them."""
    said, known = plain(word), month_words(language)
    if language == "ru" and said in _MAY:
        return 5
    if said in known:
        return known[said]
    if language not in _INFLECTED:
        return None
    for form in sorted(known, key=len, reverse=True):
        stem = _VOWELS.sub("", form) if language in ("ru", "uk", "pl", "el") else form
        if len(stem) >= min(_SHORTEST, len(form)) and said.startswith(stem) and len(said) - len(stem) <= _ENDING:
            return known[form] if len(stem) >= _STEM or len(said) - len(stem) <= _SHORTEST else None
    return None


def written(text: str, *, today: date, language: str = "en") -> Days | None:
    """Return the days that a written date stands for, the latest such ones that have begun; None where it is none."""
    found = _parser(language, today).get_date_data(text)
    if found.date_obj is None:
        return None
    first = found.date_obj.date()
    if found.period == "year":
        return date(first.year, 1, 1), date(first.year, 12, 31)
    if found.period == "month":
        return month(first.year, first.month)
    return first, first


@cache
def _parser(language: str, today: date) -> Any:
    parser: Any = import_module("dateparser.date")  # slow to import, and needed for few questions
    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001  (dateparser takes days so)
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return parser.DateDataParser(languages=[language], settings=settings)


def month(year: int, number: int) -> Days:
    """Return the days of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def quarter(year: int, number: int) -> Days:
    """Return the days of a quarter, 1 to 4."""
    return date(year, 3 * number - 2, 1), month(year, 3 * number)[1]


def back(day: date, unit: str, count: float) -> date:
    """Return the day so many units before `day`; the last of the month where it has no such day."""
    if unit in ("day", "week"):
        return day - timedelta(days=round(count * (7 if unit == "week" else 1)))
    months = round(count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit])
    at = day.year * 12 + day.month - 1 - months
    year, number = divmod(at, 12)
    return date(year, number + 1, min(day.day, calendar.monthrange(year, number + 1)[1]))


def period(day: date, unit: str) -> Days:
    """Return the calendar day, week from Monday, month, quarter, half or whole year that `day` lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "half":
        return (date(day.year, 1, 1), date(day.year, 6, 30)) if day.month <= 6 else (
            date(day.year, 7, 1), date(day.year, 12, 31))  # fmt: skip
    return date(day.year, 1, 1), date(day.year, 12, 31)


def shifted(day: date, unit: str, by: int) -> Days:
    """Return the period `by` units after that of `day`, before it where negative."""
    first, last = period(day, unit)
    return period(back(first, unit, -by) if by < 0 or unit != "half" else last + timedelta(days=1), unit)
