"""Sentence vectors by all-MiniLM-L6-v2: mean of the word pieces, scaled to length 1, as its authors publish it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np

from summarizers import loading
from summarizers.base import Vectors

DIMENSION = 384


class Model(Protocol):
    """What is needed of a loaded encoder."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (float32) per text, in order."""


M = TypeVar("M", bound=Model)


class LateEncoder(Generic[M]):
    """An encoder of 384 dimensions that loads its model at the first text and batches texts of like length."""

    def __init__(self, load: Callable[[], M], *, batch: int = 32) -> None:
        """Load by `load`, once; encode `batch` texts at a time."""
        self._load, self._batch = load, batch
        self._model: M | None = None
        self._starting = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (float32) per text, in order; shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return in_batches(texts, self._loaded().vectors, size=self._batch)

    def _loaded(self) -> M:
        with self._starting:
            if self._model is None:
                self._model = self._load()
            return self._model


class MiniLmEncoder(LateEncoder[loading.EncoderModel]):
    """The encoder: 384 dimensions, 256 word pieces, English; loads and checks its weights at the first text.

    Raises ModelError from `encode` where the weights are missing or not the pinned ones.
    """

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        """Read from `folder`, by default that of the installed package; `threads` bounds processor threads."""
        super().__init__(lambda: loading.load_encoder(folder or loading.minilm_folder(), threads=threads))


def in_batches(texts: Sequence[str], vectors: Callable[[Sequence[str]], Vectors], *, size: int) -> Vectors:
    """Return `vectors` of `texts` in order, computed `size` at a time, texts of like length together.

    Equal texts are computed once; little is padded, so a mixed list costs about its own length.
    """
    order = sorted(set(texts), key=lambda text: (len(text), text))
    parts = [vectors(order[start : start + size]) for start in range(0, len(order), size)]
    computed = np.concatenate(parts)
    place = {text: number for number, text in enumerate(order)}
    return computed[[place[text] for text in texts]]
