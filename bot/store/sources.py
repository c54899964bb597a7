"""Sources, how their polling stands, and the entries they gave."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from bot.domain.article import Drop, Entry
from bot.domain.ids import EntryId, SourceId
from bot.domain.source import FetchState, Source
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, upsert
from bot.store.guards import guard_of, guarded_readings
from bot.store.items import waiting
from bot.store.part import Part
from bot.store.readings import Reading, Saved, store_readings
from bot.store.tables import entries as entries_table
from bot.store.tables import fetch_states
from bot.store.tables import sources as sources_table

_KEPT = 1024


class Sources(Part):
    """Who is polled, and what came of it."""

    async def upsert_sources(self, sources: Sequence[Source]) -> None:
        """Store sources; those with the same id are brought up to date, none is removed."""
        async with self._database.write() as connection:
            rows = [{"id": source.id, "body": encode(source)} for source in sources]
            await upsert(connection, sources_table, rows)

    async def sources(self, ids: Collection[SourceId] | None = None) -> tuple[Source, ...]:
        """Return the sources with `ids`, in their order, or all of them by id."""
        query = select(sources_table.c.id, sources_table.c.body)
        if ids is None:
            return await self._values(Source, select(sources_table.c.body).order_by(sources_table.c.id))
        found = await self._by_id(query, column=sources_table.c.id, ids=ids, read=lambda row: _source(row.body))
        return tuple(found[name] for name in ids if name in found)

    async def fetch_states(self) -> dict[SourceId, FetchState]:
        """Return how the polling of every source stands that was polled before."""
        states = await self._values(FetchState, select(fetch_states.c.body))
        return {state.source_id: state for state in states}

    async def save_reading(
        self,
        run_id: str,
        source: Source,
        *,
        state: FetchState,
        entries: Sequence[Entry],
        drops: Sequence[Drop],
        answered: bool,
        seen: int,
        at: datetime,
    ) -> int:
        """Store what one poll of `source` brought, all or nothing, and return the number of new entries.

        Doing it again changes nothing: entries are unique by id, a run by its id and source. `seen` counts the items
        in the feed. An item that was dropped before and is now an entry (a wider `--since`) is dropped no more, and one
        that is an entry is not dropped by a reading: it grew old or came twice, but it was taken.
        """
        reading = Reading(source=source, state=state, entries=entries, drops=drops, answered=answered, seen=seen)
        (saved,) = await self.save_readings(run_id, [reading], at=at)
        return saved.new

    async def save_readings(self, run_id: str, readings: Sequence[Reading], *, at: datetime) -> tuple[Saved, ...]:
        """Store what polls of different sources brought, all or nothing, and return what was new in each.

        It holds for each what `save_reading` says. A known entry that its source has edited is stored anew, to be
        collected again where it was settled. Items count as first seen at `at`.
        """
        async with self._database.write() as connection:
            kept = guarded_readings(await guard_of(connection, self._database), readings)
            return await store_readings(connection, kept, run_id=run_id, at=at)

    async def known_entries(self, ids: Collection[EntryId]) -> set[EntryId]:
        """Return those of `ids` that were seen before."""
        known: set[EntryId] = set()
        async with self._database.read() as connection:
            for some in chunks(ids):
                query = select(entries_table.c.id).where(entries_table.c.id.in_(some))
                known.update(EntryId(name) for name in (await connection.execute(query)).scalars())
        return known

    async def pending_entries(self, source_id: SourceId | None = None, limit: int = 500) -> tuple[Entry, ...]:
        """Return at most `limit` entries to collect, first seen first: those new, and those edited since."""
        query = select(entries_table.c.body).where(waiting(self._clock()))
        if source_id is not None:
            query = query.where(entries_table.c.source_id == source_id)
        return await self._values(Entry, query.order_by(entries_table.c.seen_at, entries_table.c.id).limit(limit))


@lru_cache(_KEPT)
def _source(body: str) -> Source:
    """Return the source of a row; the same hundred come with every answer, and what is kept is kept by its words."""
    return decode(Source, body)
