"""The sample edition as values, and the three outlets that carry it as sources."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.errors import ConfigError

FeedName = Literal["rss", "atom", "json"]
FEED_PATHS: Mapping[FeedName, str] = {"rss": "/wire.rss", "atom": "/bulletin.atom", "json": "/industry.json"}


class Outlet(BaseModel):
    """Who publishes one of the three feeds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: SourceId
    name: str
    country: str


class SampleItem(BaseModel):
    """One item; `expect` is `kept` or the reason for which the receipt must count it as dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    feed: FeedName
    hours_ago: Annotated[float, Field(gt=0, lt=48)]
    expect: str
    title: str
    body: str = ""
    page: Literal["article", "consent"] = "article"
    copy_of: str | None = None
    preface: str = ""
    tracking: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs, each on one line."""
        return tuple(" ".join(block.split()) for block in self.body.split("\n\n") if block.strip())


class Edition(BaseModel):
    """All outlets and items, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outlets: Mapping[FeedName, Outlet]
    items: tuple[SampleItem, ...]

    def pages(self) -> Mapping[str, SampleItem]:
        """Return the items that have a page, by slug; a copy carries the paragraphs it copies."""
        own = {item.slug: item for item in reversed(self.items) if item.body or item.page == "consent"}
        copies = {
            item.slug: item.model_copy(update={"body": f"{item.preface}\n\n{own[item.copy_of].body}"})
            for item in self.items
            if item.copy_of
        }
        return own | copies

    def sources(self, base_url: str) -> tuple[Source, ...]:
        """Return the outlets as sources below `base_url`."""
        return tuple(
            Source(id=outlet.id, name=outlet.name, url=base_url + FEED_PATHS[feed], country=outlet.country)
            for feed, outlet in self.outlets.items()
        )


def edition_from(content: Any) -> Edition:
    """Return the edition that `config/sample/edition.yaml` holds; raise ConfigError naming the field."""
    try:
        return Edition.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ConfigError("sample/edition.yaml", f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
