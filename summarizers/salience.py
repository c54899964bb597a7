"""What a set of sentences is worth to a reader: the learned head, shipped as a table of floats.

Learned from public pairs of article and human summary (`tools/train_salience.py`): how likely each content word is to
be in the summary, and how many of the usual small words a summary holds. What a set of sentences tells is the words it
is expected to share with the summary, as an F-measure: telling little and telling much both lose. A linear correction
by what is known of the words and of the place and form of the sentences is fitted on drawn sets.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from summarizers.base import WORD_BUDGET, Passage
from summarizers.salience_words import Floats, content, function_words, table

SENTENCE = ("length", "first", "second", "later", "count", "cut", "resolved")
"""What a sentence counts by: its share of the budget; that share if it is first, if second, and by how late it stands;
one for itself, one if trimmed, one if a name stands in brackets."""

_AGREES = 0.25
# Who follows deals asks for numbers, sums and designations more than readers of general news: likelier, and worth more.
_FIGURE, _FIGURE_MORE = 1.3, 0.01
_MOST_LIKELY = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The head: a logistic model of content words, and the chance that a summary holds a small word so many times.

    The rest is in points of the F-measure from 0 to 1, to be added up over a set: `told` for each point expected,
    `extra` for what is known of each content word, `sentence` for each sentence by `SENTENCE`.
    """

    mean: Floats
    scale: Floats
    coef: Floats
    bias: float
    small: Mapping[str, tuple[float, ...]]
    told: float
    extra: Floats
    sentence: Floats

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
        told=float(read["told"]),
        extra=np.array(read["extra"], dtype=np.float64),
        sentence=np.array([sentence[key] for key in SENTENCE], dtype=np.float64),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("weights/salience.json: an object is missing; run tools/train_salience.py --write")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """What is known of the content words of a request: their chance to be in a summary, and what they add beside."""

    chance: Mapping[str, float]
    bonus: Mapping[str, float]


def likely(passages: Sequence[Passage], sentences: Sequence[Sequence[str]], head: Learned) -> Likely:
    """Return, for each content word of the `sentences` of each passage, how likely a summary of all is to hold it.

    What several passages speak of is likelier than the most any of them says.
    """
    chance: dict[str, float] = {}
    bonus: dict[str, float] = {}
    told: Counter[str] = Counter()
    for passage, texts in zip(passages, sentences, strict=True):
        known = table(texts, title=passage.title, text=passage.text)
        if not known.words:
            continue
        extra = known.features @ head.extra
        for word, likelihood, more in zip(known.words, head.chances(known.features), extra, strict=True):
            figure = any(map(str.isdigit, word))
            weighed = float(likelihood) * (_FIGURE if figure else 1.0)
            if weighed > chance.get(word, 0.0):
                chance[word], bonus[word] = weighed, float(more) + (_FIGURE_MORE if figure else 0.0)
            told[word] += 1
    agreed = {word: min(_MOST_LIKELY, one * (1 + _AGREES * float(np.log2(told[word])))) for word, one in chance.items()}
    return Likely(chance=agreed, bonus=bonus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What forms of sentences hold: content words (a column a word), small words counted, all words counted."""

    content: Floats
    chance: Floats
    bonus: Floats
    small: Floats
    gains: Floats
    length: Floats


def holdings(texts: Sequence[str], known: Likely, head: Learned) -> Holdings:
    """Return what each of `texts` holds of the words with a chance and of the small ones."""
    order = sorted(known.chance)
    column = {word: number for number, word in enumerate(order)}
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
        chance=np.array([known.chance[word] for word in order]),
        bonus=np.array([known.bonus[word] for word in order]),
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


def sentence_features(*, rank: int, words: int, cut: bool, resolved: bool) -> tuple[float, ...]:
    """Return what a sentence counts by, as named in `SENTENCE`; `rank` is how many of its article stand before it."""
    share = words / WORD_BUDGET
    return (share, share * (rank == 0), share * (rank == 1), share * math.log1p(rank), 1.0, float(cut), float(resolved))
