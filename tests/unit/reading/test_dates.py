"""Dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.reading import find_dates

TODAY = date(2026, 11, 23)  # a Monday
FORMS = ["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y"]
PIECES = ["May", " 5", "2027", "-", "/", ".", ",", "Q1 ", "on Monday", "12"]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=15).map("".join))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("on 23 Nov 2026", ["2026-11-23"]),
        ("on November 23, 2026, in Ankara", ["2026-11-23"]),
        ("the 3rd of May 2025", ["2025-05-03"]),
        ("Nov. 3, 2025", ["2025-11-03"]),
        ("in March 2027", ["2027-03"]),
        ("Sept 2027", ["2027-09"]),
        ("by 2028", ["2028"]),
        ("mid-2027", ["2027"]),
        ("FY2027", ["2027"]),
        ("Q3 2027", ["2027-07/2027-09"]),
        ("the first quarter of 2028", ["2028-01/2028-03"]),
        ("Q3 of 2028, 2nd quarter 2029", ["2028-07/2028-09", "2029-04/2029-06"]),
        ("H2 2027, the first half of 2028", ["2027-07/2027-12", "2028-01/2028-06"]),
        ("FY27, FY 28-29", ["2027", "2028", "2029"]),
        ("2026-11-23", ["2026-11-23"]),
        ("13/12/2026", ["2026-12-13"]),
        ("12/13/2026", ["2026-12-13"]),
        ("05.04.2026", ["2026-04-05"]),
        ("04/05/2026", []),
        ("2024–27", ["2024", "2027"]),
        ("2024-2027", ["2024", "2027"]),
        ("31 February 2026", ["2026-02"]),
        ("2000 tanks, $2020, 2030 km, 1990s", []),
        ("it may fly; they march", []),
        ("on Monday, in March, 23 November", []),
    ],
)
def test_written_out_dates(text: str, wanted: list[str]) -> None:
    assert [mention.iso for mention in find_dates(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("today", "2026-11-23"),
        ("yesterday", "2026-11-22"),
        ("tomorrow", "2026-11-24"),
        ("on Monday", "2026-11-23"),
        ("on Friday", "2026-11-20"),
        ("last Monday", "2026-11-16"),
        ("next Monday", "2026-11-30"),
        ("next Friday", "2026-11-27"),
        ("this year", "2026"),
        ("next year", "2027"),
        ("next fiscal year", "2027"),
        ("last month", "2026-10"),
        ("next month", "2026-12"),
        ("in March", "2027-03"),
        ("since October", "2026-10"),
        ("last July", "2026-07"),
        ("last December", "2025-12"),
        ("by June", "2027-06"),
        ("by December", "2026-12"),
        ("5 January", "2027-01-05"),
        ("20 November", "2026-11-20"),
    ],
)
def test_relative_dates_need_today(text: str, wanted: str) -> None:
    assert [mention.iso for mention in find_dates(text, today=TODAY)] == [wanted]
    assert find_dates(text) == ()


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_any_day_written_out_is_read_back(day: date, form: str) -> None:
    assert [mention.iso for mention in find_dates(f"It was on {day.strftime(form)} there.")] == [day.isoformat()]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_hits_stand_in_the_text_in_order(text: str) -> None:
    hits = find_dates(text, today=TODAY)
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3650), st.sampled_from(["Monday", "Friday", "Sunday"]))
def test_a_bare_weekday_is_never_ahead(offset: int, weekday: str) -> None:
    today = date(2020, 1, 1) + timedelta(days=offset)
    [mention] = find_dates(f"on {weekday}", today=today)
    assert timedelta(0) <= today - date.fromisoformat(mention.iso) < timedelta(days=7)
