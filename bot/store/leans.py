"""Stories in short: found by who, what and when, read without their bodies."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.archive import LeanScope, LeanStory
from bot.domain.ids import DealId
from bot.domain.story import Story
from bot.store.archive_tables import story_leans, story_marks, story_ties, story_vectors
from bot.store.codec import decode
from bot.store.dialect import chunks, insert_or_leave
from bot.store.lean_rows import lean_of_row, lean_row, mark_rows, tie_rows
from bot.store.part import Part
from bot.store.scopes import scoped, settled
from bot.store.tables import deal_steps, stories, story_texts

_BY_STORY = (story_leans, story_ties, story_marks)


class Leans(Part):
    """Stories to be counted and filtered."""

    async def leans(self, scope: LeanScope, limit: int = 5000) -> tuple[LeanStory, ...]:
        """Return at most `limit` living stories of `scope` in short, newest change first, then by id backwards.

        Stories without a party are left out: they were withdrawn, or say of nobody that he cooperates.
        """
        newest = scoped(scope)
        if settled(scope):
            columns = newest.selected_columns
            newest = newest.order_by(columns.last_changed.desc(), columns.story_id.desc()).limit(limit)
        found = newest.subquery()
        query = select(*story_leans.c).join_from(found, story_leans, story_leans.c.story_id == found.c.story_id)
        rows = await self._database.transact(lambda connection: connection.execute(query).all())
        return await asyncio.to_thread(_leans, rows, scope, limit)


def _leans(rows: Sequence[Any], scope: LeanScope, limit: int) -> tuple[LeanStory, ...]:
    read = [lean_of_row(row) for row in rows]
    kept = read if settled(scope) else [lean for lean in read if scope.unites(lean.countries)]
    return tuple(sorted(kept, key=lambda lean: (lean.last_changed, lean.story_id), reverse=True)[:limit])


async def refresh_leans(connection: AsyncConnection, ids: Collection[str]) -> None:
    """Write anew what the stories with `ids` are found and counted by, as their rows now say.

    Those absorbed or without a party are found no more, and neither are those that are gone.
    """
    for some in chunks(set(ids)):
        absorbed = select(stories.c.id).where(stories.c.id.in_(some), stories.c.merged_into.is_not(None))
        await connection.execute(delete(story_texts).where(story_texts.c.story_id.in_(absorbed)))
        await forget_leans(connection, some)
        rows = await connection.execute(
            select(stories.c.body, stories.c.deal_id).where(stories.c.id.in_(some), stories.c.merged_into.is_(None))
        )
        read = [(decode(Story, row.body), row.deal_id) for row in rows]
        living = [(story, deal) for story, deal in read if story.parties]
        await insert_or_leave(connection, story_leans, [{**lean_row(s), "deal_id": deal} for s, deal in living])
        await insert_or_leave(connection, story_ties, [row for story, _ in living for row in tie_rows(story)])
        await insert_or_leave(connection, story_marks, [row for story, _ in living for row in mark_rows(story)])


async def forget_leans(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Forget what the stories with `ids` are found and counted by."""
    for some in chunks(ids):
        for table in _BY_STORY:
            await connection.execute(delete(table).where(table.c.story_id.in_(some)))


async def forget_vectors(connection: AsyncConnection, ids: Collection[str]) -> None:
    """Forget the vectors of stories that say something else now, or are no more."""
    for some in chunks(set(ids)):
        await connection.execute(delete(story_vectors).where(story_vectors.c.story_id.in_(some)))


async def leave_deals(connection: AsyncConnection, programmes: Sequence[str]) -> None:
    """Take the stories of `programmes` out of their deals."""
    steps = select(deal_steps.c.story_id).where(deal_steps.c.programme.in_(programmes))
    await connection.execute(update(story_leans).where(story_leans.c.story_id.in_(steps)).values(deal_id=None))


async def join_deal(connection: AsyncConnection, ids: Sequence[str], deal: DealId) -> None:
    """Note of which deal the stories with `ids` are."""
    await connection.execute(update(story_leans).where(story_leans.c.story_id.in_(ids)).values(deal_id=deal))
