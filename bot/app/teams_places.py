"""Where Teams' conversations are, out of the store: what is asked for each message is kept in memory for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.conversation import Conversation
from bot.domain.delivery import ROOT, reopened_story
from bot.store import Store

TEAMS = "teams"
_MOST = 4096
_KEPT_SECONDS = 300.0
"""How long the word of another process may go unheard."""
_DAY = timedelta(days=1)
Heard = Callable[[Conversation, Conversation | None], Awaitable[None]]
"""Takes a conversation as it now is, and as it was known before."""


class StoredPlaces:
    """Implements `bot.chat.teams.places.Places`. Whoever asks before `give` waits for the store."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Begin without a store."""
        self._monotonic = monotonic
        self._there = asyncio.Event()
        self._store: Store | None = None
        self._kept: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()
        self.heard: Heard | None = None

    def give(self, store: Store) -> None:
        """Ask `store` from now on."""
        self._store = store
        self._there.set()

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Return a conversation by its id, None where nothing was heard of it."""
        at, known = self._kept.get(conversation_id, (0.0, None))
        if known is not None and self._monotonic() - at < _KEPT_SECONDS:
            return known
        found = await (await self._given()).conversation(TEAMS, conversation_id)
        if found is not None:
            self._keep(found)
        return found

    async def with_user(self, tenant: str, user: str) -> Conversation | None:
        """Return the personal conversation with somebody, None where there is none yet."""
        return await (await self._given()).conversation_with(TEAMS, tenant, user)

    async def team(self, tenant: str, team_id: str) -> tuple[Conversation, ...]:
        """Return the conversations of a team that were heard of."""
        return await (await self._given()).conversations(TEAMS, workspace=tenant, team=team_id)

    async def save(self, conversation: Conversation) -> None:
        """Store a conversation where something changed, or where what is stored is a day old."""
        known = await self.conversation(conversation.id)
        same = known is not None and replace(known, at=conversation.at) == conversation
        if known is not None and same and conversation.at - known.at < _DAY:
            return
        await (await self._given()).save_conversation(conversation)
        self._keep(conversation)
        if self.heard is not None and not same:
            await self.heard(conversation, known)

    async def told_in(self, channel: str, message_id: str, /) -> str | None:
        """Return which item a message of ours tells, as "brief key|story", None where it tells none."""
        row = await (await self._given()).delivery_at(channel, message_id) if message_id else None
        if row is None:
            return None
        story = row.story_id or reopened_story(row.key.part)
        if story is None and row.key.part == ROOT:
            brief = await (await self._given()).brief(row.key.brief)
            only = brief.items if brief is not None else ()
            story = only[0].story_id if len(only) == 1 else None
        return f"{row.key.brief}|{story}" if story else None

    def forget(self, workspace: str) -> None:
        """Keep nothing of a tenant in memory: it is gone from the store."""
        for name in [name for name, (_, one) in self._kept.items() if one.workspace == workspace]:
            del self._kept[name]

    def _keep(self, conversation: Conversation) -> None:
        self._kept[conversation.id] = self._monotonic(), conversation
        self._kept.move_to_end(conversation.id)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    async def _given(self) -> Store:
        await self._there.wait()
        if self._store is None:
            raise RuntimeError("the store was said to be there")
        return self._store
