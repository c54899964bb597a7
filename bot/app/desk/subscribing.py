"""Subscriptions made and changed in words: previewed, confirmed, adjusted, discarded."""

from dataclasses import dataclass

from bot.app.desk.filling import Filling
from bot.app.desk.finding import Unclear, find
from bot.app.desk.naming import possible
from bot.app.desk.permits import Act
from bot.app.desk.previewing import preview_lines
from bot.app.desk.room import Room
from bot.app.desk.storing import Storing
from bot.chat import forms
from bot.chat.commands import EditCommand, SubscribeCommand
from bot.chat.heard import Action, Heard
from bot.chat.notes import Button
from bot.chat.saying import say_change
from bot.chat.wishes import Wish
from bot.domain.desk import Pending
from bot.domain.ids import digest
from bot.domain.topic import Subscription, Topic
from bot.errors import DeliveryError

STALE = "That preview was confirmed or discarded, is older than a day, or is somebody else's."
NOT_FOUND = "Nothing of that names a topic I know. Adjust it, or say it in other words; “help” has examples."


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """What leads to a new or a changed subscription."""

    room: Room
    storing: Storing
    filling: Filling

    async def subscribe(self, heard: Heard, command: SubscribeCommand) -> None:
        """Preview what was typed, or open an empty form."""
        wish = possible(command.wish, heard.platform)
        channel = await self._channel(heard, wish)
        if channel is None:
            return
        if command.form:
            await self.filling.open_new(heard, channel)
            return
        try:
            wanted = await self.storing.new(heard, wish, channel, seed=heard.event_id)
        except ValueError as error:
            await self.room.whisper(heard, *_problems(wish, error), title="Not subscribed")
            return
        # What names nothing known is no topic of everything: it is not there already, whatever is there.
        lost = _is_lost(wish, wanted)
        if not lost and (why := await self.storing.why_not(heard, wanted)):
            await self.room.whisper(heard, why)
            return
        await self._preview(heard, wish, wanted, edits=None)

    async def edit(self, heard: Heard, command: EditCommand) -> None:
        """Preview a typed change, or open the form with the subscription."""
        found = find(await self.room.listed(heard), command.which)
        if isinstance(found, Unclear):
            await self.room.whisper(heard, found.problem)
        elif command.form:
            await self.filling.open_edit(heard, found.id)
        elif await self.room.may(heard, Act.CHANGE, subscription=found):
            wish = possible(command.wish, heard.platform)
            try:
                wanted = await self.storing.changed(found, wish)
            except ValueError as error:
                await self.room.whisper(heard, *_problems(wish, error), title="Not changed")
                return
            await self._preview(heard, wish, wanted, edits=found)

    async def confirm(self, heard: Heard, draft_id: str) -> None:
        """Store what was previewed: once, however often it is pressed."""
        draft = await self._draft(heard, draft_id)
        if draft is None:
            return
        if draft.edits is not None:
            done = await self.storing.store_change(heard, draft.edits, draft.subscription)
        else:
            done = await self.storing.store_new(heard, draft.subscription)
        if done:
            await self.room.parts.store.delete_draft(draft.id)

    async def discard(self, heard: Heard, draft_id: str) -> None:
        """Let a draft go."""
        if await self._draft(heard, draft_id) is not None:
            await self.room.parts.store.delete_draft(draft_id)
            await self.room.whisper(heard, "Discarded; nothing was changed.")

    async def adjust(self, heard: Heard, draft_id: str) -> None:
        """Open the form with what was previewed."""
        draft = await self._draft(heard, draft_id)
        if draft is not None:
            shown = forms.Draft(start=draft.subscription, edits=draft.edits, unknown=draft.unknown)
            await self.filling.open(heard, shown)

    async def _channel(self, heard: Heard, wish: Wish) -> str | None:
        """Return where a subscription is to go, None where that was refused or there is no such place."""
        if not wish.personal:
            return heard.channel if await self.storing.may_subscribe(heard, heard.channel) else None
        directory = self.room.at(heard).directory
        try:
            if directory is not None and await self.room.may(heard, Act.READ):
                return await directory.direct(heard.user)
        except DeliveryError as error:
            await self.room.whisper(heard, f"I cannot write to you directly: {error.problem}.")
        return None

    async def _preview(self, heard: Heard, wish: Wish, wanted: Subscription, *, edits: Subscription | None) -> None:
        room = self.room
        draft = Pending(
            id=digest("draft", heard.event_id),
            made_at=room.now(),
            platform=heard.platform,
            workspace=heard.workspace,
            channel=heard.channel,
            user=heard.user,
            subscription=wanted,
            edits=edits.id if edits else None,
            unknown=wish.unknown,
        )
        await room.parts.store.save_draft(draft)
        lost = not edits and _is_lost(wish, wanted)
        moved = say_change(edits, wanted, room.words) if edits else ""
        head = [NOT_FOUND] if lost else [f"Changes: {moved}"] if moved else ["Nothing changes."] if edits else []
        seen = (
            () if lost else preview_lines(wanted, await self.storing.seeing.preview(wanted), room.words, now=room.now())
        )
        where = () if edits else await self.storing.where(heard, wanted)
        title = "Change this subscription?" if edits else "Not subscribed" if lost else "Subscribe to this?"
        buttons = _draft_buttons(draft.id, confirm=not lost)
        await room.whisper(heard, *head, *understood(wish), *seen, *where, title=title, buttons=buttons)

    async def _draft(self, heard: Heard, draft_id: str) -> Pending | None:
        """Return a draft of this person in this place, else say that there is none."""
        draft = await self.room.parts.store.draft(draft_id, self.room.now())
        mine = draft is not None and (draft.platform, draft.workspace, draft.user) == (
            heard.platform,
            heard.workspace,
            heard.user,
        )
        if draft is None or not mine or heard.channel not in {"", draft.channel}:
            await self.room.whisper(heard, STALE)
            return None
        return draft


def _is_lost(wish: Wish, wanted: Subscription) -> bool:
    """Whether words were left out and no topic is left; who says "everything" has one."""
    return bool(wish.unknown) and wanted.topic == Topic()


def understood(wish: Wish) -> tuple[str, ...]:
    """Return what was taken for granted, and what nobody understood, with what was perhaps meant."""
    hints = dict(wish.hints)
    meant = [f"“{word}”" + (f" (did you mean {hints[word]}?)" if word in hints else "") for word in wish.unknown[:8]]
    return (*wish.notes, *([f"Not understood, so left out: {', '.join(meant)}."] if meant else []))


def _problems(wish: Wish, error: ValueError) -> tuple[str, ...]:
    return (*(problem for _, problem in wish.problems), *understood(wish)) if wish.problems else (str(error),)


def _draft_buttons(draft_id: str, *, confirm: bool) -> tuple[Button, ...]:
    yes = Button(action=Action.CONFIRM, label="Confirm", value=draft_id, spoken="Confirm subscription", style="primary")
    return (
        *((yes,) if confirm else ()),
        Button(action=Action.ADJUST, label="Adjust", value=draft_id, spoken="Adjust in a form"),
        Button(action=Action.DISCARD, label="Discard", value=draft_id, spoken="Discard this preview"),
    )
