"""What becomes of entries once their pages were read, also of those read before that their sources have edited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article, Drop
from bot.domain.ids import EntryId
from bot.domain.texts import text_digest
from bot.store.codec import encode
from bot.store.dialect import chunks
from bot.store.items import CHANGED, COLLECTED, DROPPED, NEW, PENDING, Place, place_of
from bot.store.part import bodies_by_id
from bot.store.summaries import forget_kept
from bot.store.tables import articles as articles_table
from bot.store.tables import drops as drops_table
from bot.store.tables import entries as entries_table
from bot.store.tables import url_key

_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=1)
_PLACE = tuple_(entries_table.c.source_id, entries_table.c.url_key)


async def settle(
    connection: AsyncConnection, articles: Sequence[Article], *, told: Collection[str], at: datetime
) -> None:
    """Mark the entries behind `articles` as collected; `told` are the articles that are new or edited.

    An edited entry that was left out before and has given such an article is left out no more.
    """
    changed = await _changed(connection, entries_table.c.id, [article.entry_id for article in articles])
    news = [article.entry_id for article in articles if article.id in told]
    await _take_back(connection, [changed[name] for name in news if name in changed])
    rows = [{"entry": article.entry_id, "article": article.id} for article in articles]
    if rows:
        here = entries_table.c.id == bindparam("entry")
        statement = update(entries_table).where(here).values(state=COLLECTED, article_id=bindparam("article"))
        await connection.execute(statement, rows)
    await _look_later(connection, changed, edited=set(news), at=at)


async def settle_dropped(connection: AsyncConnection, drops: Sequence[Drop], *, at: datetime) -> list[Drop]:
    """Settle the entries at the places of `drops` and return the drops that are to be told.

    An edited entry whose page cannot be read now keeps the article it has: it was taken, not left out.
    """
    places = {place_of(drop) for drop in drops}
    changed = await _changed(connection, _PLACE, places)
    kept = {name: row for name, row in changed.items() if row.article_id is not None}
    for names in chunks(list(kept)):
        back = update(entries_table).where(entries_table.c.id.in_(names)).values(state=COLLECTED)
        await connection.execute(back)
    for some in chunks(places):
        open_ = entries_table.c.state.in_([PENDING, CHANGED])
        await connection.execute(update(entries_table).where(_PLACE.in_(some), open_).values(state=DROPPED))
    await _look_later(connection, changed, edited=(), at=at)
    taken: set[Place] = {(row.source_id, row.url_key) for row in kept.values()}
    return [drop for drop in drops if place_of(drop) not in taken]


async def replace_texts(connection: AsyncConnection, articles: Sequence[Article]) -> None:
    """Store `articles` in place of what they were, to be read again; they stay those of their first entries."""
    first = await bodies_by_id(
        connection,
        select(articles_table.c.id, articles_table.c.entry_id),
        column=articles_table.c.id,
        ids=[article.id for article in articles],
    )
    for article in articles:
        row = {
            "url_key": url_key(article.url),
            "moment": article.moment,
            "state": NEW,
            "text_hash": text_digest(article.text),
            "revision": articles_table.c.revision + 1,
            "text_dropped": False,
            "body": encode(replace(article, entry_id=EntryId(first.get(article.id, article.entry_id)))),
        }
        await connection.execute(update(articles_table).where(articles_table.c.id == article.id).values(row))
    await forget_kept(connection, [article.id for article in articles])


async def _changed(connection: AsyncConnection, column: Any, values: Collection[Any]) -> dict[str, Any]:
    """Return by id the edited entries with `column` among `values`."""
    names = ("id", "source_id", "url_key", "article_id", "looks")
    query = select(*(entries_table.c[name] for name in names)).where(entries_table.c.state == CHANGED)
    found: dict[str, Any] = {}
    for some in chunks(values):
        found.update({row.id: row for row in await connection.execute(query.where(column.in_(some)))})
    return found


async def _take_back(connection: AsyncConnection, rows: Sequence[Any]) -> None:
    place = tuple_(drops_table.c.source_id, drops_table.c.item_key)
    for some in chunks([(row.source_id, row.url_key) for row in rows]):
        await connection.execute(delete(drops_table).where(place.in_(some)))


async def _look_later(
    connection: AsyncConnection, rows: Mapping[str, Any], *, edited: Collection[str], at: datetime
) -> None:
    """Let the entries rest: an hour after an edit, else twice as long as before, a day at most.

    Some feeds bring a new date or counter at every poll; their pages are not to be fetched each time.
    """
    for name, row in rows.items():
        looks = 1 if name in edited else row.looks + 1
        wait = min(_FIRST_WAIT * 2 ** min(looks - 1, 10), _LONGEST_WAIT)
        values = {"looks": looks, "next_look_at": at + wait, "text_dropped": False}
        await connection.execute(update(entries_table).where(entries_table.c.id == name).values(values))
