"""Items left out. An item is an address of a source; it has one reason, the first, so that a receipt adds up."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Drop
from bot.store.dialect import chunks, insert_new
from bot.store.tables import articles, drops, entries, url_key

PENDING, COLLECTED, DROPPED, CHANGED = "pending", "collected", "dropped", "changed"
"""The states of an entry; `changed` is one that was settled and whose source has edited it since."""
NEW, ANALYSED, REREAD = "new", "analysed", "reread"
"""An article goes from `new` to `analysed` or `dropped`; `reread` is one in a story that must still hear of it."""

Place = tuple[str, str]
"""A source id and the key of an address of it."""


def waiting(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an entry is to be collected: it is new, or was edited and may be looked at again."""
    may_look = or_(entries.c.next_look_at.is_(None), entries.c.next_look_at <= now)
    return or_(entries.c.state == PENDING, and_(entries.c.state == CHANGED, may_look))


async def save_drops(connection: AsyncConnection, dropped: Sequence[Drop], *, run_id: str, at: datetime) -> None:
    """Store drops. Where the item came as an entry, its drop counts at the moment that entry was first seen."""
    origins = await _origins(connection, dropped)
    rows: dict[Place, dict[str, object]] = {}
    for drop in dropped:
        item_key, seen_at = origins.get(place_of(drop), (url_key(drop.url), at))
        rows.setdefault((drop.source_id, item_key), _row(drop, run_id=run_id, item_key=item_key, at=seen_at))
    await insert_new(connection, drops, list(rows.values()))


async def not_entries(connection: AsyncConnection, dropped: Sequence[Drop]) -> list[Drop]:
    """Return the drops whose item is no entry, neither by its id nor by its address or its article's."""
    places = await _origins(connection, dropped)
    known: set[str] = set()
    for some in chunks({drop.entry_id for drop in dropped if drop.entry_id is not None}):
        known.update((await connection.execute(select(entries.c.id).where(entries.c.id.in_(some)))).scalars())
    return [drop for drop in dropped if drop.entry_id not in known and place_of(drop) not in places]


def place_of(drop: Drop) -> Place:
    """Return where the dropped item stands."""
    return drop.source_id, url_key(drop.url)


def _row(drop: Drop, *, run_id: str, item_key: str, at: datetime) -> dict[str, object]:
    return {
        "source_id": drop.source_id,
        "item_key": item_key,
        "url_key": url_key(drop.url),
        "run_id": run_id,
        "at": at,
        "reason": str(drop.reason),
        "detail": drop.detail,
        "title": drop.title,
        "url": drop.url,
    }


async def _origins(connection: AsyncConnection, dropped: Sequence[Drop]) -> Mapping[Place, tuple[str, datetime]]:
    """Return the entry's own key and first sight for dropped items, found by the entry's address or its article's."""
    found: dict[Place, tuple[str, datetime]] = {}
    for some in chunks({place_of(drop) for drop in dropped}):
        for row in await _entries_behind_articles(connection, some) + await _entries_at(connection, some):
            found[(row.source_id, row.place_key)] = (row.url_key, row.seen_at)
    return found


async def _entries_at(connection: AsyncConnection, places: Sequence[Place]) -> list[Row[str, str, str, datetime]]:
    place_key = entries.c.url_key.label("place_key")
    query = select(entries.c.source_id, place_key, entries.c.url_key, entries.c.seen_at)
    here = tuple_(entries.c.source_id, entries.c.url_key).in_(places)
    return list(await connection.execute(query.where(here)))


async def _entries_behind_articles(
    connection: AsyncConnection, places: Sequence[Place]
) -> list[Row[str, str, str, datetime]]:
    place_key = articles.c.url_key.label("place_key")
    query = select(articles.c.source_id, place_key, entries.c.url_key, entries.c.seen_at)
    here = tuple_(articles.c.source_id, articles.c.url_key).in_(places)
    return list(await connection.execute(query.join(entries, entries.c.id == articles.c.entry_id).where(here)))
