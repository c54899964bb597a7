"""What people do with briefs and subscriptions, kept: drafts, changes, follows, votes, proposals, corrections."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.brief import BriefKey, Mended
from bot.domain.ids import DealId, StoryId, SubscriptionId
from bot.domain.moments import utc, utc_or_none
from bot.domain.topic import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A subscription that was previewed and not yet confirmed: `edits` is the one it changes, None for a new one.

    `user` wrote it in `channel` of `workspace`: only they may confirm it. `unknown` are words that were not understood.
    """

    id: str
    made_at: datetime
    platform: str
    workspace: str
    channel: str
    user: str
    subscription: Subscription
    edits: SubscriptionId | None = None
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "made_at", utc(self.made_at))


class Verdict(StrEnum):
    """What a reader says of an item."""

    USEFUL = "useful"
    NOT_USEFUL = "not_useful"


class Complaint(StrEnum):
    """Why an item was not useful."""

    NOT_RELEVANT = "not_relevant"
    WRONG_COUNTRY = "wrong_country"
    WRONG_STAGE = "wrong_stage"
    DUPLICATE = "duplicate"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One person's word on one story as told by one subscription; a later one of the same person replaces it."""

    workspace: str
    channel: str
    user: str
    subscription_id: SubscriptionId
    story_id: StoryId
    revision: int
    verdict: Verdict
    at: datetime
    complaint: Complaint | None = None

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


class ProposalKind(StrEnum):
    """What the bot may propose to change of a subscription."""

    MIN_SCORE = "min_score"
    SOURCE_WEIGHT = "source_weight"
    MIN_STAGE = "min_stage"
    EXCLUDE_COUNTRY = "exclude_country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that votes suggest; nothing happens before an owner accepts. `subject` is a source, country or ""."""

    id: str
    subscription_id: SubscriptionId
    kind: ProposalKind
    subject: str
    before: str
    after: str
    votes: int
    made_at: datetime
    decided_by: str = ""
    accepted: bool | None = None
    decided_at: datetime | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "made_at", utc(self.made_at))
        object.__setattr__(self, "decided_at", utc_or_none(self.decided_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A person who hears by direct message when a deal moves; without a deal, when the story changes.

    `channel` is where it was followed: what was announced there need not be said again. `revision` is the one that
    was seen then, 0 where that was not kept.
    """

    platform: str
    workspace: str
    user: str
    story_id: StoryId
    channel: str
    at: datetime
    deal_id: DealId | None = None
    revision: int = 0

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of the audit: who changed what of which subscription, in one line of words."""

    at: datetime
    platform: str
    workspace: str
    channel: str
    user: str
    subscription_id: SubscriptionId
    action: str
    detail: str

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


class CorrectionKind(StrEnum):
    """What happened to a story that was told."""

    CORRECTED = "corrected"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A story whose tellings are to be looked at.

    Its articles were read again, or it was united with `other`, or that was split off from it.
    """

    story_id: StoryId
    kind: CorrectionKind
    at: datetime
    other: StoryId | None = None

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A telling that is put right: the brief it stood in, and what it says now."""

    brief: BriefKey
    mended: Mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was mended in one channel: the story, as it was told and as it is now, in words; the message's link.

    `at` is when it was found and, once `done`, when it was mended. `mends` are the tellings it changes, `other` the
    story that it was united with or that parted from it. `said` is whether the thread was told.
    """

    id: str
    at: datetime
    kind: CorrectionKind
    platform: str
    workspace: str
    channel: str
    story_id: StoryId
    headline: str
    detail: str
    permalink: str | None = None
    done: bool = False
    other: StoryId | None = None
    mends: tuple[Mend, ...] = ()
    said: bool = False

    def __post_init__(self) -> None:
        """Bring the moment to UTC."""
        object.__setattr__(self, "at", utc(self.at))
