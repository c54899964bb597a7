"""A step counts where it is told as done or under way."""

import pytest

from bot.analysis.tense import Tense, tense_of
from summarizers.reading.spans import Span


@pytest.mark.parametrize(
    ("sentence", "words", "tense"),
    [
        ("India has delivered missiles to the Philippines.", "delivered", Tense.DONE),
        ("The yard is building two corvettes under licence.", "is building", Tense.DONE),
        ("Deliveries began in March.", "Deliveries", Tense.DONE),
        ("The first delivery to the air force is expected in 2030.", "delivery", Tense.AHEAD),
        ("The aircraft are to be delivered over ten years.", "delivered", Tense.AHEAD),
        ("The boats are to be built in Poland and delivered over six years.", "delivered", Tense.AHEAD),
        ("The boats were built in Poland and delivered last year.", "delivered", Tense.DONE),
        ("Rotem will deliver the tanks.", "deliver", Tense.AHEAD),
        ("Deliveries start in 2029.", "Deliveries", Tense.AHEAD),
        ("Deliveries started in 2026.", "Deliveries", Tense.DONE),
        ("The flight is a step towards its delivery.", "delivery", Tense.AHEAD),
        ("The variant flies far while delivering the same speed.", "delivering", Tense.BACKGROUND),
        ("The navy uses turbines that were supplied by a foreign company.", "supplied", Tense.BACKGROUND),
        ("Chile bought fighters in 2006.", "bought", Tense.BACKGROUND),
        ("The navy may order more boats due to delays in the programme.", "delays", Tense.CAUSE),
    ],
)
def test_how_a_step_is_told(sentence: str, words: str, tense: Tense) -> None:
    start = sentence.index(words)
    assert tense_of(sentence, Span(start, start + len(words)), year=2026) is tense
