"""Sources that differ stand side by side; what only looks like a difference does not."""

from typing import Any

import pytest

from summarizers.base import DealFacts, Passage, Proved
from summarizers.disagreements import differing, disagreements
from support.deals import make_passage, proofs, proved, shipped_wording

WIRE = make_passage("", id="a", outlet="Wire")
POST = make_passage("", id="b", outlet="Post")
DAILY = make_passage("", id="c", outlet="Daily")
ALL = (WIRE, POST, DAILY)


def money(text: str, amount: float, *passages: str, currency: str = "USD", **fields: Any) -> Proved:
    return proved(text, *passages, amount=amount, currency=currency, **fields)


def count(text: str, amount: float, *passages: str, **fields: Any) -> Proved:
    return proved(text, *passages, amount=amount, **fields)


def said(facts: DealFacts, passages: tuple[Passage, ...] = ALL) -> tuple[str, tuple[str, ...]] | None:
    lines = disagreements(facts, passages, shipped_wording())
    return (lines[0].text, lines[0].sources) if lines else None


def test_sums_in_two_currencies_are_shown_as_they_stand() -> None:
    facts = DealFacts(values=(money("$750 million", 7.5e8, "a"), money("€650m", 6.5e8, "b", currency="EUR")))
    assert said(facts) == ("Sources on the value: $750 million (Wire) and €650m (Post).", ("a", "b"))


def test_the_figure_most_outlets_tell_comes_first() -> None:
    facts = DealFacts(quantities=(count("12 jets", 12, "a"), count("18 jets", 18, "b", "c")))
    assert said(facts) == (
        "Sources differ on the number: 18 jets (Post and Daily) against 12 jets (Wire).",
        ("a", "b", "c"),
    )


def test_many_outlets_are_counted_and_unknown_ones_are_sources() -> None:
    more = (*ALL, make_passage("", id="d", outlet="Courier"), make_passage("", id="e", outlet=""))
    facts = DealFacts(quantities=(count("18 jets", 18, "a", "b", "c", "d"), count("12 jets", 12, "e")))
    told = said(facts, more)
    assert told is not None
    assert told[0] == "Sources differ on the number: 18 jets (Wire, Post and 2 more) against 12 jets (another source)."


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (money("$6.5 billion", 6.5e9, "a"), money("$6.48 billion", 6.48e9, "b")),
        (money("about $6 billion", 6e9, "a", bound="about"), money("$6.2 billion", 6.2e9, "b")),
        (money("up to $7 billion", 7e9, "a", bound="up_to"), money("$6 billion", 6e9, "b")),
        (money("at least $5 billion", 5e9, "a", bound="at_least"), money("$6 billion", 6e9, "b")),
        (money("$5-7 billion", 7e9, "a", lower=5e9), money("$6 billion", 6e9, "b")),
        (money("$90 million each", 9e7, "a", scope="per_unit"), money("$6 billion", 6e9, "b")),
        (money("$1 billion", 1e9, "a", scope="option"), money("$6 billion", 6e9, "b")),
        (money("$1 billion", 1e9, "a", "b"), money("$6 billion", 6e9, "b")),
        (money("$1 billion", 1e9, "a"), money("€2 billion", 2e9, "a", currency="EUR")),
    ],
)
def test_what_only_looks_like_a_difference_is_none(first: Proved, other: Proved) -> None:
    assert differing((first, other), ALL) == ()
    assert differing((other, first), ALL) == ()


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (money("$6.5 billion", 6.5e9, "a"), money("$7.5 billion", 7.5e9, "b")),
        (money("about $6 billion", 6e9, "a", bound="about"), money("$7 billion", 7e9, "b")),
        (money("up to $7 billion", 7e9, "a", bound="up_to"), money("$8 billion", 8e9, "b")),
        (money("$5-7 billion", 7e9, "a", lower=5e9), money("$8 billion", 8e9, "b")),
        (money("$100 million", 1e8, "a"), money("€98 million", 9.8e7, "b", currency="EUR")),
    ],
)
def test_figures_that_cannot_both_be_true_differ_either_way_round(first: Proved, other: Proved) -> None:
    assert set(differing((first, other), ALL)) == {first, other}
    assert set(differing((other, first), ALL)) == {first, other}


@pytest.mark.parametrize(
    ("first", "other", "apart"),
    [
        ("12 jets", "18 fighter jets", True),
        ("12 F-16", "18 F-16 jets", True),
        ("12 F-16 jets", "18 F-35 jets", False),
        ("12 jets", "18 missiles", False),
        ("180 tanks", "182 tanks", True),
    ],
)
def test_only_counts_of_the_same_thing_differ(first: str, other: str, *, apart: bool) -> None:
    amounts = [float(text.split()[0]) for text in (first, other)]
    figures = (count(first, amounts[0], "a"), count(other, amounts[1], "b"))
    assert bool(differing(figures, ALL, counted=True)) is apart


def test_two_texts_of_one_outlet_do_not_contradict_each_other() -> None:
    again = (WIRE, make_passage("", id="b", outlet="Wire"))
    assert differing((money("$1 billion", 1e9, "a"), money("$2 billion", 2e9, "b")), again) == ()


def test_three_figures_stand_side_by_side() -> None:
    facts = DealFacts(values=tuple(money(f"${n} billion", n * 1e9, name) for n, name in ((1, "a"), (2, "b"), (3, "c"))))
    told = said(facts)
    assert told is not None
    assert told[0] == (
        "Sources differ on the value: $1 billion (Wire) against $2 billion (Post) against $3 billion (Daily)."
    )


def test_agreement_is_no_contradiction() -> None:
    assert said(DealFacts(values=(money("$1 billion", 1e9, "a", "b", "c"),))) is None
    assert said(DealFacts()) is None


def test_both_the_value_and_the_number_are_shown_where_both_differ() -> None:
    facts = DealFacts(
        values=(money("$750 million", 7.5e8, "a"), money("$650 million", 6.5e8, "b")),
        quantities=(count("28 helicopters", 28, "a"), count("24 helicopters", 24, "b")),
    )
    lines = disagreements(facts, ALL, shipped_wording())
    assert [line.text for line in lines] == [
        "Sources differ on the value: $750 million (Wire) against $650 million (Post).",
        "Sources differ on the number: 28 helicopters (Wire) against 24 helicopters (Post).",
    ]


def test_a_first_batch_does_not_contradict_the_whole() -> None:
    part = make_passage("They bought 36 jets in a first batch.", id="b", outlet="Post")
    facts = DealFacts(quantities=(count("100 jets", 100, "a"), count("36 jets", 36, "b")))
    assert said(facts, (WIRE, part)) is None


def test_two_figures_that_add_up_to_a_third_are_its_parts() -> None:
    facts = DealFacts(
        quantities=(count("50 jets", 50, "a"), count("20 jets", 20, "b"), count("30 jets", 30, "b")),
    )
    assert said(facts) is None


def test_a_denial_against_a_signing_is_shown() -> None:
    signed = make_passage("", id="a", outlet="Wire", title="Rivland signs drone contract with Morrow")
    no = make_passage("", id="b", outlet="Post", title="Morrow denies drone contract")
    facts = DealFacts(stage="contract", stage_proofs=proofs("signs"))
    assert said(facts, (signed, no)) == (
        "Sources differ on the contract: Wire tells of it, Post reports a denial.",
        ("a", "b"),
    )
    assert said(facts, (signed, POST)) is None
