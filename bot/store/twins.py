"""Articles that are there already: brought by another entry, or with the very words of another."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article, Drop, DropReason, Entry
from bot.domain.ids import ArticleId
from bot.domain.texts import text_digest
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.part import bodies_by_id
from bot.store.tables import articles as articles_table
from bot.store.tables import entries as entries_table

COPY_WINDOW = timedelta(days=7)
"""Equal texts further apart are a yearly notice rather than a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holder:
    """An article that holds a text."""

    url: str
    source_id: str
    moment: Any


async def duplicates(connection: AsyncConnection, articles: Sequence[Article]) -> list[Drop]:
    """Return the drops of entries whose article another item brought first; the same item twice is one item."""
    entry_of = select(articles_table.c.id, articles_table.c.entry_id)
    ids = [article.id for article in articles]
    first = await bodies_by_id(connection, entry_of, column=articles_table.c.id, ids=ids)
    twins = [article for article in articles if first[article.id] != article.entry_id]
    entries = await _entries(connection, [name for twin in twins for name in (twin.entry_id, first[twin.id])])
    pairs = [(entries.get(first[twin.id]), entries.get(twin.entry_id)) for twin in twins]
    return [
        _duplicate(twin, f"came from {original.source_id} before")
        for original, twin in pairs
        if twin and original and (twin.source_id, twin.url) != (original.source_id, original.url)
    ]


async def exact_copies(connection: AsyncConnection, articles: Sequence[Article]) -> Mapping[ArticleId, Drop]:
    """Return, by id, the drops of new articles that hold word for word what another within seven days holds.

    The one stored is the original; among new ones the older is. Texts of under 200 characters are nobody's copy.
    """
    stored = await bodies_by_id(
        connection,
        select(articles_table.c.id, articles_table.c.state),
        column=articles_table.c.id,
        ids=[article.id for article in articles],
    )
    fresh = {article.id: article for article in articles if article.id not in stored}
    hashed = {name: key for name, article in fresh.items() if (key := text_digest(article.text))}
    if not hashed:
        return {}
    holders = await _holders(connection, set(hashed.values()))
    originals: dict[ArticleId, _Holder] = {}
    for article in sorted((fresh[name] for name in hashed), key=lambda article: (article.moment, article.id)):
        known = holders.setdefault(hashed[article.id], [])
        found = [one for one in known if abs(one.moment - article.moment) <= COPY_WINDOW and one.url != article.url]
        if found:
            originals[article.id] = found[0]
        else:
            known.append(_Holder(url=article.url, source_id=article.source_id, moment=article.moment))
    entries = await _entries(connection, [fresh[name].entry_id for name in originals])
    return {name: _copy(fresh[name], original, entries) for name, original in originals.items()}


async def _holders(connection: AsyncConnection, keys: Collection[str]) -> dict[str, list[_Holder]]:
    found: dict[str, list[_Holder]] = {}
    query = select(articles_table.c.text_hash, articles_table.c.body, articles_table.c.moment)
    for some in chunks(keys):
        rows = await connection.execute(
            query.where(articles_table.c.text_hash.in_(some)).order_by(articles_table.c.moment, articles_table.c.id)
        )
        for key, body, moment in rows:
            article = decode(Article, body)
            holder = _Holder(url=article.url, source_id=article.source_id, moment=moment)
            found.setdefault(key, []).append(holder)
    return found


def _copy(article: Article, original: _Holder, entries: Mapping[str, Entry]) -> Drop:
    entry = entries.get(article.entry_id)
    return Drop(
        source_id=article.source_id,
        url=entry.url if entry else article.url,
        title=article.title,
        reason=DropReason.DUPLICATE,
        detail=f"its text is that of {original.url} ({original.source_id})"[:500],
        entry_id=article.entry_id,
    )


def _duplicate(entry: Entry, detail: str) -> Drop:
    return Drop(source_id=entry.source_id, url=entry.url, title=entry.title, reason=DropReason.DUPLICATE, detail=detail)


async def _entries(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Entry]:
    body_of = select(entries_table.c.id, entries_table.c.body)
    bodies = await bodies_by_id(connection, body_of, column=entries_table.c.id, ids=ids)
    return {name: decode(Entry, body) for name, body in bodies.items()}
