"""A wish out of free text: each reader takes what it understands, and what nobody took is told. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chat.parsing_settings import read_loose_language, read_settings, read_whole
from bot.chat.parsing_text import Reading, phrases, reading_of
from bot.chat.parsing_times import read_quiet_hours, read_slots, read_weekdays
from bot.chat.parsing_topic import TopicSaid, read_topic
from bot.chat.parsing_words import Vocabulary
from bot.chat.parsing_zones import read_zone
from bot.chat.wishes import EVERYTHING, Field, TopicChange, Wish
from bot.domain.topic import Topic

MAX_TEXT = 4_000
"""Characters of a wish that are read, the text of a calendar not counted: Slack's messages are no longer."""
_CALENDAR = re.compile(r"BEGIN:VCALENDAR.*?(?:END:VCALENDAR|\Z)", re.I | re.S)
_HINTED = 8
_CAPITAL = re.compile(r"\b[A-Z]\w+\s\Z")
_GRAMMAR = (
    *(
        "without",
        "except",
        "between",
        "weekdays",
        "weekends",
        "daily",
        "noon",
        "midnight",
        "later",
        "better",
        "maximum",
    ),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "confirmed", "stories", "alerts"),
    *("digest", "broadcast", "quiet", "hours", "grace", "skip", "silent", "language"),
)
_LEFT_OUT = tuple(name for name in Topic.model_fields if name.startswith("exclude_"))
_ASKED = tuple(name for name in Topic.model_fields if name not in _LEFT_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A wish, the places of what was understood or changes nothing, and of what nobody understood."""

    wish: Wish
    known: tuple[tuple[int, int], ...]
    unknown: tuple[tuple[int, int], ...]


def read_wish(text: str, words: Vocabulary, *, today: date, zone: str, editing: bool = False) -> Wish:
    """Return what `text` asks for; nothing of it is dropped without a word. `zone` is the asker's own, or "UTC".

    With `editing` the topic is a change: what is named replaces its field, "also" adds and "drop" takes away.
    """
    return understand(text, words, today=today, zone=zone, editing=editing).wish


def understand(text: str, words: Vocabulary, *, today: date, zone: str, editing: bool = False) -> Understood:
    """Return the wish of `text` with the places of what is unknown."""
    calendar = _CALENDAR.search(text)
    if calendar:
        text = f"{text[: calendar.start()]} {text[calendar.end() :]}"
    reading = reading_of(text[:MAX_TEXT])
    if calendar:
        reading.values["calendar"] = calendar.group()
    if len(text) > MAX_TEXT:
        reading.problem(
            Field.WORDS, f"Only the first {MAX_TEXT:,} of {len(text):,} characters were read; say it shorter."
        )
    read_whole(reading)
    reading.guard((found.start, found.end) for found in words.find(reading.left))
    read_quiet_hours(reading)
    read_settings(reading, words, today=today)
    placed = read_slots(reading, editing=editing)
    placed += read_weekdays(reading, editing=editing)
    read_zone(reading, words, after=placed, zone=zone, today=today)
    read_loose_language(reading, words)
    told = read_topic(reading, words, editing=editing)
    _loose_zone(reading, told, words)
    return Understood(
        wish=_wish(reading, told, words, editing=editing),
        known=(*reading.taken, *told.known),
        unknown=tuple(told.unknown),
    )


def _wish(reading: Reading, told: TopicSaid, words: Vocabulary, *, editing: bool) -> Wish:
    values: dict[str, Any] = dict(reading.values)
    if editing:
        values["change"] = _change(told, reading.clear)
    else:
        values["topic"] = told.topic("put") or (EVERYTHING if reading.clear else None)
    return Wish(
        **values,
        unknown=phrases(iter(told.unknown), reading.text),
        hints=_hints(reading, told, words),
        notes=tuple(reading.notes),
        problems=tuple(dict.fromkeys(reading.problems)),
    )


def _loose_zone(reading: Reading, told: TopicSaid, words: Vocabulary) -> None:
    """Take a town or zone that stands anywhere, where none stood behind a time: "Istanbul 07:30"."""
    if "timezone" in reading.values or any(where is Field.TIMEZONE for where, _ in reading.problems):
        return
    spans = told.unknown[:_HINTED]
    for count in (3, 2, 1):
        for first in range(len(spans) - count + 1):
            head = _CAPITAL.search(reading.left[: spans[first][0]][-_HINTED * 4 :])
            name = reading.text[spans[first][0] : spans[first + count - 1][1]]
            whole = words.zone(head.group() + name) if head else None  # "New" of "New York" is a word by itself
            zone = whole or (words.zone(name) if name[:1].isupper() else None)
            if zone is not None:
                reading.values["timezone"] = zone
                told.known += spans[first : first + count]
                del told.unknown[first : first + count]
                return


def _change(told: TopicSaid, cleared: list[str]) -> TopicChange | None:
    put = told.fields.get("put", {})
    for name in [name for name in put if name in _LEFT_OUT]:
        told.put("add", name, put.pop(name))
    clear = [name for name in cleared if name in Topic.model_fields]
    clear += [name for name in _LEFT_OUT if "exclude" in cleared]
    if "everything" in cleared and not put:
        clear += _ASKED
    change = TopicChange(
        put=told.topic("put") or EVERYTHING,
        add=told.topic("add") or EVERYTHING,
        drop=told.topic("drop") or EVERYTHING,
        clear=tuple(dict.fromkeys(clear)),
    )
    return None if change == TopicChange() else change


def _hints(reading: Reading, told: TopicSaid, words: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Return what unknown words were perhaps meant to be, for the first few of them."""
    hints: dict[str, str] = {}
    for start, end in told.unknown[:_HINTED]:
        word = reading.text[start:end]
        near = words.near(word, among=_GRAMMAR)
        if near is not None and near.casefold() != word.casefold():
            hints.setdefault(word, near)
    return tuple(hints.items())
