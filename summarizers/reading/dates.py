"""Dates, as exact as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from summarizers.reading.spans import Mention

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH_STARTS = tuple(sorted({name[:3] for name in _MONTHS}))
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = r"(?P<month>" + "|".join(sorted((m.capitalize() for m in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_MONTH = rf"(?:{_MONTH})"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ALONE = r"(?![\d,.:/-]*\d)"

_ISO = re.compile(rf"(?<![\d/.-]){_YEAR}-(?P<month>[01]\d)(?:-(?P<day>[0-3]\d))?(?![\d-])")
_NUMERIC = re.compile(rf"(?<![\d/.-])(?P<first>[0-3]?\d)(?P<mark>[/.])(?P<second>[0-3]?\d)(?P=mark){_YEAR}(?!\d)")
_DAY_FIRST = re.compile(rf"\b{_DAY}(?:\s+of)?[\s-]+{_MONTH}(?:,?[\s-]+{_YEAR}\b)?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR}\b|(?![\d.:/%]*\d|\s?(?:%|per\b)))", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    rf"\b(?P<cue>in|by|since|until|till|from|before|after|during|early|mid|late|last|next|this)[\s-]+{_MONTH}(?!\s*\d)"
)
_QUARTER = re.compile(
    rf"\b(?:Q(?P<q>[1-4])(?:\s+of)?|H(?P<h>[12])(?:\s+of)?|(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)\s+"
    rf"(?P<part>quarter|half)(?:\s+of)?)[\s,/-]*{_YEAR}\b",
    re.IGNORECASE,
)
# "FY27", "FY2027-28": fiscal years are told by the year they begin or end in, as written.
_FISCAL = re.compile(r"\bFY[\s-]?['’]?(?P<first>\d\d)(?:\s?[-–/]\s?(?P<last>\d\d))?(?![\d%])")
_YEARS = re.compile(
    r"(?<![\w$€£₹¥/-])(?P<fiscal>FY[\s-]?|(?:mid|early|late|pre|post)-)?(?P<first>(?:19|20)\d\d)(?:\s?[-–/]\s?(?P<last>(?:19|20)?\d\d))?"
    r"(?![\w%]|[.,:/-]\d|\s(?:aircraft|tanks|jets|missiles|troops|soldiers|vehicles|rounds|drones|units|people|men|km|kg|mm|"
    r"kilomet|million|billion|hp|crore|lakh|euros|dollars|tonnes?|tons?)\b)"
)
_RELATIVE = re.compile(
    r"\b(?P<word>today|yesterday|tomorrow|(?:this|last|next)\s+(?:(?:fiscal|financial|calendar)\s+)?(?:year|month)|(?:(?:last|next|on|this)\s+)?(?P<weekday>"
    + "|".join(day.capitalize() for day in _WEEKDAYS)
    + r"))\b"
)
_DIGIT = re.compile(r"\d")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}


@dataclass(frozen=True, slots=True)
class DateMention(Mention):
    """A date in a text: `iso` is a day, month ("2027-03"), year, or an interval of months ("2027-07/2027-09")."""

    iso: str


def find_dates(text: str, *, today: date | None = None) -> tuple[DateMention, ...]:
    """Return dates in order and disjoint: "23 Nov 2026", "March 2027", "2028", "Q3 2027", "2026-11-23", "2024–27".

    The last gives two. What names no year ("on Monday", "in March", "23 November") is read relative to `today`, and
    left out without it. Numeric dates whose day and month could be either are left out.
    """
    found = sorted(_candidates(text, today), key=lambda mention: (mention.start, -mention.end))
    kept: list[DateMention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _candidates(text: str, today: date | None) -> Iterator[DateMention]:
    if _DIGIT.search(text):
        yield from _numbered(text, today)
    if today:
        yield from _relative(text, today)


def _numbered(text: str, today: date | None) -> Iterator[DateMention]:
    # What a pattern cannot do without is looked for first: that is far faster than the pattern.
    plain = text.casefold()
    has_year = "19" in text or "20" in text
    has_month = any(month in plain for month in _MONTH_STARTS)
    if has_year:
        yield from _in_figures(text)
    if has_month:
        yield from _in_words(text, today, with_year=has_year)
    if "FY" in text:
        yield from _fiscal(text)
    if has_year:
        for match in _QUARTER.finditer(text):
            yield from _part_of_year(match)
        yield from _years(text)


def _in_figures(text: str) -> Iterator[DateMention]:
    for match in _ISO.finditer(text) if "-" in text else ():
        yield from _dated(match, year=int(match["year"]), month=int(match["month"]), day=match["day"])
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)


def _in_words(text: str, today: date | None, *, with_year: bool) -> Iterator[DateMention]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            yield from _worded(match, today)
    for match in _MONTH_YEAR.finditer(text) if with_year else ():
        if _is_month(match):
            yield from _dated(match, year=int(match["year"]), month=_MONTHS[match["month"].lower()], day=None)


def _mention(match: re.Match[str], iso: str) -> DateMention:
    return DateMention(match.start(), match.end(), match.group(), iso)


def _is_month(match: re.Match[str]) -> bool:
    """Tell May from may and March from march."""
    return match["month"][0].isupper()


def _dated(match: re.Match[str], *, year: int, month: int, day: str | None) -> Iterator[DateMention]:
    try:
        exact = date(year, month, int(day or 1))
    except ValueError:
        return
    yield _mention(match, exact.isoformat() if day else exact.isoformat()[:7])


def _numeric(match: re.Match[str]) -> Iterator[DateMention]:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if second > 12:
        yield from _dated(match, year=year, month=first, day=str(second))
    elif first > 12 or first == second or match["mark"] == ".":
        yield from _dated(match, year=year, month=second, day=str(first))


def _worded(match: re.Match[str], today: date | None) -> Iterator[DateMention]:
    if not _is_month(match):
        return
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    if match["year"]:
        yield from _dated(match, year=int(match["year"]), month=month, day=str(day))
    elif today and (nearest := _nearest(today, month=month, day=day)):
        yield _mention(match, nearest.isoformat())


def _nearest(today: date, *, month: int, day: int) -> date | None:
    near: list[date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            near.append(date(year, month, day))
        except ValueError:
            continue
    return min(near, key=lambda candidate: abs(candidate - today), default=None)


def _part_of_year(match: re.Match[str]) -> Iterator[DateMention]:
    """Yield "Q3 2027", "the first quarter of 2028" or "H2 2027" as an interval of months."""
    number = int(match["q"] or match["h"] or _ORDINALS[match["nth"].lower()])
    months = 6 if match["h"] or (match["part"] or "").lower() == "half" else 3
    if number * months <= 12:
        last = number * months
        yield _mention(match, f"{match['year']}-{last - months + 1:02d}/{match['year']}-{last:02d}")


def _fiscal(text: str) -> Iterator[DateMention]:
    for match in _FISCAL.finditer(text):
        for name in ("first", "last"):
            if match[name]:
                yield DateMention(match.start(name), match.end(name), match[name], f"20{match[name]}")


def _years(text: str) -> Iterator[DateMention]:
    for match in _YEARS.finditer(text):
        first, last = match["first"], match["last"]
        if last and len(last) == 2:
            last = first[:2] + last
        if last and int(last) > int(first):
            yield DateMention(match.start("first"), match.end("first"), first, first)
            yield DateMention(match.start("last"), match.end("last"), match["last"], last)
        elif not last:
            yield _mention(match, first)


def _relative(text: str, today: date) -> Iterator[DateMention]:
    for match in _RELATIVE.finditer(text):
        yield _mention(match, _relative_iso(match["word"].lower(), match["weekday"], today))
    for match in _MONTH_ALONE.finditer(text):
        month = _MONTHS[match["month"].lower()]
        year = _year_of(month, cue=match["cue"], today=today)
        start, end = match.start("month"), match.end()
        yield DateMention(start, end, text[start:end], f"{year}-{month:02d}")


def _year_of(month: int, *, cue: str, today: date) -> int:
    """Return the year of a month named without one: the nearest, or on the side of `today` the cue points to."""
    nearest = _nearest(today, month=month, day=15) or today
    this, now = (nearest.year, month), (today.year, today.month)
    if cue == "last" and this >= now:
        return nearest.year - 1
    if (cue == "next" and this <= now) or (cue in {"by", "until", "till"} and this < now):
        return nearest.year + 1
    return nearest.year


def _relative_iso(word: str, weekday: str | None, today: date) -> str:
    if weekday:
        days = (today.weekday() - _WEEKDAYS.index(weekday.lower())) % 7
        if word.startswith("next"):
            return (today + timedelta(days=(7 - days) % 7 or 7)).isoformat()
        return (today - timedelta(days=days or (7 if word.startswith("last") else 0))).isoformat()
    if word in {"today", "yesterday", "tomorrow"}:
        return (today + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[word])).isoformat()
    step = {"this": 0, "last": -1, "next": 1}[word.split(maxsplit=1)[0]]
    if word.endswith("year"):
        return str(today.year + step)
    months = today.year * 12 + today.month - 1 + step
    return f"{months // 12}-{months % 12 + 1:02d}"
