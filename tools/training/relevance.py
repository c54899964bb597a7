"""The two relevance models, and the models over words and vectors whose scores are features of theirs (stacking).

What is stacked is cross-fitted: a score that is a feature of an item comes from a model that has not seen its group
(Wolpert 1992). Items that only mention are left out, as the scorer leaves them out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.analysis.heads import WordModel
from bot.analysis.lexicon import Lexicon
from bot.analysis.masking import masked
from bot.analysis.parties import candidates
from bot.analysis.relevance import Prototypes, encoder_features, party_features, plain_features
from summarizers.base import Encoder
from training.fitting import INNER, as_table, fit_head, fit_words, fitted, folds, probability, weighed, word_counts
from training.items import BACKGROUND, Item

STRENGTH = 0.15
NGRAMS, HEAD = "ngrams", "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Judged items as tables: `plain` features of names and cues, `seen` those of the prototypes, vectors, counts."""

    items: tuple[Item, ...]
    plain_names: tuple[str, ...]
    plain: np.ndarray
    seen_names: tuple[str, ...]
    seen: np.ndarray
    vectors: np.ndarray
    counts: csr_matrix
    labels: np.ndarray
    groups: tuple[str, ...]
    shares: np.ndarray

    @property
    def told(self) -> np.ndarray:
        """Which items are judged: all but those of the background."""
        return np.array([item.file != BACKGROUND for item in self.items])

    def names(self, *, encoded: bool) -> tuple[str, ...]:
        """Return the names of the features of a model."""
        return (*self.plain_names, NGRAMS, *((*self.seen_names, HEAD) if encoded else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacked:
    """The models below: over hashed words, and over vectors."""

    words: WordModel
    head: tuple[np.ndarray, float]

    def scores(self, sample: Sample, places: np.ndarray) -> np.ndarray:
        """Return both log-odds of the items at `places`."""
        by_words = weighed(sample.counts[places], self.words.idf) @ self.words.weights + self.words.bias
        weights, bias = self.head
        return np.stack([by_words, sample.vectors[places] @ weights + bias], axis=1)


def sample_of(items: Sequence[Item], vectors: np.ndarray, *, lexicon: Lexicon, encoder: Encoder) -> Sample:
    """Return the sample of the judged ones of `items`, whose vectors stand in the same order."""
    prototypes = Prototypes(
        core=encoder.encode(lexicon.core_prototypes), other=encoder.encode(lexicon.other_prototypes)
    )
    kept = [place for place, item in enumerate(items) if item.judged]
    judged = [items[place] for place in kept]
    party = lexicon.weights.party
    plain = as_table(
        [{**plain_features(one.document), **party_features(candidates(one.document), party)} for one in judged]
    )
    seen = as_table([encoder_features(vectors[place], prototypes) for place in kept])
    return Sample(
        items=tuple(judged),
        plain_names=tuple(plain[0]),
        plain=plain[1],
        seen_names=tuple(seen[0]),
        seen=seen[1],
        vectors=vectors[kept],
        counts=word_counts([masked(item.document) for item in judged]),
        labels=np.array([item.core for item in judged]),
        groups=tuple(item.group for item in judged),
        shares=np.array([item.share for item in judged]),
    )


def stacked(sample: Sample, learn: np.ndarray) -> Stacked:
    """Return the models below, fitted on the items at `learn`."""
    labels, shares = sample.labels[learn], sample.shares[learn]
    return Stacked(
        words=fit_words(sample.counts[learn], labels, shares=shares),
        head=fit_head(sample.vectors[learn], labels, shares=shares),
    )


def cross_fitted(sample: Sample, learn: np.ndarray) -> np.ndarray:
    """Return both scores of the items at `learn`, each by models that have not seen its group."""
    scores = np.zeros((len(learn), 2))
    for part, rest in folds(len(learn), [sample.groups[place] for place in learn], n=INNER):
        scores[rest] = stacked(sample, learn[part]).scores(sample, learn[rest])
    return scores


def table(sample: Sample, places: np.ndarray, scores: np.ndarray, *, encoded: bool) -> np.ndarray:
    """Return the features of the items at `places`, in the order of `Sample.names`."""
    parts = [sample.plain[places], scores[:, :1]]
    return np.hstack([*parts, sample.seen[places], scores[:, 1:]] if encoded else parts)


def judged_by(sample: Sample, learn: np.ndarray, judge: np.ndarray) -> np.ndarray:
    """Return the probabilities of core at `judge`, by words and with the encoder, learned at `learn` alone."""
    below, above = cross_fitted(sample, learn), stacked(sample, learn).scores(sample, judge)
    columns = []
    for encoded in (False, True):
        weights, bias = fitted(
            table(sample, learn, below, encoded=encoded),
            sample.labels[learn],
            strength=STRENGTH,
            shares=sample.shares[learn],
        )
        columns.append(probability(table(sample, judge, above, encoded=encoded) @ weights + bias))
    return np.stack(columns, axis=1)


def held_out(sample: Sample) -> np.ndarray:
    """Return the probabilities of every item by models that have not seen its group."""
    held = np.zeros((len(sample.items), 2))
    for learn, judge in folds(len(sample.items), sample.groups):
        held[judge] = judged_by(sample, learn, judge)
    return held


def final(sample: Sample, below: np.ndarray, *, encoded: bool) -> tuple[np.ndarray, float]:
    """Return weights and bias fitted on everything, `below` being the cross-fitted scores of all items."""
    everything = np.arange(len(sample.items))
    features = table(sample, everything, below, encoded=encoded)
    return fitted(features, sample.labels, strength=STRENGTH, shares=sample.shares)


def best_cut(held: np.ndarray, labels: np.ndarray) -> float:
    """Return the probability from which yes gives the best F1."""

    def f1(cut: float) -> float:
        said = held >= cut
        hit = float((said & labels).sum())
        return 2 * hit / (said.sum() + labels.sum()) if hit else 0.0

    return float(max(np.linspace(0.15, 0.85, 71), key=f1))
