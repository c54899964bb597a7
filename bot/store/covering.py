"""Who tells stories: the sources of their articles."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from bot.domain.ids import SourceId, StoryId
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.tables import articles, story_articles


class Covering(Part):
    """Sources by what they tell."""

    async def sources_of(self, ids: Collection[StoryId]) -> frozenset[SourceId]:
        """Return the sources that tell any of the stories with `ids`."""
        told = (
            select(articles.c.source_id).join(story_articles, story_articles.c.article_id == articles.c.id).distinct()
        )

        def found(connection: Connection) -> frozenset[SourceId]:
            rows = (connection.execute(told.where(story_articles.c.story_id.in_(some))) for some in chunks(set(ids)))
            return frozenset(SourceId(name) for row in rows for name in row.scalars())

        return await self._database.transact(found)
