"""What a summary is asked to name."""

from bot.analysis.focus import focus
from bot.domain.vocabulary import FactKind
from support.values import make_evidence, make_fact, make_party


def test_each_party_and_fact_in_all_its_forms_once_and_no_date() -> None:
    named = ("Poland", "Polish", "Poland")
    party = make_party("PL", evidence=tuple(make_evidence(quote=quote) for quote in named))
    tanks = make_fact(FactKind.QUANTITY, value="180 tanks", evidence=make_evidence(quote="180 K2 tanks"))
    tank = make_fact(FactKind.DESIGNATION, value="K2", evidence=make_evidence(quote="K2"))
    day = make_fact(FactKind.DATE, value="2026-11-23", evidence=make_evidence(quote="Monday"))
    assert focus([party], [tanks, day, tank, tank]) == (("Poland", "Polish"), ("180 K2 tanks", "180 tanks"), ("K2",))


def test_nothing_known_asks_for_nothing() -> None:
    assert focus([], []) == ()
