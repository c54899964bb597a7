"""An encoder without a model: words hashed into a vector, the same on every machine."""

import zlib
from collections.abc import Sequence

import numpy as np

from summarizers.base import Vectors


class HashEncoder:
    """Unit vectors from words; `calls` keeps how many texts each call held."""

    dimension = 64

    def __init__(self) -> None:
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split() or [""]:
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1.0
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
