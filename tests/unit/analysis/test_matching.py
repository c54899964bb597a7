"""Cues are found at word bounds, in the plural, with open ends, and never past the text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.matching import CueMatcher, PatternMatcher, folded
from bot.analysis.tables import Cue


def _matcher(*terms: str) -> CueMatcher:
    return CueMatcher(Cue(family="f", key=term, term=term) for term in terms)


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("tank", "Tanks for Poland", ["Tanks"]),
        ("tank", "a thinktank and tankers", []),
        ("co-produc*", "Co‑production began", ["Co‑production"]),
        ("joint venture", "two joint-ventures", ["joint-ventures"]),
        ("drone", "the drone’s engine", ["drone’s"]),
        ("R&D", "joint R&D work", ["R&D"]),
        ("sea trials (", "sea trials (two)", ["sea trials ("]),
    ],
)
def test_a_term_is_found_as_a_word(term: str, text: str, found: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in _matcher(term).find(text)] == found


@pytest.mark.parametrize("terms", [(), ("*", " ")])
def test_without_terms_nothing_is_found(terms: tuple[str, ...]) -> None:
    assert _matcher(*terms).find("* tanks for Poland") == ()


def test_the_longest_term_of_a_family_wins() -> None:
    hits = _matcher("fighter", "fighter jet", "jet").find("a fighter jet")
    assert [hit.key for hit in hits] == ["fighter jet"]


def test_one_term_may_speak_for_two_families() -> None:
    cues = [Cue(family="type", key="a", term="MoU"), Cue(family="stage", key="b", term="MoU")]
    assert {hit.family for hit in CueMatcher(cues).find("They sign an MoU.")} == {"type", "stage"}


def test_a_broken_pattern_is_named() -> None:
    with pytest.raises(ValueError, match="type offset"):
        PatternMatcher([Cue(family="type", key="offset", term="(")])


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text(alphabet="İtank s-’é\n", max_size=60))
@settings(max_examples=60, deadline=None)
def test_hits_lie_inside_the_text_and_do_not_overlap(text: str) -> None:
    hits = _matcher("tank", "tan", "an t").find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Tank order", ["tank"]),
        ("Water tanks and a tank", ["tank"]),
        ("Their defence let the striker through", ["sport"]),
        ("Their defence ministry", ["arms"]),
        ("Arab League and defence", ["arms"]),
        ("A striker" + " and more" * 20 + " defence", ["sport", "arms"]),
    ],
)
def test_idle_phrases_hide_the_cues_in_them(text: str, heard: list[str]) -> None:
    matcher = CueMatcher(
        (
            Cue(family="sector", key="tank", term="tank"),
            Cue(family="defence", key="arms", term="defence"),
            Cue(family="negative", key="sport", term="striker"),
            Cue(family="negative", key="sport", term="league"),
            Cue(family="idle", key="", term="water tank*"),
            Cue(family="idle", key="", term="arab league"),
            Cue(family="idle", key="sport", term="defence"),
        )
    )
    assert [hit.key for hit in matcher.find(text)] == heard
