"""Dates, ordinals and stretches of time: day, month and year must agree with those of a source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from summarizers.gate.findings import DATE, NUMBER, PERIOD, Finding
from summarizers.reading import DateMention, find_dates

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = (
    r"(?P<month>January|February|March|April|May(?!\s+(?:be|have|not)\b)|June|July|August|September|October|November|"
    r"December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)(?![^\W\d_])"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)(?![\d%]))?"
_PARTIAL = (
    re.compile(rf"(?<![\w$€£₹.,])(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}"),
    re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?![\d.:/%]*\d|\s?%){_YEAR}"),
    re.compile(rf"\b{_MONTH}{_YEAR}(?!\s+\d{{1,2}}(?:st|nd|rd|th)?\b)"),
)
_ANY_MONTH = re.compile(_MONTH)
_DIGIT = re.compile(r"\d")
_MONTHLY = frozenset((*_MONTHS, *_NUMBERS, "sept"))
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(day.capitalize() for day in _DAYS)})\b")
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_ORDINAL_WORDS = {figure: word for word, figure in _ORDINALS.items()}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)|\d{{4}}s)\b", re.IGNORECASE)
_COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30",
}  # fmt: skip
_SPAN = re.compile(
    r"\b(?:(?P<place>last|next|past|this|previous|coming|following|each|every|first|second|third|fourth)[\s-]+)?"
    rf"(?:(?P<count>\d+|{'|'.join(_COUNTS)})[\s-]+)?(?:(?:consecutive|straight|full)\s+)?"
    r"(?P<unit>minute|hour|day|night|week|weekend|month|quarter|season|year|decade|centur(?=y|ies)|half)(?:s|y|ies)?\b",
    re.IGNORECASE,
)
_UNITS = frozenset(
    form
    for unit in ["minute", "hour", "day", "night", "week", "weekend", "month", "quarter", "season", "year", "decade"]
    for form in (unit, unit + "s")
) | {"century", "centuries", "half"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is told; 0 where day, month or year is not."""

    start: int
    end: int
    text: str
    day: int
    month: int
    year: int

    def agrees(self, other: "Day") -> bool:
        """Tell whether no part that both tell differs, and they share the finest this one tells."""
        pairs = ((self.day, other.day), (self.month, other.month), (self.year, other.year))
        return all(a == b for a, b in pairs if a and b) and (other.month == self.month or not self.month)


def days_of(text: str, plain: frozenset[str]) -> tuple[Day, ...]:
    """Return the dates of a text with words `plain` that name a month, with or without day and year."""
    if plain.isdisjoint(_MONTHLY) and not _DIGIT.search(text):
        return ()
    found = [_from_mention(mention) for mention in find_dates(text)]
    if _ANY_MONTH.search(text):
        for pattern in _PARTIAL:
            found.extend(_from_match(match) for match in pattern.finditer(text))
    kept: list[Day] = []
    for day in sorted((day for day in found if day.month), key=lambda day: (day.start, -day.end)):
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return tuple(kept)


def _from_mention(mention: DateMention) -> Day:
    """Return the date of a mention; an interval of months, which is no one date, tells nothing here."""
    parts = [] if "/" in mention.iso else [int(part) for part in mention.iso.split("-")]
    year, month, day = (*parts, 0, 0, 0)[:3]
    return Day(mention.start, mention.end, mention.text, day, month, year)


def _from_match(match: re.Match[str]) -> Day:
    named = match.groupdict()
    month = _NUMBERS[match["month"][:3].lower()]
    return Day(match.start(), match.end(), match.group(), int(named.get("day") or 0), month, int(named["year"] or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The dates of the sources, their years, and what they say of stretches of time."""

    days: tuple[Day, ...]
    years: frozenset[int]
    periods: frozenset[tuple[str, str]]

    def bears(self, told: Day) -> bool:
        """Tell whether a source has the date: each part that its own date leaves open must stand elsewhere."""
        for known in self.days:
            if told.agrees(known):
                day_known = not told.day or known.day == told.day
                year_known = not told.year or known.year == told.year or (not known.year and told.year in self.years)
                if day_known and year_known:
                    return True
        return False

    def near(self, told: Day) -> str:
        """Return how the sources tell what is likely the same date: that day or month, or another of that month."""
        alike = [
            ((known.day == told.day) + (known.month == told.month) + (known.year == told.year), -place, known.text)
            for place, known in enumerate(self.days)
            if bool(known.day) == bool(told.day)
        ]
        shared, _, text = max(alike, default=(0, 0, ""))
        return text if shared else ""


def wrong_dates(
    text: str, plain: frozenset[str], days: Iterable[Day], *, calendar: Calendar, known: frozenset[str]
) -> Iterator[Finding]:
    """Yield the dates, weekdays, ordinals and stretches of time of a text with words `plain` that the sources lack.

    `days` are its dates, `known` are the words of the sources.
    """
    for day in days:
        if not calendar.bears(day):
            near = calendar.near(day)
            said = f"; sources say {near}" if near else ""
            yield Finding(start=day.start, end=day.end, kind=DATE, reason=f"date not in sources: {day.text}{said}")
    if not plain.isdisjoint(_DAYS):
        for match in _WEEKDAY.finditer(text):
            name = match.group().lower()
            if known.isdisjoint((name, name[:3], name[:4])):
                yield _of(match, DATE, "date not in sources")
    for match in _ordinals(text, plain):
        word = match.group().lower()
        if known.isdisjoint((word, _ORDINALS.get(word, word), _ORDINAL_WORDS.get(word, word))):
            yield _of(match, NUMBER, "number not in sources")
    for match in _spans(text, plain):
        if any(claim not in calendar.periods for claim in _claims(match)):
            yield _of(match, PERIOD, "period not in sources")


def asides_of(text: str, plain: frozenset[str]) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and kind of weekdays (0), ordinals (1) and stretches of time that count or place (2)."""
    for match in () if plain.isdisjoint(_DAYS) else _WEEKDAY.finditer(text):
        yield match.start(), match.end(), 0
    for match in _spans(text, plain):
        if match["count"] or match["place"]:
            yield match.start(), match.end(), 2
    for match in _ordinals(text, plain):
        yield match.start(), match.end(), 1


def periods_of(text: str, plain: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield what a text with words `plain` says of stretches of time: count and unit, place and unit."""
    for match in _spans(text, plain):
        yield from _claims(match)


def _spans(text: str, plain: frozenset[str]) -> Iterable[re.Match[str]]:
    return () if plain.isdisjoint(_UNITS) else _SPAN.finditer(text)


def _ordinals(text: str, plain: frozenset[str]) -> Iterable[re.Match[str]]:
    return () if plain.isdisjoint(_ORDINALS) and not _DIGIT.search(text) else _ORDINAL.finditer(text)


def _of(match: re.Match[str], kind: str, what: str) -> Finding:
    return Finding(start=match.start(), end=match.end(), kind=kind, reason=f"{what}: {match.group()}")


def _claims(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    unit = match["unit"].lower()
    if match["count"]:
        yield _COUNTS.get(match["count"].lower(), match["count"]), unit
    if match["place"]:
        yield match["place"].lower(), unit
