"""Sentence vectors by a model the operator chose: any encoder in a folder, such as one of many languages."""

from pathlib import Path

from summarizers import loading
from summarizers.encoder import LateEncoder


class FolderEncoder(LateEncoder[loading.EncoderModel]):
    """The encoder in `folder`: mean of the word pieces, scaled to length 1; loads at the first text.

    Its weights are the operator's and not checked against a digest; only safetensors are read. Raises ModelError from
    `encode` where the folder cannot be used.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Read from `folder`; `threads` bounds processor threads."""
        super().__init__(lambda: loading.load_encoder(folder, expected=None, threads=threads))

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return self._loaded().dimension
