"""What polls brought, stored many sources at a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, and_, bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Drop, Entry
from bot.domain.ids import EntryId
from bot.domain.moments import LONG_AGO
from bot.domain.source import FetchState, Source
from bot.store.codec import decode, encode
from bot.store.dialect import Values, chunks, insert_new, insert_or_leave, upsert
from bot.store.items import CHANGED, PENDING, not_entries, save_drops
from bot.store.tables import drops as drops_table
from bot.store.tables import entries as entries_table
from bot.store.tables import fetch_states, poll_runs, url_key
from bot.store.tables import sources as sources_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one poll of `source` brought: `seen` counts the items it held, `state` says how its polling stands.

    `base` is the state the poll began with: what others noted in it meanwhile stays.
    """

    source: Source
    state: FetchState
    base: FetchState | None = None
    entries: Sequence[Entry] = ()
    drops: Sequence[Drop] = ()
    answered: bool = True
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """How many entries were `new`, and how many were known and have `changed`."""

    new: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Poll:
    """The run that brings it all, and the moment at which its items count as first seen."""

    run_id: str
    at: datetime


async def store_readings(
    connection: AsyncConnection, readings: Sequence[Reading], *, run_id: str, at: datetime
) -> tuple[Saved, ...]:
    """Store `readings`, at most one of a source, and return what was new in each."""
    poll = Poll(run_id, at)
    await _store_sources(connection, [reading.source for reading in readings])
    await upsert(connection, poll_runs, [_run_row(reading, poll) for reading in readings])
    stored = await _states(connection, readings)
    await upsert(connection, fetch_states, [_state_row(_merged(one, stored.get(one.source.id))) for one in readings])
    entries = {entry.id: entry for reading in readings for entry in reversed(reading.entries)}
    known = await _known(connection, entries)
    new = [entry for name, entry in entries.items() if name not in known]
    changed = {name for name, row in known.items() if row.digest not in {"", entries[name].digest}}
    await insert_or_leave(connection, entries_table, [entry_row(entry, poll) for entry in new])
    await _take_back(connection, new)
    await _renew(connection, [entries[name] for name, row in known.items() if row.digest != entries[name].digest])
    await _store_drops(connection, [drop for reading in readings for drop in reading.drops], poll)
    return tuple(_saved(reading.entries, known=known, changed=changed) for reading in readings)


async def store_past(
    connection: AsyncConnection, sources: Sequence[Source], entries: Sequence[Entry], *, run_id: str
) -> set[EntryId]:
    """Store entries of the past with their sources and return the ids of those new; known ones stay as they are.

    They count as seen long ago: no receipt counts them, and the archive has watched no longer for them.
    """
    await _store_sources(connection, sources)
    fresh = {entry.id: entry for entry in reversed(entries)}
    known = await _known(connection, fresh)
    new = [entry for name, entry in fresh.items() if name not in known]
    poll = Poll(run_id, LONG_AGO)
    await insert_or_leave(connection, entries_table, [entry_row(entry, poll) for entry in new])
    return {entry.id for entry in new}


def _saved(entries: Sequence[Entry], *, known: Collection[str], changed: Collection[str]) -> Saved:
    names = {entry.id for entry in entries}
    return Saved(new=sum(name not in known for name in names), changed=sum(name in changed for name in names))


async def _states(connection: AsyncConnection, readings: Sequence[Reading]) -> Mapping[str, FetchState]:
    """Return the states as they stand now, of sources whose polls began with one."""
    found: dict[str, FetchState] = {}
    for some in chunks([reading.source.id for reading in readings if reading.base is not None]):
        query = select(fetch_states.c.source_id, fetch_states.c.body).where(fetch_states.c.source_id.in_(some))
        rows = await connection.execute(query.with_for_update())
        found.update({row.source_id: decode(FetchState, row.body) for row in rows})
    return found


def _merged(reading: Reading, stored: FetchState | None) -> FetchState:
    """Return the state to store: that the operator was told of a source, or a hub took it on, is no poll's to undo."""
    base, state = reading.base, reading.state
    if base is None or stored is None:
        return state
    told = state.told_at if stored.told_at == base.told_at else stored.told_at
    pushed = state.pushed_until if stored.pushed_until == base.pushed_until else stored.pushed_until
    return replace(state, told_at=told, pushed_until=pushed)


async def _store_sources(connection: AsyncConnection, sources: Sequence[Source]) -> None:
    known: set[str] = set()
    for some in chunks([source.id for source in sources]):
        query = select(sources_table.c.id).where(sources_table.c.id.in_(some))
        known.update((await connection.execute(query)).scalars())
    rows = [{"id": source.id, "body": encode(source)} for source in sources if source.id not in known]
    await insert_new(connection, sources_table, rows)


async def _known(connection: AsyncConnection, ids: Collection[EntryId]) -> Mapping[EntryId, Row[str, str]]:
    """Return id and digest of the entries among `ids` that were stored before."""
    found: dict[EntryId, Row[str, str]] = {}
    for some in chunks(ids):
        query = select(entries_table.c.id, entries_table.c.digest).where(entries_table.c.id.in_(some))
        found.update({EntryId(row.id): row for row in await connection.execute(query)})
    return found


async def _renew(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Store known entries anew; one that was edited after it had been settled is to be collected again."""
    if not entries:
        return
    edited = and_(entries_table.c.digest != "", entries_table.c.state != PENDING)
    statement = (
        update(entries_table)
        .where(entries_table.c.id == bindparam("entry"))
        .values(
            state=case((edited, CHANGED), else_=entries_table.c.state),
            url_key=bindparam("place"),
            digest=bindparam("mark"),
            body=bindparam("text"),
        )
    )
    rows = [
        {"entry": entry.id, "place": url_key(entry.url), "mark": entry.digest, "text": encode(entry)}
        for entry in sorted(entries, key=lambda entry: entry.id)
    ]
    await connection.execute(statement, rows)


async def _take_back(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Let what is an entry now be dropped no more. Most sources have left nothing out: one question spares them all."""
    sources: set[str] = set()
    for some in chunks({entry.source_id for entry in entries}):
        query = select(drops_table.c.source_id).where(drops_table.c.source_id.in_(some)).distinct()
        sources.update((await connection.execute(query)).scalars())
    entries = [entry for entry in entries if entry.source_id in sources]
    if not entries:
        return
    here = and_(drops_table.c.source_id == bindparam("source"), drops_table.c.item_key == bindparam("item"))
    rows = [{"source": entry.source_id, "item": url_key(entry.url)} for entry in entries]
    await connection.execute(delete(drops_table).where(here), rows)


async def _store_drops(connection: AsyncConnection, drops: Sequence[Drop], poll: Poll) -> None:
    if drops:
        left_out = await not_entries(connection, drops)
        await save_drops(connection, left_out, run_id=poll.run_id, at=poll.at)


def _run_row(reading: Reading, poll: Poll) -> Values:
    return {
        "run_id": poll.run_id,
        "source_id": reading.source.id,
        "at": poll.at,
        "answered": reading.answered,
        "error": reading.state.last_error,
        "seen": reading.seen,
    }


def _state_row(state: FetchState) -> Values:
    return {"source_id": state.source_id, "next_poll_at": state.next_poll_at, "body": encode(state)}


def entry_row(entry: Entry, poll: Poll) -> Values:
    """Return the row of an entry that `poll` brought, still to be collected."""
    return {
        "id": entry.id,
        "source_id": entry.source_id,
        "url_key": url_key(entry.url),
        "run_id": poll.run_id,
        "seen_at": poll.at,
        "state": PENDING,
        "digest": entry.digest,
        "body": encode(entry),
    }
