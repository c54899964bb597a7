"""Small logistic models whose weights are data: read from a table, never learned here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticModel:
    """Weights by feature name, a bias, and the probability from which the answer is yes."""

    bias: float
    weights: tuple[tuple[str, float], ...]
    threshold: float

    def probability(self, features: Features) -> float:
        """Return the probability of yes, 0 to 1; a feature that is missing counts as 0."""
        total = self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights)
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The models of this room: relevance by words alone and with the encoder, who is a party, what is one event."""

    words: LogisticModel
    encoder: LogisticModel
    party: LogisticModel
    event: LogisticModel


def parse_weights(raw: Mapping[str, Any]) -> Weights:
    """Return the models of the shipped table; raise KeyError or ValueError where one is missing or no number."""
    return Weights(
        words=_model(raw["words"]),
        encoder=_model(raw["encoder"]),
        party=_model(raw["party"]),
        event=_model(raw["event"]),
    )


def _model(raw: Mapping[str, Any]) -> LogisticModel:
    weights = tuple(sorted((str(name), float(weight)) for name, weight in raw["weights"].items()))
    return LogisticModel(bias=float(raw["bias"]), weights=weights, threshold=float(raw["threshold"]))
