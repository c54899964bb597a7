"""What is stored of the way of one address: where it was seen, where dropped, and where its story was told."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import DropReason
from bot.domain.delivery import DeliveryState
from bot.domain.ids import SourceId, StoryId
from bot.domain.moments import utc, utc_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An entry with the address, in a source, when it was first seen."""

    source_id: SourceId
    at: datetime

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An item left out, why and when."""

    source_id: SourceId
    at: datetime
    reason: DropReason
    detail: str = ""

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A message that told a story in a channel, and how it stands."""

    story_id: StoryId
    channel: str
    state: DeliveryState
    at: datetime | None
    permalink: str | None = None

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc_or_none(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPoll:
    """How a source answered when it was last asked; `error` is "" where it did."""

    source_id: SourceId
    at: datetime
    error: str = ""

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the bot stands: when it last polled and told something, and what of its messages needs a look.

    `failed` and `unknown` count messages of the last week.
    """

    last_poll: datetime | None
    last_told: datetime | None
    failed: int
    unknown: int

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "last_poll", utc_or_none(self.last_poll))
        object.__setattr__(self, "last_told", utc_or_none(self.last_told))
