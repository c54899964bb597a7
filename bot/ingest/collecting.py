"""The collector: entries into articles. It fetches pages, robots.txt respected; what they are is decided elsewhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.moments import Clock
from bot.domain.source import Source
from bot.errors import ExtractionError, FetchError
from bot.ingest.http import SafeClient
from bot.ingest.leads import is_lead, lead
from bot.ingest.pages import Pages
from bot.ingest.reading import Unread, article_from, article_without, once_each, settle_ids, unread
from bot.ingest.values import Page
from bot.ingest.workers import Workers
from bot.log import get_logger

log = get_logger("collect")
_PAGES_AT_ONCE = 8
_WALLS = frozenset({DropReason.BLOCKED, DropReason.ROBOTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The articles behind some entries, and the entries that gave none, each with its reason."""

    articles: tuple[Article, ...]
    drops: tuple[Drop, ...]


class Collector:
    """Reads the pages behind entries through one client and one set of workers."""

    def __init__(self, client: SafeClient, workers: Workers, clock: Clock) -> None:
        self._pages, self._clock = Pages(client, workers, clock=clock), clock

    async def collect(self, source: Source, entries: Sequence[Entry]) -> Collected:
        """Fetch and read the pages of `entries` of `source` as far as their publishers allow; results keep their order.

        A page that cannot be read falls back to headline and feed text, marked with the page's kind, where that text
        has 80 characters; else the entry is dropped with the reason. A reserved page keeps its headline and link. Leads
        are not followed.
        """
        if is_lead(source):
            return Collected(articles=(), drops=tuple(lead(entry) for entry in entries))
        kept, twins = once_each(entries)
        turns = asyncio.Semaphore(_PAGES_AT_ONCE)
        results = await asyncio.gather(*(self._collect_one(entry, outlet=source.name, turns=turns) for entry in kept))
        articles, drops = settle_ids(tuple(zip(kept, results, strict=True)))
        log.debug("collected", source=source.id, articles=len(articles), dropped=len(twins) + len(drops))
        return Collected(articles=articles, drops=twins + drops)

    async def _collect_one(self, entry: Entry, *, outlet: str, turns: asyncio.Semaphore) -> Article | Drop:
        try:
            async with turns:
                found = await self._page(entry.url)
            if not isinstance(found, Unread):
                return article_from(entry, found, fetched_at=self._clock(), outlet=outlet)
        except Exception as error:  # an entry left unsettled would come again, and fail again, at every tick
            log.exception("page failed unexpectedly", source=entry.source_id, url=entry.url)
            found = Unread(kind=PageKind.ERROR, reason=DropReason.UNREADABLE, detail=type(error).__name__)
        return article_without(entry, found, fetched_at=self._clock(), outlet=outlet)

    async def _page(self, url: str) -> Page | Unread:
        try:
            page = await self._pages.read(url)
        except (FetchError, ExtractionError) as error:
            kind = PageKind.BLOCKED if error.reason in _WALLS else PageKind.ERROR
            return Unread(kind=kind, reason=error.reason, detail=error.problem)
        return unread(page) or page
