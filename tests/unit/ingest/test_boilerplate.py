"""Boilerplate goes, line by line, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.boilerplate import is_boilerplate, without_boilerplate, without_site
from support.fetching import PARAGRAPHS

STANDING = (
    "Read more",
    "Also read: Frigate talks go on",
    "Subscribe to our newsletter for daily updates",
    "Follow us on Twitter",
    "© 2026 Example Media",
    "Photo: Ministry of Defence",
)
_LINES = st.sampled_from((*STANDING, *PARAGRAPHS, "KARACHI (Reuters) - The yard has begun.", "(AFP) – A ship.", ""))
_TEXTS = st.lists(st.one_of(_LINES, st.text(max_size=40)), max_size=12).map("\n".join)


@pytest.mark.parametrize("line", STANDING)
def test_standing_lines_go(line: str) -> None:
    assert is_boilerplate(line)
    assert without_boilerplate("\n".join((PARAGRAPHS[0], line, PARAGRAPHS[1]))) == "\n".join(PARAGRAPHS[:2])


def test_clean_text_stays_as_it_is() -> None:
    text = "\n".join(
        (*PARAGRAPHS, "Read more than one offer, the minister told them.", "Photos of the ship show radars.")
    )
    assert without_boilerplate(text) == text


def test_agency_tags_go_from_the_first_line() -> None:
    assert without_boilerplate("Ankara (AA) - The yard has begun.") == "The yard has begun."


@given(_TEXTS)
def test_twice_is_as_once(text: str) -> None:
    once = without_boilerplate(text)
    assert without_boilerplate(once) == once


@given(_TEXTS)
def test_what_is_left_is_of_the_text_and_in_its_order(text: str) -> None:
    lines = iter(text.split("\n"))
    for kept in without_boilerplate(text).split("\n") if text else ():
        assert any(line.endswith(kept.rpartition(": ")[2]) for line in lines)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Yard lays keel - Wire Daily", "Yard lays keel"),
        ("Yard lays keel | news.example", "Yard lays keel"),
        ("Yard lays keel - a first", "Yard lays keel - a first"),
        ("Wire Daily", "Wire Daily"),
    ],
)
def test_only_the_sites_own_name_leaves_a_title(title: str, bare: str) -> None:
    assert without_site(title, names=("Wire Daily",), url="https://news.example/1") == bare
