"""The past out of pages that sitemaps or GDELT's files name: fetched as any page is, and no faster than is wished."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.article import Entry
from bot.domain.backfill import Backfill
from bot.domain.source import Source
from bot.errors import SourceError
from bot.ingest.asking.tools import Tools
from bot.ingest.pastasking import past_entry, read_gdelt_file
from bot.ingest.pastsources import PastSources
from bot.steps.backfilling import Batch

_PAGES = 20


@dataclass(slots=True)
class Pace:
    """Holds back so that at most `per_minute` pages are begun in a minute; 0 leaves it to the gaps between requests."""

    per_minute: int = 0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
    _free_at: float = field(default=0.0, init=False)

    @property
    def at_once(self) -> int:
        """How many pages are begun together."""
        return min(_PAGES, self.per_minute or _PAGES)

    async def wait_for(self, pages: int) -> None:
        """Return when so many more pages may be begun."""
        if not self.per_minute:
            return
        wait = self._free_at - self.monotonic()
        if wait > 0:
            await self.sleep(wait)
        self._free_at = max(self._free_at, self.monotonic()) + 60 * pages / self.per_minute


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPages:
    """Addresses that were found, oldest first, all of one source."""

    source: Source
    entries: Sequence[Entry]
    pace: Pace

    @property
    def total(self) -> int:
        """How many pages there are."""
        return len(self.entries)

    async def batches(self, backfill: Backfill) -> AsyncIterator[Batch]:
        """Yield the pages that are left."""
        for start in range(backfill.done, self.total, self.pace.at_once):
            some = self.entries[start : start + self.pace.at_once]
            await self.pace.wait_for(len(some))
            yield Batch(done=start + len(some), sources=[self.source], entries=some)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFiles:
    """GDELT's files, oldest first; the pages that their rows name are fetched, `most` in all.

    `source` says which rows are wanted, `outlets` whose the pages are; without those they are all of `source`.
    """

    source: Source
    outlets: PastSources | None
    places: Sequence[str]
    tools: Tools
    pace: Pace
    most: int | None = None

    @property
    def total(self) -> int:
        """How many files there are."""
        return len(self.places)

    async def batches(self, backfill: Backfill) -> AsyncIterator[Batch]:
        """Yield the pages of each file that is left; a file is done with its last page."""
        left = self.most - backfill.entries if self.most is not None else None
        for number in range(backfill.done, self.total):
            entries, problems = await self._read(self.places[number])
            kept = [one for one in entries if backfill.holds(one.published or one.updated or backfill.until)]
            outside = len(entries) - len(kept)
            if left is not None:
                kept = kept[: max(left, 0)]
                left -= len(kept)
            for some in _chunks(kept, self.pace.at_once):
                await self.pace.wait_for(len(some))
                yield Batch(done=number, sources=self._sources(some), entries=some)
            yield Batch(done=number + 1, left_out=outside, problems=problems)

    async def _read(self, place: str) -> tuple[list[Entry], Sequence[str]]:
        try:
            items, problems = await read_gdelt_file(self.tools, place, self.source)
        except SourceError as error:
            return [], [str(error)]
        usable = [item for item in items if item.url]
        entries = {one.id: one for one in (past_entry(self._source(item.url), item) for item in reversed(usable))}
        return list(entries.values())[::-1], problems

    def _source(self, url: str) -> Source:
        return self.outlets.of("", url=url) if self.outlets else self.source

    def _sources(self, entries: Sequence[Entry]) -> list[Source]:
        return list({source.id: source for source in (self._source(entry.url) for entry in entries)}.values())


def _chunks(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    return (entries[start : start + size] for start in range(0, len(entries), size))
