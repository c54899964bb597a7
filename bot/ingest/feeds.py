"""Bytes in, a feed out: charset, repair, the parser for the kind, bounded plain entries. Runs in a worker process."""

import re
from dataclasses import replace

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.charset import to_utf8
from bot.ingest.discovery import discover
from bot.ingest.hints import Hints, read_hints
from bot.ingest.inflate import Body, BodyError
from bot.ingest.items import RawItem, language_code, settle
from bot.ingest.jsonfeeds import read_json
from bot.ingest.plain import plain_line
from bot.ingest.repair import blank_part_dates, declare, repair, short_tags
from bot.ingest.sitemaps import MOST_PAST, read_index, read_sitemap
from bot.ingest.urls import is_web, resolve_link
from bot.ingest.values import MAX_ENTRIES, MAX_TITLE, Feed, FeedEntry, Refused
from bot.ingest.xmlfeeds import read_xml

MAX_BYTES = 10_000_000
_ROOT = re.compile(
    rb"<(?:[\w-]{1,20}:)?(rss|feed|rdf|urlset|sitemapindex|channel|html|head|body)\b|<!doctype\s{1,9}html",
    re.IGNORECASE,
)
_LOOK = 65_536
_TRUE_DECLARATION = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:utf|UTF)-8["'])?(?: standalone=["']\w{2,3}["'])? ?\?>)?\s*"""
)
_PAGE = frozenset({"html", "head", "body"})
_JUNK = b"\xef\xbb\xbf\0 \t\r\n"
_GZIP = b"\x1f\x8b\x08"


def parse_feed(body: bytes, *, url: str, charset: str | None = None, past: bool = False) -> Feed:
    """Return the feed in `body`, fetched from `url` with the charset HTTP named; raise ParseError.

    Understands RSS, Atom, RDF, JSON Feed, news sitemaps and GDELT's list, packed by gzip or not. An HTML page gives a
    feed without entries whose `alternates` are the feeds it names; a page that names none is an error. A sitemap index
    gives its `children`. Of a sitemap of the `past` every dated address counts, with a title or without.
    """
    if body.startswith(_GZIP):
        body = _unpacked(body, url)
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    document = to_utf8(body, charset).lstrip(_JUNK)
    if not document:
        raise ParseError(url, "the answer is empty", reason=DropReason.EMPTY)
    if document[:1] in b"{[":
        return _json(document, url)
    kind, start = _root(document)
    if not kind:
        raise ParseError(url, "not a readable feed: nothing in it begins one", reason=DropReason.UNREADABLE)
    if kind in _PAGE:
        return _page(document, url)
    repaired = blank_part_dates(declare(repair(short_tags(_from_root(document, start)))))
    if kind == "urlset":
        return _past(repaired, url) if past else _sitemap(repaired, url)
    if kind == "sitemapindex":
        return _index(repaired, url)
    return _xml(repaired, url, kind=kind)


def _root(document: bytes) -> tuple[str, int]:
    """Return name and place of the first element that a feed, a sitemap or a page begins with; "" where none is."""
    at = 0
    while (found := _ROOT.search(document, at, _LOOK)) is not None:
        comment = document.rfind(b"<!--", at, found.start())
        end = document.find(b"-->", comment) if comment >= 0 else -1
        if end < found.start():
            return (found.group(1) or b"html").decode().lower(), found.start()
        at = end
    return "", 0


def _from_root(document: bytes, start: int) -> bytes:
    """Leave out what stands before the root: junk, and a declaration that no longer holds; not declared entities."""
    before = document[:start]
    if _TRUE_DECLARATION.fullmatch(before):
        return document
    declared = before.rfind(b"<!DOCTYPE") if b"<!ENTITY" in before else -1
    return document[declared if declared >= 0 else start :]


def _unpacked(body: bytes, url: str) -> bytes:
    """Return a file that was packed before it was served (`.xml.gz`), unpacked within the same bound."""
    unpacked = Body("gzip", limit=MAX_BYTES)
    try:
        unpacked.feed(body)
        return unpacked.finish()
    except BodyError as error:
        reason = error.reason if error.reason is DropReason.TOO_LARGE else DropReason.UNREADABLE
        raise ParseError(url, f"a packed feed: {error.problem}", reason=reason) from error


def _json(document: bytes, url: str) -> Feed:
    found = read_json(document)
    if found is None:
        raise ParseError(url, "JSON, but no feed", reason=DropReason.UNREADABLE)
    hints = Hints(
        language=language_code(found.language),
        hub=resolve_link(url, found.hub) or None,
        topic=(resolve_link(url, found.topic) or None) if found.hub else None,
    )
    return _feed(found.reader, found.items, url=url, title=found.title, hints=hints, beyond=found.beyond)


def _sitemap(document: bytes, url: str) -> Feed:
    items = read_sitemap(document.decode())
    if items is None:
        raise ParseError(url, "not a readable sitemap", reason=DropReason.UNREADABLE)
    news = [item for item in items if item.title]
    feed = _feed("sitemap", news, url=url, title="", hints=Hints())
    if items and not news:
        problem = f"a sitemap of {len(items)} addresses without titles, which are no news"
        feed = replace(feed, refused=(Refused(url=url, title="", problem=problem),))
    return feed


def _past(document: bytes, url: str) -> Feed:
    items = read_sitemap(document.decode(), most=MOST_PAST)
    if items is None:
        raise ParseError(url, "not a readable sitemap", reason=DropReason.UNREADABLE)
    entries: list[FeedEntry] = []
    for start in range(0, len(items), MAX_ENTRIES):
        entries += settle(items[start : start + MAX_ENTRIES], base=url)[0]
    dated = tuple(entry for entry in entries if entry.url and (entry.published or entry.updated))
    missing = len(items) - len(dated)
    refused = (Refused(url=url, title="", problem=f"{missing} addresses without a date"),) if missing else ()
    return Feed(reader="sitemap", entries=dated, refused=refused)


def _index(document: bytes, url: str) -> Feed:
    children = read_index(document.decode(), url=url)
    if not children:
        raise ParseError(url, "a sitemap index that names no sitemap", reason=DropReason.EMPTY)
    return Feed(reader="sitemapindex", children=children)


def _xml(document: bytes, url: str, *, kind: str) -> Feed:
    found = read_xml(document, root=kind)
    if found is None:
        raise ParseError(url, "not a readable feed", reason=DropReason.UNREADABLE)
    base = url if is_web(url) else found.link  # a file has no address of its own
    hints = read_hints(document, url=base)
    return _feed(found.reader, found.items, url=base, title=found.title, hints=hints, beyond=found.beyond)


def _feed(reader: str, items: list[RawItem], *, url: str, title: str, hints: Hints, beyond: int = 0) -> Feed:
    entries, refused = settle(items, base=url, language=hints.language, beyond=beyond)
    return Feed(
        reader=reader,
        title=plain_line(title, limit=MAX_TITLE),
        language=hints.language,
        ttl_minutes=hints.ttl_minutes,
        skip_hours=hints.skip_hours,
        skip_days=hints.skip_days,
        entries=entries,
        refused=refused,
        hub=hints.hub,
        topic=hints.topic,
    )


def _page(document: bytes, url: str) -> Feed:
    alternates = discover(document.decode(), url=url)
    if not alternates:
        raise ParseError(url, "an HTML page that names no feed", reason=DropReason.UNREADABLE)
    return Feed(reader="html", alternates=alternates)
