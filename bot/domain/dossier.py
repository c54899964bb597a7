"""The answer to a question: sections of lines, each with the words that prove it, and the numbers behind pictures."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.analysis import Evidence
from bot.domain.asked import Asked
from bot.domain.brief import Citation, PartyLine
from bot.domain.ids import DealId, StoryId
from bot.domain.moments import utc, utc_or_none
from bot.domain.vocabulary import Certainty, Sector, Stage


class SectionKind(StrEnum):
    """What a section of a dossier tells, in the order they are shown."""

    SYNTHESIS = "synthesis"
    STATE = "state"
    CHANGED = "changed"
    DEALS = "deals"
    PARTNERS = "partners"
    TIMELINE = "timeline"
    SECTORS = "sectors"
    DISAGREEMENTS = "disagreements"
    STALE = "stale"
    GAPS = "gaps"
    RESTRICTIONS = "restrictions"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an answer, in words. It stands on `stories`, or on nothing but the archive's own counts.

    `cites` are numbers of the dossier's citations, `proofs` the stored words that the line says; a count has none, but
    the stories it counted. `link` leads on: to the thread where it was told, or to a public page.
    """

    text: str
    cites: tuple[int, ...] = ()
    stories: tuple[StoryId, ...] = ()
    proofs: tuple[Evidence, ...] = ()
    link: str = ""
    deal: DealId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines of one kind; `left_out` counts those that were not told."""

    kind: SectionKind
    title: str
    lines: tuple[Line, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """A deal as a record, by the names of the SIPRI register where it has them. What is not known is None or "".

    A story of no deal stands alone under its own id. `value` and `quantity` are as told, with bound and scope.
    """

    id: str
    title: str
    designation: str
    parties: tuple[PartyLine, ...]
    sectors: tuple[Sector, ...]
    stage: Stage | None
    previous_stage: Stage | None
    aside: Stage | None
    certainty: Certainty | None
    quantity: str
    value: str
    first_seen: datetime
    last_changed: datetime
    stories: tuple[StoryId, ...]
    cites: tuple[int, ...] = ()
    proofs: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePoint:
    """A deal that reached a stage in a month ("2026-11"): a mark in the timeline of deals."""

    deal: str
    title: str
    at: datetime
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerCount:
    """How many stories tell of a partner: in the span asked for, and in the halves of it for the trend."""

    country: str
    stories: int
    earlier: int
    later: int
    furthest: Stage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """How many stories of a sector there were in a month ("2026-11"); None is all sectors, each story once."""

    month: str
    sector: Sector | None
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The numbers behind the pictures of a dossier or digest."""

    stages: tuple[StagePoint, ...] = ()
    partners: tuple[PartnerCount, ...] = ()
    months: tuple[MonthCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The answer to what was `asked`, out of the archive from `since` to `until`.

    `understood` states in one line what was taken as asked. `stories` are all that were counted, newest first;
    `archive_since` is since when the archive has watched without a gap, None where it never did. `last_asked` is when
    this channel asked the same before. `nearest` are questions that find something nearby where this found nothing.
    `wish` is what to type behind `subscribe` for more of it, "" for nothing.
    """

    asked: Asked
    title: str
    understood: str
    sections: tuple[Section, ...]
    deals: tuple[DealRow, ...]
    citations: tuple[Citation, ...]
    stories: tuple[StoryId, ...]
    since: datetime
    until: datetime
    asked_at: datetime
    archive_since: datetime | None
    sources_covering: int
    last_asked: datetime | None = None
    series: Series = Series()
    nearest: tuple[str, ...] = ()
    wish: str = ""
    writer: str = ""

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        for name in ("since", "until", "asked_at"):
            object.__setattr__(self, name, utc(getattr(self, name)))
        for name in ("archive_since", "last_asked"):
            object.__setattr__(self, name, utc_or_none(getattr(self, name)))

    @property
    def found(self) -> bool:
        """Whether the archive holds anything on it."""
        return bool(self.stories)

    def section(self, kind: SectionKind) -> Section | None:
        """Return the section of a kind, None where there is nothing to say."""
        return next((one for one in self.sections if one.kind is kind), None)
