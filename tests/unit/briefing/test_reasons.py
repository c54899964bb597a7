"""Reasons of the analysis in words for readers."""

import pytest

from bot.analysis.cascade import STEPS
from bot.analysis.relevance import _parties_told
from bot.briefing.reasons import because, step

NAMES = {"PL": "Poland", "KR": "South Korea", "NO": "Norway"}


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (("two parties: KR, PL", "words: 0.97"), "it names South Korea and Poland"),
        (("three parties: KR, NO, PL",), "it names South Korea, Norway and Poland"),
        (("one party: NO", "encoder: 0.51"), "it names Norway"),
        (("no parties",), "it names no party"),
        (("'signed' with 'tanks' (sentence 2)",), "“signed” and “tanks” stand together in sentence 2"),
        (("'deal' with 'K2's' (title)",), "“deal” and “K2's” stand together in the title"),
        (("speaks against: sport",), "speaks against: sport"),
        ((), ""),
    ],
)
def test_a_reason_is_told_without_codes_and_scores(reasons: tuple[str, ...], told: str) -> None:
    assert because(reasons, lambda code: NAMES[code]) == told


@pytest.mark.parametrize("number", range(12))
def test_however_many_parties_were_counted_they_are_named(number: int) -> None:
    told = because([_parties_told(["PL"] * number)], lambda code: NAMES[code])
    assert told.count("Poland") == number
    assert "part" not in told.replace("no party", "")


@pytest.mark.parametrize("name", STEPS)
def test_every_step_has_its_words(name: str) -> None:
    assert step(name) != f"by {name}"
