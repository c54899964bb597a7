"""What a subscription must be like to be stored, and the storing: checked, noted down, announced, confirmed."""

from dataclasses import dataclass
from typing import cast

from bot.app.desk import drafting
from bot.app.desk.naming import letting_in
from bot.app.desk.permits import Act
from bot.app.desk.previewing import next_line, preview_lines
from bot.app.desk.room import Room
from bot.app.desk.seeing import Seeing
from bot.briefing.slots import rescheduled
from bot.chat.heard import Heard
from bot.chat.notes import Note
from bot.chat.saying import say, say_change
from bot.chat.wishes import Wish, apply, new_subscription
from bot.domain.ids import SubscriptionId
from bot.domain.topic import PlatformName, Subscription
from bot.errors import DeliveryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Storing:
    """Where new and changed subscriptions go."""

    room: Room
    seeing: Seeing

    async def new(self, heard: Heard, wish: Wish, channel: str, *, seed: str) -> Subscription:
        """Return the subscription that `wish` asks for; raise ValueError with a sentence."""
        if wish.problems:
            raise ValueError(" ".join(problem for _, problem in wish.problems))
        zone = await self.zone(heard, channel)
        wish = await self.seeing.with_calendar(wish, zone)
        made = new_subscription(
            wish,
            id="new",
            platform=cast("PlatformName", heard.platform),
            workspace=heard.workspace,
            channel=channel,
            zone=zone,
            owner=heard.user,
        )
        named = made.model_copy(update={"id": drafting.id_for(made.topic, f"{seed}|{channel}")})
        return rescheduled(None, named, self.room.now())

    async def changed(self, known: Subscription, wish: Wish) -> Subscription:
        """Return `known` as `wish` would have it; raise ValueError with a sentence."""
        if wish.problems:
            raise ValueError(" ".join(problem for _, problem in wish.problems))
        wanted = apply(await self.seeing.with_calendar(wish, known.timezone), known)
        return rescheduled(known, wanted, self.room.now())

    async def zone(self, heard: Heard, channel: str) -> str:
        """Return the zone a subscription begins with: the person's, else that of the channel's last one, else UTC."""
        directory = self.room.at(heard).directory
        person = await directory.person(heard.user) if directory is not None else None
        if person is not None and person.zone:
            return person.zone
        listed = await self.room.listed(heard, channel)
        return listed[-1].timezone if listed else "UTC"

    async def why_not(self, heard: Heard, wanted: Subscription, *, known: Subscription | None = None) -> str:
        """Return why `wanted` may not be stored, "" where it may."""
        if known is not None:
            return await self.room.refused(heard, Act.CHANGE, subscription=known)
        if await self.is_own_direct(heard, wanted.channel):
            return await self.room.refused(heard, Act.READ) or await self.full(heard, wanted)
        return await self.room.refused(heard, Act.CHANGE, channel=wanted.channel) or await self.full(heard, wanted)

    async def full(self, heard: Heard, wanted: Subscription) -> str:
        """Return that there is one like it already, or too many, "" where neither is so."""
        listed = await self.room.listed(heard, wanted.channel)
        twin = drafting.twin_of(wanted, listed)
        if twin is not None:
            told = say(twin, self.room.words)
            return f"This is there already, as number {1 + listed.index(twin)} of that channel: {told}."
        everywhere = await self.room.parts.store.subscriptions_of_workspace(heard.platform, heard.workspace)
        return drafting.too_many(in_channel=len(listed), in_workspace=len(everywhere))

    async def may_subscribe(self, heard: Heard, channel: str) -> bool:
        """Whether somebody may make a subscription for a channel; who may not is told why."""
        if await self.is_own_direct(heard, channel):
            return await self.room.may(heard, Act.READ)
        return await self.room.may(heard, Act.CHANGE, channel=channel)

    async def is_own_direct(self, heard: Heard, channel: str) -> bool:
        """Whether a channel is the direct messages of the one who asks."""
        directory = self.room.at(heard).directory
        if directory is None or not (await directory.place(channel)).direct:
            return False
        try:
            return await directory.direct(heard.user) == channel
        except DeliveryError:
            return False

    async def store_new(self, heard: Heard, wanted: Subscription, *, preview: Heard | None = None) -> bool:
        """Store a new subscription, tell the channel and the one who asked; return whether all is settled.

        `preview` is where they are shown all of it, who saw no preview yet. Rights are those of `heard` alone.
        """
        room, store = self.room, self.room.parts.store
        if await store.subscription(wanted.id) is None and (why := await self.why_not(heard, wanted)):
            await room.whisper(heard, why)
            return False
        if not await store.add_subscription(rescheduled(None, wanted, room.now())):
            await room.whisper(heard, "That was confirmed already.")
            return True
        await room.audit(heard, wanted, "subscribe", say(wanted, room.words))
        await self._announce(heard, wanted)
        await self._confirmed(heard, wanted, "Subscribed", preview=preview)
        return True

    async def store_change(
        self, heard: Heard, name: SubscriptionId, wanted: Subscription, *, preview: Heard | None = None
    ) -> bool:
        """Store a change, and tell the one who asked, by the same rules; return whether all is settled."""
        room = self.room
        known = await room.subscription(heard, name)
        if known is None or not await room.may(heard, Act.CHANGE, subscription=known):
            return False
        after = await room.parts.store.amend_subscription(
            name, lambda now: rescheduled(now, drafting.edited(now, wanted), room.now())
        )
        if after is None:
            return False
        moved = say_change(known, after, room.words)
        if moved:
            await room.audit(heard, after, "edit", moved)
        await self._confirmed(heard, after, "Changed" if moved else "Nothing changed", preview=preview)
        return True

    async def _confirmed(self, heard: Heard, stored: Subscription, title: str, *, preview: Heard | None) -> None:
        room = self.room
        if preview is not None:
            lines = preview_lines(stored, await self.seeing.preview(stored), room.words, now=room.now())
        else:
            lines = (say(stored, room.words), next_line(stored, room.now()), *await self.where(heard, stored))
        await room.whisper(preview or heard, *lines, title=title)

    async def where(self, heard: Heard, wanted: Subscription) -> tuple[str, ...]:
        """Return where the briefs come, unless that is where one asks."""
        if wanted.channel == heard.channel:
            return ()
        directory = self.room.at(heard).directory
        place = await directory.place(wanted.channel) if directory is not None else None
        if place is not None and place.direct:
            return ("It comes to you alone, by direct message; you change it there, or on the app's Home.",)
        return (f"It comes to #{place.name}.",) if place is not None and place.name else ()

    async def _announce(self, heard: Heard, stored: Subscription) -> None:
        """Tell the channel that somebody subscribed it, so that nobody is surprised; one's own is nobody's news."""
        room = self.room
        directory = room.at(heard).directory
        if directory is not None and (await directory.place(stored.channel)).direct:
            return
        who = await room.name(heard)
        line = f"{who} subscribed this channel: {say(stored, room.words)}."
        if not await room.post(heard, stored.channel, Note(lines=(line,))):
            way = letting_in(heard.platform)
            await room.whisper(heard, f"It is stored, but I could not post in that channel: {way}.")
