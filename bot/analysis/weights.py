"""Small logistic models whose weights are data: read from a table, never learned here."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.analysis.heads import Heads, WordModel, parse_heads, parse_word_model
from bot.analysis.rarity import Rarity

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
class EventWeights:
    """What decides whether two articles tell of one event: the weights of the measures, and how rare words are."""

    model: LogisticModel
    rarity: Rarity

    @property
    def threshold(self) -> float:
        """From which likelihood on the answer is yes."""
        return self.model.threshold


ASKED_FROM, ASKED_BELOW = 0.05, 0.98
"""Outside these word scores the encoder changed no verdict on 2,770 unlabelled articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The models of this room: relevance by words alone and with the encoder, who is a party, what is one event.

    `heads` and `ngrams` give further features to the others. Of the models that choose tags and stage, those ending in
    `_words` are for texts that were not encoded; a model that is None leaves its choice to the rules. The encoder is
    asked about a word score from `clear_no` up to, not including, `clear_yes`.
    """

    words: LogisticModel
    encoder: LogisticModel
    party: LogisticModel
    event: EventWeights
    heads: Heads | None = None
    ngrams: WordModel | None = None
    sector: LogisticModel | None = None
    sector_words: LogisticModel | None = None
    type: LogisticModel | None = None
    type_words: LogisticModel | None = None
    stage: LogisticModel | None = None
    stage_words: LogisticModel | None = None
    clear_no: float = ASKED_FROM
    clear_yes: float = ASKED_BELOW


_NEEDED = ("words", "encoder", "party")
_FURTHER = ("sector", "sector_words", "type", "type_words", "stage", "stage_words")


def parse_weights(raw: Mapping[str, Any]) -> Weights:
    """Return the models of the shipped table; raise KeyError or ValueError where one is missing or no number."""
    models = {name: parse_model(raw[name]) for name in _NEEDED}
    models |= {name: parse_model(raw[name]) for name in _FURTHER if raw.get(name)}
    return Weights(
        **models,
        event=parse_event(raw["event"]),
        heads=parse_heads(raw["heads"]) if raw.get("heads") else None,
        ngrams=parse_word_model(raw["ngrams"]) if raw.get("ngrams") else None,
        clear_no=float(raw.get("clear_no", ASKED_FROM)),
        clear_yes=float(raw.get("clear_yes", ASKED_BELOW)),
    )


def parse_model(raw: Mapping[str, Any]) -> LogisticModel:
    """Return one model of its raw table; raise KeyError or ValueError where a part is missing or no number."""
    weights = tuple(sorted((str(name), float(weight)) for name, weight in raw["weights"].items()))
    return LogisticModel(bias=float(raw["bias"]), weights=weights, threshold=float(raw["threshold"]))


def parse_event(raw: Mapping[str, Any]) -> EventWeights:
    """Return the event model of its raw table; raise KeyError or ValueError where a part is missing or no number."""
    rare = {str(stem): float(weight) for stem, weight in raw["rarity"]["weights"].items()}
    return EventWeights(model=parse_model(raw), rarity=Rarity(weights=rare, unknown=float(raw["rarity"]["unknown"])))
