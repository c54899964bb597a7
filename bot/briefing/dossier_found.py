"""What was found for a question, before it is told: stories in short, counts of partners, what bounds them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.briefing.dossier_scope import Groups
from bot.domain.archive import LeanStory, Tie
from bot.domain.asked import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Embargo:
    """A country under an arms embargo, as the operator's table has it: by whom, where it stands, as of which day."""

    country: str
    by: str
    link: str
    as_of: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """What lies nearest to a question that found nothing: `label` in words, how many stories, and how to ask for it."""

    label: str
    stories: int
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything an answer counts. `leans` are asked for and within the span, `before` of the time before it.

    Both are newest first. `undirected` counts what tells no direction, where one was asked for. `ties` are the months
    of each country or, of a group, of its members, where they were counted without reading. `capped` says that there
    are more stories than `leans`, `total` how many, where that is known. `outlets` are the sources that tell any of
    them with the country they write from; `near` is what lies nearest where nothing was found.
    """

    asked: Asked
    groups: Groups
    leans: tuple[LeanStory, ...]
    since: datetime
    until: datetime
    now: datetime
    before: tuple[LeanStory, ...] = ()
    undirected: int = 0
    ties: Mapping[str, tuple[Tie, ...]] = field(default_factory=dict)
    capped: bool = False
    total: int = 0
    outlets: tuple[tuple[str, str], ...] = ()
    archive_since: datetime | None = None
    last_asked: datetime | None = None
    embargoes: tuple[Embargo, ...] = ()
    near: tuple[Near, ...] = ()
    without_filters: int = 0

    @property
    def stories(self) -> int:
        """How many stories there are, those not read in short among them."""
        return max(self.total, len(self.leans))
