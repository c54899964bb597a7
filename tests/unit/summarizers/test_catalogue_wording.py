"""The catalogue of fixed words: every language has every text, and what is missing is named."""

import pytest

from bot.domain.vocabulary import Bound, Certainty, FactScope, Sector, Stage
from bot.settings import config_dir
from summarizers.wording import Wording, WordingError, wording_from
from support.deals import shipped_wording

LANGUAGES = sorted(path.stem for path in (config_dir() / "wording").glob("*.yaml"))


def test_there_is_more_than_one_language() -> None:
    assert {"en", "de"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_has_the_same_texts_with_the_same_placeholders(language: str) -> None:
    english, other = shipped_wording(), shipped_wording(language)
    assert set(other.entries) == set(english.entries)
    asked = {key: english.placeholders(key) - {"count"} for key in english.entries}
    assert {key: other.placeholders(key) - {"count"} for key in other.entries} == asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_the_forms_its_language_needs(language: str) -> None:
    wording = shipped_wording(language)
    for key, entry in wording.entries.items():
        if not isinstance(entry, str):
            values = dict.fromkeys(wording.placeholders(key) - {"count"}, "x")
            assert all(wording.count(key, number, **values) for number in (0, 1, 2, 5, 21))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_of_the_vocabulary_has_a_text(language: str) -> None:
    wording = shipped_wording(language)
    for table, ids in (("stage", Stage), ("matter", Stage), ("sector", Sector), ("word", Certainty)):
        assert all(wording.has(f"{table}.{name.value}") for name in ids)
    assert all(wording.has(f"bound.{name.value}") for name in Bound)
    assert all(wording.has(f"scope.{name.value}") for name in FactScope)


def small(**entries: object) -> Wording:
    return wording_from("en", {"version": 1, "list": {"two": "{first} & {last}", "more": "{first}; {last}"}, **entries})


def test_a_missing_text_or_placeholder_is_named() -> None:
    with pytest.raises(WordingError, match=r"line\.end"):
        small().say("line.end", line="x")
    with pytest.raises(WordingError, match=r"line\.end.*'line'"):
        small(line={"end": "{line}."}).say("line.end", text="x")


def test_plural_forms_follow_the_number() -> None:
    wording = small(tank={"one": "{count} tank", "other": "{count} tanks"})
    assert [wording.count("tank", number) for number in (1, 2)] == ["1 tank", "2 tanks"]
    polish = {"one": "{count} czołg", "few": "{count} czołgi", "many": "{count} czołgów", "other": "{count} czołgu"}
    told = wording_from("pl", {"tank": polish})
    assert [told.count("tank", number) for number in (1, 3, 5)] == ["1 czołg", "3 czołgi", "5 czołgów"]


def test_lists_are_joined_by_the_catalogue() -> None:
    assert [small().listed(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a & b", "a; b & c"]


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({"line": {"end": 3}}, r"line\.end"),
        ({"tank": {"one": "{count} tank"}}, "tank"),
        ({"line": ["a"]}, "line"),
    ],
)
def test_a_wrong_table_is_refused_with_its_key(table: dict[str, object], named: str) -> None:
    with pytest.raises(WordingError, match=named):
        wording_from("en", table)


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(WordingError, match="qqq"):
        wording_from("qqq", {})


def test_what_is_filled_in_is_never_read_as_a_placeholder() -> None:
    assert small(line={"end": "{line}."}).say("line.end", line="{count} {0}") == "{count} {0}."
