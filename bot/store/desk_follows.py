"""Who follows which story or deal."""

from sqlalchemy import ColumnElement, and_, delete, select

from bot.domain.desk import Follow
from bot.domain.ids import StoryId
from bot.store.codec import encode
from bot.store.desk_tables import follows
from bot.store.dialect import upsert
from bot.store.part import Part


class Follows(Part):
    """What people asked to hear by direct message."""

    async def save_follow(self, follow: Follow) -> None:
        """Store a follow; doing it again brings its deal and channel up to date."""
        row = {
            "platform": follow.platform,
            "workspace": follow.workspace,
            "user": follow.user,
            "story_id": follow.story_id,
            "deal_id": follow.deal_id,
            "at": follow.at,
            "body": encode(follow),
        }
        async with self._database.write() as connection:
            await upsert(connection, follows, [row])

    async def delete_follow(self, platform: str, workspace: str, user: str, story: StoryId) -> int:
        """Delete what a person follows of a story, and of the deal that it is a step of; return how many rows went."""
        theirs = _of(platform, workspace, user)
        deal = select(follows.c.deal_id).where(theirs, follows.c.story_id == story, follows.c.deal_id.is_not(None))
        async with self._database.write() as connection:
            deals = list((await connection.execute(deal)).scalars())
            meant = (follows.c.story_id == story) | follows.c.deal_id.in_(deals)
            return int((await connection.execute(delete(follows).where(theirs, meant))).rowcount)

    async def follows_by(self, platform: str, workspace: str, user: str) -> tuple[Follow, ...]:
        """Return what a person follows, newest first."""
        query = select(follows.c.body).where(_of(platform, workspace, user))
        return await self._values(Follow, query.order_by(follows.c.at.desc(), follows.c.story_id))


def _of(platform: str, workspace: str, user: str) -> ColumnElement[bool]:
    return and_(follows.c.platform == platform, follows.c.workspace == workspace, follows.c.user == user)
