"""What the shipped gazetteer holds: counts, joint firms, shared demonyms, and names that are also plain words."""

from collections import Counter
from collections.abc import Mapping

import pytest

from bot import settings
from bot.analysis.lexicon import EQUIPMENT, ORGANISATION, Lexicon, build_lexicon
from bot.analysis.tables import load_tables

Rows = tuple[Mapping[str, str], ...]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return build_lexicon(load_tables(settings.shipped, settings.shipped_table))


@pytest.fixture(scope="module")
def organisations() -> Rows:
    return settings.shipped_table("gazetteer/organisations.csv")


@pytest.fixture(scope="module")
def equipment() -> Rows:
    return settings.shipped_table("gazetteer/equipment.csv")


def homes(lexicon: Lexicon, text: str) -> dict[str, tuple[str, ...]]:
    return {hit.text: lexicon.homes(hit.kind, hit.key) for hit in lexicon.names.find(text)}


def test_the_tables_are_as_wide_as_promised(organisations: Rows, equipment: Rows) -> None:
    kinds = Counter(row["kind"] for row in organisations)
    assert kinds["company"] + kinds["agency"] >= 1900
    assert kinds["force"] >= 300
    assert len(equipment) >= 5500
    assert len({code for row in organisations for code in row["countries"].split(";") if code}) >= 110
    sectors = Counter(row["sector"] for row in equipment)
    assert min(sectors[sector] for sector in ("uas", "missiles", "submarines", "engines", "sensors_ew", "space")) >= 90


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BrahMos Aerospace", {"IN", "RU"}),
        ("MBDA", {"FR", "GB", "IT", "DE"}),
        ("KNDS", {"FR", "DE"}),
        ("Airbus", {"FR", "DE", "ES"}),
        ("EuroSpike", {"DE", "IL"}),
        ("RBSL", {"GB", "DE"}),
        ("Edgewing", {"GB", "IT", "JP"}),
        ("Proteus Advanced Systems", {"IL", "SG"}),
        ("LBA Systems", {"IT", "TR"}),
        ("Baykar Republikorp", {"ID", "TR"}),
        ("NORAD", {"US", "CA"}),
    ],
)
def test_joint_firms_have_every_home(lexicon: Lexicon, name: str, expected: set[str]) -> None:
    assert set(homes(lexicon, f"The work went to {name} this week.")[name]) == expected


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("Avio Aero", "IT"),
        ("NVL", "DE"),
        ("Ukrspecsystems", "UA"),
        ("Quantum Systems", "DE"),
        ("Saronic Technologies", "US"),
        ("Fire Point", "UA"),
        ("British Aerospace", "GB"),
        ("McDonnell Douglas", "US"),
        ("Messerschmitt-Bölkow-Blohm", "DE"),
        ("Thomson-CSF", "FR"),
        ("SMEO", "MY"),
        ("GAMI", "SA"),
        ("RNZAF", "NZ"),
        ("TNI", "ID"),
        ("Bundeswehr", "DE"),
        ("IDF", "IL"),
        ("ROKAF", "KR"),
    ],
)
def test_firms_agencies_and_forces_have_their_home(lexicon: Lexicon, name: str, home: str) -> None:
    assert homes(lexicon, f"An order from {name} followed.")[name] == (home,)


@pytest.mark.parametrize("name", ["PAF", "RSAF", "IAF", "PLAN", "ADD"])
def test_abbreviations_that_several_share_need_a_word_of_arms(lexicon: Lexicon, name: str) -> None:
    hits = [hit for hit in lexicon.names.find(f"So says the {name} today.") if hit.text == name]
    assert [hit.key in lexicon.fragile for hit in hits] == [True]


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("American", "US"),
        ("French", "FR"),
        ("Indian", "IN"),
        ("Norwegian", "NO"),
        ("Dutch", "NL"),
        ("Korean", "KR"),
        ("North Korean", "KP"),
        ("Soviet", "RU"),
        ("West German", "DE"),
    ],
)
def test_a_shared_demonym_has_one_home(lexicon: Lexicon, phrase: str, code: str) -> None:
    assert homes(lexicon, f"A {phrase} delegation came.") == {phrase: (code,)}


@pytest.mark.parametrize(
    "phrase",
    ["Indian Ocean", "French Guiana", "Norwegian Sea", "American football", "Dutch auction", "Korean Peninsula"],
)
def test_places_and_things_named_after_a_country_name_none(lexicon: Lexicon, phrase: str) -> None:
    assert {code for codes in homes(lexicon, f"They spoke of the {phrase} again.").values() for code in codes} == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sanae Takaichi spoke first.", "JP"),
        ("Shinjiro Koizumi and the generals agreed.", "JP"),
        ("Radosław Sikorski signed.", "PL"),
        ("Theo Francken disagreed.", "BE"),
        ("Haluk Görgün opened the fair.", "TR"),
        ("Rajiv Gandhi asked for more.", "IN"),
        ("Caspar Weinberger refused.", "US"),
    ],
)
def test_leaders_stand_for_their_country(lexicon: Lexicon, text: str, code: str) -> None:
    assert [(hit.kind, hit.key) for hit in lexicon.names.find(text)] == [("leader", code)]


@pytest.mark.parametrize(
    "text",
    [
        "It took place under the aegis of the council.",
        "The roland, the tornado and the jaguar are in a museum of words.",
        "A heron and a harpy stood by the reaper in the field.",
        "They carved the turkey with a switchblade.",
        "The namer of stars was a stryker of bargains.",
        "Her first win was a trophy for the gatekeeper.",
        "He scored for the astros beside a black widow spider.",
        "She reads lancet and archer in the leclerc at noon.",
    ],
)
def test_plain_words_are_no_weapons(lexicon: Lexicon, text: str) -> None:
    assert [hit.text for hit in lexicon.names.find(text) if hit.kind in {EQUIPMENT, ORGANISATION}] == []


@pytest.mark.parametrize("name", ["Tiger", "Patriot", "Javelin", "Harrier", "Aegis", "Namer", "Leclerc", "Mistral"])
def test_weapons_that_are_words_or_persons_need_a_word_of_arms(lexicon: Lexicon, name: str) -> None:
    hit = next(hit for hit in lexicon.names.find(f"They mention {name} twice.") if hit.text == name)
    assert hit.key in lexicon.fragile


@pytest.mark.parametrize(
    ("written", "designation"),
    [
        ("Su30", "Su-30"),
        ("MiG 29", "MiG-29"),
        ("UH60", "UH-60"),
        ("Scorpene", "Scorpène"),
        ("Bayraktar TB-2", "Bayraktar TB2"),
        ("HIMARS", "HIMARS"),
        ("PULS", "PULS"),
        ("Patriot missiles", "Patriot missile"),
        ("K9 Vajra", "K9 Thunder"),
    ],
)
def test_spelling_variants_are_one_designation(lexicon: Lexicon, written: str, designation: str) -> None:
    assert [hit.key for hit in lexicon.names.find(f"They ordered {written} last year.")] == [designation]
