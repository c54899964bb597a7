"""Deliveries: one message, in the ledger."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.brief import BriefKey, PastStep
from bot.domain.ids import DealId, StoryId, digest
from bot.domain.moments import utc_or_none
from bot.domain.vocabulary import Stage

ROOT = "root"
CHART = "chart"
CONTINUED = "continued"
"""The parts of a brief that tell no one story: its first message, a picture under it, and a second message to reply to
where the platform took the first and did not name it."""
_THREAD = "thread-"


def thread_part(story: StoryId) -> str:
    """Return the part of a brief that is a new root for `story`, whose old thread is gone."""
    return f"{_THREAD}{story}"


def reopened_story(part: str) -> StoryId | None:
    """Return the story that `part` is a new root for, or None where it is none."""
    return StoryId(part.removeprefix(_THREAD)) if part.startswith(_THREAD) else None


class DeliveryState(StrEnum):
    """How a message stands."""

    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryKey:
    """Names one message for ever: the brief and its part, `root`, `chart` or a story id."""

    brief: BriefKey
    part: str

    @property
    def block_id(self) -> str:
        """The key as the first block's `block_id`: ids only, at most 255 characters, findable after a crash."""
        return f"entente-{digest(str(self.brief), self.part)}"

    def __str__(self) -> str:
        """Return the readable form, used in logs and notices."""
        return f"{self.brief}:{self.part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Where a message stands on its platform: channel, its id there (Slack: `ts`), and a link if there is one."""

    channel: str
    message_id: str
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the ledger. `story_id` and `revision` say what was told; both are None for a root."""

    key: DeliveryKey
    channel: str
    state: DeliveryState
    attempt: int
    owner: str
    claimed_until: datetime | None
    first_claimed_at: datetime | None
    story_id: StoryId | None = None
    revision: int | None = None
    message: MessageRef | None = None
    sent_at: datetime | None = None
    error: str | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        for name in ("claimed_until", "first_claimed_at", "sent_at"):
            object.__setattr__(self, name, utc_or_none(getattr(self, name)))

    def sent(self, message: MessageRef, at: datetime) -> "Delivery":
        """Return this row as sent."""
        return replace(self, state=DeliveryState.SENT, message=message, sent_at=at, claimed_until=None, error=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a channel was last told of a story: revision, stage then, its message, and the root of that thread.

    `at` is when it was first told. `told_as` is the story whose telling this is: another one where that was absorbed
    by this, or this was split off from it, since.
    """

    story_id: StoryId
    revision: int
    stage: Stage | None
    message: MessageRef | None
    thread: MessageRef | None
    at: datetime | None = None
    told_as: StoryId | None = None

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc_or_none(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDeal:
    """What a channel was told of a deal: the story it first heard of it by, and the root of that thread.

    `stage` is what it was told last, `steps` what it was told and when, oldest first, a stage repeated once.
    """

    deal_id: DealId
    met_in: StoryId
    thread: MessageRef | None
    stage: Stage | None = None
    steps: tuple[PastStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The answer to a claim: the row as it stands; `fresh` when this call made it.

    `already_told` when another brief told this revision in the channel before: nothing is to be posted.
    """

    delivery: Delivery
    fresh: bool
    already_told: bool = False
