"""A source: a feed, sitemap or page list that is polled, and how its polling stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.ids import SourceId
from bot.domain.moments import utc_or_none

SourceKind = Literal["feed", "sitemap", "gdelt", "page_list"]
Show = Literal["summary", "quote", "link"]
POLL_TICK = timedelta(minutes=5)
"""How often the clock looks for sources that are due. Ticks are aligned and the same on every node."""
SOURCE_ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"


class Source(BaseModel):
    """One row of `config/sources.yaml`: where news comes from and what may be shown of it."""

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
    selector: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What the last poll of a source left behind: validators, next poll time, failures."""

    source_id: SourceId
    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None

    def __post_init__(self) -> None:
        """Bring the moments to UTC."""
        object.__setattr__(self, "next_poll_at", utc_or_none(self.next_poll_at))
        object.__setattr__(self, "last_success_at", utc_or_none(self.last_success_at))
