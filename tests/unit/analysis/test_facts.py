"""Facts carry their numbers in plain units and the words they were read from."""

from bot.analysis.document import read
from bot.analysis.facts import find_facts
from bot.analysis.lexicon import Lexicon
from bot.domain.vocabulary import FactKind
from support.values import make_article


def test_the_deal_record_of_a_sentence(lexicon: Lexicon) -> None:
    text = (
        "Poland signed a contract for 180 K2 tanks worth US$6.5 billion with Hyundai Rotem. "
        "Deliveries of the tanks begin in 2027, with 40 percent local content in the later tanks."
    )
    facts = find_facts(read(make_article(title="Poland orders K2 tanks from South Korea", text=text), lexicon))
    by_kind = {kind: [fact for fact in facts if fact.kind is kind] for kind in FactKind}
    assert by_kind[FactKind.DESIGNATION][0].value.startswith("K2")
    assert [(f.amount, f.currency) for f in by_kind[FactKind.VALUE]] == [(6.5e9, "USD")]
    assert [f.amount for f in by_kind[FactKind.QUANTITY]] == [180.0]
    assert [f.value for f in by_kind[FactKind.DATE]] == ["2027"]
    assert [f.amount for f in by_kind[FactKind.LOCAL_SHARE]] == [40.0]
    assert "Hyundai Rotem" in {f.value for f in by_kind[FactKind.ORGANISATION]}


def test_years_and_single_things_are_no_quantities(lexicon: Lexicon) -> None:
    text = "In 2026 tanks were sold: one tank to Chile, under a deal of 1998."
    facts = find_facts(read(make_article(title="Tanks sold to Chile", text=text), lexicon))
    assert not [fact for fact in facts if fact.kind is FactKind.QUANTITY]
