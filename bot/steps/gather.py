"""Polling and collecting: from sources to stored articles."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import EngineError
from bot.log import get_logger
from bot.steps.parts import Parts

_PENDING_AT_ONCE = 200
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
        due = [
            (source, states.get(source.id, FetchState(source_id=source.id)))
            for source in sources
            if force or _is_due(states.get(source.id), now=now.timestamp())
        ]
        gate = asyncio.Semaphore(parts.polls_at_once)

        async def one(source: Source, state: FetchState) -> int:
            async with gate:
                return await self._poll_one(run_id, source, state)

        return sum(await asyncio.gather(*(one(source, state) for source, state in due)))

    async def _poll_one(self, run_id: str, source: Source, state: FetchState) -> int:
        parts = self.parts
        now = parts.clock()
        reading = await parts.poller.read(source, state, since=now - parts.first_poll)
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
        stored = 0
        for source in await self.parts.store.sources([SourceId(name) for name in source_ids]):
            stored += await self._collect_one(run_id, source)
        return stored

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


def _is_due(state: FetchState | None, *, now: float) -> bool:
    return state is None or state.next_poll_at is None or state.next_poll_at.timestamp() <= now
