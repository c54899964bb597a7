"""Nothing that is typed is dropped without a word, whatever it is; and it is read quickly."""

import random
import re
import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import EditCommand, SubscribeCommand
from bot.chat.parsing import parse
from bot.chat.parsing_pairs import Link, resolve
from bot.chat.parsing_wish import MAX_TEXT, understand
from bot.settings import load

WORDS = vocabulary_of(load())
TODAY = date(2026, 11, 23)
_SAID = [
    row["say"].split(" ", 1)[-1]
    for file in sorted((Path(__file__).parent / "phrasings").glob("*.yaml"))
    for row in yaml.safe_load(file.read_text(encoding="utf-8"))
]
_NONSENSE = ("zqxvw", "Frobnitz", "qqq", "ΞΨΩ")
_MIXED = (
    "PK TR Pakistan at 7 07:30 and , - → -> without no “ ” \" ' max 5 alerts quiet days in German 🙂 zqxvw"
    " ( ) <@U1> time"
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_SAID), st.sampled_from(_NONSENSE), st.integers(0, 30), st.booleans())
def test_a_word_nobody_knows_is_told_wherever_it_stands(text: str, word: str, at: int, editing: bool) -> None:
    pieces = text.split(" ")
    pieces.insert(min(at, len(pieces)), word)
    wish = understand(" ".join(pieces), WORDS, today=TODAY, zone="UTC", editing=editing).wish
    assert word in repr(wish)


def _covered(text: str, *, editing: bool = False) -> None:
    """Check that each word of a text was understood by somebody, changes nothing, or is told."""
    got = understand(text, WORDS, today=TODAY, zone="UTC", editing=editing)
    held = bytearray(len(text))
    for start, end in (*got.known, *got.unknown):
        held[start:end] = b"\1" * (end - start)
    lost = [
        match.group()
        for match in re.finditer(r"[^\W_]+", text[:MAX_TEXT])
        if not all(held[match.start() : match.end()])
    ]
    assert lost == []
    told = " ".join(got.wish.unknown)
    assert all(text[start:end] in told for start, end in got.unknown)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(_MIXED.split()), max_size=40).map(" ".join), st.booleans())
def test_every_word_is_accounted_for(text: str, editing: bool) -> None:
    _covered(text, editing=editing)


@pytest.mark.parametrize("text", _SAID)
def test_every_word_of_a_phrasing_is_accounted_for(text: str) -> None:
    _covered(text)


def test_unknown_words_keep_their_order_and_spelling_and_near_ones_are_offered() -> None:
    wish = understand("PK-TR Dornes, at 07:30 blorp weekdasy Flügelmann", WORDS, today=TODAY, zone="UTC").wish
    assert wish.unknown == ("Dornes", "blorp weekdasy Flügelmann")
    assert dict(wish.hints) == {"Dornes": "drones", "weekdasy": "weekdays"}


def test_what_was_taken_for_granted_is_said() -> None:
    wish = understand("Georgia and Korea", WORDS, today=TODAY, zone="UTC").wish
    assert any("not the US state" in note for note in wish.notes)
    assert any("South Korea" in note for note in wish.notes)


def test_a_calendar_may_be_pasted() -> None:
    event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT"
    text = f"subscribe PL\nBEGIN:VCALENDAR\nVERSION:2.0\n{event}\nEND:VCALENDAR"
    command = parse(text, WORDS, today=TODAY, zone="UTC")
    assert isinstance(command, SubscribeCommand)
    assert command.wish.calendar is not None
    assert command.wish.calendar.startswith("BEGIN:VCALENDAR\nVERSION")
    assert command.wish.unknown == ()


def test_what_is_too_long_is_said_to_be() -> None:
    wish = understand(f"PL {'lorem ' * 2_000}", WORDS, today=TODAY, zone="UTC").wish
    assert [sentence for _, sentence in wish.problems] == [
        "Only the first 4,000 of 12,003 characters were read; say it shorter."
    ]


def test_forty_countries_are_forty_countries() -> None:
    codes = (
        "PK TR PL KR US GB FR DE IT ES PT NL BE LU DK SE FI EE LV LT"
        " CZ SK HU RO BG GR CY MT IE HR SI RS ME AL MK XK UA MD CH JP"
    )
    command = parse(f"subscribe {', '.join(codes.split())}", WORDS, today=TODAY, zone="UTC")
    assert isinstance(command, SubscribeCommand)
    assert command.wish.topic is not None
    assert command.wish.topic.countries == tuple(codes.split())


def test_twenty_five_times_a_day_are_too_many() -> None:
    times = " ".join(f"{hour:02d}:00" for hour in range(24))
    wish = understand(f"PL {times}", WORDS, today=TODAY, zone="UTC").wish
    assert not wish.problems
    wish = understand(f"PL {times} 00:30", WORDS, today=TODAY, zone="UTC").wish
    assert [sentence for _, sentence in wish.problems] == ["There may be 24 times a day, not 25."]


_QUICK = 0.15
"""Seconds of the processor, three times what it takes where nothing else runs: others share the machine of a test."""
_LONG = {
    "words": "lorem ipsum dolor ",
    "times": "07:30 ",
    "bad times": "27:90 at ",
    "countries": "Pakistan and ",
    "codes": "PK-TR,",
    "dashes": "-",
    "quotes": '"',
    "open quotes": "“a ",
    "zones": "Europe/Nowhere ",
    "times and zones": "at 7 Warsaw time ",
    "not": "without ",
    "contracts": "contract or later ",
    "links": "https://a.b/c ",
    "calendars": "BEGIN:VCALENDAR ",
    "blanks": " ",
    "digits": "1",
    "letters": "a",
    "monday": "mon, ",
    "skip": "skip 1 Dec, ",
    "marks": "<@U1> ",
    "emoji": "🙂",
    "also": "also at 7 ",
}


@pytest.mark.parametrize("name", _LONG)
def test_ten_kilobytes_are_read_quickly(name: str) -> None:
    text = f"edit 1 {(_LONG[name] * 10_000)[:10_000]}"
    took = []
    for _ in range(3):
        began = time.process_time()
        command = parse(text, WORDS, today=TODAY, zone="Europe/Warsaw")
        took.append(time.process_time() - began)
    assert isinstance(command, EditCommand)
    assert min(took) < _QUICK, f"{min(took) * 1000:.0f} ms"


def test_ten_kilobytes_of_everything_are_read_quickly() -> None:
    shuffled = random.Random(7).choices(_MIXED.split(), k=3_000)
    began = time.process_time()
    parse(f"subscribe {' '.join(shuffled)[:10_000]}", WORDS, today=TODAY, zone="UTC")
    assert time.process_time() - began < 2 * _QUICK


@pytest.mark.parametrize(
    ("codes", "links", "pairs", "countries"),
    [
        ("A", "", "", "A"),
        ("A B", "blank", "AB", ""),
        ("A B C", "blank blank", "", "A B C"),
        ("A B C", "and and", "", "A B C"),
        ("A B C", "dash blank", "AB", "C"),
        ("A B C D", "dash and dash", "AB CD", ""),
        ("A B C", "comma and", "", "A B C"),
        ("A B C D", "and comma and", "AB CD", ""),
        ("A B C", "with and", "AB AC", ""),
        ("A B C", "arrow and", "A>B A>C", ""),
        ("A B C", "arrow arrow", "A>B B>C", ""),
        ("A B", "back", "B>A", ""),
    ],
)
def test_countries_in_a_row(codes: str, links: str, pairs: str, countries: str) -> None:
    who = resolve([code * 2 for code in codes.split()], [Link(link) for link in links.split()])
    told = [f"{pair.first[0]}{'>' if pair.directed else ''}{pair.second[0]}" for pair in who.pairs]
    assert (" ".join(told), " ".join(code[0] for code in who.countries)) == (pairs, countries)
