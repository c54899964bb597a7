"""Entries, the articles behind them, and what was dropped on the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ArticleId, EntryId, SourceId, digest
from bot.domain.moments import utc, utc_or_none


class PageKind(StrEnum):
    """What a fetched page turned out to be; a reserved one is linked and never quoted or summarised."""

    ARTICLE = "article"
    PAYWALL = "paywall"
    BLOCKED = "blocked"
    CONSENT = "consent"
    ERROR = "error"
    EMPTY = "empty"
    RESERVED = "reserved"


class DropReason(StrEnum):
    """Why an item was left out; shown in the receipt. A lead tells of a story that is to be found elsewhere."""

    FETCH_FAILED = "fetch_failed"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    FORBIDDEN_ADDRESS = "forbidden_address"
    ROBOTS = "robots"
    UNREADABLE = "unreadable"
    BLOCKED = "blocked"
    CONSENT = "consent"
    EMPTY = "empty"
    TOO_OLD = "too_old"
    UNDATED = "undated"
    DUPLICATE = "duplicate"
    NEAR_COPY = "near_copy"
    NOT_RELEVANT = "not_relevant"
    MENTION_ONLY = "mention_only"
    LANGUAGE = "language"
    LEAD_ONLY = "lead_only"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of a feed, sitemap or list, as its source gave it; `text` is plain, tags removed."""

    id: EntryId
    source_id: SourceId
    url: str
    title: str
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Bring the moments to UTC; a missing date stays missing."""
        object.__setattr__(self, "published", utc_or_none(self.published))
        object.__setattr__(self, "updated", utc_or_none(self.updated))

    @property
    def digest(self) -> str:
        """What an edit changes: a digest of title, text and the moment of the update."""
        return digest("edit", self.title, self.text, "" if self.updated is None else self.updated.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text behind an entry. `full_text`, title and body, is what every span points into.

    `text_dropped` says that the body was let go with time; quotations in its analysis still hold its words.
    """

    id: ArticleId
    entry_id: EntryId
    source_id: SourceId
    url: str
    title: str
    text: str
    fetched_at: datetime
    published: datetime | None = None
    author: str | None = None
    language: str | None = None
    kind: PageKind = PageKind.ARTICLE
    text_dropped: bool = False

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "fetched_at", utc(self.fetched_at))
        object.__setattr__(self, "published", utc_or_none(self.published))

    @property
    def full_text(self) -> str:
        """Title, an empty line, body: the one string that evidence spans index."""
        return f"{self.title}\n\n{self.text}"

    @property
    def moment(self) -> datetime:
        """When it was published or, where that is unknown, when it was fetched."""
        return self.published or self.fetched_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """An item left out, with the reason; `url` names it for `entente why`, `entry_id` the entry it settles."""

    source_id: SourceId
    url: str
    title: str
    reason: DropReason
    detail: str = ""
    entry_id: EntryId | None = None
