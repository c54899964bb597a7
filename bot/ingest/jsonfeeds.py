"""JSON Feed (jsonfeed.org, versions 1 and 1.1) and GDELT's article list, validated at the door."""

import html
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.ingest.items import RawItem


def _text(value: Any) -> str:
    """Take text, and numbers where feeds write ids as numbers; anything else is nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _texts(value: Any) -> list[str]:
    return [_text(part) for part in value] if isinstance(value, list) else []


def _objects(value: Any) -> list[Any]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


Loose = Annotated[str, BeforeValidator(_text)]


class _Author(BaseModel):
    name: Loose = ""


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
    authors: Annotated[list[_Author], BeforeValidator(_objects)] = []
    tags: Annotated[list[str], BeforeValidator(_texts)] = []


class _JsonFeed(BaseModel):
    title: Loose = ""
    language: Loose = ""
    items: Annotated[list[_Item], BeforeValidator(_objects)]


class _GdeltArticle(BaseModel):
    url: Loose = ""
    title: Loose = ""
    seendate: Loose = ""


class _GdeltList(BaseModel):
    articles: Annotated[list[_GdeltArticle], BeforeValidator(_objects)]


def read_json(text: str) -> tuple[str, str, str, list[RawItem]] | None:
    """Return reader, title, language and items of a JSON Feed or GDELT list; None where `text` is neither."""
    try:
        if '"articles"' in text[:200]:
            return "gdelt", "", "", [_gdelt(article) for article in _GdeltList.model_validate_json(text).articles]
        feed = _JsonFeed.model_validate_json(text)
    except ValidationError:
        return None
    return "jsonfeed", feed.title, feed.language, [_item(item) for item in feed.items]


def _item(item: _Item) -> RawItem:
    return RawItem(
        guid=item.id,
        link=item.url or item.external_url,
        title=html.escape(item.title, quote=False),
        texts=tuple(filter(None, (item.content_html, html.escape(item.content_text, quote=False), item.summary))),
        published=item.date_published or None,
        updated=item.date_modified or None,
        author=", ".join(filter(None, (author.name for author in item.authors[:5]))),
        language=item.language,
        categories=tuple(item.tags),
    )


def _gdelt(article: _GdeltArticle) -> RawItem:
    # GDELT says when it saw the article; that is the closest to a date it gives.
    return RawItem(guid=article.url, link=article.url, title=article.title, published=article.seendate or None)
