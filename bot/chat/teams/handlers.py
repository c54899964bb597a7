"""What comes in from Teams. Each activity is read, answered at once, and handed on in a task that is ours.

Teams sends again what is not answered in time, so nothing here waits for a store but the check of a form.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.chat.heard import Action, Desk, Heard, Press
from bot.chat.platform import Payload
from bot.chat.teams import handlers_read as read
from bot.chat.teams.around import Around
from bot.chat.teams.forms import CANCEL, closed
from bot.chat.teams.handlers_events import Events
from bot.chat.teams.handlers_forms import BUSY, CANCELLED, Sent, asked_at, looked_at
from bot.chat.teams.handlers_parts import text
from bot.chat.teams.handlers_places import Known
from bot.chat.teams.handlers_read import FORM, InvokeAnswer, Pressed
from bot.chat.teams.handlers_text import command_of, mentions, spoken
from bot.chat.teams.handlers_words import UNKNOWN, answered
from bot.chat.teams.places import Places
from bot.domain.conversation import ConversationKind
from bot.domain.delivery import MessageRef
from bot.domain.desk import Complaint
from bot.domain.moments import Clock, system_clock
from bot.errors import DeliveryError
from bot.log import get_logger

log = get_logger("teams")
FORM_SECONDS = 6.5
"""How long a form may be looked at, before it is answered that it could not be."""
_HOME = "home"
_TAKEN, _NOT_OURS = InvokeAnswer(200), InvokeAnswer(501)
Activity = Mapping[str, Any]
Work = Callable[[], Awaitable[None]]


class TeamsHandlers:
    """Takes activities that the guard let in. A desk that is slow or fails is logged; Teams has its answer by then."""

    def __init__(
        self,
        desk: Desk,
        places: Places,
        *,
        app_id: str,
        around: Around,
        external: bool = False,
        clock: Clock = system_clock,
    ) -> None:
        """Keep where to hand on. People of other tenants are greeted only where they are served (`external`)."""
        self._desk, self._bot, self._external, self._around = desk, f"28:{app_id}", external, around
        self._known = Known(places, clock=clock)
        self._events = Events(desk, self._known, bot=self._bot)
        self._working: set[asyncio.Task[None]] = set()

    async def receive(self, activity: Activity) -> InvokeAnswer | None:
        """Take an activity; return at once, with what an invoke is answered. What is of no interest is ignored."""
        match text(activity, "type"):
            case "invoke":
                return await self._invoked(activity)
            case "message" if not read.is_bots(activity):
                self._message(activity)
            case "installationUpdate":
                self._happened(activity, lambda: self._installed(activity))
            case "conversationUpdate":
                self._happened(activity, lambda: self._events.updated(activity))
        return None

    async def drain(self) -> None:
        """Wait until all that was acknowledged is handed on."""
        while self._working:
            await asyncio.gather(*self._working, return_exceptions=True)

    def _message(self, activity: Activity) -> None:
        pressed = read.pressed_of(activity)
        personal = read.kind_of(activity) is ConversationKind.PERSONAL
        if pressed is not None and pressed.action == FORM:
            self._later(activity, lambda: self._submitted(activity, pressed))
        elif pressed is not None:
            self._pressed(activity, pressed)
        elif (text(activity, "text") or activity.get("value") is None) and (personal or mentions(activity, self._bot)):
            self._said(activity)

    def _said(self, activity: Activity) -> None:
        heard, said = read.heard_of(activity), spoken(activity, bot=self._bot)
        if said.named.casefold().strip(" .!") == _HOME:
            self._once(activity, heard, lambda: self._home(heard))
        else:
            self._once(activity, heard, lambda: self._desk.command(heard, command_of(said, self._desk.parse)))

    async def _home(self, heard: Heard) -> None:
        """Show somebody their home as a new message, wherever they asked for it."""
        self._around.homes.take(heard.workspace, heard.user)
        if self._welcome(heard):
            await self._desk.home(replace(heard, channel="", thread=None, threaded=False))

    async def _invoked(self, activity: Activity) -> InvokeAnswer:
        if read.is_bots(activity):
            return _NOT_OURS
        match text(activity, "name"):
            case "adaptiveCard/action":
                return await self._executed(activity)
            case "message/submitAction":
                self._judged(activity)
                return _TAKEN
            case "fileConsent/invoke" if self._around.consent is not None:
                self._around.consent(activity)
                return _TAKEN
        return _NOT_OURS

    async def _executed(self, activity: Activity) -> InvokeAnswer:
        pressed = read.pressed_of(activity)
        if pressed is not None and pressed.action == FORM:
            return await self._form(activity, pressed)
        if pressed is None or not self._pressed(activity, pressed):
            return read.said_message(UNKNOWN)
        personal = read.kind_of(activity) is ConversationKind.PERSONAL
        return read.said_message(answered(Action(pressed.action), personal=personal))

    def _pressed(self, activity: Activity, pressed: Pressed) -> bool:
        """Hand on what was pressed; return False where it is nothing of ours."""
        press, heard = read.press_of(activity, pressed), read.pressed_in(activity)
        if press is None:
            return False
        self._once(activity, heard, lambda: self._press(activity, heard, pressed, press))
        return True

    async def _press(self, activity: Activity, heard: Heard, pressed: Pressed, press: Press) -> None:
        if pressed.home and read.kind_of(activity) is ConversationKind.PERSONAL:
            card = read.message_of(activity)
            if card is not None:
                self._around.homes.keep(heard.workspace, heard.user, card)
            heard = replace(heard, channel="", thread=None, threaded=False)
        elif pressed.at:
            heard = await self._about(heard, pressed.at)
        await self._desk.press(heard, press)

    async def _about(self, heard: Heard, channel: str) -> Heard:
        """Return somebody as if they had pressed in the channel that a button is about, if they are in it.

        A client said which channel: who is not in it would otherwise see and change what it gets.
        """
        if channel == heard.channel:
            return heard
        directory = self._around.platform.at(heard.workspace).directory
        if directory is None or await directory.is_member(channel, heard.user) is not True:
            return heard
        return replace(heard, channel=channel, thread=None, threaded=False)

    async def _form(self, activity: Activity, pressed: Pressed) -> InvokeAnswer:
        """Answer a form with the card that is to stand in its place; the message itself is edited meanwhile.

        Where that cannot be told in time the form stays as it is, with all that was filled in.
        """
        try:
            async with asyncio.timeout(FORM_SECONDS):
                sent, work = await self._looked_at(activity, pressed)
        except Exception:
            log.exception("a form could not be answered", form=read.heard_of(activity).event_id)
            return read.said_message(BUSY)
        if sent.words:
            return read.said_message(sent.words)
        self._later(activity, work)
        return read.shown_card(sent.card.body["card"])

    async def _submitted(self, activity: Activity, pressed: Pressed) -> None:
        """Take a form of an older client: its message is edited, since nobody waits for an answer."""
        if await self._desk.first_time(read.heard_of(activity).event_id):
            _, work = await self._looked_at(activity, pressed)
            await work()

    async def _looked_at(self, activity: Activity, pressed: Pressed) -> tuple[Sent, Work]:
        """Return what stands in the place of a form that was sent, and what is to be done then."""
        here, message = read.pressed_in(activity), read.message_of(activity)
        if pressed.value == CANCEL:
            card = closed(CANCELLED)
            return Sent(card=card), lambda: self._replaced(here, message, card)
        asked = text(pressed.form or {}, "at")
        there = await self._about(here, asked) if asked else replace(here, channel="")
        heard = asked_at(here, there.channel, message_id=message.message_id if message else "")
        sent = await looked_at(heard, pressed, desk=self._desk, around=self._around)

        async def work() -> None:
            await self._replaced(here, message, sent.card)
            if sent.filled is not None and await self._desk.first_time(heard.event_id):
                await self._desk.filled(heard, sent.filled)

        return sent, work

    async def _replaced(self, heard: Heard, message: MessageRef | None, card: Payload) -> None:
        """Put a card in the place of a form: else it would be there again with the next look at the chat."""
        if message is None:
            return
        try:
            await self._around.platform.at(heard.workspace).gateway.edit(message, card)
        except DeliveryError as error:
            log.warning("a form was not replaced", channel=message.channel, problem=error.problem)

    def _judged(self, activity: Activity) -> None:
        """Hand on how a message was found, as if its own buttons had been pressed."""
        judged, heard, message = read.judged_of(activity), read.pressed_in(activity), read.message_of(activity)
        if judged is None or message is None:
            return

        async def work() -> None:
            told = await self._around.told_in(heard.channel, message.message_id)
            if told is not None:
                await self._desk.press(heard, _verdict(judged, told, message))

        self._once(activity, heard, work)

    async def _installed(self, activity: Activity) -> None:
        heard = read.heard_of(activity)
        await self._events.installed(activity, welcome=self._welcome(heard))
        directory = self._around.platform.at(heard.workspace).directory
        if directory is not None and heard.channel:
            await directory.place(heard.channel)  # the other channels of its team are known from then on

    def _welcome(self, heard: Heard) -> bool:
        """Whether somebody is shown anything unasked: not one of another tenant, unless those are served."""
        return self._external or heard.home in ("", heard.workspace)

    def _happened(self, activity: Activity, work: Work) -> None:
        self._once(activity, read.heard_of(activity), work)

    def _once(self, activity: Activity, heard: Heard, work: Work) -> None:
        """Do `work` for an activity, once however often it comes."""

        async def first() -> None:
            if await self._desk.first_time(heard.event_id):
                await work()

        self._later(activity, first)

    def _later(self, activity: Activity, work: Work) -> None:
        """Do `work` in a task of ours, once it is known where the activity came from."""
        task = asyncio.create_task(self._worked(activity, work), name="teams-heard")
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _worked(self, activity: Activity, work: Work) -> None:
        await self._told(activity, self._seen(activity))
        await self._told(activity, work())

    async def _seen(self, activity: Activity) -> None:
        """Keep where an activity came from; where nothing could be written to, something is said again."""
        if await self._known.seen(activity):
            await self._desk.channel_changed(read.heard_of(activity), usable=True)

    async def _told(self, activity: Activity, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            heard = read.heard_of(activity)
            log.exception("what was heard could not be handed on", heard=heard.event_id, channel=heard.channel)


def _verdict(judged: read.Judged, told: str, message: MessageRef) -> Press:
    """Return a verdict as a press. A reason that says which complaint it is needs no further question."""
    if judged.liked:
        return Press(action=Action.USEFUL, value=told, message=message)
    complaint: Complaint | None = read.complaint_of(judged.reason) if judged.reason else None
    if complaint is None:
        return Press(action=Action.NOT_USEFUL, value=told, message=message)
    return Press(action=Action.COMPLAIN, value=f"{told}|{complaint}", message=message)
