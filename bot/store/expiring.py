"""Stories past their days: taken out with all that rests on them, some at a time. What was told of them stays."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.archive_tables import story_leans
from bot.store.desk_tables import doubts, follows
from bot.store.dialect import chunks
from bot.store.leans import forget_leans, forget_vectors
from bot.store.part import Part
from bot.store.stories import LIVING
from bot.store.summaries import forget_kept
from bot.store.tables import (
    analyses,
    articles,
    deal_parties,
    deal_steps,
    deals,
    entries,
    stories,
    story_articles,
    story_parties,
    story_revisions,
    story_texts,
    summaries,
)

_OF_STORY = (deal_steps, summaries, story_revisions, story_parties, story_texts, story_articles)


class Expiring(Part):
    """Lets go what is older than the archive is kept."""

    async def expire_stories(self, before: datetime, limit: int = 200) -> int:
        """Delete about `limit` stories that nothing was heard of since `before`, oldest first; return how many.

        Deals go whole, when the last of their stories is old enough; so do the articles of a story and what was read
        out of them. Stories that somebody follows, or that are in doubt, stay. Feed items stay as well, so that nothing
        old is taken for new, and so does the ledger, so that nothing is told again.
        """
        async with self._database.write() as connection:
            ids = set((await connection.execute(_past(before, limit))).scalars())
            of_deals = await _deals_of(connection, ids)
            for some in chunks(of_deals):
                of_same = select(story_leans.c.story_id).where(story_leans.c.deal_id.in_(some))
                ids |= set((await connection.execute(of_same)).scalars())
            await _delete_stories(connection, ids)
            await _delete_deals(connection, of_deals)
            return len(ids)


def _past(before: datetime, limit: int) -> Select[str]:
    """Return the stories to go: living ones past their days, and absorbed ones whose survivor is gone."""
    survivor, other = stories.alias("survivor"), story_leans.alias("other")
    orphan = and_(stories.c.merged_into.is_not(None), ~exists().where(survivor.c.id == stories.c.merged_into))
    of_deal = other.c.deal_id == stories.c.deal_id
    kept = [exists().where(of_deal, other.c.last_changed >= before)]
    for table in (follows, doubts):
        kept.append(exists().where(table.c.story_id == stories.c.id))
        kept.append(exists().where(of_deal, table.c.story_id == other.c.story_id))
    old = and_(stories.c.active_at < before, stories.c.learnt_at < before, *(~one for one in kept))
    return select(stories.c.id).where(old, or_(LIVING, orphan)).order_by(stories.c.active_at).limit(limit)


async def _deals_of(connection: AsyncConnection, ids: Collection[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(ids):
        query = select(stories.c.deal_id).where(stories.c.id.in_(some), stories.c.deal_id.is_not(None))
        found |= set((await connection.execute(query)).scalars())
    return found


async def _delete_stories(connection: AsyncConnection, ids: Collection[str]) -> None:
    for some in chunks(ids):
        held = select(story_articles.c.article_id).where(story_articles.c.story_id.in_(some))
        own = list((await connection.execute(held)).scalars())
        await forget_leans(connection, some)
        await forget_vectors(connection, some)
        for table in _OF_STORY:
            await _delete(connection, table, table.c.story_id, some)
        await _delete(connection, stories, stories.c.id, some)
        await _delete_articles(connection, own)


async def _delete_articles(connection: AsyncConnection, ids: Collection[str]) -> None:
    await forget_kept(connection, list(ids))
    for some in chunks(ids):
        await connection.execute(update(entries).where(entries.c.article_id.in_(some)).values(article_id=None))
        await _delete(connection, analyses, analyses.c.article_id, some)
        await _delete(connection, articles, articles.c.id, some)


async def _delete_deals(connection: AsyncConnection, ids: Collection[str]) -> None:
    for some in chunks(ids):
        await _delete(connection, deal_steps, deal_steps.c.deal_id, some)
        await _delete(connection, deal_parties, deal_parties.c.deal_id, some)
        await _delete(connection, deals, deals.c.id, some)


async def _delete(connection: AsyncConnection, table: Table, column: Any, values: Collection[str]) -> None:
    await connection.execute(delete(table).where(column.in_(values)))
