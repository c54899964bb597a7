"""Reading in the past: batch by batch the real way, from entries to deals, quietly, and from where it was left.

A batch is stored, analysed, grouped and then noted as done. Whatever is killed in between is done again by the next
run and changes nothing: entries, articles, stories and deals go by names made of what they hold.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain.article import Article, Drop, Entry
from bot.domain.backfill import Backfill
from bot.domain.ids import ArticleId
from bot.domain.source import Source
from bot.log import get_logger
from bot.steps.parts import Parts
from bot.steps.summarising import Summarising
from bot.steps.understand import Understand

_AT_ONCE = 500
_ATTEMPTS = 4
_SHORTEST_REST, _LONGEST_REST = 5.0, 3600.0
_SILENCE = re.compile(r"asked for silence|answered 429\b")
_SECONDS = re.compile(r"lasts another (\d+) s")
log = get_logger("backfill")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some of the past: up to which item it goes, its entries and their sources.

    `articles` come with it where nothing is to be fetched, None where their pages are. `left_out` counts what was not
    taken, `problems` are what could not be used.
    """

    done: int
    sources: Sequence[Source] = ()
    entries: Sequence[Entry] = ()
    articles: Sequence[Article] | None = None
    left_out: int = 0
    problems: Sequence[str] = ()


class Past(Protocol):
    """Where the past comes from."""

    @property
    def total(self) -> int:
        """How many items or files there are."""

    def batches(self, backfill: Backfill) -> AsyncIterator[Batch]:
        """Yield what comes after what is done, oldest first, the same way at every run."""


@dataclass(frozen=True, slots=True)
class Backfilling:
    """Reads in one past; `told` hears after each batch how far it is."""

    parts: Parts
    told: Callable[[Backfill, Sequence[str]], None]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def run(self, backfill: Backfill, past: Past, *, summaries: bool = False) -> Backfill:
        """Read in all that is left and return how that went."""
        again = True
        async for batch in past.batches(backfill):
            backfill = await self._take(backfill, batch, again=again)
            self.told(backfill, batch.problems)
            again = False
        while summaries and await Summarising(self.parts).summarise(_AT_ONCE, past=True):
            pass
        return backfill

    async def _take(self, backfill: Backfill, batch: Batch, *, again: bool) -> Backfill:
        """Store and understand a batch; `again` says that a run may have been killed within it."""
        store, run_id = self.parts.store, run_of(backfill)
        new = await store.save_past(run_id, batch.sources, batch.entries) if batch.entries else set()
        taken = 0
        if batch.articles is not None:
            taken = await store.save_articles(run_id, batch.articles)
        elif batch.entries:
            taken = await self._collect(run_id, batch)
        await self._understand(run_id, batch, again=again)
        done = replace(
            backfill,
            at=self.parts.clock(),
            done=batch.done,
            entries=backfill.entries + len(new),
            articles=backfill.articles + taken,
            left_out=backfill.left_out + batch.left_out,
            bad=backfill.bad + len(batch.problems),
        )
        await store.save_backfill(done)
        return done

    async def _collect(self, run_id: str, batch: Batch) -> int:
        """Fetch the pages of a batch; what a site did not give because it asked for silence is asked for again."""
        wanted, taken = {entry.id for entry in batch.entries}, 0
        for source in batch.sources:
            for attempt in range(_ATTEMPTS):
                waiting = await self.parts.store.pending_entries(source.id, _AT_ONCE)
                entries = [entry for entry in waiting if entry.id in wanted]
                if not entries:
                    break
                collected = await self.parts.collector.collect(source, entries)
                last = attempt == _ATTEMPTS - 1
                later = [] if last else [drop for drop in collected.drops if _SILENCE.search(drop.detail)]
                drops = [drop for drop in collected.drops if drop not in later]
                taken += await self.parts.store.save_articles(run_id, collected.articles, drops)
                if later:
                    await self.sleep(_rest(later))
        return taken

    async def _understand(self, run_id: str, batch: Batch, *, again: bool) -> None:
        """Analyse and group what was stored, with memory that stands at the batch's own time."""
        understand, oldest = Understand(self.parts), _oldest(batch)
        while await understand.analyse(run_id, _AT_ONCE, past=True):
            pass
        await understand.group(at=oldest)
        if again and batch.articles:
            await understand.deal([ArticleId(article.id) for article in batch.articles])
        log.debug("past read in", run=run_id, entries=len(batch.entries))


def run_of(backfill: Backfill) -> str:
    """Return the run under which entries of a reading of the past stand."""
    return f"backfill-{backfill.id}"


def _rest(drops: Sequence[Drop]) -> float:
    """Return for how many seconds the sites behind `drops` want to be left alone, an hour at most."""
    said = [float(found[1]) for drop in drops if (found := _SECONDS.search(drop.detail))]
    return min(max(said, default=_SHORTEST_REST), _LONGEST_REST)


def _oldest(batch: Batch) -> datetime | None:
    moments = [moment for one in batch.entries if (moment := one.published or one.updated) is not None]
    return min(moments, default=None)
