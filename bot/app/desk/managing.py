"""Subscriptions kept in order: ended, paused, resumed, given to others, tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.desk.drafting import pause_end
from bot.app.desk.finding import ALL, Unclear, find, find_several
from bot.app.desk.permits import Act
from bot.app.desk.previewing import headline_lines, local, next_line
from bot.app.desk.room import NO_SUBSCRIPTION, Room
from bot.app.desk.seeing import Seeing
from bot.briefing.slots import resumed
from bot.chat.commands import NowCommand, PauseCommand, ResumeCommand, TestCommand, TransferCommand, UnsubscribeCommand
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button, Note
from bot.chat.saying import say, say_topic
from bot.chat.wishes import MAX_OWNERS
from bot.domain.ids import digest
from bot.domain.moments import utc
from bot.domain.topic import FOREVER, Subscription

_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Managing:
    """What is done with subscriptions that are there."""

    room: Room
    seeing: Seeing

    async def now(self, heard: Heard, command: NowCommand) -> None:
        """Enqueue a brief of one subscription of the channel, or of all; a retry of the event enqueues nothing more."""
        room = self.room
        if not await room.may(heard, Act.READ):
            return
        chosen = find_several(await room.listed(heard), command.which or ALL)
        if isinstance(chosen, Unclear):
            await room.whisper(heard, chosen.problem)
            return
        slot = f"now-{digest(heard.event_id)}"
        for one in chosen:
            await room.engine.enqueue_brief(one.id, self._today(one), slot, channel=one.channel)

    async def unsubscribe(self, heard: Heard, command: UnsubscribeCommand) -> None:
        """Ask whether to end a subscription."""
        found = await self._mine(heard, command.which)
        if not found:
            return
        buttons = [
            Button(
                action=Action.DELETE,
                label="Unsubscribe" if len(found) == 1 else f"Unsubscribe {number}",
                value=one.id,
                spoken=f"Unsubscribe from {say_topic(one.topic, self.room.words)}"[:75],
                style="danger",
                confirm="Its schedule, mutes and feedback end. What was posted stays.",
            )
            for number, one in enumerate(found, start=1)
        ]
        lines = [say(one, self.room.words) for one in found]
        await self.room.whisper(heard, *lines, title="End this?", buttons=buttons)

    async def delete(self, heard: Heard, name: str) -> None:
        """End a subscription; its feedback is forgotten with it."""
        room = self.room
        known = await self._named(heard, name)
        if known is None or not await room.parts.store.delete_subscription(known.id):
            return
        await room.parts.store.forget_votes(known.id)
        told = say(known, room.words)
        await room.audit(heard, known, "unsubscribe", told)
        # Whose briefs stop is told; where one reads alone, or the bot is no longer in, that is whoever ended it.
        directory = room.at(heard).directory
        if directory is not None and not (await directory.place(known.channel)).direct:
            await room.post(
                heard, known.channel, Note(lines=(f"{await room.name(heard)} ended this channel's: {told}.",))
            )
        await room.done(heard, f"Ended: {told}.")

    async def pause(self, heard: Heard, command: PauseCommand) -> None:
        """Pause a subscription for some days, to a day, or until it is resumed."""
        for one in await self._mine(heard, command.which):
            try:
                until = pause_end(self.room.now(), one.timezone, days=command.days, until=command.until)
            except ValueError as error:
                await self.room.whisper(heard, str(error))
                return
            await self._pause(heard, one, until)

    async def pause_pressed(self, heard: Heard, name: str) -> None:
        """Pause a subscription until it is resumed."""
        known = await self._named(heard, name)
        if known is not None:
            await self._pause(heard, known, FOREVER)

    async def resume(self, heard: Heard, command: ResumeCommand) -> None:
        """End a pause, also one that the bot made of what the configuration subscribes."""
        for one in await self._mine(heard, command.which, resuming=True):
            await self._resume(heard, one)

    async def resume_pressed(self, heard: Heard, name: str) -> None:
        """End a pause."""
        known = await self.room.subscription(heard, name)
        if known is not None and await self._may(heard, known, resuming=True):
            await self._resume(heard, known)

    async def test(self, heard: Heard, command: TestCommand) -> None:
        """Show what a subscription would send now."""
        found = find(await self.room.listed(heard), command.which)
        if isinstance(found, Unclear):
            await self.room.whisper(heard, found.problem)
        else:
            await self._test(heard, found)

    async def test_pressed(self, heard: Heard, name: str) -> None:
        """Show what a subscription would send now."""
        known = await self.room.subscription(heard, name)
        if known is not None:
            await self._test(heard, known)

    async def transfer(self, heard: Heard, command: TransferCommand) -> None:
        """Give a subscription to one or two others, or to a user group, and tell the channel."""
        room = self.room
        mine = await self._mine(heard, command.which)
        if len(mine) != 1:
            return
        found = mine[0]
        problem = await self._unfit(heard, command.to)
        if problem:
            await room.whisper(heard, problem)
            return
        owners = tuple(dict.fromkeys(command.to))
        after = await room.parts.store.amend_subscription(
            found.id, lambda known: known.model_copy(update={"owners": owners})
        )
        if after is None:
            return
        names = " and ".join([await room.name(heard, owner) for owner in owners])
        await room.audit(heard, after, "transfer", f"to {' and '.join(owners)}")
        line = f"{await room.name(heard)} gave this subscription to {names}: {say(after, room.words)}."
        if not await room.post(heard, after.channel, Note(lines=(line,))):
            await room.whisper(heard, line)

    async def _unfit(self, heard: Heard, owners: Sequence[str]) -> str:
        """Return why these cannot be owners, "" where they can."""
        if not 1 <= len(set(owners)) <= MAX_OWNERS:
            return "Name one or two new owners, or a user group: transfer 2 to @name."
        directory = self.room.at(heard).directory
        for owner in owners if directory is not None else ():
            person = await directory.person(owner) if directory is not None else None
            if person is not None and person.known and (person.deactivated or person.bot or person.guest):
                return f"{person.name or owner} cannot own it: that account is a guest's, a bot's or deactivated."
        return ""

    async def _mine(self, heard: Heard, which: str, *, resuming: bool = False) -> tuple[Subscription, ...]:
        """Return the channel's subscriptions that are meant, where all may be changed, else none and say why."""
        found = find_several(await self.room.listed(heard), which)
        if isinstance(found, Unclear):
            await self.room.whisper(heard, found.problem)
            return ()
        for one in found:
            if not await self._may(heard, one, resuming=resuming):
                return ()
        return found

    async def _may(self, heard: Heard, known: Subscription, *, resuming: bool) -> bool:
        """Whether somebody may change a subscription; what the bot itself paused its channel may let go on."""
        if resuming and known.managed and known.pause_note:
            return await self.room.may(heard, Act.CHANGE, channel=known.channel)
        return await self.room.may(heard, Act.CHANGE, subscription=known)

    async def _named(self, heard: Heard, name: str) -> Subscription | None:
        """Return the subscription of a button where it may be changed, else say why not."""
        known = await self.room.subscription(heard, name)
        return known if known is not None and await self.room.may(heard, Act.CHANGE, subscription=known) else None

    async def _pause(self, heard: Heard, known: Subscription, until: datetime) -> None:
        room = self.room
        after = await room.parts.store.amend_subscription(
            known.id, lambda now: now.model_copy(update={"paused_until": until, "pause_note": ""})
        )
        if after is None:
            await room.whisper(heard, NO_SUBSCRIPTION)
            return
        ends = "until it is resumed" if until >= FOREVER else f"until {local(until, after.timezone)}"
        await room.audit(heard, after, "pause", ends)
        button = Button(action=Action.RESUME, label="Resume", value=after.id)
        await room.done(
            heard, f"Paused {ends}: {say(after, room.words)}.", next_line(after, room.now()), buttons=(button,)
        )

    async def _resume(self, heard: Heard, known: Subscription) -> None:
        room = self.room
        if known.paused_until is None or utc(known.paused_until) <= room.now():
            await room.whisper(heard, f"It is not paused. {next_line(known, room.now())}")
            return
        after = await room.parts.store.amend_subscription(
            known.id, lambda paused: resumed(paused, room.now()), managed=bool(known.pause_note)
        )
        if after is None:
            await room.whisper(heard, NO_SUBSCRIPTION)
            return
        topic = say_topic(after.topic, room.words)
        await room.audit(heard, after, "resume", "")
        line = f"Resumed: {topic}. {next_line(after, room.now())} It catches up once with what came meanwhile."
        await room.done(heard, line)

    async def _test(self, heard: Heard, known: Subscription) -> None:
        room = self.room
        if not await room.may(heard, Act.READ, subscription=known):
            return
        brief = await self.seeing.as_now(known)
        lines = headline_lines(brief, most=_SHOWN) or ("Nothing: no story of it is new since the last brief.",)
        await room.whisper(heard, say(known, room.words), *lines, title="It would send now")

    def _today(self, subscription: Subscription) -> str:
        return self.room.now().astimezone(ZoneInfo(subscription.timezone)).date().isoformat()
