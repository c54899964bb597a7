"""What the sources tell only as cancelled, refused, denied or put off may not be told as if it stood."""

import pytest

from summarizers.grounding import check
from summarizers.reading import Gazetteer, NameEntry

GAZETTEER = Gazetteer(
    NameEntry(key=key, kind="name", forms=forms, case_sensitive=True)
    for key, forms in {
        "CL": ("Chile",),
        "SE": ("Sweden",),
        "FR": ("France",),
        "OM": ("Oman",),
        "IT": ("Italy",),
    }.items()
)
SET_BACK = [
    ("Chile cancelled its order for six Falcon 200 from Sweden.", "Chile and Sweden: six Falcon 200."),
    ("Oman picked 12 Leopard 2 from Italy; the 18 Lynx of France lost.", "Oman and France: 18 Lynx."),
    ("Chile has not bought the 24 M346 that Italy offers.", "Chile and Italy: 24 M346."),
    ("The government of Oman refused to buy nine NH90 from France.", "Oman: nine NH90 from France."),
    ("Sweden halted deliveries of 40 CV90 to Chile on Monday.", "Sweden supplies Chile with 40 CV90."),
    ("Italy has postponed its purchase of 30 Rafale from France.", "Italy and France: 30 Rafale."),
    ("Oman chose the A400 instead of ten C390 from Italy.", "Oman and Italy: ten C390."),
]
STANDING = [
    ("Chile ordered six Falcon 200 from Sweden. Later Chile cancelled a Falcon 200 simulator.", "six Falcon 200."),
    ("Chile, which bought six Falcon 200 from Sweden, cancelled its tender for trucks.", "six Falcon 200."),
    ("Chile will not cancel its order for six Falcon 200 from Sweden.", "six Falcon 200."),
    ("Chile may cancel its order for six Falcon 200 from Sweden.", "six Falcon 200."),
    ("Chile did not say when the six Falcon 200 from Sweden will arrive.", "six Falcon 200."),
]


@pytest.mark.parametrize(("source", "told"), SET_BACK)
def test_what_is_told_only_as_set_back_is_refused_where_the_line_leaves_that_out(source: str, told: str) -> None:
    (sentence,) = check((source,), told, gazetteer=GAZETTEER).sentences
    assert not sentence.ok
    assert any("in sources" in reason and "sources say" in reason for reason in sentence.reasons)


@pytest.mark.parametrize(("source", "thing"), STANDING)
def test_what_a_source_also_tells_as_standing_may_be_told(source: str, thing: str) -> None:
    (sentence,) = check((source,), f"Chile and Sweden: {thing}", gazetteer=GAZETTEER).sentences
    assert sentence.ok, sentence.reasons


@pytest.mark.parametrize(
    "told", ["Chile cancelled six Falcon 200 from Sweden.", "Chile and Sweden: six Falcon 200, order cancelled."]
)
def test_a_line_that_tells_of_the_setback_holds(told: str) -> None:
    source = "Chile cancelled its order for six Falcon 200 from Sweden."
    assert all(sentence.ok for sentence in check((source,), told, gazetteer=GAZETTEER).sentences)


def test_a_setback_of_other_parties_is_not_theirs() -> None:
    source = "France cancelled its order for 12 M346. Chile agreed on 12 M346 with Italy."
    assert all(sentence.ok for sentence in check((source,), "Chile and Italy: 12 M346.", gazetteer=GAZETTEER).sentences)


def test_a_line_on_the_numbers_of_outlets_tells_of_no_deal() -> None:
    sources = ("Chile cancelled six Falcon 200 from Sweden.", "Wire. Chile cancelled nine Falcon 200 from Sweden.")
    told = "Sources differ on the number: six Falcon 200 (Post) against nine Falcon 200 (Wire)."
    reasons = check(sources, told, gazetteer=GAZETTEER).sentences[0].reasons
    assert not any("broken off" in reason for reason in reasons), reasons
