"""The chat of the bot with one person: known, or opened where Teams lets it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.teams.failures import CALL_FAILURES, failure
from bot.chat.teams.network import TeamsClients, piece
from bot.chat.teams.places import Places
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.moments import Clock, system_clock
from bot.errors import OutcomeUnknown

PLATFORM = "teams"


class Chats:
    """Opens chats as the app `app_id`; where one is known already, Teams returns the same."""

    def __init__(self, clients: TeamsClients, places: Places, *, app_id: str, clock: Clock = system_clock) -> None:
        """Keep the parts; nothing is asked for yet."""
        self._clients, self._places, self._app_id, self._clock = clients, places, app_id, clock

    async def known(self, tenant: str, user: str) -> Conversation | None:
        """Return the chat with a person of `tenant` that was heard of."""
        return await self._places.with_user(tenant, user)

    async def opened(self, tenant: str, user: str, *, service_url: str = "") -> Conversation:
        """Open the chat with a person and keep where it is; raise DeliveryError.

        `service_url` is where somebody of the tenant was heard from; by default where unknown channels are served. A
        chat that was unusable stays so until it took something.
        """
        url = service_url or self._clients.network.service_url
        asked = {
            "bot": {"id": f"28:{self._app_id}"},
            "isGroup": False,
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        told = await self._create(url, asked, user)
        found, served = str(told.get("id") or ""), str(told.get("serviceUrl") or "")
        if not found:
            raise OutcomeUnknown(user, "Teams opened a chat but did not name it")
        place = served if self._clients.network.serves(served) else url
        known = await self._places.conversation(found) or Conversation(
            platform=PLATFORM,
            id=found,
            kind=ConversationKind.PERSONAL,
            workspace=tenant,
            service_url=place,
            at=self._clock(),
            user=user,
        )
        chat = replace(known, service_url=place, at=self._clock(), user=user)
        await self._places.save(chat)
        return chat

    async def _create(self, url: str, asked: Mapping[str, Any], user: str) -> Mapping[str, Any]:
        piece(user)
        try:
            return await self._clients.begin(url, asked, tenant=str(asked["tenantId"]))
        except CALL_FAILURES as error:
            raise failure(error, user) from error
