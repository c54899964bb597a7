"""Keeps what is forgotten from coming back, whoever brings it: asked wherever texts are stored."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article, Drop, Entry
from bot.domain.guarding import ADDRESS, Guard
from bot.errors import StorageError
from bot.store.archive_tables import forgotten
from bot.store.codec import decode, encode
from bot.store.database import Database
from bot.store.dialect import chunks, insert_or_leave
from bot.store.masking import masked_value
from bot.store.readings import Reading
from bot.store.tables import entries as entries_table

ValueT = TypeVar("ValueT")
_LOCK = 7_412_907_331  # any number that nothing else locks by


async def guard_of(connection: AsyncConnection, database: Database) -> Guard | None:
    """Return the guard, None where nothing is forgotten; raise StorageError where its key is not known here."""
    return await _guard(connection, database, select(forgotten.c.key, forgotten.c.kind))


async def unnamed(connection: AsyncConnection, database: Database, values: Sequence[ValueT]) -> Sequence[ValueT]:
    """Return `values` with forgotten names masked: they may be made of texts that were read before those were.

    Raise StorageError where the key is not known here.
    """
    names = select(forgotten.c.key, forgotten.c.kind).where(forgotten.c.kind != ADDRESS)
    guard = await _guard(connection, database, names) if values else None
    return values if guard is None else [_unnamed(value, guard) for value in values]


def _unnamed(value: ValueT, guard: Guard) -> ValueT:
    text = encode(value)
    said = json.dumps(masked_value(json.loads(text), guard.text), ensure_ascii=False, separators=(",", ":"))
    return value if said == text else decode(type(value), said)


async def take_turn(connection: AsyncConnection, *, alone: bool = False) -> None:
    """Have who forgets, `alone`, wait for those who have asked what is forgotten, and those who come then for him.

    It is the first a transaction does. In SQLite one writes at a time anyhow.
    """
    if connection.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        await connection.execute(select(lock(_LOCK)))


async def _guard(connection: AsyncConnection, database: Database, query: Select[str, str]) -> Guard | None:
    await take_turn(connection)
    rows = (await connection.execute(query)).all()
    if not rows:
        return None
    keeper = database.keeper()
    if keeper is None:
        raise StorageError("something is forgotten here, but its key is missing: put forgotten.key back in its place")
    return Guard(keeper=keeper, kinds={row.key: row.kind for row in rows})


def guarded_readings(guard: Guard | None, readings: Sequence[Reading]) -> Sequence[Reading]:
    """Return readings without forgotten addresses and names."""
    if guard is None:
        return readings
    found = []
    for one in readings:
        kept, gone = guarded_entries(guard, one.entries)
        drops = [*(guard.drop(drop) for drop in one.drops), *gone]
        found.append(replace(one, entries=kept, drops=drops))
    return found


def guarded_entries(guard: Guard | None, entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Drop]]:
    """Return the entries that may be kept, masked, and drops for the others."""
    if guard is None:
        return entries, ()
    kept = [guard.entry(entry) for entry in entries if not guard.forgets(entry.url)]
    return kept, [guard.dropped(entry) for entry in entries if guard.forgets(entry.url)]


def guarded_articles(guard: Guard | None, articles: Sequence[Article]) -> Sequence[Article]:
    """Return the articles that may be kept, masked."""
    if guard is None:
        return articles
    return [guard.article(article) for article in articles if not guard.forgets(article.url)]


async def leave_out(connection: AsyncConnection, articles: Sequence[Article], guard: Guard, *, at: datetime) -> None:
    """Delete the entries that led to forgotten articles by other addresses, and remember those addresses as well."""
    gone = [article.entry_id for article in articles if guard.forgets(article.url)]
    for some in chunks(gone):
        here = entries_table.c.id.in_(some)
        rows = (await connection.execute(select(entries_table.c.body).where(here))).scalars().all()
        keys = {guard.keeper.address(decode(Entry, body).url) for body in rows}
        await insert_or_leave(connection, forgotten, [{"key": key, "kind": ADDRESS, "at": at} for key in keys])
        await connection.execute(delete(entries_table).where(here))
