"""Conversations: where each is served, which team it is of, and who is in the personal ones."""

from sqlalchemy import ColumnElement, select

from bot.domain.conversation import Conversation
from bot.store.codec import encode
from bot.store.desk_tables import conversations as table
from bot.store.dialect import upsert
from bot.store.part import Part


class Conversations(Part):
    """What a platform must be told again to be written to."""

    async def conversation(self, platform: str, conversation_id: str) -> Conversation | None:
        """Return a conversation, or None where it was never heard of."""
        found = await self._values(Conversation, select(table.c.body).where(_is(platform, conversation_id)))
        return found[0] if found else None

    async def conversation_with(self, platform: str, workspace: str, user: str) -> Conversation | None:
        """Return the personal conversation with a person, the newest where there are several, or None."""
        mine = (table.c.platform == platform) & (table.c.workspace == workspace) & (table.c.user == user)
        query = select(table.c.body).where(mine).order_by(table.c.at.desc(), table.c.id).limit(1)
        found = await self._values(Conversation, query)
        return found[0] if found else None

    async def conversations(
        self, platform: str, *, workspace: str | None = None, team: str | None = None
    ) -> tuple[Conversation, ...]:
        """Return the conversations of a platform, of one workspace or one team where that is given, by id."""
        query = select(table.c.body).where(table.c.platform == platform)
        if workspace is not None:
            query = query.where(table.c.workspace == workspace)
        if team is not None:
            query = query.where(table.c.team == team)
        return await self._values(Conversation, query.order_by(table.c.id))

    async def save_conversation(self, conversation: Conversation) -> None:
        """Store a conversation, in the place of what was known of it."""
        async with self._database.write() as connection:
            await upsert(connection, table, [_row(conversation)])


def _is(platform: str, conversation_id: str) -> ColumnElement[bool]:
    return (table.c.platform == platform) & (table.c.id == conversation_id)


def _row(conversation: Conversation) -> dict[str, object]:
    return {
        "platform": conversation.platform,
        "id": conversation.id,
        "workspace": conversation.workspace,
        "team": conversation.team,
        "user": conversation.user,
        "at": conversation.at,
        "body": encode(conversation),
    }
