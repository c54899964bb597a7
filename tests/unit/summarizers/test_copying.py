"""What is quoted is counted, also where a clause was left out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.copying import quoted_chars

WORDS = [f"word{number}" for number in range(40)]
PASSAGE = " ".join(WORDS) + "."


def test_all_of_a_sentence_that_stands_there_is_quoted() -> None:
    assert quoted_chars("word3 word4", PASSAGE) == len("word3 word4")


def test_runs_of_twelve_words_are_quoted_and_shorter_ones_are_not() -> None:
    run = " ".join(WORDS[5:17])
    assert quoted_chars(f"They say {run.upper()}, and more.", PASSAGE) == len(run) + 1
    assert quoted_chars(f"They say {' '.join(WORDS[5:16])}, and more.", PASSAGE) == 0
    assert quoted_chars("", PASSAGE) == 0


@settings(deadline=None)
@given(st.integers(0, 39), st.integers(0, 39), st.sampled_from(["Then ", "It is said that "]))
def test_a_longer_run_is_quoted_more(start: int, end: int, before: str) -> None:
    run = " ".join(WORDS[start:end])
    found = quoted_chars(before + run, PASSAGE)
    assert found == (len(run) + 1 if end - start >= 12 else 0)
