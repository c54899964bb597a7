"""Deals: stories on one programme between the same parties over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import DealId, StoryId, digest
from bot.domain.moments import utc
from bot.domain.vocabulary import Sector, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class DealStep:
    """What one story of a deal says: who and how far. `programme` is what the deal is about, as the story tells it.

    `began` and `changed` are when the story was first seen and when it last changed.
    """

    story_id: StoryId
    programme: str
    countries: tuple[str, ...]
    sectors: tuple[Sector, ...]
    stage: Stage | None
    began: datetime
    changed: datetime

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "began", utc(self.began))
        object.__setattr__(self, "changed", utc(self.changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One programme between the same parties: its stories in order of time, and how far they have got.

    `stage` is the furthest reached; `aside` is `delayed` or `cancelled` where that is the newest word.
    """

    id: DealId
    countries: tuple[str, ...]
    programme: str
    sectors: tuple[Sector, ...]
    history: tuple[DealStep, ...]
    stage: Stage | None = None
    aside: Stage | None = None

    def __post_init__(self) -> None:
        """Refuse a deal without a story."""
        if not self.history:
            raise ValueError(f"deal {self.id} needs a story")

    @property
    def story_ids(self) -> tuple[StoryId, ...]:
        """The stories, oldest first."""
        return tuple(step.story_id for step in self.history)

    @property
    def first_seen(self) -> datetime:
        """When its first story was first seen."""
        return min(step.began for step in self.history)

    @property
    def last_changed(self) -> datetime:
        """When a story of it last changed."""
        return max(step.changed for step in self.history)

    def before(self, story: StoryId) -> Stage | None:
        """Return the furthest stage that the stories before `story` report."""
        earlier = self.story_ids.index(story) if story in self.story_ids else 0
        return furthest(self.history[:earlier])


def furthest(steps: Sequence[DealStep]) -> Stage | None:
    """Return the furthest stage of `steps`; those aside count only where there is no other."""
    stages = [step.stage for step in steps if step.stage is not None]
    return max(stages, key=lambda stage: stage.rank, default=None)


def deal_id(programme: str, *stories: StoryId) -> DealId:
    """Return the id of a deal on `programme` that is first known from these stories; it keeps it whatever comes."""
    return DealId(digest("deal", programme, *stories))
