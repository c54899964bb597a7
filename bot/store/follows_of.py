"""Who is to hear of which stories and deals."""

from collections.abc import Collection

from sqlalchemy import select

from bot.domain.desk import Follow
from bot.domain.ids import DealId, StoryId
from bot.store.desk_tables import follows
from bot.store.dialect import chunks
from bot.store.part import Part


class FollowsOf(Part):
    """Follows, asked for by what is followed."""

    async def follows_of(self, stories: Collection[StoryId], deals: Collection[DealId]) -> tuple[Follow, ...]:
        """Return the follows of any of `stories` or `deals`, each once, oldest first."""
        found: dict[tuple[str, ...], Follow] = {}
        for column, values in ((follows.c.story_id, stories), (follows.c.deal_id, deals)):
            for some in chunks(sorted(set(values))):
                for follow in await self._values(Follow, select(follows.c.body).where(column.in_(some))):
                    found[(follow.platform, follow.workspace, follow.user, follow.story_id)] = follow
        return tuple(
            sorted(found.values(), key=lambda one: (one.at, one.platform, one.workspace, one.user, one.story_id))
        )

    async def all_follows(self) -> tuple[Follow, ...]:
        """Return all follows, by person."""
        order = (follows.c.platform, follows.c.workspace, follows.c.user, follows.c.story_id)
        return await self._values(Follow, select(follows.c.body).order_by(*order))
