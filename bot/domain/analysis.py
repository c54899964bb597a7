"""What was read out of an article, each reading with the words that prove it."""

from dataclasses import dataclass

from bot.domain.ids import ArticleId
from bot.domain.vocabulary import (
    Bound,
    Certainty,
    CooperationType,
    FactKind,
    FactScope,
    PartyRole,
    Relevance,
    Sector,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a reading stands: sentence number (0 is the title) and characters of `Article.full_text`, end excluded."""

    article_id: ArticleId
    sentence: int
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        """Refuse a span that cannot be."""
        if not 0 <= self.start < self.end or self.sentence < 0:
            raise ValueError(f"impossible evidence span {self.start}:{self.end} in sentence {self.sentence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A country, EU or NATO that cooperates: ISO 3166-1 alpha-2 code, role, and the organisations that act for it."""

    country: str
    role: PartyRole
    evidence: tuple[Evidence, ...]
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorTag:
    """A sector with its weight (0 to 1) and proof."""

    sector: Sector
    weight: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTag:
    """A type of cooperation with its weight (0 to 1) and proof."""

    type: CooperationType
    weight: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReading:
    """The furthest stage the text reports as reached, with proof."""

    stage: Stage
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field of the deal record.

    `value` is the normalised text shown; `amount` its number (money in whole units of `currency`, an ISO 4217 code;
    quantities in pieces; shares in percent). Of a range `amount` is the upper end and `lower` the other; `bound` tells
    a figure that is not exact, `scope` one that is not of the whole deal. A date is a step and its ISO 8601 date or
    interval in `value`: "first delivery 2030", "delivery 2027/2030".
    """

    kind: FactKind
    value: str
    evidence: Evidence
    amount: float | None = None
    currency: str | None = None
    lower: float | None = None
    bound: Bound | None = None
    scope: FactScope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything decided about one article, and why.

    `score` is the probability of `core` (0 to 1); `reasons` are readable; `settled_by` names the step of the cascade
    that decided (fingerprint, first look, words, encoder); `fingerprint` holds the sampled shingle hashes used for
    near-copies.
    A certainty has no evidence where it is only that nobody is quoted.
    """

    article_id: ArticleId
    relevance: Relevance
    score: float
    reasons: tuple[str, ...]
    language: str
    settled_by: str
    parties: tuple[Party, ...] = ()
    sectors: tuple[SectorTag, ...] = ()
    types: tuple[TypeTag, ...] = ()
    stage: StageReading | None = None
    certainty: Certainty | None = None
    certainty_evidence: tuple[Evidence, ...] = ()
    facts: tuple[Fact, ...] = ()
    fingerprint: tuple[int, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the parties, sorted, each once."""
        return tuple(sorted({party.country for party in self.parties}))
