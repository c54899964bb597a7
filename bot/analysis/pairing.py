"""How likely two articles tell of one event: a veto for look-alikes, then what their words and names have in common."""

from bot.analysis.likeness import likeness
from bot.analysis.signatures import Signature
from bot.analysis.veto import look_alike
from bot.analysis.weights import EventWeights

_DIGITS = 6


def likelihood(first: Signature, second: Signature, weights: EventWeights) -> float:
    """Return the likelihood, 0 to 1, a function of these two articles alone; 0 for look-alikes."""
    if look_alike(first, second):
        return 0.0
    return round(weights.model.probability(likeness(first, second, weights.rarity)), _DIGITS)
