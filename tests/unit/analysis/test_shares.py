"""Local content, workshare and offset, in percent; stakes and growth are none."""

import pytest

from bot.analysis.shares import find_shares
from bot.domain.vocabulary import Bound


@pytest.mark.parametrize(
    ("sentence", "amount", "words"),
    [
        ("The tank has 60 % indigenous content.", 60.0, "60 % indigenous content"),
        ("An offset of 30 percent is asked for.", 30.0, "offset of 30 percent"),
        ("Half of the work goes to yards in Gdynia.", 50.0, "Half of the work"),
        ("Spain gets a 40 per cent workshare.", 40.0, "40 per cent workshare"),
        ("The law asks for a 30% offset obligation.", 30.0, "30% offset"),
        ("The localisation rate of 70% was met.", 70.0, "localisation rate of 70%"),
        ("About 45% of the components will be made in Kenya.", 45.0, "About 45% of the components will be made in"),
        ("Two-thirds of the work will be done at home.", 200 / 3, "Two-thirds of the work"),
        ("Indigenous content will rise to 75 percent.", 75.0, "Indigenous content will rise to 75 percent"),
        ("64 per cent of its content is indigenous.", 64.0, "64 per cent of its content"),
        ("Some 50-60% local production is wanted.", 60.0, "Some 50-60% local production"),
    ],
)
def test_a_share_is_read_with_its_words(sentence: str, amount: float, words: str) -> None:
    (share,) = find_shares(sentence)
    assert share.amount == pytest.approx(amount)
    assert sentence[share.start : share.end] == words


@pytest.mark.parametrize(
    "sentence",
    [
        "The fund took a 30% stake in the local firm.",
        "Exports of the local industry grew 20 percent.",
        "The yard is 51 per cent owned by the state.",
        "Half of the local people left.",
        "Sales rose by 12% in the domestic market.",
        "He won 60% of the national vote.",
        "The budget is 2% of GDP.",
        "A third domestic supply ship was named.",
        "The share rose by 140% local content.",
    ],
)
def test_stakes_growth_and_votes_are_none(sentence: str) -> None:
    assert list(find_shares(sentence)) == []


def test_ends_and_bounds_are_kept() -> None:
    (share,) = find_shares("At least 40-50 percent local content is asked for.")
    assert (share.lower, share.amount, share.bound) == (40.0, 50.0, Bound.AT_LEAST)
