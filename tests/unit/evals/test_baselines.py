"""The untrained baselines do what the quality page says of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evals.baselines import (
    CountryFinder,
    best_threshold,
    country_finder,
    first_words,
    single_link,
    without_outlet,
    words_prediction,
)


@pytest.fixture(scope="module")
def finder() -> CountryFinder:
    return country_finder({"PL": {"demonyms": ["Polish", "Pole"]}, "KR": {"demonyms": ["South Korean", "Korean"]}})


def test_countries_are_found_by_name_demonym_and_possessive(finder: CountryFinder) -> None:
    assert finder.find("Poland's army and South Korean makers; US and Turkey") == {"PL", "KR", "US", "TR"}


def test_case_and_word_bounds_matter(finder: CountryFinder) -> None:
    assert finder.find("they told us to polish the turkey; Polandball") == frozenset()


def test_two_countries_and_a_deal_word_make_it_relevant(finder: CountryFinder) -> None:
    item = {"id": "1", "title": "Poland signs K2 contract with South Korea", "text": "<p>Warsaw buys tanks.</p>"}
    said = words_prediction(item, finder)
    assert said["relevant"]
    assert said["parties"] == ["KR", "PL"]
    assert said["summary"] == "Warsaw buys tanks."


@pytest.mark.parametrize("title", ["Poland signs a contract", "Poland and South Korea play football"])
def test_one_country_or_no_deal_word_does_not(finder: CountryFinder, title: str) -> None:
    assert not words_prediction({"id": "1", "title": title, "text": ""}, finder)["relevant"]


def test_only_the_lead_is_read(finder: CountryFinder) -> None:
    item = {"id": "1", "title": "Poland signs", "text": "word " * 60 + "South Korea"}
    assert words_prediction(item, finder)["parties"] == ["PL"]
    assert len(first_words(item["text"]).split()) == 60


def f1(scores: list[float], labels: list[bool], cut: float) -> float:
    said = [score >= cut for score in scores]
    right = sum(a and b for a, b in zip(said, labels, strict=True))
    return 2 * right / (sum(said) + sum(labels)) if right else 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.8]), st.booleans()), min_size=1, max_size=30))
def test_no_threshold_beats_the_best(pairs: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in pairs], [label for _, label in pairs]
    best = f1(scores, labels, best_threshold(scores, labels))
    assert all(f1(scores, labels, cut) <= best + 1e-12 for cut in scores)


def test_a_threshold_needs_items() -> None:
    with pytest.raises(ValueError, match="at least one"):
        best_threshold([], [])


def test_single_link_joins_chains() -> None:
    angles = np.radians([0, 20, 40, 180])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    first, second, third, far = single_link(vectors, cut=0.9)
    assert first == second == third != far
    assert len(set(single_link(vectors, cut=0.99))) == 4


def test_the_outlet_is_what_stands_behind_the_last_dash() -> None:
    assert without_outlet("AIDC - Shield AI deal - Taipei Times") == "AIDC - Shield AI deal"
    assert without_outlet("F-35 deal signed") == "F-35 deal signed"
