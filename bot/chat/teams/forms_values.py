"""What stands in the fields of a form at its start, and what a sent form does not tell by itself. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.form_choices import ANY, Choices, Option, country_codes
from bot.chat.form_lists import days_said, left_out, marked, pair_said
from bot.chat.form_reading import ALERTS_A_DAY, EQUIPMENT, EXTRAS, GRACE, NOT_NAMES, NOT_SECTORS, NOT_TYPES, hours_said
from bot.chat.forms import Draft
from bot.chat.teams.handlers_parts import Part, text
from bot.chat.wishes import Field
from bot.domain.ids import digest
from bot.domain.topic import Subscription, Topic

ALONE = "-"
"""Stands in the menu of channels for nobody but the person."""
_MARK, _MARKS, _TEXT = 8, 400, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a form was asked for, and for what it is. It travels with the form, so it is only as true as its sender.

    `place` is what the channel is called. `had` are marks of names that stood in the form and that nobody else knows.
    """

    at: str
    channel: str
    edits: str = ""
    fixed: bool = True
    place: str = ""
    had: frozenset[str] = frozenset()

    def data(self) -> dict[str, Any]:
        """Return it as it travels."""
        told = {"at": self.at, "channel": self.channel, "edits": self.edits, "place": self.place}
        return {**told, "fixed": self.fixed, "had": sorted(self.had)}


def read_origin(data: Part) -> Origin:
    """Return what a form was sent with; what is none of it, or too long, is left out."""
    had = data.get("had")
    marks = [each for each in had if isinstance(each, str)] if isinstance(had, list) else []
    return Origin(
        at=text(data, "at")[:_TEXT],
        channel=text(data, "channel")[:_TEXT],
        edits=text(data, "edits")[:_TEXT],
        fixed=data.get("fixed") is not False,
        place=text(data, "place")[:_TEXT],
        had=frozenset(marks[:_MARKS]),
    )


def origin_of(draft: Draft, *, place: str = "") -> Origin:
    """Return where a form comes from; raise ValueError where it holds more names than can be marked."""
    start = draft.start
    channel = start.channel if draft.channel_fixed else ""
    topic = start.topic
    codes = [code for code in (*topic.countries, *topic.exclude_countries) if code not in country_codes()]
    names = (*topic.organisations, *topic.designations, *codes)
    if len(names) > _MARKS:
        raise ValueError(f"{len(names)} names, {_MARKS} at most")
    return Origin(
        at=channel if draft.at is None else draft.at,
        channel=channel,
        edits=draft.edits or "",
        fixed=draft.channel_fixed,
        place=place,
        had=frozenset(map(mark_of, names)),
    )


def mark_of(name: str) -> str:
    """Return the mark of a name: it is not worth forging, since it only spares the name a question."""
    return digest("form", name)[:_MARK]


def values_of(draft: Draft, choices: Choices, channels: Sequence[Option] = ()) -> dict[str, str]:
    """Return what stands in the fields at the start, by field; empty fields are left out."""
    start = draft.start
    offered = {value for value, _ in channels}
    values: dict[str, str] = {
        Field.CHANNEL: start.channel if start.channel in offered else ALONE,
        **_topic(start.topic, choices),
        **_times(start),
        Field.MAXIMUM: str(start.max_stories),
        Field.QUIET_DAY: start.quiet_day,
        Field.QUIET_HOURS: hours_said(start.quiet_hours) if start.quiet_hours else "",
        Field.EXTRAS: ",".join(name for name, _ in EXTRAS if getattr(start, name)),
        ALERTS_A_DAY: str(start.alerts_per_day),
        Field.LANGUAGE: start.language,
    }
    if draft.channel_fixed:
        del values[Field.CHANNEL]
    return {str(name): value for name, value in values.items() if value}


def _topic(topic: Topic, choices: Choices) -> Mapping[str, str]:
    names = {code: name for _, options in choices.countries for code, name in options}
    return {
        Field.COUNTRIES: _joined(names.get(code, code) for code in topic.countries),
        Field.PAIRS: ", ".join(map(pair_said, topic.pairs)),
        Field.SECTORS: ",".join(topic.sectors),
        Field.TYPES: ",".join(topic.types),
        Field.STAGE: topic.min_stage or ANY,
        Field.CERTAINTY: topic.min_certainty or ANY,
        Field.NAMES: _joined(topic.organisations),
        EQUIPMENT: _joined(topic.designations),
        Field.WORDS: _joined(topic.words),
        Field.EXCLUDE: _joined(names.get(code, code) for code in topic.exclude_countries),
        NOT_SECTORS: _named(topic.exclude_sectors, choices.sectors),
        NOT_TYPES: _named(topic.exclude_types, choices.types),
        NOT_NAMES: "\n".join(left_out(topic)),
    }


def _times(start: Subscription) -> Mapping[str, str]:
    return {
        Field.SLOTS: ", ".join(start.slots),
        Field.WEEKDAYS: ",".join(start.weekdays),
        Field.TIMEZONE: start.timezone,
        Field.SKIP_DATES: "\n".join(days_said(start.skip_dates)),
        GRACE: str(start.grace_minutes) if start.grace_minutes is not None else "",
    }


def _joined(items: Iterable[str]) -> str:
    return ", ".join(marked(items))


def _named(values: Iterable[str], options: Sequence[Option]) -> str:
    names = dict(options)
    return _joined(names.get(value, value) for value in values)
