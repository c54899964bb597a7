"""Forms: opened with a subscription or without one, checked field by field, taken."""

from contextlib import suppress
from dataclasses import dataclass, replace

from bot.app.desk.permits import Act
from bot.app.desk.room import Room, elsewhere
from bot.app.desk.storing import Storing
from bot.chat import forms
from bot.chat.heard import Action, Filled, Heard
from bot.chat.notes import Button
from bot.chat.wishes import Field, Wish
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription, Topic
from bot.errors import DeliveryError, FormExpired
from bot.log import get_logger

log = get_logger("desk")
NO_FORMS = "Say it in words, for example: subscribe Pakistan Türkiye drones at 07:30 Europe/Istanbul weekdays."


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is filled in."""

    room: Room
    storing: Storing

    async def open_new(self, heard: Heard, channel: str) -> None:
        """Open an empty form; without a channel, as in a home, one may be chosen."""
        target = channel or heard.channel
        if target and not await self.storing.may_subscribe(heard, target):
            return
        start = await self.storing.new(heard, Wish(topic=Topic()), target or "?", seed=heard.event_id)
        await self.open(heard, forms.Draft(start=start, channel_fixed=bool(target)))

    async def open_edit(self, heard: Heard, name: str) -> None:
        """Open the form with a subscription."""
        known = await self.room.subscription(heard, name)
        if known is not None and await self.room.may(heard, Act.CHANGE, subscription=known):
            await self.open(heard, forms.Draft(start=known, edits=known.id))

    async def check(self, heard: Heard, filled: Filled) -> dict[str, str]:
        """Return what is wrong with a form, by field."""
        if filled.wish.problems:
            return {str(field): problem for field, problem in filled.wish.problems}
        field = Field.CHANNEL
        try:
            filled = await self._placed(heard, filled)
            field = Field.SKIP_DATES
            await self.storing.seeing.with_calendar(filled.wish, "UTC")
            field = Field.EXTRAS
            known = await self._edited(heard, filled)
            if known is None:
                wanted = await self.storing.new(heard, filled.wish, filled.channel, seed=heard.event_id)
            else:
                wanted = await self.storing.changed(known, filled.wish)
        except ValueError as error:
            return {str(field): str(error)}
        why = await self.storing.why_not(heard, wanted, known=known)
        return {str(Field.CHANNEL if known is None else Field.EXTRAS): why} if why else {}

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Store what a form says; it is checked again, since what it was checked against may have changed."""
        with suppress(ValueError):  # which the check says
            filled = await self._placed(heard, filled)
        told = elsewhere(heard, filled.channel)
        if problems := await self.check(heard, filled):
            await self.room.whisper(told, *problems.values(), title="Not saved")
            return
        known = await self._edited(heard, filled)
        if known is None:
            wanted = await self.storing.new(heard, filled.wish, filled.channel, seed=heard.event_id)
            await self.storing.store_new(heard, wanted, preview=told)
        else:
            await self.storing.store_change(
                heard, known.id, await self.storing.changed(known, filled.wish), preview=told
            )

    async def _placed(self, heard: Heard, filled: Filled) -> Filled:
        """Return a form with its channel: a brief for one person goes to their direct messages. Raise ValueError."""
        directory = self.room.at(heard).directory
        if filled.channel or not filled.wish.personal or directory is None:
            return filled
        try:
            return replace(filled, channel=await directory.direct(heard.user))
        except DeliveryError as error:
            raise ValueError(f"I cannot write to you directly: {error.problem}.") from error

    async def _edited(self, heard: Heard, filled: Filled) -> Subscription | None:
        """Return the subscription that a form changes, None for a new one; raise ValueError where it is gone."""
        if filled.edits is None:
            return None
        known = await self.room.parts.store.subscription(SubscriptionId(filled.edits))
        if known is None or known.platform != heard.platform or known.workspace not in {"", heard.workspace}:
            raise ValueError("That subscription is gone.")
        return known

    async def open(self, heard: Heard, shown: forms.Draft) -> None:
        """Show a form, or a button that does where what was said cannot open one by itself."""
        surfaces = self.room.at(heard).surfaces
        if surfaces is None:
            await self.room.whisper(heard, NO_FORMS)
        elif not heard.trigger:
            value = shown.edits or heard.channel
            action = Action.EDIT if shown.edits else Action.NEW
            button = Button(action=action, label="Open the form", value=value, style="primary")
            await self.room.whisper(heard, NO_FORMS, buttons=(button,))
        else:
            try:
                await surfaces.open_form(heard.trigger, replace(shown, at=heard.channel))
            except FormExpired as error:
                log.warning("a form was not opened", problem=error.problem)
                await self.room.whisper(heard, "The form did not open in time; press again, or say it in words.")
            except DeliveryError as error:
                log.warning("a form was not opened", problem=error.problem)
                await self.room.whisper(heard, f"The form cannot be shown. {NO_FORMS}")
