"""Weights learned for grounding: how likely a word is made up, and how consistent a sentence reads to people.

Both are straight sums: logistic regression over `likeness.SIGNS`, ridge regression over `agreement.MEASURES`. They
travel as JSON beside the package and are learned by `tools/train_grounding.py`.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from summarizers.gate.agreement import MEASURES
from summarizers.gate.likeness import SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A weight for each sign and measure, the two constants, and how likely a word must be made up to be flagged."""

    signs: tuple[float, ...]
    sign_bias: float
    measures: tuple[float, ...]
    measure_bias: float
    threshold: float

    def suspicion(self, signs: Sequence[float]) -> float:
        """Return how likely a word with these signs is made up, 0 to 1."""
        total: float = self.sign_bias + sum(map(mul, self.signs, signs))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def consistency(self, measures: Sequence[float]) -> float:
        """Return how consistent a sentence with these measures reads, 0 to 1."""
        total: float = self.measure_bias + sum(map(mul, self.measures, measures))
        return max(0.0, min(1.0, total))


@cache
def learned() -> Weights:
    """Return the weights that travel with the package; ValueError where they do not fit what is read here."""
    raw = json.loads((files("summarizers") / "weights" / "grounding.json").read_text(encoding="utf-8"))
    return parsed(raw)


def parsed(raw: dict[str, dict[str, float]]) -> Weights:
    """Return the weights of a JSON file; ValueError names what is missing or unknown."""
    for part, names in (("signs", SIGNS), ("measures", MEASURES)):
        odd = set(raw.get(part, {})) ^ {*names, "bias"}
        if odd:
            raise ValueError(f"grounding.json: {part} do not fit the code: {', '.join(sorted(odd))}; train them again")
    return Weights(
        signs=tuple(float(raw["signs"][name]) for name in SIGNS),
        sign_bias=float(raw["signs"]["bias"]),
        measures=tuple(float(raw["measures"][name]) for name in MEASURES),
        measure_bias=float(raw["measures"]["bias"]),
        threshold=float(raw["flag"]["threshold"]),
    )
