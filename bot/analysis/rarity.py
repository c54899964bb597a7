"""How telling a word is: fixed weights learned once from real news, so that no batch and no order changes them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """Inverse document frequencies of word stems; a stem that is not listed is as rare as `unknown` says."""

    weights: Mapping[str, float]
    unknown: float

    def of(self, term: str) -> float:
        """Return the weight of `term`: the natural logarithm of how many texts there are for one that holds it."""
        return self.weights.get(term, self.unknown)
