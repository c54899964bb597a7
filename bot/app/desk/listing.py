"""What a channel is subscribed to, and who changed what of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.app.desk.finding import NONE_YET
from bot.app.desk.permits import Act
from bot.app.desk.previewing import clipped, list_lines, local
from bot.app.desk.room import Room
from bot.chat.heard import Heard
from bot.chat.saying import say_topic
from bot.domain.desk import Change
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription

_AUDIT_LINES, _DETAIL, _TOPIC = 20, 180, 60
_PERSON = re.compile(r"\b[UW][A-Z0-9]{4,}\b|\b29:[A-Za-z0-9_-]{4,}")
BOT = "entente"
"""Who changed something where the bot itself did."""
_NOBODYS = {BOT: "Entente", "operator": "the operator", "gone": "somebody who was forgotten"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Lists, shown to the one who asks."""

    room: Room

    async def list(self, heard: Heard) -> None:
        """Show the channel's subscriptions, numbered, with when they come next, whose they are, and pauses."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        listed = await room.listed(heard)
        if not listed:
            await room.whisper(heard, NONE_YET)
            return
        names = [await self.owners(heard, one) for one in listed]
        lines = list_lines(listed, room.words, names=names, now=room.now())
        await room.whisper(
            heard, *lines, "To change one: “edit 1 …”, “pause 1 3 days”, “unsubscribe 1”.", title="Subscriptions here"
        )

    async def audit(self, heard: Heard) -> None:
        """Show the last changes in this channel."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        listed = await room.listed(heard)
        zone = listed[0].timezone if listed else "UTC"
        entries = await room.parts.store.changes(heard.platform, heard.channel, _AUDIT_LINES)
        ours = [entry for entry in entries if entry.workspace in {"", heard.workspace}]
        topics = {one.id: clipped(say_topic(one.topic, room.words), _TOPIC) for one in listed}
        lines = [await self._entry(heard, entry, zone, topics) for entry in ours] or ["Nothing was changed here yet."]
        await room.whisper(heard, *lines, title=f"Last changes in this channel ({zone})")

    async def owners(self, heard: Heard, subscription: Subscription) -> str:
        """Return the names of a subscription's owners."""
        return " and ".join([await self.room.name(heard, owner) for owner in subscription.owners])

    async def _entry(self, heard: Heard, entry: Change, zone: str, topics: Mapping[SubscriptionId, str]) -> str:
        """Return who did what to which subscription, as far as it is still there or the entry itself says it."""
        who = _NOBODYS.get(entry.user) or await self.room.name(heard, entry.user)
        detail = entry.detail
        for person in dict.fromkeys(_PERSON.findall(detail)):
            detail = detail.replace(person, await self.room.name(heard, person))
        when = local(entry.at, zone).rpartition(" (")[0]
        topic = topics.get(entry.subscription_id, "")
        which = f" ({topic})" if topic and topic not in detail else ""
        return ": ".join(filter(None, (f"{when}, {who}, {entry.action}{which}", clipped(detail, _DETAIL))))


def named(entries: Sequence[Change], subscription: Subscription, action: str) -> list[Change]:
    """Return the entries of one action about a subscription."""
    return [entry for entry in entries if entry.subscription_id == subscription.id and entry.action == action]
