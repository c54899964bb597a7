"""What the workers hand back: a feed with its entries, a page with its text. Bounded, plain, dates aware or missing."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.article import PageKind

MAX_TITLE = 500
MAX_TEXT = 200_000
MAX_ENTRIES = 2_000
MAX_AUTHOR = 200
MAX_URL = 2_000
MAX_CATEGORIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An item as its feed gave it: `guid` falls back to the address, `url` is "" where it has none; `text` is plain."""

    guid: str
    url: str
    title: str
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    language: str | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that cannot be used, and why."""

    url: str
    title: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap that an index names, and when it says that one changed."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as read: `reader` names who read it, `alternates` are feeds an HTML page names instead of entries.

    `children` are the sitemaps an index names, newest first. `ttl_minutes`, `skip_hours` (UTC) and `skip_days` (Monday
    is 0) are what the publisher asks of pollers; `hub` and `topic` where it offers to push (WebSub).
    """

    reader: str
    title: str = ""
    language: str | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    entries: tuple[FeedEntry, ...] = ()
    refused: tuple[Refused, ...] = ()
    alternates: tuple[str, ...] = ()
    children: tuple[Child, ...] = ()
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read: `kind` says what it is, `canonical` where it says it lives.

    `date_origin` tells where `published` comes from: json-ld, meta or text. `opted_out` says that its head reserves
    the text against machine use; `sites` are the names its publisher goes by, `amp` says that the page is one of that
    format, `detail` what gave a page away that is no article.
    """

    kind: PageKind
    url: str
    canonical: str | None = None
    title: str = ""
    text: str = ""
    published: datetime | None = None
    date_origin: str | None = None
    author: str | None = None
    language: str | None = None
    opted_out: bool = False
    sites: tuple[str, ...] = ()
    amp: bool = False
    detail: str = ""
