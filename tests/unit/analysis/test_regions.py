"""Sentences part no name and are never longer than the rules can read quickly."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.regions import LONGEST, sentences_of
from support.values import make_article

TEXTS = st.lists(
    st.sampled_from(["frigate ", "ok. ", "Poland, ", "\n", "\n\n", "x" * 300 + " ", "潜水艦" * 200, "A. B", "   "]),
    max_size=40,
).map("".join)
PLACES = st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 60)), max_size=12)


@given(text=TEXTS, places=PLACES)
def test_sentences_are_disjoint_bounded_and_leave_out_blanks_alone(text: str, places: list[tuple[int, int]]) -> None:
    held = [(start, min(start + size, len(text))) for start, size in places if start < len(text)]
    found = list(sentences_of(text, held))
    assert all(one.end <= other.start for one, other in pairwise(found))
    kept = {place for span in found for place in range(span.start, span.end)}
    assert all(char.isspace() or place in kept for place, char in enumerate(text))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in found)
    longest_held = sum(end - start for start, end in held)
    assert all(span.end - span.start <= LONGEST + longest_held for span in found)


@given(text=TEXTS, places=PLACES)
def test_what_is_held_is_never_parted(text: str, places: list[tuple[int, int]]) -> None:
    held = [(start, min(start + size, len(text))) for start, size in places if start < len(text)]
    breaks = [span.end for span in sentences_of(text, held)][:-1]
    assert not [place for place in breaks for start, end in held if start < place < end]


@pytest.mark.parametrize(
    ("held", "ends"),
    [
        ((990, 1010), [990, 1990, 2000]),
        ((0, 1400), [1400, 2000]),
        ((990, 2000), [990, 2000]),
        ((0, 2000), [2000]),
    ],
)
def test_a_cut_goes_around_what_is_held(held: tuple[int, int], ends: list[int]) -> None:
    assert [span.end for span in sentences_of("x" * 2000, [held])] == ends


def test_a_name_over_a_line_break_stands_in_one_sentence(lexicon: Lexicon) -> None:
    text = "The radar was ordered from Lockheed\nMartin in spring.\nA second is due."
    document = read(make_article(title="A radar", text=text), lexicon)
    maker = next(mention for mention in document.mentions if mention.key == "Lockheed Martin")
    assert maker.end <= document.sentences[maker.sentence].end
    assert [document.slice(region) for region in document.sentences[1:]] == [
        "The radar was ordered from Lockheed\nMartin in spring.",
        "A second is due.",
    ]


@pytest.mark.parametrize("said", ["Poland ordered 12 tanks and ", "Warschau,"])
def test_text_run_together_is_read_in_pieces(lexicon: Lexicon, said: str) -> None:
    document = read(make_article(title="Tanks", text=said * (6000 // len(said))), lexicon)
    assert len(document.sentences) > 6
    assert max(region.end - region.start for region in document.sentences) <= LONGEST
    assert {cue for region in document.sentences for cue in document.cues_in(region.number)} == set(document.cues)
    assert all(
        mention.sentence == region.number
        for region in document.sentences
        for mention in document.mentions_in(region.number)
    )
