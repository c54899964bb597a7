"""Stories: articles on one event. A story that grows is a new frozen value with `revision + 1`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.analysis import Fact, Party
from bot.domain.ids import ArticleId, DealId, StoryId
from bot.domain.moments import utc
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is known of one event, read out of all its articles together."""

    id: StoryId
    revision: int
    title: str
    article_ids: tuple[ArticleId, ...]
    first_seen: datetime
    last_changed: datetime
    parties: tuple[Party, ...] = ()
    sectors: tuple[Sector, ...] = ()
    types: tuple[CooperationType, ...] = ()
    stage: Stage | None = None
    previous_stage: Stage | None = None
    certainty: Certainty | None = None
    facts: tuple[Fact, ...] = ()
    deal_id: DealId | None = None
    merged_into: StoryId | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC; refuse a story without an article or a revision below 1."""
        object.__setattr__(self, "first_seen", utc(self.first_seen))
        object.__setattr__(self, "last_changed", utc(self.last_changed))
        if not self.article_ids or self.revision < 1:
            raise ValueError(f"story {self.id} needs an article and a revision of at least 1")

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the parties, sorted, each once."""
        return tuple(sorted({party.country for party in self.parties}))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWay:
    """How a story came about: its revisions with the stage of each, what it took over, and what parted from it.

    `split_from` is the story it was once part of, `absorbed` are those that live on in it, `split_off` those that left.
    """

    revisions: tuple[tuple[int, Stage | None], ...]
    absorbed: tuple[StoryId, ...] = ()
    split_from: StoryId | None = None
    split_off: tuple[StoryId, ...] = ()


class ChangeKind(StrEnum):
    """What happened to a story."""

    CREATED = "created"
    GROWN = "grown"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryChange:
    """The outcome of clustering one article: the story as it now is.

    `material` says whether a reader must be told (a new stage, party, value, quantity or certainty); a further article
    that only repeats is not material and raises no revision. `absorbed` are stories that `story` took over; `parent` is
    the one it was split off from: who was told of that is not told of its part again.
    """

    kind: ChangeKind
    story: Story
    material: bool
    absorbed: tuple[StoryId, ...] = ()
    parent: StoryId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """One sentence of a summary and the articles it rests on; `verbatim` when it is a quotation."""

    text: str
    sources: tuple[ArticleId, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How a summary came about: the backend `asked` for and, where a model wrote, its name.

    `checked` sentences were looked at, of which some were `regenerated` or `replaced` by quotations; `defused` places
    of the articles spoke to a machine reader and were left out. `passing` says that the backend asked for could not be
    had, so that it is asked again later; `attempts` counts how often it was.
    """

    asked: str = ""
    writer: str = ""
    checked: int = 0
    regenerated: int = 0
    replaced: int = 0
    defused: int = 0
    passing: bool = False
    attempts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """The summary of one revision of a story; `fallbacks` name what was tried and dropped before `backend`."""

    story_id: StoryId
    revision: int
    headline: str
    sentences: tuple[SummarySentence, ...]
    backend: str
    fallbacks: tuple[str, ...] = ()
    making: Making = Making()
