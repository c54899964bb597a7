"""Points in time in a text: 2025, May, 3 March 2024, last quarter, the last 6 months, 2025年5月, three weeks ago."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.asking_calendar import (
    Days,
    back,
    month,
    month_of,
    period,
    quarter,
    shifted,
    weekday_words,
    written,
)
from bot.chat.asking_calendar import plain as bare
from bot.chat.asking_pieces import Pieces
from bot.chat.asking_words import Hit, QuestionWords

_UNITS = ("day", "week", "month", "quarter", "half", "year")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_WORD = re.compile(r"[^\W\d_]+|\d+(?:st|nd|rd|th)?|[\u0900-\u0dff]+", re.I)
_FULL = re.compile(r"(?<![\w-])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[./](\d{1,2})[./](\d{4}))(?![\w-])")
_MONTHLY = re.compile(r"(?<![\w-])(?:((?:19|20)\d\d)[-/](0[1-9]|1[0-2])|(0?[1-9]|1[0-2])[./]((?:19|20)\d\d))(?![\w-])")
_EAST = re.compile(
    r"((?:19|20)\d\d)\s?[年년](?:\s?度)?(?:\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?)?"
    r"|(\d{1,2})\s?[月월](?!間)(?:\s?(\d{1,2})\s?[日일])?"
)
_EAST_SAID: Mapping[str, tuple[str, int]] = {
    **dict.fromkeys(("去年", "昨年", "작년", "지난해"), ("year", -1)),
    **dict.fromkeys(("今年", "올해", "금년", "本年"), ("year", 0)),
    **dict.fromkeys(("昨日", "어제", "昨天"), ("day", -1)),
    **dict.fromkeys(("今日", "오늘", "今天"), ("day", 0)),
    **dict.fromkeys(("先月", "지난달", "上个月", "上個月"), ("month", -1)),
    **dict.fromkeys(("今月", "本月", "이번달", "这个月"), ("month", 0)),
    **dict.fromkeys(("先週", "지난주", "上周", "上星期"), ("week", -1)),
    **dict.fromkeys(("上一季度", "上季度", "上个季度", "지난분기", "前四半期"), ("quarter", -1)),
    **dict.fromkeys(("本季度", "이번분기"), ("quarter", 0)),
}
_EAST_PERIOD = re.compile("|".join(r"\s?".join(said) for said in sorted(_EAST_SAID, key=len, reverse=True)))
_QUARTER = re.compile(
    r"(?<!\w)(?:Q([1-4])|([1-4])Q|T([1-4]))(?:[\s/-]*((?:19|20)\d\d))?(?!\w)|(?<!\w)((?:19|20)\d\d)[\s/-]?Q([1-4])(?!\w)",
    re.I,
)
_HALF = re.compile(r"(?<!\w)H([12])[\s/-]*((?:19|20)\d\d)?(?!\w)")
_YEARS = re.compile(r"(?<![\w.,])((?:19|20)\d\d)[/–-](\d\d)(?![\w-])")
_YEAR = re.compile(r"(?<![^\W_])((?:19|20)\d\d)(?:['’]?(?:[tdTD][aeAE][nNkK]?\w{0,3}|[yY]?[eaEA]|i|ı|s)(?!\w))?(?!\d)")
_TODATE = re.compile(
    r"(?<!\w)(?:year[- ]to[- ]date|ytd|(?:the\s+)?(?:start|beginning)\s+of\s+(?:the|this)\s+year"
    r"|(?:le\s+)?début\s+de\s+l['’]année"
    r"|jahresbeginn|(?:dem\s+)?jahresanfang|anfang\s+des\s+jahres|(?:el\s+)?(?:comienzo|principios?|inicio)\s+de(?:l)?\s+año"
    r"|inizio\s+dell['’]anno|(?:o\s+)?início\s+do\s+ano|początku\s+roku|начала\s+года|початку\s+року|yılbaşı\w*|yıl\s+başı\w*)(?!\w)",
    re.I,
)
_OF = re.compile(
    r"[\s,./'’-]*(?:(?:of|de|del|di|do|year|the|des|du|roku|года|року|года|г|r|tahun|عام|سنة|yılı|yılının|al|את|של)\b\.?\s*)*(?:((?:19|20)\d\d)(?!\d))(?:\s*(?:года|году|г\.|год|roku|року|р\.|yılı|yılında))?",
    re.I,
)
_DAY_BEHIND = re.compile(
    r"[\s.]*(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?![\d\w.%]|\s*(?:days?|weeks?|months?|years?|tanks|jets)\b)", re.I
)
_DAY_BEFORE = re.compile(r"(?<![\w.])(\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s*(?:of\s+|de\s+|del\s+)?$", re.I)
_DOUBTFUL = frozenset(
    {"may", "march", "mar", "mars", "mai", "dec", "jan", "sep", "oct", "aug", "feb", "apr", "jun", "jul", "nov"}
)
_OPENS = frozenset({"since", "until", "before", "after", "between", "last", "this", "next", "and"})
_BIG = 120


@dataclass(frozen=True, slots=True)
class Point:
    """Some days in a text. `yearless`: without a year; `rolling`: they reach up to today, as the last 6 months do."""

    start: int
    end: int
    first: date
    last: date
    yearless: bool = False
    rolling: bool = False

    def in_year_from(self, day: date) -> "Point":
        """Return the point in the first year in which it is not before `day`."""
        moved = self._in(day.year)
        return moved if moved.last >= day else self._in(day.year + 1)

    def in_year_before(self, day: date) -> "Point":
        """Return the point in the last year in which it is not after `day`."""
        moved = self._in(day.year)
        return moved if moved.first <= day else self._in(day.year - 1)

    def _in(self, year: int) -> "Point":
        first, last = self.first, self.last
        if (first.day, (last - first).days) == (1, (month(first.year, first.month)[1] - first).days):
            begun, ended = month(year, first.month)
            return replace(self, first=begun, last=ended)
        return replace(self, first=_safe(year, first), last=_safe(year + last.year - first.year, last))


def _safe(year: int, day: date) -> date:
    return day.replace(year=year, day=min(day.day, month(year, day.month)[1].day))


@dataclass(slots=True)
class _Search:
    """A text in which points are found, what is left of it, and what was found."""

    text: str
    left: str
    pieces: Pieces
    words: QuestionWords
    today: date
    found: list[Point]

    def add(self, start: int, end: int, days: Days | None, *, yearless: bool = False, rolling: bool = False) -> None:
        if days is not None:
            self.found.append(Point(start, end, *days, yearless=yearless, rolling=rolling))
            self.left = self.left[:start] + "\ufffc" * (end - start) + self.left[end:]

    def past(self, number: int) -> int:
        """Return the latest year in which a month has begun."""
        return self.today.year if number <= self.today.month else self.today.year - 1


def points_of(text: str, pieces: Pieces, words: QuestionWords, *, today: date) -> list[Point]:
    """Return the points in time of `text`, by place; the names in it are blanked out."""
    search = _Search(text=text, left=text, pieces=pieces, words=words, today=today, found=[])
    for step in _STEPS:
        step(search)
    return sorted(search.found, key=lambda point: point.start)


def _to_date(search: _Search) -> None:
    for match in _TODATE.finditer(search.left):
        search.add(*match.span(), (date(search.today.year, 1, 1), search.today), rolling=True)


def _full(search: _Search) -> None:
    for match in _FULL.finditer(search.left):
        search.add(*match.span(), written(match.group(), today=search.today))
    for match in _MONTHLY.finditer(search.left):
        year, number = match.group(1) or match.group(4), match.group(2) or match.group(3)
        search.add(*match.span(), month(int(year), int(number)))


def _eastern(search: _Search) -> None:
    for match in _EAST.finditer(search.left):
        year = match.group(1)
        number, day = match.group(2) or match.group(4), match.group(3) or match.group(5)
        if number and not 1 <= int(number) <= 12:
            continue
        if number and day:
            said = f"{int(year) if year else search.past(int(number))}-{int(number):02}-{int(day):02}"
            search.add(*match.span(), written(said, today=search.today), yearless=not year)
        elif number:
            search.add(
                *match.span(), month(int(year) if year else search.past(int(number)), int(number)), yearless=not year
            )
        else:
            search.add(*match.span(), period(date(int(year), 1, 1), "year"))
    for match in _EAST_PERIOD.finditer(search.left):
        unit, by = _EAST_SAID[re.sub(r"\s", "", match.group())]
        search.add(*match.span(), shifted(search.today, unit, by))


def _quarters(search: _Search) -> None:
    for match in _QUARTER.finditer(search.left):
        number = int(next(n for n in (match.group(1), match.group(2), match.group(3), match.group(6)) if n))
        year = match.group(4) or match.group(5)
        end = match.end()
        behind = None if year else _OF.match(search.left, end)
        if behind:
            year, end = behind.group(1), behind.end()
        search.add(match.start(), end, quarter(_year(year, search, 3 * number - 2), number))
    for match in _HALF.finditer(search.left):
        first = int(match.group(1)) == 1
        year = _year(match.group(2), search, 1 if first else 7)
        search.add(*match.span(), period(date(year, 1 if first else 7, 1), "half"))


def _year(said: str | None, search: _Search, number: int) -> int:
    return int(said) if said else search.past(number)


def _units(search: _Search) -> None:
    """Find what is counted in units: last quarter, last 6 months, this year, three weeks ago, first quarter of 2025."""
    for unit in search.pieces.of_role(*_UNITS):
        if "\ufffc" in search.left[unit.start : unit.end]:
            continue
        if unit.key in ("quarter", "half") and _ordinal(search, unit):
            continue
        _relative(search, unit)


def _ordinal(search: _Search, unit: Hit) -> bool:
    known = search.words.ordinals(search.pieces.language)
    before = _word_before(search.left, unit.start)
    number = _number(before[1], known) if before else None
    if before is None or number is None or not 1 <= number <= (4 if unit.key == "quarter" else 2):
        return False
    behind = _OF.match(search.left, unit.end)
    year = _year(behind.group(1) if behind else None, search, 3 * int(number) - 2)
    days = quarter(year, int(number)) if unit.key == "quarter" else period(date(year, 6 * int(number) - 5, 1), "half")
    search.add(before[0], behind.end() if behind else unit.end, days)
    return True


def _number(word: str, known: Mapping[str, float]) -> float | None:
    digits = re.match(r"\d+", word)
    return float(digits.group()) if digits else known.get(bare(word))


def _word_before(text: str, at: int) -> tuple[int, str] | None:
    found = re.search(r"(\d+|[^\W\d_]+)[\s.,'’-]*$", text[:at])
    return (found.start(1), found.group(1)) if found else None


def _relative(search: _Search, unit: Hit) -> None:
    about = search.pieces.of_role("past", "last", "this", "next", "ago")
    counts = search.words.counts(search.pieces.language)
    start, end = unit.start, unit.end
    said: str | None = None
    count: float | None = None
    for _ in range(3):  # the words before: last, 6, both in any order
        hit = next((h for h in about if h.end <= start and not search.left[h.end : start].strip(" -’'")), None)
        if hit is not None and said is None and hit.key != "ago":
            said, start = hit.key, hit.start
            continue
        before = _word_before(search.left, start)
        number = _number(before[1], counts) if before else None
        if number is None or count is not None or before is None:
            break
        count, start = number, before[0]
    if said is None:
        hit = next((h for h in about if h.start >= end and not search.left[end : h.start].strip(" -’'")), None)
        if hit is not None:
            said, end = hit.key, hit.end
            ago = [h.key for h in about if (h.start, h.end) == (hit.start, hit.end)]
            said = "ago" if "ago" in ago and count is not None else "last" if "last" in ago else said
    if said == "past":  # "the past year" reaches up to today, "last year" is the one before
        said, count = "last", count or 1
    behind = _ago_before(search, start, count)
    if behind is not None:
        said, start = "ago", behind
    _add_relative(search, unit.key, said, count, (start, end))


def _ago_before(search: _Search, start: int, count: float | None) -> int | None:
    """Return where a word for ago stands before a count: vor zwei Wochen, il y a 3 mois, hace dos meses."""
    if count is None:
        return None
    opened = [
        h for h in search.pieces.of_role("ago", "before") if h.end <= start and not search.left[h.end : start].strip()
    ]
    wanted = [h for h in opened if h.key == "ago" or search.pieces.language in ("de", "he", "ar")]
    return wanted[0].start if wanted else None


def _add_relative(search: _Search, unit: str, said: str | None, count: float | None, span: tuple[int, int]) -> None:
    today = search.today
    if count is not None and not 0 < count <= _BIG:
        return
    if said == "last" and count is None:
        search.add(*span, shifted(today, unit, -1))
    elif said == "last" and count is not None:
        search.add(*span, (back(today, unit, count), today), rolling=True)
    elif said == "this":
        search.add(*span, period(today, unit))
    elif said == "next":
        search.add(*span, shifted(today, unit, 1))
    elif said == "ago" and count is not None:
        day = back(today, unit, count)
        search.add(*span, (day, day) if unit in ("day", "week") else period(day, unit))
    elif count is not None and search.pieces.language in ("ru", "uk", "ko", "ja", "zh", "tr", "el", "hi"):
        _counted_since(search, unit, count, span)


def _counted_since(search: _Search, unit: str, count: float, span: tuple[int, int]) -> None:
    """Take a bare count with a word for since behind it: 6 aydır, 3개월 이후."""
    if re.match(r"\s*(?:dan|den|boyunca)?\s*(?:beri|bu yana|이후|以来)", search.left[span[1] :]):
        search.add(*span, (back(search.today, unit, count), search.today), rolling=True)


def _days(search: _Search) -> None:
    for role, by in (("today", 0), ("yesterday", 1)):
        for hit in search.pieces.of_role(role):
            if "\ufffc" not in search.left[hit.start : hit.end] and _is_dated(search, hit):
                search.add(hit.start, hit.end, (back(search.today, "day", by),) * 2)


def _is_dated(search: _Search, hit: Hit) -> bool:
    """Whether a word for today or yesterday asks for that day alone: today's news do, "now" does not."""
    return not any(h.key == "last" and (h.start, h.end) == (hit.start, hit.end) for h in search.pieces.roles)


def _months(search: _Search) -> None:
    for match in _WORD.finditer(search.text):
        word = match.group()
        if "\ufffc" in search.left[match.start() : match.end()] or not word[0].isalpha():
            continue
        number = next((n for code in _codes(search) if (n := month_of(word, code)) is not None), None)
        if number is not None:
            _month(search, match, number)


def _codes(search: _Search) -> Sequence[str]:
    latin = any("a" <= char.casefold() <= "z" for char in search.text)
    return tuple(dict.fromkeys((*search.pieces.languages, *(("en",) if latin else ()))))


def _month(search: _Search, match: re.Match[str], number: int) -> None:
    start, end = match.span()
    if search.left[end : end + 1] == ".":
        end += 1
    suffix = re.match(r"['’]\w{1,6}", search.left[end:])
    end += suffix.end() if suffix else 0
    before = _DAY_BEFORE.search(search.left[:start])
    day = int(before.group(1)) if before and 1 <= int(before.group(1)) <= 31 else None
    if before and day:
        start = before.start(1)
    after = None if day or re.match(_OF, search.left[end:]) else _DAY_BEHIND.match(search.left, end)
    if after and 1 <= int(after.group(1)) <= 31:
        day, end = int(after.group(1)), after.end()
    year = _OF.match(search.left, end)
    end = year.end() if year else end
    if bare(match.group()) in _DOUBTFUL and day is None and not year and not _opened(search, match):
        return
    at = int(year.group(1)) if year else search.past(number)
    if day is None:
        search.add(start, end, month(at, number), yearless=not year)
    else:
        name = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")[number - 1]
        said = f"{day} {name} {at}" if year or number != search.today.month else f"{day} {name}"
        search.add(start, end, written(said, today=search.today), yearless=not year)


def _opened(search: _Search, match: re.Match[str]) -> bool:
    """Whether a month that is a word as well stands as one: since may, in March, May–July."""
    before = search.text[: match.start()].rstrip()
    roles = [h for h in search.pieces.roles if h.key in _OPENS and h.end == len(before)]
    if roles or re.search(r"(?:\b(?:in|of|during|early|mid|late|from|to|en|im|w|de)|[-–—/])$", before, re.I):
        return True
    return match.group()[:1].isupper() and bool(before) and match.group().casefold() not in ("may",)


def _weekdays(search: _Search) -> None:
    for match in _WORD.finditer(search.left):
        word = bare(match.group())
        for code in _codes(search):
            number = weekday_words(code).get(word)
            if number is not None and len(word) >= 4 and (word.isascii() is False or len(word) >= 5):
                name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[number]
                search.add(*match.span(), written(name, today=search.today))
                break


def _seasons(search: _Search) -> None:
    for hit in search.pieces.of_role(*_SEASONS):
        number = _SEASONS[hit.key]
        behind = _OF.match(search.left, hit.end)
        if "\ufffc" in search.left[hit.start : hit.end]:
            continue
        last = next(
            (
                h
                for h in search.pieces.of_role("last", "this")
                if h.end <= hit.start and not search.left[h.end : hit.start].strip()
            ),
            None,
        )
        year = _year(behind.group(1) if behind else None, search, number)
        first = date(year, number, 1)
        days = first, back(back(first, "month", -3), "day", 1)
        search.add(last.start if last else hit.start, behind.end() if behind else hit.end, days)


def _years(search: _Search) -> None:
    for match in _YEARS.finditer(search.left):
        first, second = int(match.group(1)), int(match.group(1)[:2] + match.group(2))
        if second > first:
            search.add(*match.span(), (date(first, 1, 1), date(second, 12, 31)))
    for match in _YEAR.finditer(search.left):
        search.add(*match.span(), period(date(int(match.group(1)), 1, 1), "year"))


_STEPS: tuple[Callable[[_Search], None], ...] = (
    _to_date, _full, _eastern, _quarters, _units, _days, _months, _seasons, _weekdays, _years,
)  # fmt: skip
