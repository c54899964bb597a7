"""What stands beside our summaries is made of whole sentences within the budget, and ranks as it says."""

import importlib.util
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evals.rankers import Ranker, centroid, fitting, lead, rankers, whole_sentences
from summarizers.reading import count_words
from support.hashing import HashEncoder

TOPICS = ("frigates", "howitzers", "helicopters", "radars", "drones")
sentences = st.builds(
    lambda topic, filler: f"The navy spoke about {topic} {' '.join(['again'] * filler)}.",
    st.sampled_from(TOPICS),
    st.integers(0, 70),
)


@pytest.fixture(scope="module")
def made() -> Mapping[str, Ranker | None]:
    return rankers(HashEncoder())


@settings(max_examples=40, deadline=None)
@given(st.lists(sentences, max_size=12))
def test_every_ranker_quotes_whole_sentences_within_the_budget(
    made: Mapping[str, Ranker | None], drawn: list[str]
) -> None:
    text = " ".join(drawn)
    for name, rank in made.items():
        assert rank is not None
        said = rank(text)
        assert count_words(said) <= 60, name
        rest = said
        for sentence in sorted(set(drawn), key=len, reverse=True):
            rest = rest.replace(sentence, "")
        assert not rest.strip(), name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 80), max_size=15), st.integers(0, 100))
def test_what_fits_is_kept_best_first(lengths: list[int], budget: int) -> None:
    kept = fitting(list(enumerate(lengths)), lambda item: item[1], budget=budget)
    assert sum(length for _, length in kept) <= budget
    assert kept == sorted(kept)
    left = budget - sum(length for _, length in kept)
    assert all(item in kept or item[1] > left for item in enumerate(lengths))


@pytest.mark.parametrize("name", ["TextRank", "LexRank", "encoder centroid"])
def test_rankers_prefer_what_the_others_speak_of(made: Mapping[str, Ranker | None], name: str) -> None:
    long = [f"The yard builds frigates with radars for the navy of Norway {n} {'word ' * 38}here." for n in range(3)]
    odd = [f"{start} {' '.join([start.lower()] * 35)} again." for start in ("Rain fell", "Bread rose", "Paint dried")]
    rank = made[name]
    assert rank is not None
    assert rank(" ".join([*odd, *long])) in long


def test_crumbs_are_no_sentences() -> None:
    assert whole_sentences("Photo: Reuters. The yard will build four frigates.") == [
        "The yard will build four frigates."
    ]


def test_the_centroid_takes_the_sentence_nearest_to_all() -> None:
    twice = "The navy buys frigates and missiles from Norway."
    text = f"{twice} Nobody knew whether rain would ever come again. The navy buys frigates and radars from Norway."
    assert centroid(text, HashEncoder()).startswith(twice)
    assert centroid("", HashEncoder()) == ""


def test_the_lead_passes_by_what_is_too_long() -> None:
    text = "The navy bought four frigates. It " + "also " * 60 + "waits. They sail in May or June."
    assert lead(text) == "The navy bought four frigates. They sail in May or June."


def test_without_sumy_its_rows_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    found = rankers(HashEncoder())
    assert found["TextRank"] is found["LexRank"] is None
    assert found["encoder centroid"] is not None
