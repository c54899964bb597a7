"""Folding moves no character and never changes what it has already changed."""

from hypothesis import example, given
from hypothesis import strategies as st

from summarizers.reading.folding import lowered, replaced, unaccented

_LETTERS = st.text(
    alphabet=st.one_of(st.characters(max_codepoint=0x24F), st.characters(min_codepoint=0x2000, max_codepoint=0x2030))
)


@given(st.one_of(st.text(), _LETTERS))
def test_every_character_keeps_its_place_and_is_folded_by_itself(text: str) -> None:
    assert unaccented(text) == "".join(unaccented(char) for char in text)
    assert len(unaccented(text)) == len(lowered(text)) == len(text)


@given(_LETTERS)
@example("Ǿ")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert unaccented(unaccented(text)) == unaccented(text)


def test_marks_and_accents_become_plain() -> None:
    assert unaccented("Türkiye’s F‑16 – “İstanbul” Łódź\n") == "Turkiye's F-16 - “Istanbul” Lodz "


def test_only_what_the_table_names_is_replaced() -> None:
    assert replaced("a-b–c", {"-": " ", "–": " "}) == "a b c"
