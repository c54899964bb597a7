"""How far stories had got by a moment."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import Stage
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.tables import story_revisions


class Stages(Part):
    """Past stages of stories."""

    async def stages_at(self, ids: Collection[StoryId], moment: datetime) -> dict[StoryId, Stage | None]:
        """Return the stage that each of the stories had in its last revision by `moment`, a newer one in its first."""
        query = select(story_revisions.c.story_id, story_revisions.c.body).order_by(story_revisions.c.revision)
        found: dict[StoryId, Stage | None] = {}
        async with self._database.read() as connection:
            for some in chunks(set(ids)):
                for row in await connection.execute(query.where(story_revisions.c.story_id.in_(some))):
                    story = decode(Story, row.body)
                    if story.last_changed <= moment or row.story_id not in found:
                        found[StoryId(row.story_id)] = story.stage
        return found
