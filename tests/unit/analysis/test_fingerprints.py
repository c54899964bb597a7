"""Near-copies are known by what they contain."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.fingerprints import containment, fingerprint, near_copy

WIRE = " ".join(f"word{number} and then the frigate {number * 7} sailed" for number in range(80))
OTHER = " ".join(f"item{number} but now a budget {number * 3} passed" for number in range(80))


def test_half_of_a_text_is_a_copy_of_it() -> None:
    half = WIRE[: len(WIRE) // 2]
    assert near_copy(fingerprint(WIRE), fingerprint(half))
    assert near_copy(fingerprint(half), fingerprint(WIRE))


def test_another_text_is_no_copy() -> None:
    assert not near_copy(fingerprint(WIRE), fingerprint(OTHER))


def test_an_empty_text_is_a_copy_of_nothing() -> None:
    assert fingerprint("too few words") == ()
    assert containment((), fingerprint(WIRE)) == 0.0


@given(st.lists(st.integers(0, 500), max_size=40), st.lists(st.integers(0, 500), max_size=40))
@settings(max_examples=60, deadline=None)
def test_containment_is_a_part_and_does_not_mind_the_order(first: list[int], second: list[int]) -> None:
    a, b = tuple(sorted(set(first))), tuple(sorted(set(second)))
    assert containment(a, b) == containment(b, a)
    assert 0.0 <= containment(a, b) <= 1.0
    assert containment(a, a) == (1.0 if a else 0.0)
