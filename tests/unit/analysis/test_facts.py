"""Facts carry their numbers in plain units and the words they were read from."""

import pytest

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
    assert [f.value for f in by_kind[FactKind.DATE]] == ["first delivery 2027"]
    assert [f.amount for f in by_kind[FactKind.LOCAL_SHARE]] == [40.0]
    assert "Hyundai Rotem" in {f.value for f in by_kind[FactKind.ORGANISATION]}


def _values(lexicon: Lexicon, text: str, kind: FactKind) -> list[str]:
    article = make_article(title="Tanks, frigates and fighters sold to Chile", text=text)
    return [fact.value for fact in find_facts(read(article, lexicon)) if fact.kind is kind]


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("Chile orders Type 26 frigates from BAE Systems.", []),
        ("Chile will buy at least five Type 26 ships from BAE Systems.", ["at least five Type 26"]),
        ("Chile has ordered 12 additional FA-50 light aircraft from South Korea.", ["12 FA-50"]),
        ("Chile buys 20 Eurofighter Typhoons from Spain.", ["20 Eurofighter Typhoon"]),
        ("Chile signed a letter on 100 to 150 Gripen E fighters with Sweden.", ["100 to 150 Gripen E"]),
        ("Chile will receive 18 Tejas from India.", ["18 Tejas"]),
        ("Chile bought a 155 mm/52 calibre howitzer from Israel.", []),
        ("The export to Chile needs a licence of all four Eurofighter nations.", []),
        ("The contract with Chile covers five years of logistics for the tanks.", []),
        ("Chile already operates 36 Rafale fighters that it bought from France in 2016.", []),
        ("The contract provides for two from Karachi Shipyard, sold to Chile, a corvette yard.", []),
    ],
)
def test_a_quantity_counts_what_the_deal_is_about(lexicon: Lexicon, text: str, quantities: list[str]) -> None:
    assert _values(lexicon, text, FactKind.QUANTITY) == quantities


@pytest.mark.parametrize(
    ("text", "milestones"),
    [
        ("The frigates will be delivered to Chile by 2030.", ["delivery by 2030"]),
        ("The first frigate is to be delivered to Chile in 2031.", ["first delivery 2031"]),
        ("The contract for frigates, signed with Chile in 2018, goes on.", ["signed 2018"]),
        ("Chile sold frigates; the type made its maiden flight in 2024.", []),
        ("It is the first order of frigates for Chile since 2017.", []),
    ],
)
def test_a_date_says_what_it_is_the_date_of(lexicon: Lexicon, text: str, milestones: list[str]) -> None:
    assert _values(lexicon, text, FactKind.DATE) == milestones


def test_a_value_keeps_its_hedge(lexicon: Lexicon) -> None:
    text = "Chile signed a contract for tanks worth about US$6.5 billion with South Korea."
    assert _values(lexicon, text, FactKind.VALUE) == ["about US$6.5 billion"]


def test_years_and_single_things_are_no_quantities(lexicon: Lexicon) -> None:
    text = "In 2026 tanks were sold: one tank to Chile, under a deal of 1998."
    facts = find_facts(read(make_article(title="Tanks sold to Chile", text=text), lexicon))
    assert not [fact for fact in facts if fact.kind is FactKind.QUANTITY]
