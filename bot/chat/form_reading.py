"""A form that was sent, read back: what it asks for, and what in it cannot be, by field. Pure, for every platform.

A platform's own state says what a field holds. In a field that must be filled nothing is read as "leave it as it is".
"""

import re
from collections.abc import Iterable
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from bot.chat.form_choices import ANY, country_codes
from bot.chat.form_lists import Understand, split, split_days, split_left_out, split_pairs
from bot.chat.wishes import Field, Wish
from bot.domain.topic import WEEKDAYS, QuietHours, Topic, Weekday

EQUIPMENT, NOT_SECTORS, NOT_TYPES, NOT_NAMES = "names.equipment", "exclude.sectors", "exclude.types", "exclude.names"
ALERTS_A_DAY, GRACE = "extras.alerts", "extras.grace"
"""Fields beside those named in `bot.chat.wishes.Field`: a field's other blocks stand behind a dot."""
EXTRAS = (
    ("alerts", "Alerts: contracts and firsts at once, outside quiet hours"),
    ("digest", "A digest at the end of the week"),
    ("broadcast", "Show follow-ups of older threads in the channel too"),
)
QUIET_DAYS = (("say", "Say that nothing is new"), ("silent", "Stay silent"))
_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)")
_HOURS = re.compile(r"(\S+?)\s*(?:-|–|—|to|until)\s*(\S+)")
_JOINING = ("and", "at", "&")
_SAID = 40
_MOST_SLOTS = 24


class State(Protocol):
    """What a sent form holds, by block, and the problems found in it."""

    problems: list[tuple[Field, str]]

    def text(self, block: str) -> str | None:
        """Return what was typed, None where nothing was."""

    def had(self, block: str, item: str) -> bool:
        """Whether an item of a typed list stood there when the form was opened: what was taken once stays."""

    def one(self, block: str) -> str | None:
        """Return the value chosen in a menu, None where none was."""

    def some(self, block: str) -> tuple[str, ...]:
        """Return the values chosen in a menu, each once."""

    def whole(self, block: str, field: Field, *, least: int, most: int) -> int | None:
        """Return a whole number; None where there is none, with a problem if it is wrong."""

    def problem(self, field: Field, sentence: str) -> None:
        """Keep what is wrong, in a sentence to be shown."""


def read_wish(form: State, *, owners: tuple[str, ...] | None, personal: bool, understand: Understand) -> Wish:
    """Return what a form asks for; its problems stand in the wish. `understand` reads typed names."""
    days = split_days(form.text(Field.SKIP_DATES) or "")
    if days.unread:
        form.problem(Field.SKIP_DATES, f"{quoted(days.unread)} is no date such as 2026-12-24.")
    extras = form.some(Field.EXTRAS)
    return Wish(
        topic=_topic(form, understand),
        slots=_slots(form),
        weekdays=_weekdays(form),
        timezone=form.one(Field.TIMEZONE),
        language=form.one(Field.LANGUAGE),
        max_stories=form.whole(Field.MAXIMUM, Field.MAXIMUM, least=1, most=40),
        quiet_day=_quiet_day(form),
        quiet_hours=_quiet_hours(form),
        grace_minutes=form.whole(GRACE, Field.EXTRAS, least=1, most=1440) or 0,
        alerts="alerts" in extras,
        alerts_per_day=form.whole(ALERTS_A_DAY, Field.EXTRAS, least=1, most=24),
        digest="digest" in extras,
        broadcast="broadcast" in extras,
        calendar=days.calendar,
        skip_dates=days.dates,
        skip_instead=True,
        owners=owners,
        personal=personal,
        problems=tuple(form.problems),  # last: the fields above find them
    )


def hours_said(hours: QuietHours) -> str:
    """Return quiet hours as a form shows and reads them."""
    return f"{hours.start}–{hours.end}"


def quoted(items: Iterable[str]) -> str:
    """Return typed items in quotation marks, each cut short."""
    return ", ".join(f"“{item[:_SAID]}”" for item in items)


def _topic(form: State, understand: Understand) -> Topic | None:
    pairs, unread = split_pairs(form.text(Field.PAIRS) or "", country_codes(), understand)
    if unread:
        form.problem(Field.PAIRS, f"{quoted(unread)} is no pair: write PK-TR, or PL→KR where the first supplies.")
    out = split_left_out(form.text(NOT_NAMES) or "", country_codes(), understand)
    stage, certainty = form.one(Field.STAGE), form.one(Field.CERTAINTY)
    values = {
        **dict(out),
        "countries": form.some(Field.COUNTRIES),
        "pairs": pairs,
        "sectors": form.some(Field.SECTORS),
        "types": form.some(Field.TYPES),
        "min_stage": None if stage == ANY else stage,
        "min_certainty": None if certainty == ANY else certainty,
        "organisations": _companies(form, understand),
        "designations": tuple(name for name, _ in _names(form, EQUIPMENT, "designations", understand)),
        "words": split(form.text(Field.WORDS) or ""),
        "exclude_countries": _joined(form.some(Field.EXCLUDE), out.exclude_countries),
        "exclude_sectors": _joined(form.some(NOT_SECTORS), out.exclude_sectors),
        "exclude_types": _joined(form.some(NOT_TYPES), out.exclude_types),
    }
    try:
        topic = Topic.model_validate(values)
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            form.problem(_FIELD_OF.get(str(problem["loc"][0]), Field.EXCLUDE), "This cannot be so.")
        return None
    asked = {*topic.countries, *(code for pair in topic.pairs for code in (pair.first, pair.second))}
    if torn := [code for code in topic.exclude_countries if code in asked]:
        form.problem(Field.EXCLUDE, f"{', '.join(torn)} cannot be asked for and left out at once.")
    return topic


_FIELD_OF = {
    "countries": Field.COUNTRIES,
    "pairs": Field.PAIRS,
    "sectors": Field.SECTORS,
    "types": Field.TYPES,
    "min_stage": Field.STAGE,
    "min_certainty": Field.CERTAINTY,
    "organisations": Field.NAMES,
    "designations": Field.NAMES,
    "words": Field.WORDS,
}


def _companies(form: State, understand: Understand) -> tuple[str, ...]:
    """Return companies; one that the gazetteer lacks would never be found, which is a problem."""
    names = _names(form, Field.NAMES, "organisations", understand)
    unknown = [name for name, known in names if not known]
    if unknown:
        hint = "Put it under Words: they are looked for in headlines and facts."
        form.problem(Field.NAMES, f"{quoted(unknown)} is no company known here. {hint}")
    return tuple(name for name, _ in names)


def _names(form: State, block: str, field: str, understand: Understand) -> tuple[tuple[str, bool], ...]:
    """Return typed names as the gazetteers have them, and whether they do; those the form started with stay."""
    names: dict[str, bool] = {}
    for item in split(form.text(block) or ""):
        known = (item,) if form.had(block, item) else getattr(understand(item), field)
        names[known[0] if len(known) == 1 else item] = len(known) == 1
    return tuple(names.items())


def _slots(form: State) -> tuple[str, ...] | None:
    typed = form.text(Field.SLOTS)
    if typed is None:
        return None
    items = [item for part in split(typed) for item in part.split() if item.casefold() not in _JOINING]
    times = [_time(item) for item in items]
    wrong = [item for item, time in zip(items, times, strict=True) if time is None]
    if wrong or not 0 < len(times) <= _MOST_SLOTS:
        said = f"{quoted(wrong)} is no time" if wrong else f"From 1 to {_MOST_SLOTS} times"
        form.problem(Field.SLOTS, f"{said}: write 07:30, 17:00.")
        return None
    return tuple(sorted({time for time in times if time is not None}))


def _weekdays(form: State) -> tuple[Weekday, ...] | None:
    """Return the days in the order of the week, whatever the order they were ticked in."""
    ticked = form.some(Field.WEEKDAYS)
    return tuple(day for day in WEEKDAYS if day in ticked) or None


def _quiet_hours(form: State) -> QuietHours | Literal[""] | None:
    typed = form.text(Field.QUIET_HOURS)
    if typed is None:
        return ""
    match = _HOURS.fullmatch(typed.strip())
    start, end = (_time(match[1]), _time(match[2])) if match else (None, None)
    if start is None or end is None or start == end:
        form.problem(Field.QUIET_HOURS, "Write quiet hours as 20:00–07:00, or leave them empty.")
        return None
    return QuietHours(start=start, end=end)


def _quiet_day(form: State) -> Literal["say", "silent"] | None:
    match form.one(Field.QUIET_DAY):
        case "silent":
            return "silent"
        case "say":
            return "say"
    return None


def _time(text: str) -> str | None:
    match = _TIME.fullmatch(text.strip())
    return f"{int(match[1]):02}:{match[2]}" if match else None


def _joined(first: Iterable[Any], more: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, (*first, *more))))
