"""The shipped taxonomy: one entry per member of the vocabulary, each with words to know it by."""

from typing import Any

import pytest

from bot import settings
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage

SIPRI = {
    "Aircraft",
    "Air-defence systems",
    "Armoured vehicles",
    "Artillery",
    "Engines",
    "Missiles",
    "Naval weapons",
    "Satellites",
    "Sensors",
    "Ships",
    "Other",
    None,
}
NEGATIVES = {"exercise", "stock_tip", "obituary", "sport", "crime", "operation"}


@pytest.fixture(scope="module")
def taxonomy() -> dict[str, Any]:
    found: dict[str, Any] = settings.shipped("taxonomy.yaml")
    return found


def word_lists(taxonomy: dict[str, Any]) -> dict[str, list[str]]:
    lists = {"defence_words": taxonomy["defence_words"], "cooperation_words": taxonomy["cooperation_words"]}
    for section, key in (("sectors", "terms"), ("types", "cues"), ("stages", "cues"), ("certainty", "cues")):
        lists.update({f"{section}.{name}": entry[key] for name, entry in taxonomy[section].items()})
    return {**lists, **{f"negatives.{name}": terms for name, terms in taxonomy["negatives"].items()}}


@pytest.mark.parametrize(
    ("section", "vocabulary"),
    [("sectors", Sector), ("types", CooperationType), ("stages", Stage), ("certainty", Certainty)],
)
def test_ids_equal_the_vocabulary_in_its_order(taxonomy: dict[str, Any], section: str, vocabulary: Any) -> None:
    assert list(taxonomy[section]) == [member.value for member in vocabulary]


def test_sectors_are_cross_referenced(taxonomy: dict[str, Any]) -> None:
    for name, entry in taxonomy["sectors"].items():
        assert set(entry) == {"label", "sipri", "eu_ml", "terms"}, name
        assert entry["sipri"] in SIPRI, name
        assert all(isinstance(number, int) and 1 <= number <= 22 for number in entry["eu_ml"]), name
        assert len(entry["terms"]) >= 12, name


def test_every_entry_has_a_label(taxonomy: dict[str, Any]) -> None:
    labels = [
        entry["label"] for part in ("sectors", "types", "stages", "certainty") for entry in taxonomy[part].values()
    ]
    assert all(label == label.strip() and label for label in labels)


def test_terms_are_plain_and_stand_once_in_their_list(taxonomy: dict[str, Any]) -> None:
    for where, terms in word_lists(taxonomy).items():
        assert terms, where
        assert all(isinstance(term, str) and term == term.strip() and "*" not in term[:-1] for term in terms), where
        folded = [term.casefold() for term in terms]
        assert sorted({term for term in folded if folded.count(term) > 1}) == [], where


def test_stages_are_known_in_several_tenses(taxonomy: dict[str, Any]) -> None:
    for form in ("delivers", "delivered", "delivery"):
        assert form in taxonomy["stages"]["delivery"]["cues"]
    for form in ("signs contract", "signed a contract", "contract signed"):
        assert form in taxonomy["stages"]["contract"]["cues"]
    assert all(len(entry["cues"]) >= 12 for entry in taxonomy["stages"].values())


def test_negatives_name_what_else_a_text_may_be_about(taxonomy: dict[str, Any]) -> None:
    assert set(taxonomy["negatives"]) == NEGATIVES
