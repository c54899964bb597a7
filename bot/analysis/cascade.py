"""The steps an article passes, each for what the one before has left open, and how many items each has settled."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.domain.analysis import Analysis

FINGERPRINT, FIRST_LOOK, WORDS, ENCODER = "fingerprint", "first look", "words", "encoder"
STEPS = (FINGERPRINT, FIRST_LOOK, WORDS, ENCODER)
CLEAR_NO = 0.05
"""Probability of core by the words below which an article is read no further."""


def may_be_told(analysis: Analysis) -> bool:
    """Whether an item may stand in a story: all but those the words alone ruled out."""
    return analysis.settled_by == ENCODER or analysis.score >= CLEAR_NO


def settled(analyses: Iterable[Analysis]) -> Mapping[str, int]:
    """Return how many of `analyses` each step has settled, in the order of the steps, those with none too."""
    counts = Counter(analysis.settled_by for analysis in analyses)
    return {step: counts[step] for step in STEPS}


def fields(analyses: Iterable[Analysis]) -> dict[str, int]:
    """Return the same under names that a line of the log can hold."""
    return {step.replace(" ", "_"): number for step, number in settled(analyses).items()}
