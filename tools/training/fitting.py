"""Logistic regression on standardised features, and models over hashed words and vectors, all with one seed."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags_array
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import normalize

from bot.analysis.heads import WordModel, buckets

SEED = 20261123
FOLDS, INNER = 10, 5
BUCKETS = 2**14
SELDOM = 3  # a bucket fewer texts hit than this says nothing
WORDS_STRENGTH, HEAD_STRENGTH, TAG_STRENGTH = 10.0, 10.0, 3.0
_NO_MATTER = 0.0005
Rows = Sequence[Mapping[str, float]]


def fitted(
    table: np.ndarray, labels: np.ndarray, *, strength: float, shares: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Return weights and bias for the raw features; they are learned on standardised ones.

    `shares` say how much each row counts, by default all alike.
    """
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    model = LogisticRegression(C=strength, max_iter=3000, random_state=SEED)
    model.fit((table - mean) / spread, labels, sample_weight=shares)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def as_table(rows: Rows) -> tuple[list[str], np.ndarray]:
    """Return the names of all features and a table of them; a feature that is missing counts as 0."""
    names = sorted({key for row in rows for key in row})
    return names, np.array([[row.get(key, 0.0) for key in names] for row in rows])


def as_model(names: Sequence[str], weights: np.ndarray, bias: float, *, threshold: float) -> Mapping[str, object]:
    """Return a model as it is written, features that do not matter left out."""
    kept = {key: round(float(w), 4) for key, w in zip(names, weights, strict=True) if abs(w) >= _NO_MATTER}
    return {"bias": round(bias, 4), "threshold": round(float(threshold), 3), "weights": kept}


def folds(count: int, groups: Sequence[str], *, n: int = FOLDS) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield places to learn from and places to judge; a group is never on both sides."""
    places = np.zeros(count)
    yield from GroupKFold(n, shuffle=True, random_state=SEED).split(places, places, list(groups))


def probability(scores: np.ndarray) -> np.ndarray:
    """Return log-odds as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -40, 40))))


def word_counts(texts: Sequence[str]) -> csr_matrix:
    """Return one row a masked text: the dampened counts of its hashed words, inverse document frequency left out."""
    counts = [buckets(text, BUCKETS) for text in texts]
    rows = np.repeat(np.arange(len(counts)), [len(one) for one in counts])
    columns = np.concatenate([np.fromiter(one, dtype=np.int64, count=len(one)) for one in counts])
    values = np.concatenate([np.fromiter(one.values(), dtype=float, count=len(one)) for one in counts])
    return csr_matrix((1 + np.log(values), (rows, columns)), shape=(len(counts), BUCKETS))


def fit_words(counts: csr_matrix, labels: np.ndarray, *, shares: np.ndarray | None = None) -> WordModel:
    """Return a model over hashed words, `counts` being rows of `word_counts`."""
    total = counts.shape[0]
    seen = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.where(seen >= SELDOM, np.log((1 + total) / (1 + seen)) + 1, 0.0)
    model = LogisticRegression(C=WORDS_STRENGTH, max_iter=3000, random_state=SEED)
    model.fit(weighed(counts, idf), labels, sample_weight=shares)
    return WordModel(
        idf=idf.astype(np.float32), weights=model.coef_[0].astype(np.float32), bias=float(model.intercept_[0])
    )


def weighed(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Return `counts` by inverse document frequency, every row of length 1."""
    return normalize(counts @ diags_array(idf, format="csr"))


def fit_head(
    vectors: np.ndarray, labels: np.ndarray, *, strength: float = HEAD_STRENGTH, shares: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Return weights and bias of a linear head; one that has too few yes to learn from always says no."""
    if labels.sum() < SELDOM:
        return np.zeros(vectors.shape[1]), -4.0
    model = LogisticRegression(C=strength, max_iter=3000, random_state=SEED).fit(vectors, labels, sample_weight=shares)
    return model.coef_[0], float(model.intercept_[0])
