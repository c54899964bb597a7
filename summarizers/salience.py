"""What a set of sentences is worth to a reader: the learned head, shipped as a table of floats.

Two things are learned from public pairs of article and human summary (`tools/train_salience.py`): how likely each
content word is to be in the summary, and how many of the usual small words a summary holds. What a set of sentences
tells is the words it is expected to share with the summary, as an F-measure: telling little and telling much both lose.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from summarizers.base import Passage
from summarizers.salience_words import Floats, content, function_words, table

_AGREES = 0.25
_FIGURE = 1.3  # who follows deals asks for numbers, sums and designations more than readers of general news
_MOST_LIKELY = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The head: a logistic model of content words, and the chance that a summary holds a small word so many times.

    `first` and `later` are what a whole summary's worth of first sentences gains and what each further one loses, `cut`
    what a trimmed form loses, `resolved` one with a name in brackets; in points of the F-measure from 0 to 1.
    """

    mean: Floats
    scale: Floats
    coef: Floats
    bias: float
    small: Mapping[str, tuple[float, ...]]
    first: float
    later: float
    cut: float
    resolved: float

    def chances(self, features: Floats) -> Floats:
        """Return the chance, 0 to 1, that each word is in the summary."""
        if not len(features):
            return np.zeros(0)
        score = ((features - self.mean) / self.scale) @ self.coef + self.bias
        return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float64)


@cache
def learned() -> Learned:
    """Return the head as shipped."""
    return learned_from(json.loads(resources.files("summarizers").joinpath("weights/salience.json").read_text("utf-8")))


def learned_from(read: Mapping[str, Any]) -> Learned:
    """Return the head in `read`, the fields of `weights/salience.json`."""
    word, small, sentence = (_mapping(read[key]) for key in ("word", "small", "sentence"))
    return Learned(
        mean=np.array(word["mean"], dtype=np.float64),
        scale=np.array(word["scale"], dtype=np.float64),
        coef=np.array(word["coef"], dtype=np.float64),
        bias=float(word["bias"]),
        small={key: tuple(map(float, shares)) for key, shares in small.items()},
        first=float(sentence["first"]),
        later=float(sentence["later"]),
        cut=float(sentence["cut"]),
        resolved=float(sentence["resolved"]),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("weights/salience.json: an object is missing; run tools/train_salience.py --write")
    return value


def chances(passages: Sequence[Passage], sentences: Sequence[Sequence[str]], head: Learned) -> dict[str, float]:
    """Return, for each content word of the `sentences` of each passage, how likely a summary of all is to hold it.

    What several passages speak of is likelier than the most any of them says.
    """
    best: dict[str, float] = {}
    told: Counter[str] = Counter()
    for passage, texts in zip(passages, sentences, strict=True):
        known = table(texts, title=passage.title, text=passage.text)
        for word, chance in zip(known.words, head.chances(known.features), strict=True):
            weighed = float(chance) * (_FIGURE if any(map(str.isdigit, word)) else 1.0)
            best[word] = max(best.get(word, 0.0), weighed)
            told[word] += 1
    return {word: min(_MOST_LIKELY, chance * (1 + _AGREES * np.log2(told[word]))) for word, chance in best.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What forms of sentences hold: content words (a column a word), small words counted, all words counted."""

    content: Floats
    chance: Floats
    small: Floats
    gains: Floats
    length: Floats


def holdings(texts: Sequence[str], chance: Mapping[str, float], head: Learned) -> Holdings:
    """Return what each of `texts` holds of the words with a `chance` and of the small ones."""
    column = {word: number for number, word in enumerate(sorted(chance))}
    usual = {word: number for number, word in enumerate(head.small)}
    longest = max(map(len, head.small.values()), default=0)
    held = np.zeros((len(texts), len(column)))
    small = np.zeros((len(texts), len(usual)))
    for row, text in enumerate(texts):
        held[row, [column[word] for word in content(text) if word in column]] = 1
        for word, count in function_words(text).items():
            if word in usual:
                small[row, usual[word]] = count
    gains = np.zeros((len(usual), longest + 1))
    for word, number in usual.items():
        steps = head.small[word]
        gains[number, 1 : len(steps) + 1] = np.cumsum(steps)
        gains[number, len(steps) + 1 :] = sum(steps)
    return Holdings(
        content=held,
        chance=np.array([chance[word] for word in sorted(chance)]),
        small=small,
        gains=gains,
        length=np.array([len(text.split()) for text in texts], dtype=np.float64),
    )


def expected(held: Holdings, content_held: Floats, small_held: Floats, length: Floats, *, budget: int) -> Floats:
    """Return the F-measure expected of sets: `content_held` in 0 or 1, `small_held` counts, words, a row a set each."""
    most = held.gains.shape[1] - 1
    counts = np.minimum(small_held, most).astype(np.intp)
    small = held.gains[np.arange(counts.shape[-1]), counts].sum(axis=-1) if counts.shape[-1] else 0.0
    shared = content_held @ held.chance + small
    return np.asarray(2 * shared / (length + max(1, budget)), dtype=np.float64)
