"""Who and what is in a tenant, asked of Teams and remembered for a while.

Teams tells of a person within a conversation alone. So who asks is looked for in their own chat with the bot, then in
the places that were asked about last: whoever says something in a channel is in it.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.chat.kept import KEPT_SECONDS, UNKNOWN_SECONDS, Kept
from bot.chat.teams.chats import Chats
from bot.chat.teams.network import TeamsClients, piece
from bot.chat.teams.places import Places
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.people import Person, Place
from bot.errors import ChannelUnavailable, DeliveryError, RateLimited
from bot.log import get_logger

log = get_logger("directory")
_PAGE, _MAX_PAGES = 200, 25
_TRIES, _PATIENCE_SECONDS = 3, 10.0
_LATELY, _SOUGHT_IN = 200, 5
_SHARED, _STANDARD = "shared", "standard"
_CHANNEL, _MOST_CHANNELS = "19:", 1_000


class TeamsDirectory:
    """A directory of one tenant. Where Teams does not answer, things are not known.

    `external` says that people of other tenants are served: nobody then looks who reads a shared channel.
    """

    def __init__(
        self,
        clients: TeamsClients,
        places: Places,
        *,
        tenant: str,
        external: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep the parts; nothing is asked for yet."""
        self._clients, self._places, self._tenant, self._external = clients, places, tenant, external
        self._sleep = sleep
        self._chats = Chats(clients, places, app_id=clients.app_id)
        self._lately: OrderedDict[str, None] = OrderedDict()
        self._eras: dict[str, int] = {}
        self._people: Kept[Person] = Kept(monotonic=monotonic)
        self._known: Kept[Place] = Kept(monotonic=monotonic)
        self._members: Kept[bool | None] = Kept(monotonic=monotonic)
        self._direct: Kept[str] = Kept(monotonic=monotonic)

    async def person(self, user: str) -> Person:
        """Return what is known of a person. Teams' rosters do not tell who owns a team; the zone is their client's."""

        async def ask() -> tuple[Person, float]:
            await asyncio.sleep(0)  # who asks about a place in the same breath says where to look
            for conversation in await self._sought_in(user):
                found = await self._told(conversation, *_talk(conversation), "members", user)
                if isinstance(found, Mapping) and found.get("id"):
                    chat = await self._chats.known(self._tenant, user)
                    told = person_of(found, user, tenant=self._tenant)
                    return replace(told, zone=chat.zone or None if chat else None), KEPT_SECONDS
            return Person(id=user, known=False), UNKNOWN_SECONDS

        return await self._people.get(user, ask) if _is_id(user) else Person(id=user, known=False)

    async def place(self, channel: str) -> Place:
        """Return what is known of a channel."""
        self._ask_here(channel)

        async def ask() -> tuple[Place, float]:
            known = await self._conversation(channel)
            if known is None:
                return Place(id=channel, known=False), UNKNOWN_SECONDS
            if known.kind is not ConversationKind.CHANNEL:
                return place_of(known), KEPT_SECONDS
            place = place_of(known, await self._listed(known))
            if place.shared and not self._external:
                place = replace(place, shared=await self._has_others(known))
            return place, KEPT_SECONDS if place.member else UNKNOWN_SECONDS

        return await self._known.get(channel, ask)

    async def is_member(self, channel: str, user: str) -> bool | None:
        """Return whether a person is in a channel; None where that cannot be known."""
        self._ask_here(channel)

        async def ask() -> tuple[bool | None, float]:
            known = await self._conversation(channel)
            if known is None:
                return None, UNKNOWN_SECONDS
            member = await self._is_in(known, user)
            return member, KEPT_SECONDS if member else UNKNOWN_SECONDS

        name = f"{self._eras.get(channel, 0)} {channel} {user}"
        return await self._members.get(name, ask) if _is_id(user) else None

    async def direct(self, user: str) -> str:
        """Return the chat with a person, opened where there is none; raise ChannelUnavailable."""

        async def ask() -> tuple[str, float]:
            known = await self._chats.known(self._tenant, user)
            return (known or await self._chats.opened(self._tenant, user)).id, KEPT_SECONDS

        try:
            return await self._direct.get(user, ask)
        except ChannelUnavailable:
            raise
        except DeliveryError as error:
            raise ChannelUnavailable(user, f"no chat with this person: {error.problem}") from error

    async def group(self, group: str) -> tuple[str, ...]:
        """Return nobody: Teams tells a bot of no groups of people without consent that Entente does not ask for."""
        del group
        return ()

    def changed(self, channel: str) -> None:
        """Forget what is known of a channel: it was said to have changed."""
        self._known.forget(channel)
        self._eras[channel] = self._eras.get(channel, 0) + 1
        while len(self._eras) > _LATELY * 10:
            del self._eras[next(iter(self._eras))]

    def _ask_here(self, channel: str) -> None:
        if not channel:
            return
        self._lately[channel] = None
        self._lately.move_to_end(channel)
        while len(self._lately) > _LATELY:
            self._lately.popitem(last=False)

    async def _sought_in(self, user: str) -> list[Conversation]:
        """Return where a person may be found: their chat with the bot, then the places asked about last."""
        chat = await self._chats.known(self._tenant, user)
        lately = [name for name in reversed(self._lately) if chat is None or name != chat.id][:_SOUGHT_IN]
        found = [await self._conversation(name) for name in lately]
        return [one for one in (chat, *found) if one is not None and one.usable]

    async def _conversation(self, channel: str) -> Conversation | None:
        """Return a conversation of this tenant."""
        known = await self._places.conversation(channel)
        return known if known is not None and known.workspace.lower() == self._tenant.lower() else None

    async def _listed(self, known: Conversation) -> Mapping[str, Any]:
        """Return what Teams lists of a channel of a team, nothing where it does not."""
        if not known.team or not known.usable:
            return {}
        found = await self._told(known, "teams", known.team, "conversations")
        listed = found.get("conversations") if isinstance(found, Mapping) else None
        rows = [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []
        for row in rows[:_MOST_CHANNELS]:
            await self._learn(known, row)
        return next((row for row in rows if row.get("id") == known.id), {})

    async def _learn(self, known: Conversation, row: Mapping[str, Any]) -> None:
        """Keep a channel of a team that nothing was heard of yet: it may get briefs, and people call it by its name.

        Of private and shared ones the bot has to be told that it is in them.
        """
        name, kind = str(row.get("id") or ""), str(row.get("type") or _STANDARD).lower()
        if not name.startswith(_CHANNEL) or kind != _STANDARD or await self._places.conversation(name) is not None:
            return
        called = str(row.get("name") or "")
        await self._places.save(replace(known, id=name, kind=ConversationKind.CHANNEL, name=called, user="", zone=""))
        self.changed(name)

    async def _has_others(self, known: Conversation) -> bool:
        """Whether people of other tenants read a shared channel; so it counts where not all of its people are told."""
        token = ""
        for _ in range(_MAX_PAGES):
            query = {"pageSize": str(_PAGE), **({"continuationToken": token} if token else {})}
            page = await self._told(known, *_talk(known), "pagedMembers", query=query)
            rows = page.get("members") if isinstance(page, Mapping) else None
            if not isinstance(page, Mapping) or not isinstance(rows, list):
                return True
            if any(_tenant_of(row, self._tenant) != self._tenant for row in rows if isinstance(row, Mapping)):
                return True
            token = str(page.get("continuationToken") or "")
            if not token:
                return False
        return True

    async def _is_in(self, known: Conversation, user: str) -> bool | None:
        try:
            found = await self._patiently(known, (*_talk(known), "members", user), {})
        except DeliveryError:
            return None
        return isinstance(found, Mapping) and found.get("id") == user

    async def _told(self, known: Conversation, *pieces: str, query: Mapping[str, str] | None = None) -> Any:
        """Return Teams' answer, None where it does not tell."""
        try:
            return await self._patiently(known, pieces, query or {})
        except DeliveryError as error:
            log.debug("not known", of=pieces[0], problem=error.problem)
            return None

    async def _patiently(self, known: Conversation, pieces: Sequence[str], query: Mapping[str, str]) -> Any:
        """Return Teams' answer, waited for where it asks to wait a little; raise DeliveryError."""
        path = "/".join(piece(one) for one in pieces)
        for left in reversed(range(_TRIES)):
            try:
                return await self._clients.read(known.service_url, path, tenant=self._tenant, query=query)
            except RateLimited as limit:
                if not left or limit.retry_after > _PATIENCE_SECONDS:
                    raise
                await self._sleep(limit.retry_after)
        raise AssertionError("the last try returns or raises")


def person_of(member: Mapping[str, Any], name: str, *, tenant: str) -> Person:
    """Return a person as a roster of `tenant` tells of one; the directory ids of tenants have no case."""
    role, home = str(member.get("userRole") or "").lower(), _tenant_of(member, tenant)
    external = "#ext#" in str(member.get("userPrincipalName") or "").lower()
    return Person(
        id=name,
        name=str(member.get("name") or member.get("givenName") or ""),
        workspace=home,
        guest=role in {"guest", "anonymous"} or external or home != tenant,
        bot=role == "bot" or name.startswith("28:"),
    )


def place_of(known: Conversation, listed: Mapping[str, Any] | None = None) -> Place:
    """Return a conversation as a place; `listed` is what its team lists of it, {} where it is not listed.

    A private channel may not be listed. A team's first channel has no name. `shared` means that others may read it.
    """
    kind = str((listed or {}).get("type") or _STANDARD).lower()
    channel = known.kind is ConversationKind.CHANNEL
    first = "General" if channel and known.id == known.team else ""
    return Place(
        id=known.id,
        name=str((listed or {}).get("name") or known.name or first),
        direct=known.kind is ConversationKind.PERSONAL,
        private=not channel or kind != _STANDARD,
        shared=channel and kind == _SHARED,
        member=known.usable,
    )


def _tenant_of(member: Mapping[str, Any], own: str) -> str:
    home = str(member.get("tenantId") or own)
    return own if home.lower() == own.lower() else home


def _talk(known: Conversation) -> tuple[str, str]:
    return "conversations", known.id


def _is_id(user: str) -> bool:
    return 0 < len(user) <= 500 and user not in {".", ".."}
