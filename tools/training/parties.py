"""The model that tells parties from countries merely named."""

from collections.abc import Sequence

import numpy as np

from bot.analysis.parties import candidates, find_parties
from bot.analysis.weights import Features, LogisticModel
from training.fitting import as_table, fitted, folds
from training.items import Item

STRENGTH = 0.1


def fit_party(items: Sequence[Item], *, threshold: float) -> tuple[list[str], np.ndarray, float, LogisticModel]:
    """Return the model over the candidate countries of core items; countries only allowed are left out."""
    rows: list[Features] = []
    labels: list[bool] = []
    for item in items:
        required, allowed = (set(item.row["parties"][kind]) for kind in ("required", "allowed"))
        for candidate in candidates(item.document):
            if candidate.country in required or candidate.country not in allowed:
                rows.append(candidate.features)
                labels.append(candidate.country in required)
    names, table = as_table(rows)
    weights, bias = fitted(table, np.array(labels), strength=STRENGTH)
    pairs = tuple(zip(names, map(float, weights), strict=True))
    return names, weights, bias, LogisticModel(bias=bias, weights=pairs, threshold=threshold)


def held_out(items: Sequence[Item], *, cuts: Sequence[float]) -> dict[float, list[set[str]]]:
    """Return, for each cut, the parties of every item by a model that has not seen its group."""
    said: dict[float, list[set[str]]] = {cut: [set() for _ in items] for cut in cuts}
    for learn, judge in folds(len(items), [item.group for item in items]):
        *_, model = fit_party([items[place] for place in learn], threshold=0.5)
        for cut in cuts:
            at = LogisticModel(bias=model.bias, weights=model.weights, threshold=cut)
            for place in judge:
                said[cut][place] = {party.country for party in find_parties(items[place].document, at)}
    return said
