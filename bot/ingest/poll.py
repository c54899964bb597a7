"""The poller: a source into entries, entries into articles. It does the I/O; what to keep is decided elsewhere."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.ids import SourceId
from bot.domain.moments import Clock
from bot.domain.source import FetchState, Source
from bot.errors import ExtractionError, FetchError, ParseError, SourceError
from bot.ingest import health
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import FEED, PAGE, SafeClient
from bot.ingest.reading import Unread, article_from, article_without, led_to_front, once_each, settle_ids, unread
from bot.ingest.robots import Robots
from bot.ingest.sifting import Window, sift
from bot.ingest.values import Feed, Page
from bot.ingest.workers import Workers
from bot.log import get_logger

log = get_logger("poll")
_PAGES_AT_ONCE = 8
_WALLS = frozenset({DropReason.BLOCKED, DropReason.ROBOTS})
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/zip", "application/octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """What one poll gave. A failure is told by `answered` False and `state.last_error`, and gives no entries."""

    source_id: SourceId
    state: FetchState
    entries: tuple[Entry, ...] = ()
    drops: tuple[Drop, ...] = ()
    answered: bool = True
    not_modified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The articles behind some entries, and the entries that gave none, each with its reason."""

    articles: tuple[Article, ...]
    drops: tuple[Drop, ...]


class Poller:
    """Reads sources and pages through one client and one set of workers."""

    def __init__(
        self, client: SafeClient, workers: Workers, clock: Clock, *, chance: Callable[[], float] = random.random
    ) -> None:
        """Take the parts; `chance` gives numbers from 0 to 1 for the jitter of the next poll."""
        self._client, self._workers, self._clock, self._chance = client, workers, clock, chance
        self._robots = Robots(client, clock=clock)

    async def read(self, source: Source, state: FetchState | None, *, since: datetime) -> SourceReading:
        """Return what `source` holds from `since` on, with the state to store. Whatever a source sends, never raise."""
        state = state or FetchState(source_id=source.id)
        try:
            return await self._read(source, state, since=since)
        except SourceError as error:
            return self._failed(source, state, error)
        except Exception as error:  # a bug that one source brings out must not silence the others
            log.exception("reading failed unexpectedly", source=source.id)
            told = ParseError(source.url, f"{type(error).__name__}: {error}", reason=DropReason.UNREADABLE)
            return self._failed(source, state, told)

    def _failed(self, source: Source, state: FetchState, error: SourceError) -> SourceReading:
        after = health.after_failure(state, source, error=error, now=self._clock(), chance=self._chance())
        return SourceReading(source_id=source.id, state=after, answered=False)

    async def _read(self, source: Source, state: FetchState, *, since: datetime) -> SourceReading:
        answer, feed = await self._answer(source, state)
        now = self._clock()
        after = health.after_success(state, source, answer=answer, feed=feed, now=now, chance=self._chance())
        if feed is None:
            return SourceReading(source_id=source.id, state=after, not_modified=True)
        window = Window(since=since, now=now, first=state.last_success_at is None)
        sifted = await asyncio.to_thread(sift, source, feed, window=window)
        return SourceReading(source_id=source.id, state=after, entries=sifted.entries, drops=sifted.drops)

    async def collect(self, source: Source, entries: Sequence[Entry]) -> Collected:
        """Fetch and read the pages of `entries` of `source`, robots.txt respected; results keep their order.

        A page that cannot be read falls back to headline and feed text, marked with the page's kind, where that text
        has 80 characters; else the entry is dropped with the reason.
        """
        kept, twins = once_each(entries)
        turns = asyncio.Semaphore(_PAGES_AT_ONCE)
        results = await asyncio.gather(*(self._collect_one(entry, turns=turns) for entry in kept))
        articles, drops = settle_ids(tuple(zip(kept, results, strict=True)))
        log.debug("collected", source=source.id, articles=len(articles), dropped=len(twins) + len(drops))
        return Collected(articles=articles, drops=twins + drops)

    async def _answer(self, source: Source, state: FetchState) -> tuple[Fetched | NotModified, Feed | None]:
        if source.kind == "page_list":
            raise ParseError(source.url, "sources of kind page_list cannot be polled", reason=DropReason.UNREADABLE)
        answer = await self._client.fetch(source.url, limits=FEED, etag=state.etag, last_modified=state.last_modified)
        if isinstance(answer, NotModified):
            return answer, None
        feed = await self._workers.feed(answer.body, url=answer.url, charset=answer.charset)
        return (answer, feed) if not feed.alternates else await self._discovered(feed.alternates[0])

    async def _discovered(self, url: str) -> tuple[Fetched, Feed]:
        """Read the feed that an HTML page named, one hop and no further; validators would belong to the page."""
        answer = await self._client.fetch(url, limits=FEED)
        if isinstance(answer, NotModified):
            raise FetchError(url, "answered 'not modified' to an unconditional request")
        feed = await self._workers.feed(answer.body, url=answer.url, charset=answer.charset)
        if feed.alternates:
            raise ParseError(url, "is named as a feed, but is an HTML page", reason=DropReason.UNREADABLE)
        return replace(answer, etag=None, last_modified=None), feed

    async def _collect_one(self, entry: Entry, *, turns: asyncio.Semaphore) -> Article | Drop:
        try:
            async with turns:
                found = await self._page(entry.url)
            if not isinstance(found, Unread):
                return article_from(entry, found, fetched_at=self._clock())
        except Exception as error:  # an entry left unsettled would come again, and fail again, at every tick
            log.exception("page failed unexpectedly", source=entry.source_id, url=entry.url)
            found = Unread(kind=PageKind.ERROR, reason=DropReason.UNREADABLE, detail=type(error).__name__)
        return article_without(entry, found, fetched_at=self._clock())

    async def _page(self, url: str) -> Page | Unread:
        try:
            await self._robots.check(url)
            answer = await self._client.fetch(url, limits=PAGE)
            if isinstance(answer, NotModified):
                return Unread(kind=PageKind.ERROR, reason=DropReason.FETCH_FAILED, detail="unasked 'not modified'")
            if answer.url != url:
                await self._robots.check(answer.url)
            why = _unusable(url, answer)
            if why is not None:
                return why
            page = await self._workers.page(answer.body, url=answer.url, charset=answer.charset)
        except (FetchError, ExtractionError) as error:
            kind = PageKind.BLOCKED if error.reason in _WALLS else PageKind.ERROR
            return Unread(kind=kind, reason=error.reason, detail=error.problem)
        return unread(page) or page


def _unusable(asked: str, answer: Fetched) -> Unread | None:
    """Return why an answer is not worth parsing: reserved, no text, or a front page instead of the article."""
    if answer.opted_out:
        return Unread(kind=PageKind.BLOCKED, reason=DropReason.ROBOTS, detail="reserved by its publisher")
    if answer.content_type.startswith(_UNREADABLE_TYPES):
        return Unread(kind=PageKind.ERROR, reason=DropReason.UNREADABLE, detail=answer.content_type)
    if led_to_front(asked, answer.url):
        return Unread(kind=PageKind.ERROR, reason=DropReason.EMPTY, detail="leads to the front page")
    return None
