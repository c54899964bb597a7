"""A source: a feed, sitemap or page list that is polled, and how its polling stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.domain.ids import SourceId
from bot.domain.moments import utc_or_none

SourceKind = Literal["feed", "sitemap", "page_list", "gdelt", "gdelt_doc", "google_news"]
Show = Literal["summary", "quote", "link"]
POLL_TICK = timedelta(minutes=5)
"""How often the clock looks for sources that are due. Ticks are aligned and the same on every node."""
SOURCE_ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_MOVABLE = frozenset({"feed", "sitemap"})
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Source(BaseModel):
    """One row of `config/sources.yaml`: where news comes from and what may be shown of it.

    `selector` (page_list) is the CSS selector of the links to articles; `themes` and `countries` (gdelt) and `query`
    (gdelt_doc) say what of a stream is wanted. A google_news source is for discovery only, its links being opaque, and
    is off unless its row says `enabled: true`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[SourceId, Field(pattern=SOURCE_ID_PATTERN)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    kind: SourceKind = "feed"
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2000)]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$|^(EU|NATO|INT)$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"
    tier: Annotated[int, Field(ge=1, le=3, description="1 primary document, 2 trade press or wire, 3 other")] = 2
    poll_minutes: Annotated[int, Field(ge=15, le=1440)] = 60
    terms: str = ""
    show: Show = "summary"
    quote_chars: Annotated[int, Field(ge=0, le=400, description="characters quoted verbatim at most")] = 400
    verified: bool = False
    enabled: bool = True
    selector: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    themes: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,80}$")], ...] = ()
    countries: tuple[CountryCode, ...] = ()
    query: Annotated[str, Field(min_length=1, max_length=500)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _off_unless_wanted(cls, row: Any) -> Any:
        """Leave a Google News search off where its row does not say that it is wanted."""
        if isinstance(row, dict) and row.get("kind") == "google_news":
            return {"enabled": False, **row}
        return row

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        """Refuse a row that lacks what its kind needs, or says what its kind does not use."""
        needs = {"page_list": "selector", "gdelt_doc": "query"}
        for kind, field in needs.items():
            given = getattr(self, field) is not None
            if self.kind == kind and not given:
                raise ValueError(f"a source of kind {kind} needs {field}")
            if self.kind != kind and given:
                raise ValueError(f"{field} is for sources of kind {kind}")
        if self.kind != "gdelt" and (self.themes or self.countries):
            raise ValueError("themes and countries are for sources of kind gdelt")
        return self

    @property
    def quotable_chars(self) -> int:
        """How many characters of an article may be quoted: none where the publisher is to be linked only."""
        return 0 if self.show == "link" else self.quote_chars


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What the last poll of a source left behind: validators, next poll time, failures, what was learned of it.

    `url` is the address learned from permanent redirects, used instead of the row's; `moved_to` a candidate for it,
    seen `moved_seen` times since `moved_since`. `body_digest` names the last body read, so that an equal one is not
    parsed again. `interval_minutes` is the wait the source's own rhythm asks for, `newest_at` the moment of the newest
    entry seen. `gone` is a source that answered 410. `told_at` is when the operator was told that it is dead or silent.
    `hub` and `topic` are the WebSub hub and topic address the feed names; `pushed_until` is when a lease ends.
    `asked_url` is the row's address at the last poll: once it is another, what was learned holds no more.
    `ttl_minutes`, `skip_hours` (UTC) and `skip_days` (Monday is 0) are what the feed, when last read, asked of pollers.
    """

    source_id: SourceId
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    url: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    moved_since: datetime | None = None
    body_digest: str | None = None
    interval_minutes: float | None = None
    newest_at: datetime | None = None
    gone: bool = False
    told_at: datetime | None = None
    hub: str | None = None
    topic: str | None = None
    pushed_until: datetime | None = None
    asked_url: str | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        for name in ("next_poll_at", "last_success_at", "moved_since", "newest_at", "told_at", "pushed_until"):
            object.__setattr__(self, name, utc_or_none(getattr(self, name)))

    def address(self, source: Source) -> str:
        """Return where `source` is asked: where it was learned to be, for the kinds that can move, else by its row."""
        return self.url if self.url is not None and source.kind in _MOVABLE else source.url
