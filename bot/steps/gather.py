"""Polling and collecting: from sources to stored articles."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.article import Article, Drop, DropReason
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
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
            known = {article.id for article in await parts.store.articles([a.id for a in collected.articles])}
            fresh, copies = _split(collected.articles, known)
            await parts.store.save_articles(run_id, fresh, (*collected.drops, *copies), at=parts.clock())
            stored += len(fresh)
        return stored


def _is_due(state: FetchState | None, *, now: float) -> bool:
    return state is None or state.next_poll_at is None or state.next_poll_at.timestamp() <= now


def _split(articles: Iterable[Article], known: Iterable[str]) -> tuple[tuple[Article, ...], tuple[Drop, ...]]:
    """Part the articles at new addresses from those whose address is stored or came earlier in this batch."""
    seen, fresh, copies = set(known), [], []
    for article in articles:
        if article.id in seen:
            copies.append(
                Drop(
                    source_id=article.source_id,
                    entry_id=article.entry_id,
                    url=article.url,
                    title=article.title,
                    reason=DropReason.DUPLICATE,
                    detail="this address was read before",
                )
            )
        else:
            seen.add(article.id)
            fresh.append(article)
    return tuple(fresh), tuple(copies)
