"""Sources, how their polling stands, and the entries they gave."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Drop, Entry
from bot.domain.ids import EntryId, SourceId
from bot.domain.source import FetchState, Source
from bot.store.codec import encode
from bot.store.dialect import chunks, insert_new, upsert
from bot.store.items import PENDING, not_entries, save_drops, waiting
from bot.store.part import Part, bodies_by_id, values_in_order
from bot.store.tables import drops as drops_table
from bot.store.tables import entries as entries_table
from bot.store.tables import fetch_states, poll_runs, url_key
from bot.store.tables import sources as sources_table


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
        async with self._database.read() as connection:
            found = await bodies_by_id(connection, query, column=sources_table.c.id, ids=ids)
            return values_in_order(Source, found, ids=ids)

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
        run = {"run_id": run_id, "source_id": source.id, "at": at, "answered": answered}
        async with self._database.write() as connection:
            await insert_new(connection, sources_table, [{"id": source.id, "body": encode(source)}])
            await upsert(connection, poll_runs, [{**run, "error": state.last_error, "seen": seen}])
            await _save_state(connection, state)
            rows = [_entry_row(entry, run_id=run_id, at=at) for entry in _once(entries)]
            new = {row.id for row in await insert_new(connection, entries_table, rows)}
            await _take_back(connection, [entry for entry in entries if entry.id in new])
            left_out = await not_entries(connection, drops)
            await save_drops(connection, left_out, run_id=run_id, at=at)
        return len(new)

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


def _once(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in reversed(entries)}.values())[::-1]


def _entry_row(entry: Entry, *, run_id: str, at: datetime) -> dict[str, object]:
    return {
        "id": entry.id,
        "source_id": entry.source_id,
        "url_key": url_key(entry.url),
        "run_id": run_id,
        "seen_at": at,
        "state": PENDING,
        "body": encode(entry),
    }


async def _save_state(connection: AsyncConnection, state: FetchState) -> None:
    row = {"source_id": state.source_id, "next_poll_at": state.next_poll_at, "body": encode(state)}
    await upsert(connection, fetch_states, [row])


async def _take_back(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    for some in chunks(entries):
        places = [(entry.source_id, url_key(entry.url)) for entry in some]
        place = tuple_(drops_table.c.source_id, drops_table.c.item_key)
        await connection.execute(delete(drops_table).where(place.in_(places)))
