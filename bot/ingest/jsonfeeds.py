"""JSON Feed (jsonfeed.org, versions 1 and 1.1) and GDELT's article list, validated at the door."""

import html
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import from_json

from bot.ingest.items import RawItem
from bot.ingest.values import MAX_ENTRIES

_FEW = 20


def _text(value: Any) -> str:
    """Take text, and numbers where feeds write ids as numbers; anything else is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _texts(value: Any) -> list[str]:
    return [_text(part) for part in value] if isinstance(value, list) else []


def _objects(value: Any) -> list[Any]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _several(value: Any) -> list[Any]:
    return _objects(value[:_FEW] if isinstance(value, list) else value)


Loose = Annotated[str, BeforeValidator(_text)]


class _Author(BaseModel):
    name: Loose = ""


class _Hub(BaseModel):
    type: Loose = ""
    url: Loose = ""


def _author(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


One = Annotated[_Author, BeforeValidator(_author)]
Several = Annotated[list[_Author], BeforeValidator(_several)]


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: Loose = ""
    url: Loose = ""
    external_url: Loose = ""
    title: Loose = ""
    content_html: Loose = ""
    content_text: Loose = ""
    summary: Loose = ""
    date_published: Loose = ""
    date_modified: Loose = ""
    language: Loose = ""
    author: One = _Author()  # version 1.0
    authors: Several = []
    tags: Annotated[list[str], BeforeValidator(_texts)] = []


class _JsonFeed(BaseModel):
    title: Loose = ""
    language: Loose = ""
    feed_url: Loose = ""
    author: One = _Author()
    authors: Several = []
    hubs: Annotated[list[_Hub], BeforeValidator(_several)] = []
    items: Annotated[list[_Item], BeforeValidator(_objects)]


class _GdeltArticle(BaseModel):
    url: Loose = ""
    title: Loose = ""
    seendate: Loose = ""


class _GdeltList(BaseModel):
    articles: Annotated[list[_GdeltArticle], BeforeValidator(_objects)]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFound:
    """What a JSON document holds, and `beyond` more items; `hub` is where it pushes, `topic` the address it gives."""

    reader: str
    items: list[RawItem]
    title: str = ""
    language: str = ""
    hub: str = ""
    topic: str = ""
    beyond: int = 0


def read_json(document: bytes) -> JsonFound | None:
    """Return a JSON Feed or GDELT's list of articles; None where the document is neither."""
    try:
        data = from_json(document)
        if not isinstance(data, dict):
            return None
        key = "articles" if "articles" in data else "items"
        beyond = _cut(data, key)
        if key == "articles":
            items = [_gdelt(article) for article in _GdeltList.model_validate(data).articles]
            return JsonFound(reader="gdelt", items=items, beyond=beyond)
        feed = _JsonFeed.model_validate(data)
    except ValueError:  # pydantic's own is one
        return None
    hub = next((hub.url for hub in feed.hubs if hub.type.lower() == "websub"), "")
    return JsonFound(
        reader="jsonfeed",
        items=[_item(item, feed) for item in feed.items],
        title=feed.title,
        language=feed.language,
        hub=hub,
        topic=feed.feed_url,
        beyond=beyond,
    )


def _cut(data: dict[str, Any], key: str) -> int:
    """Leave as many in the list as are taken, before they are checked; return how many go."""
    rows = data.get(key)
    if not isinstance(rows, list):
        return 0
    data[key] = rows[:MAX_ENTRIES]
    return len(rows) - len(data[key])


def _item(item: _Item, feed: _JsonFeed) -> RawItem:
    authors = item.authors or [item.author] if item.authors or item.author.name else feed.authors or [feed.author]
    return RawItem(
        guid=item.id,
        link=item.url or item.external_url,
        title=html.escape(item.title, quote=False),
        texts=tuple(filter(None, (item.content_html, html.escape(item.content_text, quote=False), item.summary))),
        published=item.date_published or None,
        updated=item.date_modified or None,
        author=", ".join(filter(None, (author.name for author in authors[:5]))),
        language=item.language,
        categories=tuple(item.tags),
    )


def _gdelt(article: _GdeltArticle) -> RawItem:
    # GDELT says when it saw the article; that is the closest to a date it gives.
    return RawItem(guid=article.url, link=article.url, title=article.title, published=article.seendate or None)
