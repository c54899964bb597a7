"""What must be known of a conversation to write to it, asked for each time: addresses move."""

from typing import Protocol

from bot.domain.conversation import Conversation


class Places(Protocol):
    """The conversations that were heard of. Every failure is a `bot.errors.StorageError`."""

    async def conversation(self, conversation_id: str, /) -> Conversation | None:
        """Return a conversation by its id without a thread, None where nothing was heard of it."""

    async def with_user(self, tenant: str, user: str, /) -> Conversation | None:
        """Return the personal conversation with somebody, None where there is none yet."""

    async def save(self, conversation: Conversation, /) -> None:
        """Keep a conversation, in the place of what was known of it."""

    async def team(self, tenant: str, team_id: str, /) -> tuple[Conversation, ...]:
        """Return the conversations of a team that were heard of."""
