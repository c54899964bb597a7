"""Channels that go, come back or get another id: what is subscribed there pauses, goes on, or moves along."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.app.desk.listing import BOT
from bot.app.desk.naming import letting_in
from bot.app.desk.previewing import next_line
from bot.app.desk.room import Room
from bot.briefing.slots import is_paused, resumed
from bot.chat.heard import Heard
from bot.chat.notes import Note
from bot.chat.saying import say
from bot.domain.brief import Brief
from bot.domain.topic import FOREVER, Subscription
from bot.log import get_logger

log = get_logger("desk")
Pause = Callable[[str, str, str, str], Awaitable[int]]
GONE = "I was taken out of the channel, or it was archived or deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """What becomes of subscriptions with their channel."""

    room: Room

    async def pause_for(self, platform: str, workspace: str, channel: str, reason: str) -> int:
        """Pause what goes to a channel that takes no more, and tell the owners once; return how many paused.

        Doing it again changes nothing. What a person paused stays as they left it.
        """
        heard = _bot(platform, workspace, channel)
        paused = [one for one in await self.room.listed(heard) if await self._pause(heard, one, reason)]
        if paused:
            log.warning("subscriptions paused", channel=channel, number=len(paused), problem=reason)
            await self._tell_owners(heard, paused, reason)
        return len(paused)

    async def changed(self, heard: Heard, *, usable: bool) -> None:
        """Pause what goes to a channel that is gone, or let what the bot paused go on where it is back."""
        heard = replace(heard, user=BOT)
        if not usable:
            await self.pause_for(heard.platform, heard.workspace, heard.channel, GONE)
            return
        back = [after for one in await self.room.listed(heard) if (after := await self._resume(heard, one))]
        if back:
            lines = [f"{say(one, self.room.words)}. {next_line(one, self.room.now())}" for one in back]
            await self.room.post(heard, heard.channel, Note(title="Entente is back: this goes on", lines=tuple(lines)))

    async def renamed(self, heard: Heard, *, now: str) -> None:
        """Move everything of a channel to the id it has now."""
        if now == heard.channel:
            return
        store = self.room.parts.store
        moved = await store.move_channel(heard.platform, heard.workspace, heard.channel, now)
        for one in moved:
            await self.room.audit(replace(heard, user=BOT), one, "channel moved", f"{heard.channel} → {now}")

    async def _pause(self, heard: Heard, known: Subscription, reason: str) -> bool:
        if is_paused(known, self.room.now()):
            return False
        pause = {"paused_until": FOREVER, "pause_note": reason[:200]}
        paused = await self.room.parts.store.amend_subscription(
            known.id, lambda now: now.model_copy(update=pause), managed=True
        )
        if paused is None:
            return False
        await self.room.audit(heard, known, "pause", reason)
        return True

    async def _resume(self, heard: Heard, known: Subscription) -> Subscription | None:
        """Let a subscription go on that the bot paused; return it, None where it is another's pause or none."""
        if not known.pause_note or not is_paused(known, self.room.now()):
            return None
        now = self.room.now()
        after = await self.room.parts.store.amend_subscription(known.id, lambda one: resumed(one, now), managed=True)
        if after is not None:
            await self.room.audit(heard, after, "resume", "the channel is back")
        return after

    async def _tell_owners(self, heard: Heard, paused: list[Subscription], reason: str) -> None:
        """Tell each owner once, by direct message, of all that paused; of what nobody owns the operator hears."""
        told: dict[str, list[str]] = {}
        for one in paused:
            for person in await self.room.people(heard, one.owners):
                told.setdefault(person, []).append(say(one, self.room.words))
        where = await self._where(heard)
        way, written = letting_in(heard.platform).capitalize(), False
        for person, lines in told.items():
            note = Note(
                title=f"Paused: {where} takes no more messages",
                lines=(
                    f"{reason}.",
                    *lines,
                    f"{way[0].upper()}{way[1:]} again, or unarchive it: then it goes on by itself.",
                ),
            )
            written = await self.room.write_to(heard, person, note) or written
        if not written:
            await self.room.notices.tell(f"{len(paused)} subscriptions of {heard.channel} are paused: {reason}")

    async def _where(self, heard: Heard) -> str:
        directory = self.room.at(heard).directory
        place = await directory.place(heard.channel) if directory is not None else None
        return f"#{place.name}" if place is not None and place.name else "a channel"


@dataclass(slots=True)
class Losses:
    """Where the steps say that a channel is lost, before there are desks to hear it: one by platform."""

    pauses: Mapping[str, Pause] = field(default_factory=dict)

    async def tell(self, brief: Brief, reason: str) -> None:
        """Pause what goes to the channel of `brief`, by the desk of its platform."""
        if pause := self.pauses.get(brief.platform):
            await pause(brief.platform, brief.workspace, brief.channel, reason)


def _bot(platform: str, workspace: str, channel: str) -> Heard:
    return Heard(event_id="", platform=platform, workspace=workspace, channel=channel, user=BOT)
