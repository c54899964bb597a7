"""Summaries of stories, and the cache of what was written of which texts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.story import StorySummary
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, insert_or_leave, upsert
from bot.store.guards import unnamed
from bot.store.part import Part
from bot.store.tables import stories as stories_table
from bot.store.tables import summaries as summaries_table
from bot.store.tables import summary_cache, summary_cache_articles

_NOBODY = StoryId("")
_LIVING = stories_table.c.merged_into.is_(None)


class Summaries(Part):
    """What is told of stories."""

    async def unsummarised(self, limit: int = 100, *, past: bool = False) -> tuple[StoryId, ...]:
        """Return at most `limit` stories whose present revision has no summary, newest change first.

        Behind them stand those whose summary only stood in for what the model did not write, where it is to be asked
        again by now. Stories that were read in from the past are left out unless `past` asks for them.
        """
        same = and_(
            summaries_table.c.story_id == stories_table.c.id, summaries_table.c.revision == stories_table.c.revision
        )
        missing = summaries_table.c.story_id.is_(None)
        query = select(stories_table.c.id).outerjoin(summaries_table, same).where(_LIVING)
        query = query.where(or_(missing, summaries_table.c.again_at <= self._clock()))
        if not past:
            query = query.where(stories_table.c.learnt_at > LONG_AGO)
        query = query.order_by(missing.desc(), stories_table.c.last_changed.desc(), stories_table.c.id).limit(limit)
        async with self._database.read() as connection:
            return tuple(StoryId(name) for name in (await connection.execute(query)).scalars())

    async def save_summary(self, summary: StorySummary, *, again_at: datetime | None = None) -> None:
        """Store the summary of one revision, in place of an earlier one of that revision.

        From `again_at` on the story is `unsummarised` once more.
        """
        async with self._database.write() as connection:
            (summary,) = await unnamed(connection, self._database, [summary])
            row = {
                "story_id": summary.story_id,
                "revision": summary.revision,
                "again_at": again_at,
                "body": encode(summary),
            }
            await upsert(connection, summaries_table, [row])

    async def summaries(self, ids: Collection[StoryId]) -> dict[StoryId, StorySummary]:
        """Return per story the newest summary that is not ahead of it; those without one are missing."""
        known = and_(
            summaries_table.c.story_id == stories_table.c.id, summaries_table.c.revision <= stories_table.c.revision
        )
        query = select(stories_table.c.id, summaries_table.c.body).join_from(stories_table, summaries_table, known)
        found = await self._by_id(
            query.order_by(summaries_table.c.revision),  # the newest comes last and is kept
            column=stories_table.c.id,
            ids=ids,
            read=lambda row: decode(StorySummary, row.body),
        )
        return {StoryId(name): summary for name, summary in found.items()}

    async def kept_summaries(self, keys: Collection[str]) -> Mapping[str, tuple[StorySummary, datetime | None]]:
        """Return what is kept under `keys`, of no story, each with the moment it is forgotten; none that is past it."""
        now, cache = self._clock(), summary_cache.c
        found: dict[str, tuple[StorySummary, datetime | None]] = {}
        query = select(cache.key, cache.body, cache.expires_at).where(
            or_(cache.expires_at.is_(None), cache.expires_at > now)
        )
        async with self._database.read() as connection:
            for some in chunks(set(keys)):
                rows = await connection.execute(query.where(cache.key.in_(some)))
                found.update({row.key: (decode(StorySummary, row.body), row.expires_at) for row in rows})
        return found

    async def keep_summary(
        self, key: str, summary: StorySummary, *, articles: Sequence[ArticleId], until: datetime | None = None
    ) -> None:
        """Keep `summary` under `key` until `until`, or as long as the texts of all `articles` are as they are now."""
        async with self._database.write() as connection:
            (told,) = await unnamed(connection, self._database, [replace(summary, story_id=_NOBODY, revision=0)])
            row = {"key": key, "made_at": self._clock(), "expires_at": until, "body": encode(told)}
            await upsert(connection, summary_cache, [row])
            links = [{"article_id": name, "key": key} for name in sorted(set(articles))]
            await insert_or_leave(connection, summary_cache_articles, links)


async def forget_kept(connection: AsyncConnection, articles: Collection[str]) -> None:
    """Forget what is kept of the texts of `articles`: they are let go, or are others now."""
    keys: set[str] = set()
    for some in chunks(set(articles)):
        query = select(summary_cache_articles.c.key).where(summary_cache_articles.c.article_id.in_(some))
        keys.update((await connection.execute(query)).scalars())
    await _forget(connection, keys)


async def forget_old(connection: AsyncConnection, *, made_before: datetime, now: datetime) -> None:
    """Forget what was kept before `made_before` and what is past its time."""
    old = or_(summary_cache.c.made_at < made_before, summary_cache.c.expires_at <= now)
    keys = (await connection.execute(select(summary_cache.c.key).where(old))).scalars().all()
    await _forget(connection, keys)


async def _forget(connection: AsyncConnection, keys: Collection[str]) -> None:
    for some in chunks(sorted(keys)):
        await connection.execute(delete(summary_cache_articles).where(summary_cache_articles.c.key.in_(some)))
        await connection.execute(delete(summary_cache).where(summary_cache.c.key.in_(some)))
