"""Time zones as people write them: an id, a town after a time, "Warsaw time", UTC+3. What is unclear is said. Pure."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat.parsing_text import GAP, Reading, said
from bot.chat.parsing_words import Vocabulary
from bot.chat.wishes import Field

_ID = re.compile(r"(?<![\w/])(?:in\s+|\(\s*)?([A-Za-z]+(?:/[A-Za-z_+-]+\d{0,2}){1,2})(?:\s+time\b|\s*\))?", re.I)
_REGION = re.compile(r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/", re.I)
_OFFSET = re.compile(r"(?<!\w)(?:in\s+)?\(?(?:UTC|GMT)\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)\)?(?:\s+time\b)?", re.I)
_OWN = re.compile(r"(?<!\w)(?:in\s+)?(?:my|our|local)\s+(?:own\s+)?(?:local\s+)?time(?:\s?zone)?\b", re.I)
_NAMED = re.compile(
    r"(?<![\w'])((?:[^\W\d_][\w'.-]*[ \t]+){1,3})(?:local\s+|standard\s+|summer\s+"
    r"|daylight\s+)?time(?:\s?zone)?\b(?!\s+(?:since|of|to))",
    re.I,
)
_ZONE = re.compile(
    r"\b(?:time\s?zone|zone|tz)\b\s*[:=]?\s*(?:is\s+|of\s+)?([A-Za-z][\w/+-]*(?:[ \t][A-Za-z][\w-]*){0,2})", re.I
)
_AFTER = re.compile(r"[\s,(]{0,3}(?:in\s+|for\s+)?\(?([^\W\d_][\w'.-]*(?:[ \t][^\W\d_][\w'.-]*){0,2})")
_SHORT = re.compile(r"[A-Z]{1,5}\b")


def read_zone(reading: Reading, words: Vocabulary, *, after: list[tuple[int, int]], zone: str, today: date) -> None:
    """Take the time zone. `after` is where times and days stood.

    `zone` is the asker's own: abbreviations of several zones are known where they are in use there.
    """
    reading.take(_OWN, lambda _: reading.settle("timezone", zone, Field.TIMEZONE))
    reading.take(_ZONE, lambda match: _tagged(reading, words, match, zone=zone, today=today))
    _ids(reading, words)
    _offsets(reading)
    _named(reading, words, zone=zone, today=today)
    for _, end in after:
        _behind(reading, words, end, zone=zone, today=today)


def _ids(reading: Reading, words: Vocabulary) -> None:
    def known(match: re.Match[str]) -> bool | None:
        found = words.zone(match.group(1))
        if found is None and not _REGION.match(match.group(1)):
            return False
        if found is None:
            _refuse(reading, words, match.group(1))
        else:
            reading.settle("timezone", found, Field.TIMEZONE)
        return None

    reading.take(_ID, known)


def _offsets(reading: Reading) -> None:
    def offset(match: re.Match[str]) -> None:
        sign, hours, minutes = match.group(1), int(match.group(2)), int(match.group(3) or 0)
        if minutes or hours > (14 if sign == "+" else 12):
            reading.problem(
                Field.TIMEZONE, f"“{said(reading, match)}” is no whole hour of a zone; name a town instead."
            )
            return
        name = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "Etc/UTC"
        reading.settle("timezone", name, Field.TIMEZONE)

    reading.take(_OFFSET, offset)


def _tagged(reading: Reading, words: Vocabulary, match: re.Match[str], *, zone: str, today: date) -> bool | None:
    pieces = match.group(1).split()
    for count in range(len(pieces), 0, -1):
        found = _one(" ".join(pieces[:count]), words, zone=zone, today=today, countries=True)
        if found:
            reading.settle("timezone", found, Field.TIMEZONE)
            end = match.start(1) + len(re.match(r"\S+" + r"\s+\S+" * (count - 1), match.group(1)).group())  # type: ignore[union-attr]
            reading.blank(match.start(), end)
            return False
    _refuse(reading, words, pieces[0])
    reading.blank(match.start(), match.start(1) + len(pieces[0]))
    return False


def _named(reading: Reading, words: Vocabulary, *, zone: str, today: date) -> None:
    """Take "Warsaw time": up to three words before it are the place."""

    def place(match: re.Match[str]) -> bool:
        starts = [piece.start() for piece in re.finditer(r"\S+", match.group(1))]
        names = {start: match.group(1)[start:].strip() for start in starts}
        found = {start: _one(name, words, zone=zone, today=today, countries=True) for start, name in names.items()}
        known = next((start for start in starts if found[start]), None)
        if known is not None:
            reading.settle("timezone", found[known], Field.TIMEZONE)
        elif names[starts[-1]] not in words.fillers and words.zones_like(names[starts[-1]]):
            known = starts[-1]
            _refuse(reading, words, names[known])
        if known is not None:
            reading.blank(match.start(1) + known, match.end())
        return False

    reading.take(_NAMED, place)


def _behind(reading: Reading, words: Vocabulary, end: int, *, zone: str, today: date) -> None:
    """Take a town or abbreviation that follows a time or days."""
    match = _AFTER.match(reading.left, end)
    if match is None or GAP in match.group():
        return
    pieces = list(re.finditer(r"\S+", match.group(1)))
    for count in range(len(pieces), 0, -1):
        stop = match.start(1) + pieces[count - 1].end()
        name = reading.left[match.start(1) : stop].rstrip(".")
        found = _one(name, words, zone=zone, today=today)
        if found:
            reading.settle("timezone", found, Field.TIMEZONE)
        elif count == 1 and _SHORT.fullmatch(name) and not words.find(name) and words.zones_like(name):
            _refuse(reading, words, name)
        else:
            continue
        reading.blank(match.start(), stop)
        return


def _one(name: str, words: Vocabulary, *, zone: str, today: date, countries: bool = False) -> str | None:
    return words.zone(name, countries=countries) or (zone if _is_called(zone, name, today) else None)


def _is_called(zone: str, name: str, today: date) -> bool:
    """Whether an abbreviation is in use in `zone` in this year: CET in Warsaw."""
    if not (name.isalpha() and name.isupper()):
        return False
    try:
        info = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return any(datetime(today.year, month, 15, 12, tzinfo=info).tzname() == name for month in (1, 7))


def _refuse(reading: Reading, words: Vocabulary, name: str) -> None:
    if any(where is Field.TIMEZONE for where, _ in reading.problems):
        return  # one that is wrong is enough to be told
    like = words.zones_like(name)
    hint = f"; say one, such as {', '.join(like)}" if like else "; say one such as Europe/Istanbul"
    reading.problem(Field.TIMEZONE, f"“{name}” is no single time zone{hint}.")
