"""RSS, Atom and RDF by two parsers: fastfeedparser first, feedparser where that fails or finds too little."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import fastfeedparser
import feedparser
from fastfeedparser.main import _parse_date as date_in

from bot.ingest.corrections import corrected
from bot.ingest.items import RawItem
from bot.ingest.repair import cap_authors
from bot.ingest.values import MAX_ENTRIES

_FALLBACK_CAP = 5_000_000
_FALLBACK_TAGS = 100_000  # a second of its time
_ITEM = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
# A word that no date holds: with it, and without blanks, the library reads no date out of a guid.
_NO_DATE = re.compile(
    r"(?<![A-Za-z])(?:tag|urn|uuid|www|com|org|net|html|post|posts|article|news|story|node|id)(?![A-Za-z])|[A-Za-z]{10}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one parser found: at most 2,000 items, and `beyond` more; `link` is where the feed says its site is."""

    reader: str
    title: str
    link: str
    items: list[RawItem]
    beyond: int = 0


def read_xml(document: bytes, *, root: str = "rss") -> Found | None:
    """Return what the feed holds; None where it is none.

    `document` is UTF-8, repaired, without declaration; `root` is the name of its root: rss, feed, rdf or channel.
    """
    fast = _fast(document, root=root)
    if fast is not None and _good(fast.items):
        return fast
    slow = _slow(document) if _worth_it(document) else None
    if slow is None or (fast is not None and len(fast.items) > len(slow.items)):
        return fast
    return slow


def _worth_it(document: bytes) -> bool:
    """Say whether the second parser may find something, in bearable time."""
    return (
        len(document) <= _FALLBACK_CAP and document.count(b"<") <= _FALLBACK_TAGS and _ITEM.search(document) is not None
    )


def _good(items: list[RawItem]) -> bool:
    """Say whether the first parser will do: an item with an address or id, but neither title nor text, is misread."""
    told = False
    for item in items:
        if item.title or item.texts:
            told = True
        elif item.link or item.guid:
            return False
    return told


def _fast(document: bytes, *, root: str) -> Found | None:
    try:
        # Bytes only: given a string that looks like an address the library would fetch it, outside all rules.
        parsed = fastfeedparser.parse(document, include_media=False, include_enclosures=False)
    except Exception:  # whatever goes wrong here is the second parser's case
        return None
    entries = parsed.get("entries") or []
    read = [_fast_item(entry, root=root) for entry in entries[:MAX_ENTRIES]]
    items = corrected(read, document, root=root, total=len(entries))
    return _found("fastfeedparser", parsed.get("feed") or {}, items=items, beyond=len(entries) - len(items))


def _fast_item(entry: Mapping[str, Any], *, root: str) -> RawItem:
    """Take an entry of fastfeedparser's, whose values are text or missing."""
    get = entry.get
    published, link = _given(entry), get("link") or ""
    if root == "feed":
        usable = [one["href"] for one in get("links") or () if one["rel"] in {None, "alternate"} and one["href"]]
        link = usable[0] if usable and link not in usable else link
    contents = get("content")
    text, more = (contents[0]["value"] or "").strip() if contents else "", get("description") or ""
    tags = get("tags")
    return RawItem(
        guid=get("id") or "",
        link=link,
        title=get("title") or "",
        texts=((text, more) if more and more != text else (text,)) if text else ((more,) if more else ()),
        published=published,
        updated=get("updated") or (published if root == "rdf" else None),
        author=get("author") or "",
        categories=tuple([tag["term"] for tag in tags]) if tags else (),
    )


def _given(entry: Mapping[str, Any]) -> str | None:
    """Return the date the feed gave.

    Where an item has none, fastfeedparser reads one out of its guid ("one" becomes January): such a date is refused.
    """
    published, guid = _text(entry.get("published")), _text(entry.get("id"))
    if not published or guid.startswith(("http://", "https://")) or (_NO_DATE.search(guid) and len(guid.split()) == 1):
        return published or None
    return None if date_in(guid) == published else published


def _slow(document: bytes) -> Found | None:
    try:
        parsed = feedparser.parse(
            cap_authors(document),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception:  # many kinds on hostile input; each means: no feed
        return None
    entries = parsed.get("entries") or []
    if not parsed.get("version") and not entries:
        return None
    items = [
        _item(
            entry,
            link=_text(entry.get("link")) or _first_link(entry.get("links") or ()),
            published=_moment(entry, "published_parsed"),
            updated=_moment(entry, "updated_parsed"),
        )
        for entry in entries[:MAX_ENTRIES]
    ]
    return _found("feedparser", parsed.get("feed", {}), items=items, beyond=len(entries) - len(items))


def _found(reader: str, feed: Mapping[str, Any], *, items: list[RawItem], beyond: int) -> Found:
    title, link = _text(feed.get("title")), _text(feed.get("link"))
    return Found(reader=reader, title=title, link=link, items=items, beyond=beyond)


def _item(entry: Mapping[str, Any], *, link: str, published: str | None, updated: str | None) -> RawItem:
    contents = entry.get("content") or []
    texts = [_text(part.get("value")) for part in contents if isinstance(part, Mapping)]
    texts += [_text(entry.get("description")), _text(entry.get("summary"))]
    detail = entry.get("title_detail")
    return RawItem(
        guid=_text(entry.get("id")),
        link=link,
        title=_text(entry.get("title")),
        texts=tuple(dict.fromkeys(text for text in map(str.strip, texts) if text)),  # often one text, twice
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


def _moment(entry: dict[str, Any], key: str) -> str | None:
    """Return feedparser's UTC time tuple as ISO text; None where it is missing or impossible."""
    parts = dict.get(entry, key)  # its own look-up would take the date of publication for the update's, and warn
    if not parts:
        return None
    year, month, day, hour, minute, second = parts[:6]
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{min(second, 59):02d}+00:00"
