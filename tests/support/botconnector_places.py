"""Conversations as the bot remembers them, in memory, filled from what stands in the fake Bot Connector."""

from datetime import UTC, datetime

from bot.domain.conversation import Conversation, ConversationKind
from support.botconnector import BotConnector

_KINDS = {
    "channel": ConversationKind.CHANNEL,
    "personal": ConversationKind.PERSONAL,
    "groupChat": ConversationKind.GROUP,
}
_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class MemoryPlaces:
    """Implements `bot.chat.teams.places.Places`."""

    def __init__(self, *conversations: Conversation) -> None:
        self.rows = {one.id: one for one in conversations}

    async def conversation(self, id: str) -> Conversation | None:  # noqa: A002 - the protocol's name
        """Return what is known of a conversation."""
        return self.rows.get(id)

    async def with_user(self, tenant: str, user: str) -> Conversation | None:
        """Return the chat with a person."""
        own = (row for row in self.rows.values() if row.kind is ConversationKind.PERSONAL)
        return next((row for row in own if (row.workspace, row.user) == (tenant, user)), None)

    async def save(self, conversation: Conversation) -> None:
        """Keep a conversation."""
        self.rows[conversation.id] = conversation

    async def team(self, tenant: str, team_id: str) -> tuple[Conversation, ...]:
        """Return the channels of a team."""
        return tuple(row for row in self.rows.values() if (row.workspace, row.team) == (tenant, team_id))


def known(teams: BotConnector, *, chats: bool = False) -> MemoryPlaces:
    """Return places that know every channel, and every chat where `chats` are wanted."""
    talks = [talk for talk in teams.conversations.values() if chats or talk.kind == "channel"]
    return MemoryPlaces(
        *(
            Conversation(
                platform="teams",
                id=talk.id,
                kind=_KINDS[talk.kind],
                workspace=talk.tenant,
                service_url=teams.url,
                at=_AT,
                team=talk.team,
                user=talk.people[0] if talk.kind == "personal" else "",
                name=talk.name,
            )
            for talk in talks
        )
    )
