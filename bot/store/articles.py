"""Articles and what was read out of them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, and_, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.analysis import Analysis
from bot.domain.article import Article, Drop
from bot.domain.ids import ArticleId, EntryId, SourceId, StoryId
from bot.domain.texts import text_digest
from bot.domain.vocabulary import Relevance
from bot.store.codec import decode, decode_numbers, encode, encode_numbers
from bot.store.dialect import chunks, insert_new, upsert
from bot.store.guards import guard_of, guarded_articles, leave_out, unnamed
from bot.store.items import ANALYSED, DROPPED, NEW, REREAD, place_of, save_drops
from bot.store.part import Part, bodies_by_id
from bot.store.settling import replace_texts, settle, settle_dropped
from bot.store.tables import analyses as analyses_table
from bot.store.tables import articles as articles_table
from bot.store.tables import entries as entries_table
from bot.store.tables import story_articles, url_key
from bot.store.twins import duplicates, exact_copies


class Articles(Part):
    """Texts and readings."""

    async def save_articles(
        self, run_id: str, articles: Sequence[Article], drops: Sequence[Drop] = (), *, edited: Sequence[Article] = ()
    ) -> int:
        """Store what came of waiting entries, all or nothing, and return the number of new articles.

        An article that another entry brought before is not stored again; that entry is dropped as its duplicate, and
        so is one whose text is, word for word, that of another of the last seven days. `edited` articles replace what
        is stored under their ids and are read again. A drop settles the entry at its address, so `Drop.url` must be
        the entry's own; an entry that has an article already keeps it.
        """
        now = self._clock()
        async with self._database.write() as connection:
            guard = await guard_of(connection, self._database)
            if guard is not None:
                await leave_out(connection, [*articles, *edited], guard, at=now)
                articles = await asyncio.to_thread(guarded_articles, guard, articles)  # milliseconds apiece
                edited = await asyncio.to_thread(guarded_articles, guard, edited)
                drops = [guard.drop(drop) for drop in drops]
            copies = await exact_copies(connection, articles)
            kept = [article for article in articles if article.id not in copies]
            rows = await insert_new(connection, articles_table, [article_row(article) for article in kept])
            await replace_texts(connection, edited)
            told = {row.id for row in rows} | {article.id for article in edited}
            await settle(connection, [*kept, *edited], told=told, at=now)
            left_out = await settle_dropped(connection, [*copies.values(), *drops], at=now)
            left_out = [*await duplicates(connection, kept), *left_out]
            await save_drops(connection, left_out, run_id=run_id, at=now)
        return len(rows)

    async def stored_before(self, articles: Collection[Article]) -> dict[ArticleId, Article]:
        """Return, by the ids of `articles`, what is stored of the same items of their sources.

        An item is the same by its entry, or by its address where its source has given it a new name.
        """
        twin = entries_table.alias("twin")
        by_name = select(entries_table.c.id, articles_table.c.body).join(
            articles_table, articles_table.c.id == entries_table.c.article_id
        )
        same = and_(twin.c.source_id == entries_table.c.source_id, twin.c.url_key == entries_table.c.url_key)
        by_place = (
            select(entries_table.c.id, articles_table.c.body)
            .join(twin, and_(same, twin.c.id != entries_table.c.id))
            .join(articles_table, articles_table.c.id == twin.c.article_id)
        )
        ids = [article.entry_id for article in articles]
        async with self._database.read() as connection:
            found: dict[str, str] = {}
            for query in (by_place, by_name):
                found.update(await bodies_by_id(connection, query, column=entries_table.c.id, ids=ids))
        pairs = [(one, decode(Article, found[one.entry_id])) for one in articles if one.entry_id in found]
        return {one.id: before for one, before in pairs if before.source_id == one.source_id}

    async def articles_of_entries(self, ids: Collection[EntryId]) -> dict[EntryId, Article]:
        """Return what is stored of the entries with `ids`, by them and under their names; those without are missing."""
        query = select(entries_table.c.id, articles_table.c.body)
        query = query.join(articles_table, articles_table.c.id == entries_table.c.article_id)
        async with self._database.read() as connection:
            found = await bodies_by_id(connection, query, column=entries_table.c.id, ids=ids)
        return {EntryId(name): replace(decode(Article, body), entry_id=EntryId(name)) for name, body in found.items()}

    async def articles(self, ids: Collection[ArticleId]) -> tuple[Article, ...]:
        """Return the articles with `ids`, in their order; those unknown are missing."""
        query = select(articles_table.c.id, articles_table.c.body)
        found = await self._by_id(
            query, column=articles_table.c.id, ids=ids, read=lambda row: decode(Article, row.body)
        )
        return tuple(found[name] for name in ids if name in found)

    async def unanalysed(self, limit: int = 500) -> tuple[ArticleId, ...]:
        """Return at most `limit` articles that nobody has read, oldest first, so that originals precede copies."""
        query = select(articles_table.c.id).where(articles_table.c.state == NEW)
        return await self._ids(query.order_by(articles_table.c.moment, articles_table.c.id).limit(limit))

    async def save_analyses(self, run_id: str, analyses: Sequence[Analysis], drops: Sequence[Drop] = ()) -> None:
        """Store readings and what they led to drop, all or nothing; a second reading replaces the first.

        An article that stands in a story stays there, whatever was read: the story hears of it next.
        """
        async with self._database.write() as connection:
            analyses = await unnamed(connection, self._database, analyses)
            drops = await unnamed(connection, self._database, drops)
            await upsert(connection, analyses_table, [analysis_row(analysis) for analysis in analyses])
            ids = [analysis.article_id for analysis in analyses]
            await _move(connection, ids, state=ANALYSED)
            await _move(connection, await _at_places(connection, drops), state=DROPPED)
            await _move(connection, list(await placed(connection, ids)), state=REREAD)
            await save_drops(connection, drops, run_id=run_id, at=self._clock())

    async def analyses(self, ids: Collection[ArticleId]) -> tuple[Analysis, ...]:
        """Return the readings of the articles with `ids`, in their order; those not yet read are missing."""
        key = analyses_table.c.article_id
        query = select(key, analyses_table.c.body, analyses_table.c.fingerprint)
        found = await self._by_id(query, column=key, ids=ids, read=lambda row: _analysis(row.body, row.fingerprint))
        return tuple(found[name] for name in ids if name in found)

    async def weights(self, ids: Collection[ArticleId]) -> dict[ArticleId, tuple[SourceId, float | None]]:
        """Return source and score of the articles with `ids`; one not yet read has none, those unknown are missing."""
        query = select(articles_table.c.id, articles_table.c.source_id, analyses_table.c.score)
        query = query.outerjoin(analyses_table, analyses_table.c.article_id == articles_table.c.id)
        found: dict[ArticleId, tuple[SourceId, float | None]] = {}
        async with self._database.read() as connection:
            for some in chunks(set(ids)):
                for row in await connection.execute(query.where(articles_table.c.id.in_(some))):
                    found[ArticleId(row.id)] = (SourceId(row.source_id), row.score)
        return found

    async def fingerprints(
        self, since: datetime, until: datetime | None = None
    ) -> tuple[tuple[ArticleId, tuple[int, ...]], ...]:
        """Return the fingerprints of articles read that are from `since` or later, and not after `until`, in order."""
        query = (
            select(analyses_table.c.article_id, analyses_table.c.fingerprint)
            .join(articles_table, articles_table.c.id == analyses_table.c.article_id)
            .where(articles_table.c.moment >= since)
            .order_by(articles_table.c.moment, articles_table.c.id)
        )
        if until is not None:
            query = query.where(articles_table.c.moment <= until)
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

    async def reread(self, limit: int = 500) -> tuple[ArticleId, ...]:
        """Return at most `limit` articles read again whose stories have not heard of it yet, oldest first."""
        query = select(articles_table.c.id).where(articles_table.c.state == REREAD)
        return await self._ids(query.order_by(articles_table.c.moment, articles_table.c.id).limit(limit))

    async def stories_of(self, ids: Collection[ArticleId]) -> dict[ArticleId, StoryId]:
        """Return in which story the articles with `ids` stand; those in none are missing."""
        async with self._database.read() as connection:
            found = await placed(connection, ids)
        return {ArticleId(article): StoryId(story) for article, story in found.items()}

    async def placed_since(self, since: datetime) -> dict[ArticleId, StoryId]:
        """Return the articles from `since` on that stand in a story, oldest first, each with its story."""
        query = select(articles_table.c.id, story_articles.c.story_id)
        query = query.join(story_articles, story_articles.c.article_id == articles_table.c.id)
        query = query.where(articles_table.c.moment >= since).order_by(articles_table.c.moment, articles_table.c.id)
        async with self._database.read() as connection:
            return {ArticleId(row.id): StoryId(row.story_id) for row in await connection.execute(query)}

    async def _ids(self, query: Select[str]) -> tuple[ArticleId, ...]:
        async with self._database.read() as connection:
            return tuple(ArticleId(name) for name in (await connection.execute(query)).scalars())


def article_row(article: Article) -> dict[str, object]:
    """Return the row of an article that nobody has read yet."""
    return {
        "id": article.id,
        "entry_id": article.entry_id,
        "source_id": article.source_id,
        "url_key": url_key(article.url),
        "moment": article.moment,
        "state": NEW,
        "text_hash": text_digest(article.text),
        "body": encode(article),
    }


def analysis_row(analysis: Analysis) -> dict[str, object]:
    """Return the row of a reading; its fingerprint stands in a column of its own."""
    return {
        "article_id": analysis.article_id,
        "relevance": str(analysis.relevance),
        "score": analysis.score,
        "fingerprint": encode_numbers(analysis.fingerprint),
        "body": encode(replace(analysis, fingerprint=())),
    }


def _analysis(body: str, numbers: str) -> Analysis:
    return replace(decode(Analysis, body), fingerprint=decode_numbers(numbers))


async def placed(connection: AsyncConnection, ids: Collection[str]) -> Mapping[str, str]:
    """Return story ids by the ids of the articles that stand in one."""
    query = select(story_articles.c.article_id, story_articles.c.story_id)
    return await bodies_by_id(connection, query, column=story_articles.c.article_id, ids=ids)


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
