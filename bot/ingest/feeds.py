"""Bytes in, a feed out: charset, repair, the parser for the kind, bounded plain entries. Runs in a worker process."""

import re
from dataclasses import replace

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.charset import decode, without_declaration
from bot.ingest.discovery import discover
from bot.ingest.hints import Hints, read_hints
from bot.ingest.inflate import Body, BodyError
from bot.ingest.items import RawItem, language_code, settle
from bot.ingest.jsonfeeds import read_json
from bot.ingest.plain import plain_line
from bot.ingest.repair import blank_part_dates, repair
from bot.ingest.sitemaps import read_index, read_sitemap
from bot.ingest.urls import is_web
from bot.ingest.values import MAX_TITLE, Feed, Refused
from bot.ingest.xmlfeeds import read_xml

MAX_BYTES = 10_000_000
_ROOT = re.compile(
    r"<(?:\w{1,20}:)?(rss|feed|rdf|urlset|sitemapindex|channel|html)\b|(<!doctype\s+html)", re.IGNORECASE
)
_GZIP = b"\x1f\x8b\x08"


def parse_feed(body: bytes, *, url: str, charset: str | None = None) -> Feed:
    """Return the feed in `body`, fetched from `url` with the charset HTTP named; raise ParseError.

    Understands RSS, Atom, RDF, JSON Feed, news sitemaps and GDELT's list, packed by gzip or not. An HTML page gives a
    feed without entries whose `alternates` are the feeds it names; a page that names none is an error. A sitemap index
    gives its `children`.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body, url)
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    text = decode(body, charset).lstrip("\ufeff\0 \t\r\n")
    if not text:
        raise ParseError(url, "the answer is empty", reason=DropReason.EMPTY)
    if text[0] in "{[":
        return _json(text, url)
    root = _ROOT.search(text[:4096])
    kind = "html" if root is not None and root.group(2) else (root.group(1).lower() if root else "")
    if kind == "html":
        return _page(text, url)
    repaired = blank_part_dates(repair(without_declaration(text)))
    if kind == "urlset":
        return _sitemap(repaired, url)
    if kind == "sitemapindex":
        return _index(repaired, url)
    return _xml(repaired, url)


def _unpacked(body: bytes, url: str) -> bytes:
    """Return a file that was packed before it was served (`.xml.gz`), unpacked within the same bound."""
    unpacked = Body("gzip", limit=MAX_BYTES)
    try:
        unpacked.feed(body)
        return unpacked.finish()
    except BodyError as error:
        raise ParseError(url, error.problem, reason=error.reason) from error


def _json(text: str, url: str) -> Feed:
    found = read_json(text)
    if found is None:
        raise ParseError(url, "JSON, but no feed", reason=DropReason.UNREADABLE)
    reader, title, language, items = found
    return _feed(reader, items, url=url, title=title, hints=Hints(language=language_code(language)))


def _sitemap(text: str, url: str) -> Feed:
    items = read_sitemap(text)
    if items is None:
        raise ParseError(url, "not a readable sitemap", reason=DropReason.UNREADABLE)
    news = [item for item in items if item.title]
    feed = _feed("sitemap", news, url=url, title="", hints=Hints())
    if items and not news:
        problem = f"a sitemap of {len(items)} addresses without titles, which are no news"
        feed = replace(feed, refused=(Refused(url=url, title="", problem=problem),))
    return feed


def _index(text: str, url: str) -> Feed:
    children = read_index(text, url=url)
    if not children:
        raise ParseError(url, "a sitemap index that names no sitemap", reason=DropReason.EMPTY)
    return Feed(reader="sitemapindex", children=children)


def _xml(text: str, url: str) -> Feed:
    found = read_xml(text)
    if found is None:
        raise ParseError(url, "not a readable feed", reason=DropReason.UNREADABLE)
    base = url if is_web(url) else found.link  # a file has no address of its own
    return _feed(found.reader, found.items, url=base, title=found.title, hints=read_hints(text))


def _feed(reader: str, items: list[RawItem], *, url: str, title: str, hints: Hints) -> Feed:
    entries, refused = settle(items, base=url)
    if hints.language:
        entries = tuple(replace(entry, language=entry.language or hints.language) for entry in entries)
    return Feed(
        reader=reader,
        title=plain_line(title, limit=MAX_TITLE),
        language=hints.language,
        ttl_minutes=hints.ttl_minutes,
        skip_hours=hints.skip_hours,
        skip_days=hints.skip_days,
        entries=entries,
        refused=refused,
    )


def _page(text: str, url: str) -> Feed:
    alternates = discover(text, url=url)
    if not alternates:
        raise ParseError(url, "an HTML page that names no feed", reason=DropReason.UNREADABLE)
    return Feed(reader="html", alternates=alternates)
