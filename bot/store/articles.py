"""Articles and what was read out of them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Drop, DropReason, Entry
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Relevance
from bot.store.codec import decode, decode_numbers, encode, encode_numbers
from bot.store.dialect import chunks, insert_new, upsert
from bot.store.items import ANALYSED, COLLECTED, DROPPED, NEW, PENDING, place_of, save_drops
from bot.store.part import Part, bodies_by_id
from bot.store.tables import analyses as analyses_table
from bot.store.tables import articles as articles_table
from bot.store.tables import entries as entries_table
from bot.store.tables import story_articles, url_key


class Articles(Part):
    """Texts and readings."""

    async def save_articles(self, run_id: str, articles: Sequence[Article], drops: Sequence[Drop] = ()) -> int:
        """Store what came of pending entries, all or nothing, and return the number of new articles.

        An article that another entry brought before is not stored again; that entry is dropped as its duplicate. A
        drop settles the entry at its address, so `Drop.url` must be the entry's own.
        """
        async with self._database.write() as connection:
            rows = await insert_new(connection, articles_table, [_article_row(article) for article in articles])
            for article in articles:
                await _settle(connection, article)
            left_out = [*await _duplicates(connection, articles), *drops]
            await save_drops(connection, left_out, run_id=run_id, at=self._clock())
            await _settle_dropped(connection, drops)
        return len(rows)

    async def articles(self, ids: Collection[ArticleId]) -> tuple[Article, ...]:
        """Return the articles with `ids`, in their order; those unknown are missing."""
        query = select(articles_table.c.id, articles_table.c.body)
        async with self._database.read() as connection:
            found = await bodies_by_id(connection, query, column=articles_table.c.id, ids=ids)
            return tuple(decode(Article, found[name]) for name in ids if name in found)

    async def unanalysed(self, limit: int = 500) -> tuple[ArticleId, ...]:
        """Return at most `limit` articles that nobody has read, oldest first, so that originals precede copies."""
        query = select(articles_table.c.id).where(articles_table.c.state == NEW)
        return await self._ids(query.order_by(articles_table.c.moment, articles_table.c.id).limit(limit))

    async def save_analyses(self, run_id: str, analyses: Sequence[Analysis], drops: Sequence[Drop] = ()) -> None:
        """Store readings and what they led to drop, all or nothing; a second reading replaces the first."""
        async with self._database.write() as connection:
            await upsert(connection, analyses_table, [_analysis_row(analysis) for analysis in analyses])
            await _move(connection, [analysis.article_id for analysis in analyses], state=ANALYSED)
            await _move(connection, await _at_places(connection, drops), state=DROPPED)
            await save_drops(connection, drops, run_id=run_id, at=self._clock())

    async def analyses(self, ids: Collection[ArticleId]) -> tuple[Analysis, ...]:
        """Return the readings of the articles with `ids`, in their order; those not yet read are missing."""
        key, numbers = analyses_table.c.article_id, analyses_table.c.fingerprint
        async with self._database.read() as connection:
            bodies = await bodies_by_id(connection, select(key, analyses_table.c.body), column=key, ids=ids)
            prints = await bodies_by_id(connection, select(key, numbers), column=key, ids=ids)
            return tuple(_analysis(bodies[name], prints[name]) for name in ids if name in bodies)

    async def fingerprints(self, since: datetime) -> tuple[tuple[ArticleId, tuple[int, ...]], ...]:
        """Return the fingerprints of articles read that are from `since` or later, oldest first."""
        query = (
            select(analyses_table.c.article_id, analyses_table.c.fingerprint)
            .join(articles_table, articles_table.c.id == analyses_table.c.article_id)
            .where(articles_table.c.moment >= since)
            .order_by(articles_table.c.moment, articles_table.c.id)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return tuple((ArticleId(name), decode_numbers(numbers)) for name, numbers in rows)

    async def unclustered(self, limit: int = 500) -> tuple[ArticleId, ...]:
        """Return at most `limit` core articles, not dropped, that stand in no story, oldest first."""
        told = exists().where(story_articles.c.article_id == articles_table.c.id)
        core = and_(articles_table.c.state == ANALYSED, analyses_table.c.relevance == str(Relevance.CORE), ~told)
        query = select(articles_table.c.id).join(analyses_table, analyses_table.c.article_id == articles_table.c.id)
        query = query.where(core).order_by(articles_table.c.moment, articles_table.c.id)
        return await self._ids(query.limit(limit))

    async def _ids(self, query: Select[str]) -> tuple[ArticleId, ...]:
        async with self._database.read() as connection:
            return tuple(ArticleId(name) for name in (await connection.execute(query)).scalars())


def _article_row(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "entry_id": article.entry_id,
        "source_id": article.source_id,
        "url_key": url_key(article.url),
        "moment": article.moment,
        "state": NEW,
        "body": encode(article),
    }


def _analysis_row(analysis: Analysis) -> dict[str, object]:
    return {
        "article_id": analysis.article_id,
        "relevance": str(analysis.relevance),
        "score": analysis.score,
        "fingerprint": encode_numbers(analysis.fingerprint),
        "body": encode(replace(analysis, fingerprint=())),
    }


def _analysis(body: str, numbers: str) -> Analysis:
    return replace(decode(Analysis, body), fingerprint=decode_numbers(numbers))


async def _duplicates(connection: AsyncConnection, articles: Sequence[Article]) -> list[Drop]:
    """Return the drops of entries whose article another item brought first; the same item twice is one item."""
    entry_of = select(articles_table.c.id, articles_table.c.entry_id)
    body_of = select(entries_table.c.id, entries_table.c.body)
    ids = [article.id for article in articles]
    first = await bodies_by_id(connection, entry_of, column=articles_table.c.id, ids=ids)
    twins = [article for article in articles if first[article.id] != article.entry_id]
    wanted = [name for twin in twins for name in (twin.entry_id, first[twin.id])]
    bodies = await bodies_by_id(connection, body_of, column=entries_table.c.id, ids=wanted)
    entries = {name: decode(Entry, body) for name, body in bodies.items()}
    pairs = [(entries.get(first[twin.id]), entries.get(twin.entry_id)) for twin in twins]
    return [_duplicate(twin, original) for original, twin in pairs if twin and original and _apart(twin, original)]


def _apart(one: Entry, other: Entry) -> bool:
    return (one.source_id, one.url) != (other.source_id, other.url)


def _duplicate(entry: Entry, original: Entry) -> Drop:
    return Drop(
        source_id=entry.source_id,
        url=entry.url,
        title=entry.title,
        reason=DropReason.DUPLICATE,
        detail=f"came from {original.source_id} before",
    )


async def _settle(connection: AsyncConnection, article: Article) -> None:
    here = entries_table.c.id == article.entry_id
    await connection.execute(update(entries_table).where(here).values(state=COLLECTED, article_id=article.id))


async def _settle_dropped(connection: AsyncConnection, drops: Sequence[Drop]) -> None:
    place = tuple_(entries_table.c.source_id, entries_table.c.url_key)
    for some in chunks({place_of(drop) for drop in drops}):
        here = and_(place.in_(some), entries_table.c.state == PENDING)
        await connection.execute(update(entries_table).where(here).values(state=DROPPED))


async def _at_places(connection: AsyncConnection, drops: Sequence[Drop]) -> list[str]:
    place = tuple_(articles_table.c.source_id, articles_table.c.url_key)
    found: list[str] = []
    for some in chunks({place_of(drop) for drop in drops}):
        query = select(articles_table.c.id).where(place.in_(some))
        found += (await connection.execute(query)).scalars()
    return found


async def _move(connection: AsyncConnection, ids: Sequence[str], *, state: str) -> None:
    for some in chunks(ids):
        here = articles_table.c.id.in_(some)
        await connection.execute(update(articles_table).where(here).values(state=state))
