"""Gazetteer names and proper names."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.reading import Gazetteer, NameEntry, Span, find_proper_names

ENTRIES = [
    NameEntry(key="TR", kind="country", forms=("Türkiye", "Turkey", "Turkish")),
    NameEntry(key="US", kind="country", forms=("US", "U.S.", "United States"), case_sensitive=True),
    NameEntry(key="Elbit Systems", kind="company", forms=("Elbit", "Elbit Systems", "Elbit Systems of America")),
    NameEntry(key="F-16", kind="equipment", forms=("F-16",)),
    NameEntry(key="F-16V", kind="equipment", forms=("F-16V",)),
    NameEntry(key="Rafale", kind="equipment", forms=("Rafale",)),
    NameEntry(key="first", kind="a", forms=("Tempest",)),
    NameEntry(key="second", kind="b", forms=("Tempest",)),
    NameEntry(key="ł", kind="company", forms=("Huta Stalowa Wola", "Łucznik")),
]
GAZETTEER = Gazetteer(ENTRIES)


def hits(text: str) -> list[tuple[str, str]]:
    return [(hit.text, hit.key) for hit in GAZETTEER.find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Turkiye, TURKEY and turkish", [("Turkiye", "TR"), ("TURKEY", "TR"), ("turkish", "TR")]),
        ("Turkey's and Turkey’s", [("Turkey", "TR"), ("Turkey", "TR")]),
        ("the Turks in Turkeyland", []),
        ("give us the US-made U.S. jets", [("US", "US"), ("U.S.", "US")]),
        ("USA, BUS, US_X", []),
        ("Elbit Systems of America", [("Elbit Systems of America", "Elbit Systems")]),
        ("Elbit Systems offers", [("Elbit Systems", "Elbit Systems")]),
        ("Elbit\nSystems", [("Elbit\nSystems", "Elbit Systems")]),
        ("Elbit Systemsx", [("Elbit", "Elbit Systems")]),
        ("F-16s, F‑16, F-16V", [("F-16s", "F-16"), ("F‑16", "F-16"), ("F-16V", "F-16V")]),
        ("F-16C, F-16CDs", [("F-16C", "F-16"), ("F-16CDs", "F-16")]),
        ("F-160, F-16x, AF-16, F-16ABCDE", []),
        ("36 Rafales", [("Rafales", "Rafale")]),
        ("Tempest", [("Tempest", "first")]),
        ("the Lucznik works", [("Lucznik", "ł")]),
        ("", []),
    ],
)
def test_gazetteer_names(text: str, wanted: list[tuple[str, str]]) -> None:
    assert hits(text) == wanted


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert Gazetteer([]).find("Turkey") == ()
    assert Gazetteer([NameEntry(key="x", kind="y", forms=(" ", ""))]).find("Turkey") == ()


PIECES = ["Elbit", " Systems", " of America", "US", "F-16", "V", "s", "'s", " ", "-", "İ", "ß", "Türkiye", "x", "\n"]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_hits_are_ordered_disjoint_whole_words(text: str) -> None:
    found = GAZETTEER.find(text)
    for hit in found:
        assert text[hit.start : hit.end] == hit.text
        assert hit.start == 0 or not (text[hit.start - 1].isalnum() and hit.text[0].isalnum())
        assert hit.end == len(text) or not (text[hit.end].isalnum() and hit.text[-1].isalnum())
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["Türkiye", "Elbit", "Rafale", "Huta Stalowa Wola"]))
def test_a_name_between_blanks_is_always_found(text: str, name: str) -> None:
    start = len(text) + 2
    found = GAZETTEER.find(f"{text}. {name} . {text}")
    assert any(hit.start == start and hit.end == start + len(name) for hit in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hanwha Aerospace of South Korea said so.", ["Hanwha Aerospace of South Korea"]),
        ("President Recep Erdoğan met Mohammed bin Salman.", ["President Recep Erdoğan", "Mohammed bin Salman"]),
        ("Boeing and Italy won.", ["Boeing", "Italy"]),
        ("The deal was signed on Monday in March.", []),
        ("Buying the K2 and the T-90 is planned.", ["K2", "T-90"]),
        ("“Hanwha won,” he said. I agree.", ["Hanwha"]),
        ("Officials in the U.S. agreed.", ["U.S."]),
        ("It flew. Embraer sold it.", ["Embraer"]),
        ("the ship of the line", []),
        ("France, Germany and Spain", ["France", "Germany", "Spain"]),
        ("", []),
    ],
)
def test_proper_names(text: str, wanted: list[str]) -> None:
    assert [span.of(text) for span in find_proper_names(text)] == wanted


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_proper_names_are_ordered_and_disjoint(text: str) -> None:
    found = find_proper_names(text)
    assert all(isinstance(span, Span) and span.of(text).strip() == span.of(text) != "" for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("piece", ["A ", "A of ", "A.", "a"])
def test_long_runs_of_capitals_are_read_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.perf_counter()
    find_proper_names(text)
    GAZETTEER.find(text)
    assert time.perf_counter() - started < 4
