"""A form that was sent as a card, read back. Pure.

Where Slack has menus of countries and time zones, Teams has text: names, codes and cities are read as in a sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat.form_choices import Choices, Option, country_codes, zones
from bot.chat.form_lists import Understand, split
from bot.chat.form_reading import NOT_SECTORS, NOT_TYPES, quoted, read_wish
from bot.chat.heard import Filled
from bot.chat.teams.forms_kit import BETWEEN, Values
from bot.chat.teams.forms_values import ALONE, Origin, mark_of
from bot.chat.teams.handlers_parts import text
from bot.chat.wishes import Field
from bot.domain.topic import Topic

MAX_FIELD, MAX_CALENDAR, MAX_FIELDS = 4_000, 60_000, 60
"""Characters of a field that are read, of one that may hold the text of a calendar, and fields of a form."""
_CODED = re.compile(r"\(([A-Z]{2}|NATO)\)")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+){0,3}")
_LISTED = {Field.COUNTRIES: "country", Field.EXCLUDE: "country", NOT_SECTORS: "sector", NOT_TYPES: "kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How what was typed is understood: names as a topic, a time zone by its city; None where nobody knows."""

    topic: Understand
    zone: Callable[[str], str | None]


def entries(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in the fields of a sent form, as texts; what a form does not hold is left out."""
    kept = [(name, text(fields, name)) for name in list(fields)[:MAX_FIELDS] if isinstance(name, str)]
    return {name: value for name, value in kept if value.strip()}


def read_form(values: Values, origin: Origin, choices: Choices, *, words: Words) -> Filled:
    """Return what a form asks for; its problems stand in the wish."""
    state = FormState(values, origin, choices, words)
    chosen = values.get(Field.CHANNEL, ALONE)
    channel = origin.channel if origin.fixed else "" if chosen == ALONE else chosen
    alone = not origin.fixed and not channel
    wish = read_wish(state, owners=None, personal=alone, understand=words.topic)
    return Filled(wish=wish, channel=channel, edits=origin.edits or None)


class FormState:
    """The values of a form by field, and the problems found in them."""

    def __init__(self, values: Values, origin: Origin, choices: Choices, words: Words) -> None:
        """Take what was filled in."""
        self._values, self._had, self._choices, self._words = values, origin.had, choices, words
        self.problems: list[tuple[Field, str]] = [
            (field, f"At most {_most(field):,} characters; it has {len(values[field]):,}.")
            for field in Field
            if len(values.get(field, "")) > _most(field)
        ]

    def text(self, block: str) -> str | None:
        """Return what was typed, None where nothing was."""
        return self._within(block) or None

    def had(self, block: str, item: str) -> bool:  # noqa: ARG002 - one set of marks serves all fields
        """Whether a name stood in the form when it was opened."""
        return mark_of(item) in self._had

    def one(self, block: str) -> str | None:
        """Return the value chosen in a menu, None where none was; of the time zone what was typed."""
        value = self._values.get(block, "").strip()
        return self._zone(value) if block == Field.TIMEZONE and value else value or None

    def some(self, block: str) -> tuple[str, ...]:
        """Return the values chosen in a menu, or those of a typed list, each once."""
        if block in _LISTED:
            return self._typed(block)
        chosen = (each.strip() for each in self._values.get(block, "").split(BETWEEN))
        return tuple(dict.fromkeys(filter(None, chosen)))

    def whole(self, block: str, field: Field, *, least: int, most: int) -> int | None:
        """Return a whole number between `least` and `most`; None where there is none, with a problem if it is wrong."""
        typed = (self.text(block) or "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and least <= int(typed[:9]) <= most):
            self.problem(field, f"A whole number from {least} to {most}.")
            return None
        return int(typed) if typed else None

    def problem(self, field: Field, sentence: str) -> None:
        """Keep what is wrong, in a sentence to be shown."""
        self.problems.append((field, sentence))

    def _within(self, block: str) -> str:
        value = self._values.get(block, "")
        return value if len(value) <= _most(block) else ""

    def _typed(self, block: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        unknown: list[str] = []
        for item in split(self._within(block)):
            values = self._meant(block, item)
            found.update(dict.fromkeys(values))
            unknown += [] if values else [item]
        if unknown:
            field = Field.COUNTRIES if block == Field.COUNTRIES else Field.EXCLUDE
            self.problem(field, f"{quoted(unknown)} is no {_LISTED[block]} known here.")
        return tuple(found)

    def _meant(self, block: str, item: str) -> Sequence[str]:
        """Return the values that a typed name means, none where nobody knows it."""
        if block in (NOT_SECTORS, NOT_TYPES):
            options = self._choices.sectors if block == NOT_SECTORS else self._choices.types
            field = "sectors" if block == NOT_SECTORS else "types"
            return _option(options, item) or getattr(self._words.topic(item), field)
        if listed := _option([option for _, group in self._choices.countries for option in group], item):
            return listed
        coded = _CODED.findall(item) or [item.upper() if len(item) == 2 else item]
        if coded[-1] in country_codes() or self.had(block, coded[-1]):
            return (coded[-1],)
        known = self._words.topic(item)
        return () if known == Topic() else known.countries

    def _zone(self, typed: str) -> str | None:
        found = _zones().get(_plain(typed)) or (typed if _exists(typed) else self._words.zone(typed))
        if found is None:
            self.problem(Field.TIMEZONE, f"{quoted([typed])} is no time zone known here: write Europe/Istanbul.")
        return found


def _most(block: str) -> int:
    return MAX_CALENDAR if block == Field.SKIP_DATES else MAX_FIELD


def _option(options: Sequence[Option], item: str) -> Sequence[str]:
    said = item.casefold()
    return [value for value, title in options if said in (value, title.casefold())][:1]


@cache
def _zones() -> Mapping[str, str]:
    """Return the time zones by how they are typed: by their name, or by the city where no other has it."""
    names = [value for _, options in zones() for value, _ in options]
    cities = [_plain(name.rpartition("/")[2]) for name in names]
    alone = {city: name for city, name in zip(cities, names, strict=True) if cities.count(city) == 1}
    return {**alone, **{_plain(name): name for name in names}}


def _plain(typed: str) -> str:
    return "".join(typed.replace("_", " ").split()).casefold()


def _exists(typed: str) -> bool:
    try:
        return _ZONE.fullmatch(typed) is not None and bool(ZoneInfo(typed))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
