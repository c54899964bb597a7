"""The models that choose sectors, types and stage among candidates, and the linear heads they hear.

A head is learned for every key over the vectors of core items; its score is a feature of the candidate. Scores are
cross-fitted as for relevance. Keys a gold item allows but does not require are left out of learning.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.analysis.document import Document
from bot.analysis.weights import Features, LogisticModel
from training.fitting import INNER, TAG_STRENGTH, as_table, fit_head, fitted, folds
from training.items import HEADLINES, Item

Scores = Mapping[str, float]
HEADLINE_SHARE = 0.5  # a headline says less of its tags than an article


class Candidate(Protocol):
    """A key with what speaks for it."""

    @property
    def key(self) -> str:
        """The sector, type or stage."""

    @property
    def features(self) -> Features:
        """What speaks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What is chosen: `keys` in full, how candidates are found, how strongly the model may fit, and who is chosen.

    `choose` takes a document, a model and the heads' scores and returns the keys the analyser would give.
    """

    name: str
    field: str
    keys: tuple[str, ...]
    strength: float
    candidates: Callable[[Document, Scores | None], Sequence[Candidate]]
    choose: Callable[[Document, LogisticModel, Scores | None], set[str]]

    def required(self, item: Item) -> set[str]:
        """Return the keys both readers gave."""
        return set(item.row[self.field]["required"])

    def allowed(self, item: Item) -> set[str]:
        """Return the keys either reader gave."""
        return set(item.row[self.field]["allowed"])


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFit:
    """The heads of a family: a matrix of keys × dimension, and a bias a key."""

    family: Family
    matrix: np.ndarray
    bias: np.ndarray

    def scores(self, vectors: np.ndarray) -> list[Scores]:
        """Return the log-odds of every key, named as the shipped heads name them, one mapping a row of `vectors`."""
        names = [f"{self.family.name}:{key}" for key in self.family.keys]
        return [dict(zip(names, row, strict=True)) for row in (vectors @ self.matrix.T + self.bias).tolist()]


def fit_heads(family: Family, items: Sequence[Item], vectors: np.ndarray) -> HeadFit:
    """Return the heads learned from core items."""
    rows, biases = [], []
    for key in family.keys:
        told = np.array([key in family.required(item) or key not in family.allowed(item) for item in items])
        labels = np.array([key in family.required(item) for item in items])
        weights, bias = fit_head(vectors[told], labels[told], strength=TAG_STRENGTH)
        rows.append(weights)
        biases.append(bias)
    return HeadFit(family=family, matrix=np.stack(rows), bias=np.array(biases))


def cross_fitted(family: Family, items: Sequence[Item], vectors: np.ndarray) -> list[Scores]:
    """Return the scores of every item by heads that have not seen its group."""
    held: list[Scores] = [{} for _ in items]
    for learn, judge in folds(len(items), [item.group for item in items], n=INNER):
        heads = fit_heads(family, [items[place] for place in learn], vectors[learn])
        for place, scores in zip(judge, heads.scores(vectors[judge]), strict=True):
            held[place] = scores
    return held


def fit_model(
    family: Family, items: Sequence[Item], scores: Sequence[Scores | None], *, threshold: float
) -> tuple[tuple[str, ...], np.ndarray, float, LogisticModel]:
    """Return the model over candidates: names, weights, bias, and all of them as the analyser takes it."""
    rows: list[Features] = []
    labels: list[bool] = []
    shares: list[float] = []
    for item, heard in zip(items, scores, strict=True):
        required, allowed = family.required(item), family.allowed(item)
        for candidate in family.candidates(item.document, heard):
            if candidate.key in required or candidate.key not in allowed:
                rows.append(candidate.features)
                labels.append(candidate.key in required)
                shares.append(HEADLINE_SHARE if item.file == HEADLINES else 1.0)
    names, table = as_table(rows)
    weights, bias = fitted(table, np.array(labels), strength=family.strength, shares=np.array(shares))
    pairs = tuple(zip(names, map(float, weights), strict=True))
    return tuple(names), weights, bias, LogisticModel(bias=bias, weights=pairs, threshold=threshold)


def held_out(
    family: Family, items: Sequence[Item], vectors: np.ndarray, *, cuts: Sequence[float], encoded: bool
) -> dict[float, list[set[str]]]:
    """Return, for each cut, the keys given to every item by models that have not seen its group."""
    said: dict[float, list[set[str]]] = {cut: [set() for _ in items] for cut in cuts}
    for learn, judge in folds(len(items), [item.group for item in items]):
        known = [items[place] for place in learn]
        below: Sequence[Scores | None] = [None] * len(known)
        above: Sequence[Scores | None] = [None] * len(judge)
        if encoded:
            below = cross_fitted(family, known, vectors[learn])
            above = fit_heads(family, known, vectors[learn]).scores(vectors[judge])
        *_, model = fit_model(family, known, below, threshold=0.5)
        for cut in cuts:
            at = LogisticModel(bias=model.bias, weights=model.weights, threshold=cut)
            for place, heard in zip(judge, above, strict=True):
                said[cut][place] = family.choose(items[place].document, at, heard)
    return said
