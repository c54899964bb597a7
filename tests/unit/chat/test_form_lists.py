"""Lists that people type into a form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.form_lists import (
    coded_pair,
    days_said,
    marked,
    pair_said,
    split,
    split_days,
    split_left_out,
    split_pairs,
)
from bot.domain.topic import Pair, Topic

CODES = frozenset({"PK", "TR", "PL", "KR", "EU", "NATO"})
LINES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=30)
NAMES = LINES.filter(lambda text: bool(text.strip()))


def nobody_knows(_: str) -> Topic:
    return Topic()


@given(st.lists(NAMES, max_size=6), st.sampled_from([", ", "\n", "; "]))
def test_what_is_written_is_read_back(names: list[str], between: str) -> None:
    assert list(split(between.join(marked(names)))) == names


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("", ()),
        (" , ;\n,", ()),
        ("Baykar; Hanwha\nSaab", ("Baykar", "Hanwha", "Saab")),
        ('"Hanwha Co., Ltd", Saab', ("Hanwha Co., Ltd", "Saab")),
        ('a 5" gun, x', ('a 5" gun', "x")),
        ('"never closed, x', ('"never closed', "x")),
    ],
)
def test_lists_as_people_type_them(typed: str, items: tuple[str, ...]) -> None:
    assert split(typed) == items


@pytest.mark.parametrize("mark", ["-", "–", "—", "/", " - ", "‑"])
def test_pairs_in_either_direction(mark: str) -> None:
    assert coded_pair(f"pk{mark}TR", CODES) == Pair(first="PK", second="TR")


@pytest.mark.parametrize("mark", ["→", "->", " > "])
def test_pairs_in_one_direction(mark: str) -> None:
    assert coded_pair(f"PL{mark}kr", CODES) == Pair(first="PL", second="KR", directed=True)


@pytest.mark.parametrize("typed", ["PK", "PK-XX", "PK-PK", "PK-TR-PL", "PKTR", "Pakistan-Turkey"])
def test_what_is_no_pair(typed: str) -> None:
    assert coded_pair(typed, CODES) is None
    assert split_pairs(typed, CODES, nobody_knows) == ((), (typed,))


def test_a_pair_counts_once() -> None:
    assert split_pairs("PK-TR, PK–TR, EU-NATO", CODES, nobody_knows)[0] == (
        Pair(first="PK", second="TR"),
        Pair(first="EU", second="NATO"),
    )
    assert pair_said(Pair(first="EU", second="NATO", directed=True)) == "EU→NATO"


def test_labels_say_what_is_left_out_whatever_it_would_mean() -> None:
    typed = 'COMPANY: "Elbit; Co", equipment: F-16\nword: PK-TR, PK-TR, exercise'
    assert split_left_out(typed, CODES, nobody_knows) == Topic(
        exclude_organisations=("Elbit; Co",),
        exclude_designations=("F-16",),
        exclude_words=("PK-TR", "exercise"),
        exclude_pairs=(Pair(first="PK", second="TR"),),
    )


def test_days_runs_and_lines_of_a_calendar() -> None:
    typed = "2026-12-24 to 2026-12-26, 20270101\nDTSTART;VALUE=DATE:20270501\n2026-02-30, tomorrow"
    days = split_days(typed)
    assert days.dates == (*(date(2026, 12, day) for day in (24, 25, 26)), date(2027, 1, 1), date(2027, 5, 1))
    assert days.unread == ("2026-02-30", "tomorrow")
    assert days.calendar is None


def test_a_calendar_begins_where_it_says_so() -> None:
    days = split_days("2026-12-24\nßBegin:vcalendar\nX")
    assert (days.dates, days.unread, days.calendar) == ((date(2026, 12, 24),), ("ß",), "Begin:vcalendar\nX")


@given(st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=80))
def test_days_are_read_back(days: set[date]) -> None:
    assert split_days("\n".join(days_said(days))).dates == tuple(sorted(days))


@pytest.mark.parametrize("run", ["2026-12-24 to 2026-12-23", "2026-01-01 to 2027-06-01"])
def test_runs_that_cannot_be(run: str) -> None:
    assert split_days(run).unread == (run,)
