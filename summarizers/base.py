"""What the package speaks: passages in, cited sentences out, and the two protocols behind which models sit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
WORD_BUDGET = 60
HEADLINE_WORDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text with an id to cite. `quote_chars` bounds, in characters, what may be quoted of it verbatim.

    `language` is an ISO 639-1 code.
    """

    id: str
    title: str
    text: str
    outlet: str = ""
    quote_chars: int = 400
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The words of a passage that prove something."""

    passage: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """One field of a deal: `text` as it is shown ("US$3.4 billion", "180 K2"), and who proves it with which words.

    Of a figure `amount` is its number (money in whole units of `currency`, ISO 4217; shares in percent), of a range the
    upper end, `lower` the other; `bound` and `scope` tell a figure that is not exact or not of the whole deal, by the
    ids the facts carry ("about", "per_unit").
    """

    text: str
    proofs: tuple[Proof, ...]
    amount: float | None = None
    lower: float | None = None
    currency: str | None = None
    bound: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFact:
    """A party: its ISO 3166-1 alpha-2 code (or EU, NATO), its name as shown with proofs, its role by id."""

    code: str
    name: Proved
    role: str
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """What analysis has proved of a story: ids are those of the vocabulary, what is not known is empty.

    `tags` are the ids of sectors and types once more, with the words that prove them.
    """

    parties: tuple[PartyFact, ...] = ()
    sectors: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[Proved, ...] = ()
    stage: str = ""
    stage_proofs: tuple[Proof, ...] = ()
    certainty: str = ""
    certainty_proofs: tuple[Proof, ...] = ()
    designations: tuple[Proved, ...] = ()
    quantities: tuple[Proved, ...] = ()
    values: tuple[Proved, ...] = ()
    shares: tuple[Proved, ...] = ()
    dates: tuple[Proved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a summary and the passages it rests on; `verbatim` when its words are a passage's own."""

    text: str
    sources: tuple[str, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCount:
    """How written sentences fared at the gate: `checked`, asked for once more, and replaced by quotations."""

    checked: int = 0
    regenerated: int = 0
    replaced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A headline of at most 20 words and sentences of at most `budget` words in all.

    `fallbacks` name what was tried and dropped before `backend`, with the reason. `passing` says that the model asked
    for could not be had just now, so that asking again later may give another summary. `defused` counts the places of
    the passages that spoke to a machine reader and were left out (`defusing`).
    """

    headline: str
    sentences: tuple[Sentence, ...]
    backend: str
    fallbacks: tuple[str, ...] = ()
    gate: GateCount = GateCount()
    passing: bool = False
    defused: int = 0

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
    facts: DealFacts | None = None


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

    @property
    def fingerprint(self) -> str:
        """What a summary depends on beside the request: backend, model, weights, wording. It holds no secret."""

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return the summary of `request`."""


@runtime_checkable
class BatchSummarizer(Summarizer, Protocol):
    """A backend that does better with many requests at once."""

    def summarise_many(self, requests: Sequence[SummaryRequest]) -> Sequence[Summary]:
        """Return one summary per request, in order; each is what `summarise` gives for it. Raises SummarizerError."""
