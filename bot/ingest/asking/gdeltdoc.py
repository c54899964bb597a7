"""GDELT's DOC 2.0 interface: articles of the last day that answer a query. One request in five seconds, no more."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import FetchError, ParseError
from bot.ingest.asking.tools import Asked, Tools, is_known
from bot.ingest.http import FEED
from bot.ingest.plain import plain_line
from bot.ingest.values import Feed, FeedEntry

SECONDS_BETWEEN = 5.0
_REST = 900.0
_ASKED = {"mode": "artlist", "format": "json", "maxrecords": "250", "timespan": "1d", "sort": "datedesc"}


def address(source: Source) -> str:
    """Return the address that asks for the source's query: what its row's own address says goes first."""
    parts = urlsplit(source.url)
    asked = {**_ASKED, "query": source.query or "", **dict(parse_qsl(parts.query, keep_blank_values=True))}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked), ""))


async def ask_gdelt_doc(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return the articles found; raise FetchError with a rest of 15 minutes where fewer requests are asked for."""
    url = address(source)
    tools.client.slow_down(urlsplit(url).hostname or "", SECONDS_BETWEEN)
    answer = await tools.fetch(url, limits=FEED)
    if is_known(answer, state):
        return answer, None
    _refuse_prose(answer.body, url)
    if answer.body.strip() == b"{}":  # nothing found
        return answer, Feed(reader="gdelt")
    feed = await tools.workers.feed(answer.body, url=answer.url, charset=answer.charset)
    return answer, replace(feed, entries=tuple(_seen(entry) for entry in feed.entries))


def _refuse_prose(body: bytes, url: str) -> None:
    """Raise what the service says in words, with status 200, where JSON is due."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return
    said = plain_line(body[:2_000].decode("utf-8", "replace"), limit=200)
    if "limit requests" in said.lower():
        raise FetchError(url, f"fewer requests are asked for: {said}", retry_after=_REST, status=429)
    if not said:
        raise ParseError(url, "the answer is empty", reason=DropReason.EMPTY)
    raise ParseError(url, f"the service says: {said}", reason=DropReason.UNREADABLE)


def _seen(entry: FeedEntry) -> FeedEntry:
    """Move the date: it is when GDELT saw the article, and the article's own, once read, goes before it."""
    return replace(entry, published=None, updated=entry.published or entry.updated)
