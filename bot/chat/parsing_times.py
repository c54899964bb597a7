"""Times of day, days of the week and quiet hours, as people write them. Pure."""

import re

from bot.chat.parsing_text import Reading, said
from bot.chat.wishes import Field
from bot.domain.topic import WEEKDAYS, QuietHours, Weekday

_FLAGS = re.I | re.X
_AP = r"(?:\s?[ap]\.?m\b\.?)"
_CLEAR = (
    rf"(?:\d{{1,2}}:\d{{2}}(?![\d:]){_AP}?|\d{{1,2}}h(?:\d{{2}})?\b|\d{{1,2}}(?:\.\d{{2}})?{_AP}"
    rf"|noon\b|midday\b|midnight\b)"
)
_UNIT = (
    r"(?![\w.:/]|\s?(?:mm|cm|km|m|x|kg|%|million|billion|bn|stor\w+|items?|alerts?|days?|hours?"
    r"|weeks?|months?|min\w*)\b)"
)
_LOOSE = rf"(?:{_CLEAR}|\d{{1,2}}\.\d{{2}}{_UNIT}|\d{{3,4}}{_UNIT}|\d{{1,2}}{_UNIT})"
_PART = r"(?:\s+(?:o'?clock|hrs|uhr|h\b))?(?:\s+(?:in\s+the|at)\s+(?P<part>morning|afternoon|evening|night))?"
_SEP = r"(?:\s*(?:,|;|&|\+|/|\band\b|\bor\b)\s*(?:and\s+|at\s+|@\s*)?)"
_LIST = re.compile(
    rf"(?:\bat\b:?|@|\bslots?\b\s*(?:to\b|is\b|[:=])?|\b(?:change|set|the|new)\s+times?\s*(?:to\b|is\b|[:=]))\s*(?:around\s+|about\s+)?(?P<times>{_LOOSE}(?:{_SEP}{_LOOSE})*){_PART}",
    _FLAGS,
)
_ALONE = re.compile(rf"(?<![\w.:/+])(?P<times>{_CLEAR}(?:{_SEP}{_CLEAR})*){_PART}", _FLAGS)
_DOTTED = re.compile(rf"(?<![\w.:/+])(?P<times>\d{{1,2}}\.\d[05]{_UNIT}){_PART}", _FLAGS)
_ONE = re.compile(_LOOSE, _FLAGS)
_PIECES = re.compile(r"(\d{1,2}?)(?:[:.h]?(\d{2}))?\s?h?\s?(?:([ap])\.?m\.?)?", re.I)
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}

_DAY = (
    r"(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:r(?:s(?:days?)?)?)?"
    r"|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)\b\.?"
)
_SPAN = rf"(?:{_DAY}(?:\s*(?:-|\bto\b|\btill\b|\buntil\b|\bthrough\b|\bthru\b)\s*{_DAY})?)"
_SETS = (
    r"(?:weekdays?|week\s+days|work\s?days?|working\s+days|business\s+days|weekends?|daily"
    r"|every\s?day|each\s+day|all\s+days|all\s+week(?:\s+long)?|(?:7|seven)\s+days\s+a\s+week"
    r"|days)\b"
)
_ITEM = rf"(?:{_SPAN}|{_SETS})"
_NOT = r"(?:(?:but\s+)?(?:not|except|excluding|without|no|skip(?:ping)?|minus|off)(?:\s+(?:on|for))?)"
_DAYS = re.compile(
    rf"(?:\b(?P<not>{_NOT})\s+(?:every\s+)?|\b(?:only\s+)?(?:on|every|each|from|only|during)\s+)?"
    rf"(?:the\s+)?(?<!\w)(?P<days>{_ITEM}(?:(?:\s*(?:,|&|/|\+|\band\b|\bor\b)\s*(?:and\s+|on\s+)?){_ITEM})*)",
    _FLAGS,
)
_RANGE = re.compile(rf"({_DAY})\s*(?:-|to|till|until|through|thru)\s*({_DAY})", _FLAGS)
_SINGLE = re.compile(_ITEM, _FLAGS)
_WEEKLY = re.compile(
    r"\b(?:weekly|once\s+a\s+week|every\s+week|each\s+week)\b(?!\s+(?:digest|summary|round|overview))", re.I
)
_BEGINS = re.compile(r"\b(?:starting|beginning|as\s+of|since|until|till|next|this|last)\s+(?:on\s+|from\s+)?\Z", re.I)
_MOVES = re.compile(r"\b(?:and\s+)?(?:(also|add|adding|additionally)|remove|drop|delete|no\s+longer)\s*\Z", re.I)
_MOST_SLOTS, _REACH = 24, 24
_SHORT = ("Mo", "Mo", "Tu", "Di", "We", "Mi", "Th", "Do", "Fr", "Fr", "Sa", "Sa", "Su", "So")
_TWO_LETTERS = re.compile(rf"\b({'|'.join(sorted(set(_SHORT)))})\s?-\s?({'|'.join(sorted(set(_SHORT)))})\b")
"""Mo-Fr, in English and German, written like this: MO-FR is a pair of countries."""
_WORKING = frozenset(WEEKDAYS[:5])

_BETWEEN = rf"(?:from\s+|between\s+)?(?P<start>{_LOOSE})\s*(?:-|to|and|until|till)\s*(?P<end>{_LOOSE})"
_QUIET = re.compile(
    rf"\b(?:quiet(?:\s+(?:hours?|times?))?|do\s+not\s+disturb|dnd)(?:\s+(?:are|is|on))?\s*[:,]?\s*{_BETWEEN}", _FLAGS
)
_NO_QUIET = re.compile(
    r"\b(?:(?:no|without)\s+quiet\s+(?:hours?|times?)|quiet(?:\s+(?:hours?|times?))?\s+(?:off|none))\b", re.I
)
_PLAIN_QUIET = re.compile(r"\b(?:with\s+)?quiet\s+hours?\b(?:\s+on\b)?", re.I)


def time_of(text: str, *, part: str = "") -> str | None:
    """Return a time of day as 07:30; None where it is none. `part` is the part of the day that was named with it."""
    word = _WORDS.get(text.strip().casefold())
    match = _PIECES.fullmatch(text.strip())
    if word or match is None:
        return word
    hour, minute, half = int(match.group(1)), int(match.group(2) or 0), (match.group(3) or "").casefold()
    late = part in ("afternoon", "evening") or (part == "night" and hour > 6)
    if half and not 1 <= hour <= 12:
        return None
    if (half == "p" or (late and not half)) and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def read_quiet_hours(reading: Reading) -> None:
    """Take quiet hours: between two times, off, or as they are by default."""

    def between(match: re.Match[str]) -> None:
        start, end = time_of(match.group("start")), time_of(match.group("end"))
        if start is None or end is None or start == end:
            reading.problem(
                Field.QUIET_HOURS, f"“{said(reading, match)}” is no span of hours; write quiet 20:00-07:00."
            )
        else:
            reading.values["quiet_hours"] = QuietHours(start=start, end=end)

    reading.take(_QUIET, between)
    reading.take(_NO_QUIET, lambda _: reading.values.update(quiet_hours=""))
    reading.take(_PLAIN_QUIET, lambda _: reading.values.update(quiet_hours=QuietHours()))


def read_slots(reading: Reading, *, editing: bool) -> list[tuple[int, int]]:
    """Take times of day; return where they stood. With `editing`, "also at 17:00" and "drop 17:00" change the list."""
    slots: dict[str, list[str]] = {"slots": [], "add_slots": [], "drop_slots": []}
    places: list[tuple[int, int]] = []

    def times(match: re.Match[str]) -> None:
        part = (match.groupdict().get("part") or "").casefold()
        places.append(match.span())
        kind = f"{_moved(reading, match.start())}slots" if editing else "slots"
        for one in _ONE.finditer(match.group("times")):
            time = time_of(one.group(), part=part)
            if time is None:
                reading.problem(Field.SLOTS, f"“{one.group().strip()}” is no time of day; write it as 07:30 or 7pm.")
            else:
                slots[kind].append(time)

    for pattern in (_LIST, _ALONE, _DOTTED):
        reading.take(pattern, times)
    for kind, times_said in slots.items():
        if times_said:
            reading.values[kind] = tuple(sorted(set(times_said)))
    if len(set(slots["slots"])) > _MOST_SLOTS:
        reading.problem(Field.SLOTS, f"There may be {_MOST_SLOTS} times a day, not {len(set(slots['slots']))}.")
    return places


def _moved(reading: Reading, start: int) -> str:
    """Return "add_" or "drop_" where the word before a time or day says so, and take that word."""
    head = max(0, start - _REACH)
    match = _MOVES.search(reading.left[head:start])
    if match is None:
        return ""
    reading.blank(head + match.start(), start)
    return "add_" if match.group(1) else "drop_"


def read_weekdays(reading: Reading, *, editing: bool) -> list[tuple[int, int]]:
    """Take days of the week; return where they stood."""
    wanted: set[Weekday] = set()
    more: set[Weekday] = set()
    unwanted: set[Weekday] = set()
    places: list[tuple[int, int]] = []

    def days(match: re.Match[str]) -> bool | None:
        alone = not _RANGE.search(match.group("days"))
        begins = _BEGINS.search(reading.left[max(0, match.start() - 24) : match.start()])
        if match.group("days").casefold() == "days" or (
            alone and (begins or match.group().casefold().startswith("from"))
        ):
            return False  # "starting Monday" names no day of every week
        places.append(match.span())
        move = _moved(reading, match.start()) if editing else ""
        sort = {"add_": more, "drop_": unwanted}.get(move, unwanted if match.group("not") else wanted)
        sort.update(days_of(match.group("days")))
        return None

    def two_letters(match: re.Match[str]) -> None:
        first, last = (_SHORT.index(match.group(n)[:2]) // 2 for n in (1, 2))
        wanted.update(WEEKDAYS[(first + n) % 7] for n in range((last - first) % 7 + 1))
        places.append(match.span())

    reading.take(_DAYS, days)
    reading.take(_TWO_LETTERS, two_letters)
    weekly = reading.take(_WEEKLY, lambda match: places.append(match.span()))
    if weekly and not wanted:
        wanted = {"mon"}
        reading.note("“Weekly” is taken as on Mondays; name another day if you like.")
    if editing and not wanted:
        reading.values["add_days"] = tuple(day for day in WEEKDAYS if day in more)
        reading.values["drop_days"] = tuple(day for day in WEEKDAYS if day in unwanted)
        return places
    if unwanted and not wanted:
        wanted = set(_WORKING)
    if wanted or unwanted:
        chosen = tuple(day for day in WEEKDAYS if day in (wanted | more) - unwanted)
        if chosen:
            reading.values["weekdays"] = chosen
        else:
            reading.problem(Field.WEEKDAYS, "No day of the week is left.")
    return places


def days_of(text: str) -> set[Weekday]:
    """Return the days that a list names, ranges such as Sunday to Thursday among them."""
    found: set[Weekday] = set()
    rest = text
    for match in _RANGE.finditer(text):
        first, last = (WEEKDAYS.index(_day(match.group(n))) for n in (1, 2))
        found.update(WEEKDAYS[(first + n) % 7] for n in range((last - first) % 7 + 1))
        rest = rest.replace(match.group(), " ", 1)
    for match in _SINGLE.finditer(rest):
        word = match.group().casefold()
        if word.startswith("weekend"):
            found.update(WEEKDAYS[5:])
        elif word.startswith(("week", "work", "business")):
            found.update(_WORKING)
        elif word.startswith(tuple(WEEKDAYS)):
            found.add(_day(word))
        else:
            found.update(WEEKDAYS)
    return found


def _day(word: str) -> Weekday:
    return next(day for day in WEEKDAYS if word.casefold().startswith(day))
