"""Sectors, types, stage and certainty as sentences say them."""

import pytest

from bot.analysis.certainty import find_certainty
from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon
from bot.analysis.sectors import find_sectors
from bot.analysis.stage import find_stage
from bot.analysis.types import find_types
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage
from support.values import make_article


def _document(lexicon: Lexicon, title: str, text: str = "") -> Document:
    return read(make_article(title=title, text=text), lexicon)


@pytest.mark.parametrize(
    ("title", "sector"),
    [
        ("Peru orders frigates from Spain", Sector.SURFACE_SHIPS),
        ("Chile to buy howitzers from Israel", Sector.ARTILLERY),
        ("Egypt and France discuss more Rafale jets", Sector.COMBAT_AIRCRAFT),
        ("Poland and Sweden sign deal on submarines", Sector.SUBMARINES),
        ("Oman picks Turkish infantry fighting vehicle", Sector.ARMOURED_VEHICLES),
        ("Brazil and Portugal deepen defence industry cooperation", Sector.MATERIALS_INDUSTRY),
    ],
)
def test_the_sector_of_a_headline(lexicon: Lexicon, title: str, sector: Sector) -> None:
    assert find_sectors(_document(lexicon, title), lexicon)[0].sector is sector


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Kenya and Türkiye form joint venture for armoured vehicles", CooperationType.JOINT_VENTURE),
        ("France offers India full technology transfer for submarines", CooperationType.TECHNOLOGY_TRANSFER),
        ("Norway donates air defence launchers to Ukraine", CooperationType.LEASE_DONATION),
        ("Britain, Italy and Japan to co-develop a fighter", CooperationType.CO_DEVELOPMENT),
        ("Argentina buys armoured vehicles from the United States", CooperationType.PROCUREMENT),
        ("Switzerland blocks re-export of ammunition to Ukraine", CooperationType.EXPORT_CONTROL),
        ("Rheinmetall acquires stake in Spanish maker of ammunition", CooperationType.INVESTMENT_MA),
    ],
)
def test_the_type_of_a_headline(lexicon: Lexicon, title: str, kind: CooperationType) -> None:
    assert kind in {tag.type for tag in find_types(_document(lexicon, title))}


@pytest.mark.parametrize(
    ("title", "text", "stage"),
    [
        ("Poland signs contract for tanks with South Korea", "", Stage.CONTRACT),
        ("Greece and Israel hold talks on an air defence system", "", Stage.TALKS),
        ("Indonesia and Türkiye sign memorandum on drones", "", Stage.MOU),
        ("Peru selects South Korean fighter jet", "", Stage.SELECTED),
        ("Parliament approves purchase of German submarines by Singapore", "", Stage.APPROVED),
        ("Germany delivers frigate to Egypt", "", Stage.DELIVERY),
        ("Australia cancels submarine contract with France", "", Stage.CANCELLED),
        ("Israel and India to join hands on drones", "Both firms are in talks on a drone.", Stage.TALKS),
        ("Italy suspends defence agreement with Israel", "", Stage.CANCELLED),
        ("Spain and Kenya found joint venture for drones", "", Stage.CONTRACT),
        (
            "Peru and its fighters",
            "Peru and Spain have signed a contract for fighters. The first delivery to Peru is expected in 2030.",
            Stage.CONTRACT,
        ),
        (
            "Warsaw and Seoul on tanks",
            "Poland has not signed a contract for tanks with South Korea, it said. Talks continue on the deal.",
            Stage.TALKS,
        ),
    ],
)
def test_the_stage_reached(lexicon: Lexicon, title: str, text: str, stage: Stage) -> None:
    reading = find_stage(_document(lexicon, title, text))
    assert reading is not None
    assert reading.stage is stage


def test_a_text_without_any_word_of_progress_has_no_stage(lexicon: Lexicon) -> None:
    assert find_stage(_document(lexicon, "A quiet morning by the sea")) is None


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Egypt is reportedly buying Chinese fighter jets.", Certainty.RUMOUR),
        ("Egypt wants Chinese fighter jets, its minister said.", Certainty.ONE_PARTY),
        ("Both sides signed the contract for the jets, said a joint statement.", Certainty.BOTH_PARTIES),
        ("DSCA notified Congress of a possible sale of jets to Egypt.", Certainty.PRIMARY_DOCUMENT),
    ],
)
def test_whose_word_it_is(lexicon: Lexicon, text: str, certainty: Certainty) -> None:
    reading = find_certainty(_document(lexicon, "Egypt and fighter jets", text))
    assert reading.certainty is certainty


@pytest.mark.parametrize(
    ("title", "certainty"),
    [
        ("Egypt and France sign contract for fighter jets", Certainty.BOTH_PARTIES),
        ("Italy's Leonardo and Türkiye's Baykar form joint venture", Certainty.BOTH_PARTIES),
        ("Contract for jets signed by Egypt and France", Certainty.BOTH_PARTIES),
        ("Egypt signs contract for French fighter jets", Certainty.ONE_PARTY),
        ("Egypt and France to sign contract for fighter jets", Certainty.ONE_PARTY),
        ("Egypt orders fighter jets from France", Certainty.ONE_PARTY),
    ],
)
def test_signing_needs_both_as_its_subject(lexicon: Lexicon, title: str, certainty: Certainty) -> None:
    reading = find_certainty(_document(lexicon, title))
    assert reading.certainty is certainty
