"""The gathering half of the house over a real archive, a real poller and a server on this machine."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.ingest.collecting import Collector
from bot.ingest.http import SafeClient
from bot.ingest.poll import Poller
from bot.ingest.workers import InlineWorkers, Workers
from bot.steps.collecting import Collecting
from bot.steps.parts import Parts
from bot.steps.polling import Polling
from bot.store import Store, open_store
from support.feedtext import Item, rss
from support.fetching import PARAGRAPHS, article_html, loopback_client
from support.loopback import LoopbackServer, Reply
from support.stores import copy_sqlite
from support.values import NOW

_UNUSED: Any = None
PollerT = TypeVar("PollerT", bound=Poller)
CollectorT = TypeVar("CollectorT", bound=Collector)


@dataclass
class Field:
    """Sources of one server, named by their feeds; `now` is what every clock here says."""

    server: LoopbackServer
    store: Store
    client: SafeClient
    workers: Workers
    now: datetime = NOW
    polling: Polling = _UNUSED
    collecting: Collecting = _UNUSED

    def clock(self) -> datetime:
        """Return the present moment."""
        return self.now

    def use(self, poller: type[PollerT], collector: type[CollectorT]) -> tuple[PollerT, CollectorT]:
        """Gather with these kinds from now on, and return them."""
        made = poller(self.client, self.workers, self.clock, chance=lambda: 0.5)
        reader = collector(self.client, self.workers, self.clock)
        parts = Parts(
            store=self.store,
            poller=made,
            collector=reader,
            analyser=_UNUSED,
            clusterer=_UNUSED,
            summarizer=_UNUSED,
            outbound={},
            labels=_UNUSED,
            clock=self.clock,
        )
        self.polling, self.collecting = Polling(parts), Collecting(parts)
        return made, reader

    async def poll(self, run_id: str, names: Sequence[str]) -> int:
        """Poll the sources named; return how many entries are new."""
        return await self.polling.poll(run_id, names)

    async def collect(self, run_id: str, names: Sequence[str]) -> int:
        """Collect from the sources named; return how many articles are new."""
        return await self.collecting.collect(run_id, names)

    async def sow(self, *names: str) -> list[str]:
        """Store a source for each name, its feed at `/name`; return the ids."""
        made = [
            Source(id=SourceId(name), name=name, url=self.server.url(f"/{name}"), country="INT", poll_minutes=60)
            for name in names
        ]
        await self.store.upsert_sources(made)
        return list(names)

    def publish(self, source: str, *paths: str, published: datetime | None = None) -> None:
        """Let the feed of `source` hold items at `paths`, each with a page behind it."""
        for path in paths:
            self.server.add(path, Reply(body=article_html(f"Title of {path}", PARAGRAPHS)))
        entries = [
            Item(guid=path, url=self.server.url(path), title=f"Title of {path}", published=published or self.now)
            for path in paths
        ]
        self.publish_items(source, entries)

    def publish_items(self, source: str, items: Sequence[Item]) -> None:
        """Let the feed of `source` hold `items`."""
        self.server.add(f"/{source}", Reply(body=rss(items).encode(), content_type="application/rss+xml"))


@asynccontextmanager
async def field(folder: Path, template: Path, *, workers: Workers | None = None) -> AsyncIterator[Field]:
    """Open an empty archive in `folder`, a copy of `template`, and a server without sources."""
    async with LoopbackServer() as server, loopback_client(server) as client:
        made = Field(server, _UNUSED, client, workers or InlineWorkers())
        made.store = await open_store(copy_sqlite(template, folder), migrate=False, clock=made.clock)
        made.use(Poller, Collector)
        try:
            yield made
        finally:
            await made.store.close()
