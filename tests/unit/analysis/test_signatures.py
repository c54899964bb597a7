"""What articles are compared by: titles without outlets, leads that say something, measures that are symmetric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.likeness import likeness
from bot.analysis.rarity import Rarity
from bot.analysis.signatures import Signature, bare_title, lead, sign
from bot.analysis.veto import look_alike
from support.values import NOW, make_analysis, make_article

RARITY = Rarity(weights={"tank": 3.0, "contract": 2.0, "sign": 1.5}, unknown=7.0)


def signed(title: str, text: str = "", **fields: object) -> Signature:
    article = make_article("one", title=title, text=text, published=NOW)
    return sign(article, make_analysis("one", **{"parties": (), "facts": (), **fields}), RARITY)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Lisbon orders six new transports - The Daily Wire", "Lisbon orders six new transports"),
        ("Lisbon orders six new transports - WIRE - Daily Wire", "Lisbon orders six new transports"),
        ("Lisbon orders six new transports | Wire", "Lisbon orders six new transports"),
        ("Air-to-air missiles for Oslo", "Air-to-air missiles for Oslo"),
        ("Drones - a history", "Drones - a history"),
    ],
)
def test_outlets_are_cut_off(title: str, bare: str) -> None:
    assert bare_title(title) == bare


def test_a_body_that_repeats_the_title_and_the_outlet_is_no_lead() -> None:
    title = "Lisbon orders six new transports - The Daily Wire"
    assert not lead(make_article(title=title, text="Lisbon orders six new transports The Daily Wire"))
    told = "The ministry said on Monday that the aircraft come from 2029 on and replace older ones."
    assert "2029" in lead(make_article(title=title, text=f"Lisbon orders six new transports. {told}"))
    assert lead(make_article(title=title, text=told))[0] == "the"


def test_a_listed_word_weighs_less_than_an_unknown_one_and_a_title_counts_twice() -> None:
    one = signed("tank gripen", "gripen")
    assert one.title == {"tank": 3.0, "gripen": 7.0}
    assert one.terms == {"tank": 6.0, "gripen": 21.0}


words = st.lists(st.sampled_from(["tank", "contract", "sign", "oslo", "gripen", "f-16", "lot", "7"]), max_size=9)


@given(first=words, second=words)
def test_measures_and_vetoes_do_not_depend_on_who_comes_first(first: list[str], second: list[str]) -> None:
    one, other = signed(" ".join(first) or "x"), signed(" ".join(second) or "y")
    assert likeness(one, other, RARITY) == likeness(other, one, RARITY)
    assert look_alike(one, other) == look_alike(other, one)
    assert all(0 <= value <= 1.000_001 for value in likeness(one, other, RARITY).values())
    assert not look_alike(one, one)
