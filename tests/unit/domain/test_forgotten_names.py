"""Names to be forgotten: found however they are written, and masked so that nothing moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forgetting import MASK, mask_name, masked, name_of

NAME = name_of("Ayşe Yılmaz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("said Ayşe Yılmaz today", "said ███████████ today"),
        ("AYSE YILMAZ'ın", "███████████'ın"),
        ("ayse\nyılmaz.", "███████████."),
        ("Ays\u0327e Yilmaz (45)", f"{MASK * 12} (45)"),
        ("Ayşe-Yılmaz", MASK * 11),
        ("Ayşe Yılmazer, Fatma Ayşe. Yılmaz A.Ş.", "Ayşe Yılmazer, Fatma ████████████ A.Ş."),
        ("A. Yılmaz and Yılmaz, Ayşe", "A. Yılmaz and Yılmaz, Ayşe"),
        ("", ""),
    ],
)
def test_a_name_is_masked_in_any_case_and_with_accents_or_without(text: str, expected: str) -> None:
    assert mask_name(text, NAME) == expected


def test_a_name_that_is_written_without_spaces_is_found_within_a_run() -> None:
    assert mask_name("国防部长山本太郎说", name_of("山本太郎")) == "国防部长████说"
    assert mask_name("김철수는 말했다", name_of("김철수")) == "███는 말했다"


@pytest.mark.parametrize("text", ["Yılmaz", "x", "", "山", "a b c d e f g", "!!"])
def test_what_is_no_whole_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="name"):
        name_of(text)


@given(st.text(), st.text())
def test_nothing_moves_and_the_name_is_gone(before: str, after: str) -> None:
    text = f"{before} Ayşe YILMAZ {after}"
    said = mask_name(text, NAME)
    assert len(said) == len(text)
    assert "YILMAZ" not in said[len(before) : len(text) - len(after)]
    assert mask_name(said, NAME) == said


def test_a_name_is_found_by_what_only_knows_it_when_it_sees_it() -> None:
    asked: list[str] = []

    def known(phrase: str) -> bool:
        asked.append(phrase)
        return phrase == NAME.phrase

    assert masked("Dr Ayşe Yılmaz", {NAME.kind}, known) == f"Dr {MASK * 11}"
    assert asked == ["dr ayse", "ayse yilmaz"]
