"""The lexicon files of other languages: known groups and keys, known rows, and every term finds itself."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.analysis.lexicon import Lexicon
from bot.analysis.scripts import RULES
from bot.analysis.tables import parse_countries
from bot.analysis.tongues import Tongue, country_names, declined
from bot.domain.vocabulary import CooperationType, Sector, Stage
from bot.settings import shipped

GROUPS = shipped("lexicon/groups.yaml")
SECTIONS = {
    "inflection", "not_countries", "names", "demonyms", "capitals", "leaders", "swallowed", "organisations",
    "equipment", "words", "sectors", "against",
}  # fmt: skip
FAMILIES = {"type": CooperationType, "weak_type": CooperationType, "stage": Stage, "weak_stage": Stage}


def raw(language: str) -> Mapping[str, Any]:
    return dict(shipped(f"lexicon/{language}.yaml"))


def tongue(language: str) -> Tongue:
    return Tongue(code=language, raw=raw(language), groups=GROUPS)


def test_word_groups_speak_for_what_the_vocabulary_knows() -> None:
    for targets in GROUPS["groups"].values():
        for family, key in targets:
            assert key in FAMILIES[family].__members__.values() if family in FAMILIES else key == ""


@pytest.mark.parametrize("language", RULES)
def test_a_file_holds_only_what_is_read(language: str) -> None:
    file = raw(language)
    codes = {country.code for country in parse_countries(shipped("gazetteer/countries.yaml"))} | set(
        country_names("en")
    )
    assert set(file) <= SECTIONS
    assert set(file["words"]) == set(GROUPS["groups"])
    assert set(file["sectors"]) == {sector.value for sector in Sector}
    assert set(GROUPS["negatives"]) <= set(file["against"])
    for section in ("names", "demonyms", "capitals", "leaders"):
        assert set(file.get(section) or {}) <= codes


@pytest.mark.parametrize("language", RULES)
def test_other_spellings_are_of_rows_in_the_gazetteer(language: str, lexicon: Lexicon) -> None:
    file = raw(language)
    assert set(file.get("organisations") or {}) <= set(lexicon.organisations)
    assert set(file.get("equipment") or {}) <= set(lexicon.equipment)


@pytest.mark.parametrize("language", RULES)
def test_every_term_finds_itself(language: str) -> None:
    spoken, file = tongue(language), raw(language)
    for section in ("words", "sectors", "against"):
        for key, terms in file[section].items():
            for term in terms:
                text = term.replace(" * ", " x ").replace("*", "")
                assert any(hit.start == 0 for hit in spoken.cues(text)), (section, key, term)


@pytest.mark.parametrize("language", RULES)
def test_countries_are_known_by_the_names_of_cldr(language: str) -> None:
    spoken, unwanted = tongue(language), set(raw(language).get("not_countries") or ())
    for code, name in country_names(language).items():
        if code not in unwanted and code in {"PL", "TR", "IL", "PK", "JP", "BR", "ZA", "VN"}:
            assert code in {hit.key for hit in spoken.names(name)}, name


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("ru", "Польше и Индией", {"PL", "IN"}),
        ("uk", "Польщею та Україні", {"PL", "UA"}),
        ("pl", "Norwegią, Polsce i Niemcami", {"NO", "PL", "DE"}),
        ("el", "Γαλλίας και Κύπρου", {"FR", "CY"}),
        ("tr", "Fransa'nın ve Alman", {"FR", "DE"}),
        ("ar", "للهند وبتركيا", {"IN", "TR"}),
        ("he", "להודו ובגרמניה", {"IN", "DE"}),
        ("ko", "폴란드와 인도네시아에", {"PL", "ID"}),
        ("ja", "日英伊", {"JP", "GB", "IT"}),
        ("zh", "印俄 中巴", {"IN", "RU", "CN", "PK"}),
        ("bn", "তুরস্কের ভারতকে", {"TR", "IN"}),
    ],
)
def test_countries_are_found_in_their_cases(language: str, text: str, codes: set[str]) -> None:
    assert {code for hit in tongue(language).names(text) for code in hit.key.split("+")} == codes


def test_names_of_several_words_are_left_as_they_are() -> None:
    assert declined("Корея Южная", {"а": ["а", "ы"]}) == ("Корея Южная",)
    assert declined("Турция", {"ия": ["ия", "ии"]}) == ("Турция", "Турции")
    assert declined("Чили", {"": ["", "а"]}) == ("Чили",)
