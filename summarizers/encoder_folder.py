"""Sentence vectors by a model the operator chose: any encoder in a folder, such as one of many languages."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from summarizers import loading
from summarizers.base import Vectors
from summarizers.encoder import in_batches

_BATCH = 32


class FolderEncoder:
    """The encoder in `folder`: mean of the word pieces, scaled to length 1; loads at the first text.

    Its weights are the operator's and not checked against a digest; only safetensors are read. Raises ModelError from
    `encode` where the folder cannot be used.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Read from `folder`; `threads` bounds processor threads."""
        self._folder, self._threads = folder, threads
        self._model: loading.EncoderModel | None = None
        self._starting = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return self._loaded().dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (float32) per text, in order; shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return in_batches(texts, self._loaded().vectors, size=_BATCH)

    def _loaded(self) -> loading.EncoderModel:
        with self._starting:
            if self._model is None:
                self._model = loading.load_encoder(self._folder, expected=None, threads=self._threads)
            return self._model
