"""Polling and collecting: from sources to stored articles."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import EngineError, StorageError
from bot.ingest.health import is_due
from bot.log import get_logger
from bot.steps.parts import Parts

_PENDING_AT_ONCE = 200
_LONGEST_OUTAGE = timedelta(days=30)
log = get_logger("gather")


@dataclass(frozen=True, slots=True)
class Gather:
    """The two first steps of a cycle."""

    parts: Parts

    async def poll(self, run_id: str, source_ids: Sequence[str], *, force: bool = False) -> int:
        """Poll the sources that are due (all of them with `force`); return how many entries are new."""
        parts = self.parts
        sources = await parts.store.sources([SourceId(name) for name in source_ids])
        states = await parts.store.fetch_states()
        now = parts.clock()
        due = [source for source in sources if force or is_due(states.get(source.id), now)]

        async def one(source: Source) -> int:
            return await self._poll_one(run_id, source, states.get(source.id, FetchState(source_id=source.id)))

        return await self._each(due, one)

    async def _each(self, sources: Sequence[Source], work: Callable[[Source], Awaitable[int]]) -> int:
        """Return the sum of `work` over `sources`, some at once. What fails for one is logged and costs no other.

        A refusal of the database is raised once all have ended, so that the step is tried again.
        """
        gate = asyncio.Semaphore(self.parts.polls_at_once)

        async def one(source: Source) -> int:
            async with gate:
                try:
                    return await work(source)
                except StorageError:
                    raise
                except Exception:  # a bug that one source brings out must not silence the others
                    log.exception("source failed unexpectedly", source=source.id)
                    return 0

        done = await asyncio.gather(*(one(source) for source in sources), return_exceptions=True)
        total = 0
        for result in done:
            if isinstance(result, BaseException):
                raise result
            total += result
        return total

    async def _poll_one(self, run_id: str, source: Source, state: FetchState) -> int:
        parts = self.parts
        now = parts.clock()
        reading = await parts.poller.read(source, state, since=_since(state, now=now, first_poll=parts.first_poll))
        known = await parts.store.known_entries([entry.id for entry in reading.entries])
        fresh = tuple(entry for entry in reading.entries if entry.id not in known)
        await parts.store.save_reading(
            run_id,
            source,
            state=reading.state,
            entries=fresh,
            drops=reading.drops,
            answered=reading.answered,
            seen=len(reading.entries) + len(reading.drops),
            at=now,
        )
        if not reading.answered:
            log.warning("source did not answer", source=source.id, error=reading.state.last_error)
        return len(fresh)

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Fetch and extract the articles behind stored entries; return how many articles were stored."""

        async def one(source: Source) -> int:
            return await self._collect_one(run_id, source)

        return await self._each(await self.parts.store.sources([SourceId(name) for name in source_ids]), one)

    async def _collect_one(self, run_id: str, source: Source) -> int:
        parts = self.parts
        stored = 0
        while entries := await parts.store.pending_entries(source.id, _PENDING_AT_ONCE):
            collected = await parts.poller.collect(source, entries)
            stored += await parts.store.save_articles(run_id, collected.articles, collected.drops)
            left = await parts.store.pending_entries(source.id, _PENDING_AT_ONCE)
            if left[:1] == entries[:1]:
                raise EngineError(f"the entries of {source.id} were neither read nor dropped, first {left[0].url}")
        return stored


def _since(state: FetchState, *, now: datetime, first_poll: timedelta) -> datetime:
    """Return the oldest moment wanted: so long before the last success, so that an outage of a month loses no news."""
    last = min(state.last_success_at or now, now)
    return max(last, now - _LONGEST_OUTAGE) - first_poll
