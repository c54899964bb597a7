"""Negation, modality, clauses and words."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.reading import Span, clause_of, clauses, count_words, is_modal, is_negated, negations, words


def at(text: str, word: str) -> Span:
    start = text.index(word)
    return Span(start, start + len(word))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It has not been signed", ["not"]),
        ("They didn't and won’t", ["didn't", "won’t"]),
        ("Without a licence, no jets", ["Without", "no"]),
        ("Not only tanks, no fewer than 5, No. 5 Squadron, no doubt", []),
        ("He denied it and refused; talks were ruled out", ["denied", "refused", "ruled out"]),
        ("no longer for sale", ["no longer"]),
        ("nothing but tanks; notable knots", []),
        ("Seoul failed to deliver and cannot pay", ["failed to", "cannot"]),
    ],
)
def test_negations(text: str, wanted: list[str]) -> None:
    assert [span.of(text) for span in negations(text)] == wanted


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("India has not signed the contract.", "contract", True),
        ("India has not signed the contract, but Pakistan signed one.", "Pakistan", False),
        ("The deal was not approved.", "deal", True),
        ("The deal hasn't been approved.", "deal", True),
        ("The contract was rejected by Berlin.", "contract", True),
        ("The contract has been signed, not cancelled.", "contract", False),
        ("France did not rule out a sale.", "sale", False),
        ("France ruled out a sale.", "sale", True),
        ("Seoul denied selling shells.", "selling", True),
        ("Not only tanks were sold.", "tanks", False),
        ("Poland bought tanks. It did not buy jets.", "tanks", False),
        ("Chile signed a contract that did not include spares.", "contract", False),
        ("The contract, which Chile had not expected, was signed.", "signed", False),
        ("Chile walked away from the deal.", "deal", True),
        ("Chile pulled out of the deal.", "deal", True),
    ],
)
def test_denial_reaches_its_clause(text: str, word: str, negated: bool) -> None:
    assert is_negated(text, at(text, word)) is negated


@pytest.mark.parametrize(
    ("text", "word", "modal"),
    [
        ("Pakistan may buy jets.", "buy", True),
        ("In May Pakistan bought jets.", "bought", False),
        ("May have bought jets.", "bought", True),
        ("Italy plans to order tanks.", "order", True),
        ("Italy ordered tanks and plans to train crews.", "ordered", False),
        ("Italy ordered tanks, which could arrive soon.", "ordered", False),
        ("If it is approved, a contract follows.", "approved", True),
    ],
)
def test_modality_reaches_what_follows(text: str, word: str, modal: bool) -> None:
    assert is_modal(text, at(text, word)) is modal


def test_clauses_break_at_joints() -> None:
    text = "Ankara sold drones, and Kyiv paid; the price is secret — officials said. Talks go on while yards build."
    assert [span.of(text) for span in clauses(text)] == [
        "Ankara sold drones",
        "and Kyiv paid",
        "the price is secret",
        "officials said.",
        "Talks go on",
        "while yards build.",
    ]
    assert clause_of(text, at(text, "Kyiv")).of(text) == "and Kyiv paid"
    assert clause_of("", Span(0, 0)) == Span(0, 0)


def test_words_keep_numbers_compounds_and_acronyms() -> None:
    assert words("The U.S. F-16’s $6.5bn co‑production, 1,200!") == (
        "the", "u.s.", "f-16's", "6.5bn", "co-production", "1,200",
    )  # fmt: skip
    assert count_words("US$ 1.2 bn  for\nKorea's K2") == 5 + 1


PIECES = ["not ", "may ", ", and ", "; ", " — ", "deal ", ". The ", "but "]
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=15).map("".join))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_clauses_are_ordered_disjoint_and_stripped(text: str) -> None:
    found = clauses(text)
    assert all(span.of(text).strip() == span.of(text) != "" for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_words_are_lower_case_and_stand_in_the_text(text: str) -> None:
    assert all(word == word.lower() and word for word in words(text))
