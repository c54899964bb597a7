"""What the package speaks: passages in, cited sentences out, and the two protocols behind which models sit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
WORD_BUDGET = 60
HEADLINE_WORDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text with an id to cite. `quote_chars` bounds, in characters, what may be quoted of it verbatim."""

    id: str
    title: str
    text: str
    outlet: str = ""
    quote_chars: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a summary and the passages it rests on; `verbatim` when its words are a passage's own."""

    text: str
    sources: tuple[str, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A headline of at most 20 words and sentences of at most `budget` words in all.

    `fallbacks` name what was tried and dropped before `backend`, with the reason.
    """

    headline: str
    sentences: tuple[Sentence, ...]
    backend: str
    fallbacks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences joined by a blank."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRequest:
    """What to summarise: passages of one story, names and numbers worth conveying, a budget in words.

    Each of `focus` is one thing: its only form, or several of which any will do ("India", "Indian").
    """

    passages: tuple[Passage, ...]
    focus: tuple[str | tuple[str, ...], ...] = ()
    budget: int = WORD_BUDGET


class Encoder(Protocol):
    """Sentence vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector (float32) per text, in order; shape (len(texts), dimension)."""


class Summarizer(Protocol):
    """A backend: one request in, one summary out; deterministic; raises SummarizerError."""

    @property
    def name(self) -> str:
        """The name it is registered under."""

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the summary of `request`."""
