"""Sentence vectors by all-MiniLM-L6-v2: mean of the word pieces, scaled to length 1, as its authors publish it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from summarizers import loading
from summarizers.base import Vectors

DIMENSION = 384
_BATCH = 32


class MiniLmEncoder:
    """The encoder: 384 dimensions, 256 word pieces, English; loads and checks its weights at the first text.

    Raises ModelError from `encode` where the weights are missing or not the pinned ones.
    """

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        """Read from `folder`, by default that of the installed package; `threads` bounds processor threads."""
        self._folder, self._threads = folder, threads
        self._model: loading.EncoderModel | None = None
        self._starting = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (float32) per text, in order; shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return in_batches(texts, self._loaded().vectors, size=_BATCH)

    def _loaded(self) -> loading.EncoderModel:
        with self._starting:
            if self._model is None:
                folder = self._folder or loading.minilm_folder()
                self._model = loading.load_encoder(folder, threads=self._threads)
            return self._model


def in_batches(texts: Sequence[str], vectors: Callable[[Sequence[str]], Vectors], *, size: int) -> Vectors:
    """Return `vectors` of `texts` in order, computed `size` at a time, texts of like length together.

    Equal texts are computed once; little is padded, so a mixed list costs about its own length.
    """
    order = sorted(set(texts), key=lambda text: (len(text), text))
    parts = [vectors(order[start : start + size]) for start in range(0, len(order), size)]
    computed = np.concatenate(parts)
    place = {text: number for number, text in enumerate(order)}
    return computed[[place[text] for text in texts]]
