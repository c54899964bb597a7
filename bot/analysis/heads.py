"""Linear heads: small models over sentence vectors and over hashed words, learned elsewhere and read as data."""

import base64
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from summarizers.base import Vectors

_WORD = re.compile(r"[^\W_]+")
Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """One linear model a name over a vector: `matrix` is names × dimension, `bias` one a name."""

    names: tuple[str, ...]
    matrix: Vectors
    bias: Vectors

    @property
    def dimension(self) -> int:
        """Length of the vector asked for: that of title and lead, then that of the title."""
        return int(self.matrix.shape[1])

    def scores(self, vector: Vectors) -> Scores:
        """Return the log-odds of every name; nothing where the vector is of another length (another encoder)."""
        if len(vector) != self.dimension:
            return {}
        return dict(zip(self.names, (self.matrix @ vector + self.bias).tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordModel:
    """A linear model over words and pairs of words, weighed by inverse document frequency.

    Words are hashed into buckets (Weinberger and others, ICML 2009), so that none is written down. Names are masked by
    their kind before, so that it learns phrases and not who they name.
    """

    idf: Vectors
    weights: Vectors
    bias: float

    def score(self, text: str) -> float:
        """Return the log-odds that `text`, as `masked` gives it, is core."""
        counts = buckets(text, len(self.idf))
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        if not len(places):
            return self.bias
        often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1.0 + np.log(often)) * self.idf[places]
        length = math.sqrt(float(values @ values)) or 1.0
        return float(values @ self.weights[places]) / length + self.bias


def buckets(text: str, size: int) -> Counter[int]:
    """Return how often each bucket is hit by the words and pairs of neighbouring words of `text`."""
    return Counter(crc32(term.encode()) % size for term in _terms(_WORD.findall(text)))


def _terms(words: list[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, pairwise(words))


def parse_heads(raw: Mapping[str, Any]) -> Heads:
    """Return the heads of a table of `names`, `dimension`, `matrix` and `bias`; raise ValueError where sizes differ."""
    names = tuple(str(name) for name in raw["names"])
    matrix = unpacked(raw["matrix"]).reshape(len(names), int(raw["dimension"]))
    bias = unpacked(raw["bias"])
    if len(bias) != len(names):
        raise ValueError(f"heads: {len(names)} names, {len(bias)} biases")
    return Heads(names=names, matrix=matrix, bias=bias)


def parse_word_model(raw: Mapping[str, Any]) -> WordModel:
    """Return the model of a table with `idf`, `weights` and `bias`; raise ValueError where their lengths differ."""
    idf, weights = unpacked(raw["idf"]), unpacked(raw["weights"])
    if len(idf) != len(weights) or not len(idf):
        raise ValueError(f"word model: {len(idf)} frequencies, {len(weights)} weights")
    return WordModel(idf=idf, weights=weights, bias=float(raw["bias"]))


def packed(values: npt.ArrayLike) -> str:
    """Return numbers as base64 of little-endian half floats: inert, and a sixth of their length in digits."""
    return base64.b64encode(np.asarray(values, dtype="<f2").tobytes()).decode("ascii")


def unpacked(text: str) -> Vectors:
    """Return the numbers of `packed` as float32; raise ValueError for anything else."""
    return np.frombuffer(base64.b64decode(text, validate=True), dtype="<f2").astype(np.float32)
