"""RSS, Atom and RDF by two parsers: fastfeedparser first, feedparser where that fails or finds too little."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import fastfeedparser
import feedparser
from fastfeedparser.main import _parse_date as date_in

from bot.ingest.items import RawItem
from bot.ingest.repair import cap_authors

_FALLBACK_CAP = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one parser found; `link` is where the feed says its site is."""

    reader: str
    title: str
    link: str
    items: list[RawItem]


def read_xml(text: str) -> Found | None:
    """Return what the feed `text` holds (repaired, without declaration); None where it is no feed."""
    fast = _fast(text)
    if fast is not None and _good(fast.items):
        return fast
    slow = _slow(text) if len(text) <= _FALLBACK_CAP else None
    if slow is None or (fast is not None and len(fast.items) > len(slow.items)):
        return fast
    return slow


def _good(items: list[RawItem]) -> bool:
    return bool(items) and all(item.title or any(item.texts) for item in items)


def _fast(text: str) -> Found | None:
    try:
        # Bytes only: given a string that looks like an address the library would fetch it, outside all rules.
        parsed = fastfeedparser.parse(text.encode("utf-8", "replace"))
    except Exception:  # whatever goes wrong here is the second parser's case
        return None
    items = [
        _item(entry, published=_given(entry), updated=entry.get("updated")) for entry in parsed.get("entries") or ()
    ]
    return _found("fastfeedparser", parsed.get("feed") or {}, items=items)


def _given(entry: Mapping[str, Any]) -> str | None:
    """Return the date the feed gave.

    Where an item has none, fastfeedparser reads one out of its guid ("one" becomes January): such a date is refused.
    """
    published, guid = _text(entry.get("published")), _text(entry.get("id"))
    if not published or guid.startswith(("http://", "https://")):
        return published or None
    return None if date_in(guid) == published else published


def _slow(text: str) -> Found | None:
    try:
        parsed = feedparser.parse(
            cap_authors(text).encode("utf-8", "replace"),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception:  # many kinds on hostile input; each means: no feed
        return None
    if not parsed.get("version") and not parsed.get("entries"):
        return None
    items = [
        _item(entry, published=_moment(entry, "published_parsed"), updated=_moment(entry, "updated_parsed"))
        for entry in parsed.get("entries", ())
    ]
    return _found("feedparser", parsed.get("feed", {}), items=items)


def _found(reader: str, feed: Mapping[str, Any], *, items: list[RawItem]) -> Found:
    return Found(reader=reader, title=_text(feed.get("title")), link=_text(feed.get("link")), items=items)


def _item(entry: Mapping[str, Any], *, published: str | None, updated: str | None) -> RawItem:
    contents = entry.get("content") or []
    texts = [_text(part.get("value")) for part in contents if isinstance(part, Mapping)]
    texts += [_text(entry.get("description")), _text(entry.get("summary"))]
    detail = entry.get("title_detail")
    return RawItem(
        guid=_text(entry.get("id")),
        link=_text(entry.get("link")) or _first_link(entry.get("links") or ()),
        title=_text(entry.get("title")),
        texts=tuple(dict.fromkeys(filter(None, texts))),
        published=published,
        updated=updated,
        author=_text(entry.get("author")),
        language=_text(detail.get("language")) if isinstance(detail, Mapping) else "",
        categories=tuple(_text(tag.get("term")) for tag in entry.get("tags") or () if isinstance(tag, Mapping)),
    )


def _first_link(links: Iterable[Any]) -> str:
    usable = (link for link in links if isinstance(link, Mapping) and link.get("rel") in {None, "", "alternate"})
    return next((_text(link.get("href")) for link in usable), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(entry: Mapping[str, Any], key: str) -> str | None:
    """Return feedparser's UTC time tuple as ISO text; None where it is missing or impossible."""
    parts = entry.get(key)
    if not parts:
        return None
    year, month, day, hour, minute, second = parts[:6]
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{min(second, 59):02d}+00:00"
