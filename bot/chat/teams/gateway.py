"""Sending to Teams: one request per message, never repeated here; every failure is a DeliveryError.

What does no harm when it is done twice (edits, deletions) is tried again here, as Teams' waits allow. Where a
conversation is served is asked for each time, since it moves.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from pydantic import PrivateAttr

from bot.chat.platform import Payload
from bot.chat.teams import limits
from bot.chat.teams.chats import Chats
from bot.chat.teams.entities import activity_of
from bot.chat.teams.failures import CALL_FAILURES, failure, is_missing
from bot.chat.teams.holds import Holds
from bot.chat.teams.network import TeamsClients, piece
from bot.chat.teams.origins import stamped
from bot.chat.teams.places import Places
from bot.chat.teams.sdk import ConversationClient, MessageActivityInput
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.moments import Clock, system_clock
from bot.errors import (
    ChannelUnavailable,
    InstallationUnavailable,
    OutcomeUnknown,
    Rejected,
    ScopeMissing,
    ThreadGone,
)
from bot.log import get_logger

log = get_logger("teams")
ResultT = TypeVar("ResultT")
_THREAD = ";messageid="
_ROOT = re.compile(r"0*[1-9][0-9]{0,30}")
_NAME = re.compile(r"[A-Za-z0-9_:|.=-]{1,200}")
_UNNAMED = "DO_NOT_USE_PLACEHOLDER_ID"
_CHANNELS = ("@thread.tacv2", "@thread.skype")
NOT_ADDED = (
    "I answer this in your own chat with me, and Teams does not let me write to you there yet. Open Apps in Teams, find"
    " me, choose Add, and ask again."
)
"""What stands in the thread instead of what is for one person's eyes."""


@dataclass(frozen=True, slots=True)
class _Where:
    """A conversation without its thread, what is known of it, and where it is served."""

    channel: str
    known: Conversation | None
    service_url: str

    @property
    def kind(self) -> ConversationKind:
        """What it is; of one that was never heard of the id tells."""
        if self.known is not None:
            return self.known.kind
        if self.channel.endswith(_CHANNELS):
            return ConversationKind.CHANNEL
        return ConversationKind.PERSONAL if self.channel.startswith("a:") else ConversationKind.GROUP


class Called(Protocol):
    """Knows what channels are called."""

    async def __call__(self, tenant: str, channel: str, /) -> str:
        """Return the name of a channel, "" where it has none or it cannot be known; nothing is raised."""


async def nameless(_tenant: str, _channel: str, /) -> str:
    """Know no channel's name."""
    return ""


class _Raw(MessageActivityInput):
    """An activity as it is, in the form the SDK takes activities in: it looks at their class when they are sent."""

    _activity: dict[str, Any] = PrivateAttr(default_factory=dict)

    def __init__(self, activity: Mapping[str, Any]) -> None:
        super().__init__()
        self._activity = dict(activity)

    def model_dump(self, **_how: Any) -> dict[str, Any]:
        """Return the activity."""
        return dict(self._activity)


class TeamsGateway:
    """Posts, edits and takes away in all conversations of the app `app_id`, whatever tenant they belong to."""

    def __init__(
        self,
        clients: TeamsClients,
        places: Places,
        *,
        app_id: str,
        holds: Holds | None = None,
        clock: Clock = system_clock,
        called: Called = nameless,
    ) -> None:
        """Keep the clients, which must not retry by themselves: a repeated post would be a second message.

        `called` tells what a channel is called: what is shown to one person elsewhere says where it belongs.
        """
        self._clients, self._places, self._app_id, self._named = clients, places, app_id, called
        self._holds = holds or Holds()
        self._chats = Chats(clients, places, app_id=app_id, clock=clock)

    @property
    def can_look_up(self) -> bool:
        """Teams shows a bot no history without consent that Entente does not ask for."""
        return False

    async def post(
        self,
        channel: str,
        payload: Payload,
        *,
        thread: MessageRef | None = None,
        broadcast: bool = False,  # noqa: ARG002  (Teams shows a reply in its thread alone)
    ) -> MessageRef:
        """Post; the id is "" where Teams took the message and did not name it. `broadcast` is unknown to Teams.

        In a chat there are no threads, so a reply is a message there.
        """
        return await self.send(channel, _checked(channel, payload), thread=thread)

    async def send(self, channel: str, activity: Mapping[str, Any], *, thread: MessageRef | None = None) -> MessageRef:
        """Send an activity as it is, once; the id is "" where Teams named none."""
        where = await self._where(channel)
        return await self._holds.once(where.channel, lambda: self._sent(where, activity, thread=thread))

    async def edit(self, message: MessageRef, payload: Payload) -> None:
        """Put `payload` in the place of a message of ours; raise Rejected for one that Teams did not name."""
        await self.replace(message, _checked(message.channel, payload))

    async def replace(self, message: MessageRef, activity: Mapping[str, Any]) -> None:
        """Put an activity in the place of a message of ours; done again where that is harmless."""
        where, name = await self._where(message.channel), _named(message)
        whole = self._around(activity, where.channel)
        await self._again(where, lambda client: _updated(client, where.channel, name, whole))

    async def delete(self, message: MessageRef) -> None:
        """Take a message of ours away; one that is gone already is no failure. Raise Rejected for one without name."""
        where, name = await self._where(message.channel), _named(message)
        await self._again(where, lambda client: _deleted(client, where.channel, name))

    async def tell(self, channel: str, user: str, payload: Payload, *, thread: MessageRef | None = None) -> None:
        """Show `payload` to one person, in their own chat with the bot: Teams has no message for one alone elsewhere.

        Where Teams does not let the bot write there, the thread says so without the content. Raise ScopeMissing where
        that cannot be said either.
        """
        where = await self._where(channel)
        if where.kind is ConversationKind.PERSONAL:
            await self._whisper(where, _checked(channel, payload))
            return
        name = await self._named(self._tenant_of(where), where.channel)
        activity = _checked(channel, stamped(payload, where.channel, name=name))
        try:
            await self._in_chat(where, user, activity)
        except InstallationUnavailable:
            raise
        except ChannelUnavailable as error:
            await self._say_not_added(where, thread, error)

    async def look_up(
        self,
        channel: str,
        key: DeliveryKey,  # noqa: ARG002  (nothing can be looked for by it)
        *,
        since: datetime,  # noqa: ARG002
        thread: MessageRef | None = None,  # noqa: ARG002
    ) -> MessageRef | None:
        """Raise OutcomeUnknown: Teams does not let a message be looked for."""
        raise OutcomeUnknown(channel, "on Teams a message cannot be looked for")

    async def _in_chat(self, where: _Where, user: str, activity: Mapping[str, Any]) -> None:
        """Write to the chat that is known; where it is none any more, or none is, to one that is opened."""
        tenant = self._tenant_of(where)
        known = await self._chats.known(tenant, user)
        if known is not None:
            try:
                await self._whisper(await self._where(known.id), activity)
            except InstallationUnavailable:
                raise
            except ChannelUnavailable as error:
                log.debug("a chat is opened anew", problem=error.problem)
            else:
                return
        opened = await self._holds.again(user, lambda: self._chats.opened(tenant, user, service_url=where.service_url))
        await self._whisper(await self._where(opened.id), activity)
        if not opened.usable:
            await self._places.save(replace(opened, usable=True))

    async def _whisper(self, where: _Where, activity: Mapping[str, Any]) -> None:
        await self._holds.again(where.channel, lambda: self._sent(where, activity), harmless=False)

    async def _say_not_added(self, where: _Where, thread: MessageRef | None, error: ChannelUnavailable) -> None:
        refused = ScopeMissing(where.channel, f"a person has not added the app for themselves: {error.problem}")
        if thread is None:
            raise refused from error
        try:
            await self.send(where.channel, activity_of(Payload(text=NOT_ADDED, body={})), thread=thread)
        except InstallationUnavailable:
            raise
        except (ThreadGone, ChannelUnavailable):
            raise refused from error

    async def _sent(
        self, where: _Where, activity: Mapping[str, Any], *, thread: MessageRef | None = None
    ) -> MessageRef:
        root = _root_of(thread, where) if thread is not None else ""
        place = f"{where.channel}{_THREAD}{root}" if root else where.channel
        whole = self._around(activity, place)
        client = self._clients.conversations(where.service_url, channel=where.channel)
        name = await self._called(where, lambda: _created(client, place, whole), threaded=bool(root))
        return MessageRef(channel=where.channel, message_id=name, permalink=self._link(where, name, root=root or name))

    async def _again(self, where: _Where, call: Callable[[ConversationClient], Awaitable[None]]) -> None:
        client = self._clients.conversations(where.service_url, channel=where.channel)
        await self._holds.again(where.channel, lambda: self._called(where, lambda: call(client)))

    async def _called(
        self, where: _Where, call: Callable[[], Awaitable[ResultT]], *, threaded: bool = False
    ) -> ResultT:
        """Return what `call` brings; raise what it failed with as a DeliveryError."""
        try:
            async with self._clients.throttle.room(self._tenant_of(where)), asyncio.timeout(self._clients.seconds):
                return await call()
        except CALL_FAILURES as error:
            wait = self._holds.wait(where.channel)
            raise failure(error, where.channel, wait=wait, threaded=threaded) from error

    def _tenant_of(self, where: _Where) -> str:
        return (where.known.workspace if where.known is not None else "") or self._clients.tenant

    async def _where(self, channel: str) -> _Where:
        base = channel.partition(_THREAD)[0]
        known = await self._places.conversation(base)
        url = known.service_url if known is not None else ""
        return _Where(base, known, url or self._clients.network.service_url)

    def _around(self, activity: Mapping[str, Any], place: str) -> Mapping[str, Any]:
        """Return an activity with who sends it and where to, where that fits; Teams knows it from the request too."""
        try:
            json.dumps(activity, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, TypeError, RecursionError) as error:
            raise Rejected(place, f"not sent: it cannot be written as JSON ({type(error).__name__})") from error
        whole = {**activity, "from": {"id": f"28:{self._app_id}"}, "conversation": {"id": place}}
        return whole if limits.size(whole) <= limits.MAX_BYTES else activity

    def _link(self, where: _Where, name: str, *, root: str) -> str | None:
        """Return the address under which people open a message, None in a chat with the bot and without a name."""
        if not name or where.kind is ConversationKind.PERSONAL:
            return None
        known = where.known
        about = {"tenantId": known.workspace, "groupId": known.group} if known is not None else {}
        about |= {"parentMessageId": root}
        if where.kind is ConversationKind.GROUP:
            about = {"context": '{"contextType":"chat"}'}
        query = urlencode({key: value for key, value in about.items() if value})
        place = f"{quote(where.channel, safe='')}/{quote(name, safe='')}"
        return f"{self._clients.network.link_url.rstrip('/')}/l/message/{place}?{query}"


async def _created(client: ConversationClient, place: str, activity: Mapping[str, Any]) -> str:
    """Send an activity and return its id, "" where Teams took it without naming it."""
    name = piece(place)
    raw: Any = _Raw(activity)
    try:
        sent = await client.create_activity(name, raw)
    except (ValueError, TypeError, AttributeError, RecursionError):  # taken, and answered with what is no JSON object
        return ""
    return sent.id if isinstance(sent.id, str) and sent.id != _UNNAMED and _NAME.fullmatch(sent.id) else ""


async def _updated(client: ConversationClient, channel: str, message: str, activity: Mapping[str, Any]) -> None:
    place, name = piece(channel), piece(message)
    raw: Any = _Raw(activity)
    try:
        await client.update_activity(place, name, raw)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return  # done, and answered without an id
    except CALL_FAILURES as error:
        if is_missing(error):
            raise Rejected(channel, "the message to change is gone") from error
        raise


async def _deleted(client: ConversationClient, channel: str, message: str) -> None:
    try:
        await client.delete_activity(piece(channel), piece(message))
    except CALL_FAILURES as error:
        if not is_missing(error):
            raise


def _checked(channel: str, payload: Payload) -> dict[str, Any]:
    activity = activity_of(payload)
    if problems := limits.problems(activity):
        raise Rejected(channel, f"not sent: {'; '.join(problems[:5])}")
    return activity


def _named(message: MessageRef) -> str:
    if not message.message_id:
        raise Rejected(message.channel, "Teams did not name the message, so it cannot be changed or taken away")
    return message.message_id


def _root_of(thread: MessageRef, where: _Where) -> str:
    """Return the id a reply hangs on, "" where there are no threads; raise ThreadGone for what is no root."""
    if where.kind is not ConversationKind.CHANNEL:
        return ""
    if not _ROOT.fullmatch(thread.message_id):  # such a reply would be a message of its own in the channel
        raise ThreadGone(where.channel, "the thread has no root that Teams named")
    return thread.message_id
