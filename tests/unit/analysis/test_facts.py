"""Facts carry their numbers in plain units and the words they were read from."""

from datetime import UTC, datetime

import pytest

from bot.analysis.document import read
from bot.analysis.facts import find_facts
from bot.analysis.lexicon import Lexicon
from bot.domain.analysis import Fact
from bot.domain.vocabulary import Bound, FactKind, FactScope
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
        ("Chile will buy six frigates from Spain.", ["six frigates"]),
        ("Chile ordered a dozen helicopters from Italy.", ["a dozen helicopters"]),
        ("Chile wants two dozen Leopard 2 tanks from Germany.", ["two dozen Leopard 2 tanks"]),
        ("Chile is to acquire 114 multi-role jets from France.", ["114 jets"]),
        ("Chile has a fleet of about 20 frigates, sold by Spain.", []),
        ("Chile buys a squadron of Gripen jets from Sweden.", []),
        ("Chile will buy up to 100 armoured vehicles from Finland.", ["up to 100 armoured vehicles"]),
        ("Chile buys more than 40 howitzers from South Korea.", ["more than 40 howitzers"]),
        ("Chile orders 20-plus drones from Israel.", ["20-plus drones"]),
        ("Chile buys F-35, Su-30 and 155mm ammunition from abroad.", []),
        ("Chile's 8x8 vehicles and 120 mm guns come from Finland.", []),
        ("Chile will get a third frigate and a 2nd submarine from Spain.", []),
        ("Chile raised its frigates budget by 12 percent for Spain.", []),
        ("Chile's 12 submarine captains visited Spain for a contract.", []),
        ("Chile shot down 12 drones bought from Iran by its rival.", []),
        ("The frigate sold to Chile can carry 16 missiles.", []),
        ("Chile orders 12 Su-30 upgrade kits from Russia.", ["12 Su-30 upgrade kits"]),
        ("Chile ordered between six and eight submarines from Germany.", ["between six and eight submarines"]),
        ("The firm sold Chile 24 howitzers of Israel.", ["24 howitzers"]),
        ("Chile flies Boeing 737 aircraft sold by the United States.", []),
        ("Chile buys 40 light XQR jets from Poland.", ["40 XQR jets"]),
        ("Chile replaces Hawk 127 trainers with jets bought from Italy.", []),
        ("The yard in Spain gave the Chilean Navy 6 frigates under a contract.", ["6 frigates"]),
        ("Chile orders radars with a range of 400 km from Israel.", []),
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
        ("Deliveries of the frigates to Chile run from 2027 to 2030.", ["delivery 2027/2030"]),
        ("The frigates are delivered to Chile between 2028 and 2031.", ["delivery 2028/2031"]),
        ("The frigates will be delivered to Chile by the end of 2026.", ["delivery by 2026"]),
        ("The frigates are to be handed over to Chile in Q3 2026.", ["delivery 2026-07/2026-09"]),
        ("Production of the frigates for Chile begins in FY2027-28.", ["production 2027/2028"]),
        ("The tanks bought by Chile will enter service in 2029.", ["in service 2029"]),
        ("The delivery of the first frigate to Chile is planned for 2028.", ["first delivery 2028"]),
        ("Chile's minister arrived in Madrid in May 2026 to buy frigates.", []),
        ("The frigates of Chile have 40 years in service in 2026.", []),
        ("The American manufacturer of the frigates told Chile in 2026.", []),
        (
            "The contract for frigates is to be signed in 2027 so that Chile can retire its old ones by 2032.",
            ["signed 2027"],
        ),
        ("Chile is to receive its first frigate from Spain in 2028.", ["first delivery 2028"]),
        ("Chile will receive the frigates from Spain in 2028.", ["delivery 2028"]),
        ("The frigates of Chile were praised in 2026 by American manufacturers of note.", []),
        ("It is the first order of frigates for Chile since 2017.", []),
    ],
)
def test_a_date_says_what_it_is_the_date_of(lexicon: Lexicon, text: str, milestones: list[str]) -> None:
    assert _values(lexicon, text, FactKind.DATE) == milestones


def test_next_year_is_counted_from_the_day_of_the_news(lexicon: Lexicon) -> None:
    text = "The contract with Chile was signed on 12 May. The frigates will be delivered to Chile next year."
    published = datetime(2026, 5, 20, tzinfo=UTC)
    article = make_article(title="Frigates sold to Chile", text=text, published=published)
    dates = [fact.value for fact in find_facts(read(article, lexicon)) if fact.kind is FactKind.DATE]
    assert dates == ["signed 2026-05-12", "delivery 2027"]


def test_a_value_keeps_its_hedge(lexicon: Lexicon) -> None:
    text = "Chile signed a contract for tanks worth about US$6.5 billion with South Korea."
    assert _values(lexicon, text, FactKind.VALUE) == ["about US$6.5 billion"]


def _found(lexicon: Lexicon, text: str, kind: FactKind) -> list[Fact]:
    article = make_article(title="Tanks, frigates and fighters sold to Chile", text=text)
    return [fact for fact in find_facts(read(article, lexicon)) if fact.kind is kind]


def test_an_option_is_told_apart_and_never_added(lexicon: Lexicon) -> None:
    text = "Chile orders 12 Gripen jets from Sweden with an option for 6 more jets."
    whole, option = _found(lexicon, text, FactKind.QUANTITY)
    assert (whole.amount, whole.scope) == (12.0, None)
    assert (option.amount, option.scope, option.value) == (6.0, FactScope.OPTION, "option for 6 jets")


def test_what_is_made_in_a_year_is_not_the_whole(lexicon: Lexicon) -> None:
    (yearly,) = _found(
        lexicon, "The yard sold to Chile makes up to 200 Bayraktar TB2 drones per year.", FactKind.QUANTITY
    )
    assert (yearly.amount, yearly.scope) == (200.0, FactScope.PER_YEAR)


def test_the_total_goes_before_a_batch(lexicon: Lexicon) -> None:
    text = "A first batch of 4 Rafale jets reached Chile; France is to send 36 Rafale jets in all to Chile."
    whole, batch = _found(lexicon, text, FactKind.QUANTITY)
    assert (whole.amount, whole.scope) == (36.0, None)
    assert (batch.amount, batch.scope, batch.value) == (4.0, FactScope.PART, "first batch of 4 Rafale")


def test_what_was_delivered_of_more_is_a_part(lexicon: Lexicon) -> None:
    text = "Spain delivered two frigates to Chile. The contract is for five frigates."
    whole, part = _found(lexicon, text, FactKind.QUANTITY)
    assert (whole.amount, part.amount, part.scope) == (5.0, 2.0, FactScope.PART)


def test_a_range_and_a_bound_are_kept(lexicon: Lexicon) -> None:
    (ranged,) = _found(lexicon, "Chile signed a letter on 100 to 150 Gripen jets with Sweden.", FactKind.QUANTITY)
    assert (ranged.lower, ranged.amount, ranged.bound) == (100.0, 150.0, None)
    (most,) = _found(lexicon, "Chile will buy up to 100 tanks from Finland.", FactKind.QUANTITY)
    assert (most.lower, most.amount, most.bound) == (None, 100.0, Bound.UP_TO)


def test_the_value_of_the_whole_goes_before_that_of_one(lexicon: Lexicon) -> None:
    text = "Chile buys jets from Sweden at $110 million each. The contract for the jets is worth $1.3bn."
    whole, one = _found(lexicon, text, FactKind.VALUE)
    assert (whole.amount, whole.scope) == (1.3e9, None)
    assert (one.amount, one.scope, one.value) == (110e6, FactScope.PER_UNIT, "$110 million each")


def test_spending_that_no_trade_is_told_of_is_no_value(lexicon: Lexicon) -> None:
    text = "Chile chose a Spanish frigate. The ministry plans to spend $4 billion on frigates."
    assert _found(lexicon, text, FactKind.VALUE) == []


def test_a_budget_leaves_the_value_unknown(lexicon: Lexicon) -> None:
    text = "Chile, whose defence budget is $4 billion, will buy tanks from South Korea."
    assert _found(lexicon, text, FactKind.VALUE) == []


def test_years_and_single_things_are_no_quantities(lexicon: Lexicon) -> None:
    text = "In 2026 tanks were sold: one tank to Chile, under a deal of 1998."
    facts = find_facts(read(make_article(title="Tanks sold to Chile", text=text), lexicon))
    assert not [fact for fact in facts if fact.kind is FactKind.QUANTITY]
