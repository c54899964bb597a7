"""The collector: entries into articles. It fetches pages, robots.txt respected; what they are is decided elsewhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.moments import Clock
from bot.domain.source import Source
from bot.errors import ExtractionError, FetchError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import PAGE, SafeClient
from bot.ingest.leads import is_lead, lead
from bot.ingest.reading import Unread, article_from, article_without, led_to_front, once_each, settle_ids, unread
from bot.ingest.robots import Robots
from bot.ingest.values import Page
from bot.ingest.workers import Workers
from bot.log import get_logger

log = get_logger("collect")
_PAGES_AT_ONCE = 8
_WALLS = frozenset({DropReason.BLOCKED, DropReason.ROBOTS})
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/zip", "application/octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The articles behind some entries, and the entries that gave none, each with its reason."""

    articles: tuple[Article, ...]
    drops: tuple[Drop, ...]


class Collector:
    """Reads the pages behind entries through one client and one set of workers."""

    def __init__(self, client: SafeClient, workers: Workers, clock: Clock) -> None:
        self._client, self._workers, self._clock = client, workers, clock
        self._robots = Robots(client, clock=clock)

    async def collect(self, source: Source, entries: Sequence[Entry]) -> Collected:
        """Fetch and read the pages of `entries` of `source`, robots.txt respected; results keep their order.

        A page that cannot be read falls back to headline and feed text, marked with the page's kind, where that text
        has 80 characters; else the entry is dropped with the reason. Leads are not followed.
        """
        if is_lead(source):
            return Collected(articles=(), drops=tuple(lead(entry) for entry in entries))
        kept, twins = once_each(entries)
        turns = asyncio.Semaphore(_PAGES_AT_ONCE)
        results = await asyncio.gather(*(self._collect_one(entry, turns=turns) for entry in kept))
        articles, drops = settle_ids(tuple(zip(kept, results, strict=True)))
        log.debug("collected", source=source.id, articles=len(articles), dropped=len(twins) + len(drops))
        return Collected(articles=articles, drops=twins + drops)

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
