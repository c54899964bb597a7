"""Pairs of a source and a sentence, told right and told wrong, by the kind of what is told."""

from collections import defaultdict

import pytest

from summarizers.grounding import check
from summarizers.reading import Gazetteer, NameEntry


def _country(key: str, names: str, demonyms: str, capital: str) -> list[NameEntry]:
    forms = (("name", names), ("demonym", demonyms), ("capital", capital))
    return [NameEntry(key=key, kind=kind, forms=tuple(said.split("|")), case_sensitive=True) for kind, said in forms]


GAZETTEER = Gazetteer(
    [
        *_country("PL", "Poland", "Polish", "Warsaw"),
        *_country("KR", "South Korea|Republic of Korea", "South Korean|Korean", "Seoul"),
        *_country("NO", "Norway", "Norwegian", "Oslo"),
        *_country("DE", "Germany", "German", "Berlin"),
        *_country("TR", "Turkey|Türkiye", "Turkish", "Ankara"),
        *_country("PK", "Pakistan", "Pakistani", "Islamabad"),
        *_country("IN", "India", "Indian", "New Delhi"),
        *_country("FR", "France", "French", "Paris"),
        *_country("US", "United States|US|U.S.", "American", "Washington"),
        *_country("UA", "Ukraine", "Ukrainian", "Kyiv"),
        NameEntry(key="Hanwha Aerospace", kind="organisation KR", forms=("Hanwha Aerospace", "Hanwha")),
        NameEntry(key="Airbus", kind="organisation FR DE ES", forms=("Airbus",)),
    ]
)
TANKS = (
    "Poland signed a $6.5 billion contract with South Korea for 180 K2 tanks on 1 August 2025. "
    "South Korea will deliver the first 30 tanks to Poland in 2026. About 60 of them will be built in Gliwice."
)
TALKS = (
    "Norway is in talks with Germany on 54 Leopard 2 tanks. A contract could be signed in March 2027, "
    "an official in Oslo said. Norway has not chosen the launcher yet."
)
FRIGATES = (
    "Pakistan may buy four frigates from Turkey. Ankara offered to build two of them in Karachi. "
    "The yard is 25 km from the city and employs 3,400 people. The offer has not been accepted, Islamabad said."
)
JETS = (
    "India ordered 26 Rafale M jets from France for about €6.6 billion. Deliveries begin in mid-2028 and end by 2030. "
    "The United States had offered the F-16V. Indian pilots train in France, and 12 percent of the parts come from "
    "India."
)
HOWITZERS = (
    "Hanwha Aerospace won an order from Poland for 152 K9 howitzers worth 3.4 billion dollars. "
    "The agreement was signed on Friday. A memorandum of understanding on rockets was signed with Norway. "
    "The howitzers have a range of 40 kilometres."
)

RIGHT = {
    "sums": [
        (TANKS, "Poland signed a US$6.5bn contract with South Korea."),
        (TANKS, "The contract is worth USD 6.5 billion."),
        (TANKS, "The contract is worth 6,500 million dollars."),
        (HOWITZERS, "The order is worth $3.4 bn."),
        (HOWITZERS, "The order is worth US$3,400 million."),
        (JETS, "India ordered the jets for about EUR 6.6bn."),
        (JETS, "The jets cost about €6.6 billion."),
        (JETS, "India pays some €6.5 billion for the jets."),
    ],
    "numbers": [
        (TANKS, "Poland signed a contract for 180 K2 tanks."),
        (TANKS, "South Korea will deliver thirty tanks."),
        (TANKS, "Sixty tanks will be built in Gliwice."),
        (FRIGATES, "Two of the four frigates are to be built in Karachi."),
        (FRIGATES, "The yard employs 3400 people."),
        (FRIGATES, "The yard employs more than 3,000 people."),
        (FRIGATES, "The yard employs almost 3,500 people."),
        (JETS, "India ordered twenty-six jets."),
        (JETS, "Some 12% of the parts come from India."),
    ],
    "units": [
        (FRIGATES, "The yard is 25 kilometres from the city."),
        (FRIGATES, "The yard is 25km from the city."),
        (HOWITZERS, "The howitzers have a 40 km range."),
        (JETS, "Twelve per cent of the parts come from India."),
    ],
    "dates": [
        (TANKS, "The contract was signed on August 1, 2025."),
        (TANKS, "The contract was signed in August 2025."),
        (TANKS, "The contract was signed on 1 August."),
        (TANKS, "The first tanks come in 2026."),
        (TALKS, "A contract could be signed in March."),
        (JETS, "Deliveries begin in 2028."),
        (HOWITZERS, "The agreement was signed on Friday."),
    ],
    "names": [
        (TANKS, "The tanks will be built in Gliwice."),
        (FRIGATES, "Two frigates are to be built in Karachi."),
        (HOWITZERS, "Hanwha won the order."),
        (HOWITZERS, "Hanwha's howitzers go to Poland."),
    ],
    "designations": [
        (TANKS, "Poland gets K-2 tanks."),
        (TANKS, "Poland gets 180 K2s."),
        (TALKS, "Norway wants the Leopard 2."),
        (JETS, "The F-16 was offered by the United States."),
        (JETS, "The F16V was offered by the US."),
    ],
    "countries": [
        (TANKS, "Korean tanks go to Poland."),
        (TANKS, "Polish forces get tanks from the Republic of Korea."),
        (TALKS, "The Norwegians are in talks with Germany."),
        (FRIGATES, "Türkiye offered to build two frigates in Karachi."),
        (JETS, "American F-16V jets were offered."),
        (HOWITZERS, "South Korea won an order from Poland for howitzers."),
    ],
    "roles": [
        (TANKS, "South Korea supplies Poland with 180 K2 tanks."),
        (TANKS, "Poland buys 180 K2 tanks from South Korea."),
        (TANKS, "Poland is to receive 30 tanks from South Korea."),
        (TANKS, "The tanks are delivered to Poland by South Korea."),
        (TANKS, "Poland's order from South Korea is for 180 tanks."),
        (JETS, "France sells India 26 Rafale M jets."),
        (JETS, "France supplies 26 Rafale M jets to India."),
        (JETS, "India's order from France is for 26 jets."),
        (HOWITZERS, "Hanwha sells 152 K9 howitzers to Poland."),
        (HOWITZERS, "Poland ordered 152 K9 howitzers from Hanwha Aerospace."),
        (HOWITZERS, "Poland awarded Hanwha an order for howitzers."),
    ],
    "stages": [
        (TALKS, "Norway and Germany are in talks on 54 Leopard 2 tanks."),
        (TALKS, "Norway is negotiating with Germany on tanks."),
        (TALKS, "Norway hopes to sign a contract with Germany in March 2027."),
        (TANKS, "A contract on K2 tanks was signed by Poland."),
        (TANKS, "Poland ordered 180 K2 tanks."),
        (HOWITZERS, "Norway signed a memorandum of understanding on rockets."),
        (HOWITZERS, "Norway signed an MoU on rockets."),
        (JETS, "Deliveries of the jets to India begin in mid-2028."),
    ],
    "denials": [
        (FRIGATES, "The offer has not been accepted."),
        (FRIGATES, "The offer has not been accepted by Islamabad."),
        (TALKS, "Norway has not chosen the launcher."),
        (TALKS, "Norway has yet to choose the launcher."),
    ],
    "doubts": [
        (FRIGATES, "Pakistan may buy four frigates from Turkey."),
        (FRIGATES, "Pakistan could buy four Turkish frigates."),
        (FRIGATES, "Pakistan to buy four frigates from Turkey, if the offer is accepted."),
        (TALKS, "A contract may be signed in March 2027."),
        (TANKS, "South Korea will deliver 30 tanks to Poland in 2026."),
    ],
    "places": [
        (TANKS, "South Korea supplies Poland with 180 K2 for about US$6.5 billion; contract."),
        (JETS, "France supplies India with 26 Rafale M for about €6.6bn; contract."),
        (HOWITZERS, "South Korea supplies Poland with 152 K9 for US$3.4 billion; contract."),
        (FRIGATES, "Turkey offers Pakistan four frigates, two of them built in Karachi."),
    ],
}  # fmt: skip

WRONG = {
    "sum": [
        (TANKS, "Poland signed a $7 billion contract."),
        (TANKS, "Poland signed a €6.5 billion contract."),
        (TANKS, "Poland signed a $6.5 million contract."),
        (TANKS, "The contract is worth PLN 6.5 billion."),
        (HOWITZERS, "The order is worth $4.3 billion."),
        (HOWITZERS, "The order is worth 34 billion dollars."),
        (JETS, "The jets cost about €6.6 million."),
        (JETS, "The jets cost about €9 billion."),
    ],
    "number": [
        (TANKS, "Poland signed a contract for 118 tanks."),
        (TANKS, "Poland signed a contract for 180 million tanks."),
        (TANKS, "South Korea will deliver 13 tanks."),
        (FRIGATES, "Pakistan may buy six frigates."),
        (FRIGATES, "The yard employs 34,000 people."),
        (FRIGATES, "The yard employs four people."),
        (FRIGATES, "The yard employs more than 3,500 people."),
        (FRIGATES, "The yard employs almost 3,300 people."),
        (JETS, "India ordered two dozen jets."),
        (HOWITZERS, "Poland ordered 125 howitzers."),
        (TALKS, "Norway is in talks on the second launcher."),
    ],
    "unit": [
        (FRIGATES, "The yard is 25 miles from the city."),
        (HOWITZERS, "The howitzers have a range of 40 nautical miles."),
        (HOWITZERS, "The howitzers have a range of 40 metres."),
        (JETS, "India ordered 26 percent of the jets."),
    ],
    "date": [
        (TANKS, "The contract was signed on 2 August 2025."),
        (TANKS, "The contract was signed on 1 September 2025."),
        (TANKS, "The contract was signed on 1 August 2026."),
        (TANKS, "The contract was signed in July."),
        (TALKS, "A contract could be signed in March 2028."),
        (TALKS, "A contract could be signed in May 2027."),
        (HOWITZERS, "The agreement was signed on Monday."),
    ],
    "period": [
        (TANKS, "The tanks come within five years."),
        (JETS, "India ordered the jets last month."),
    ],
    "name": [
        (TANKS, "The tanks will be built in Poznan."),
        (FRIGATES, "Two frigates are to be built in Gwadar."),
        (HOWITZERS, "Rheinmetall won the order."),
        (TALKS, "A contract could be signed, Jens Berg said."),
        (TANKS, "The contract was signed in Seoul."),
    ],
    "designation": [
        (TANKS, "Poland signed a contract for 180 K9 tanks."),
        (TANKS, "Poland signed a contract for 180 K2PL tanks."),
        (TALKS, "Norway is in talks on 54 Leopard 1 tanks."),
        (JETS, "The United States had offered the F-15V."),
        (JETS, "The United States had offered the F-16V and the F-35A."),
        (HOWITZERS, "Poland ordered 152 K9A2 howitzers."),
    ],
    "country": [
        (TANKS, "Norway signed a contract for 180 K2 tanks."),
        (TANKS, "Turkish tanks will be built in Gliwice."),
        (TALKS, "Norway is in talks with France."),
        (FRIGATES, "Pakistan may buy four frigates from Germany."),
        (JETS, "Pakistan ordered 26 Rafale M jets."),
        (JETS, "The Ukrainians ordered 26 jets from France."),
    ],
    "role": [
        (TANKS, "Poland supplies South Korea with 180 K2 tanks."),
        (TANKS, "Poland will deliver 30 tanks to South Korea."),
        (TANKS, "South Korea will receive 30 tanks from Poland."),
        (TANKS, "The tanks are delivered to South Korea by Poland."),
        (JETS, "France ordered 26 Rafale M jets from India."),
        (JETS, "India sells France 26 Rafale M jets."),
        (JETS, "India supplies 26 Rafale M jets to France."),
        (JETS, "France's order with India is for 26 jets."),
        (HOWITZERS, "Hanwha Aerospace ordered 152 K9 howitzers from Poland."),
        (HOWITZERS, "Poland sells 152 K9 howitzers to Hanwha."),
        (HOWITZERS, "Poland won an order from Hanwha for howitzers."),
        (FRIGATES, "Turkey may buy four frigates from Pakistan."),
    ],
    "stage": [
        (TALKS, "Norway signed a contract with Germany for 54 Leopard 2 tanks."),
        (TALKS, "Norway ordered 54 Leopard 2 tanks from Germany."),
        (TALKS, "Norway received 54 Leopard 2 tanks from Germany."),
        (TALKS, "Germany won a contract for 54 Leopard 2 tanks."),
        (HOWITZERS, "Norway signed a contract on rockets."),
        (TANKS, "South Korea has delivered 30 tanks to Poland."),
        (FRIGATES, "Pakistan signed a contract with Turkey on four frigates."),
    ],
    "denial": [
        (FRIGATES, "The offer has been accepted, Islamabad said."),
        (TALKS, "Norway has chosen the launcher."),
        (TANKS, "Poland has not signed a contract with South Korea for tanks."),
        (JETS, "India never ordered 26 Rafale M jets from France."),
        (HOWITZERS, "Hanwha Aerospace did not win an order from Poland for 152 K9 howitzers."),
    ],
    "doubt": [
        (FRIGATES, "Pakistan buys four frigates from Turkey."),
        (FRIGATES, "Pakistan bought four frigates from Turkey."),
    ],
    "place": [
        (TANKS, "Officials praised growing friendship, warm ties, open markets and shared values."),
        (FRIGATES, "Critics feared cost overruns, corruption, delays and political trouble ahead."),
        (TALKS, "Angry opposition lawmakers worried about pensions, schools and hospitals."),
    ],
}  # fmt: skip

# What is wrong may show as one of several kinds: a tank denied is also a stage not reached.
ALSO = {"stage": {"doubt"}, "doubt": {"stage"}, "number": {"period"}, "denial": {"stage"}, "name": {"country"}}


def _flags(source: str, told: str) -> list[tuple[str, str]]:
    return [(flag.kind, flag.reason) for flag in check([source], told, gazetteer=GAZETTEER).flags if flag.refuses]


@pytest.mark.parametrize(("source", "told"), [pair for pairs in RIGHT.values() for pair in pairs])
def test_what_a_source_bears_out_passes(source: str, told: str) -> None:
    assert _flags(source, told) == []


@pytest.mark.parametrize(("kind", "source", "told"), [(kind, *pair) for kind, pairs in WRONG.items() for pair in pairs])
def test_what_a_source_does_not_bear_out_is_refused_for_its_kind(kind: str, source: str, told: str) -> None:
    assert {found for found, _ in _flags(source, told)} & {kind, *ALSO.get(kind, ())}


def test_the_table_is_wide() -> None:
    counts = defaultdict(int, {kind: len(pairs) for kind, pairs in (RIGHT | WRONG).items()})
    assert sum(counts.values()) >= 120
