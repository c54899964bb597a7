"""The desk of one platform: takes what people do there, and hands each thing to its family."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.app.desk.asking import Asking
from bot.app.desk.channels import Channels
from bot.app.desk.explaining import Explaining
from bot.app.desk.exporting import Exporting
from bot.app.desk.filling import Filling
from bot.app.desk.homing import Homing
from bot.app.desk.listing import Listing
from bot.app.desk.managing import Managing
from bot.app.desk.muting import Muting
from bot.app.desk.owners import Owners
from bot.app.desk.prompting import Prompting
from bot.app.desk.reading import Reading
from bot.app.desk.room import Alarm, Enqueues, Room
from bot.app.desk.searching import Searching
from bot.app.desk.seeing import Seeing
from bot.app.desk.storing import Storing
from bot.app.desk.subscribing import Subscribing
from bot.app.desk.telling import Telling
from bot.app.desk.voting import Voting
from bot.app.groups import group_members
from bot.app.notices import Notices
from bot.app.questionwords import question_words_of
from bot.chat import commands as said
from bot.chat.heard import Action, Filled, Heard, Press
from bot.chat.parsing import parse
from bot.chat.parsing_words import Vocabulary
from bot.chat.platform import Platform
from bot.errors import InstallationUnavailable
from bot.settings import Settings
from bot.steps.parts import Parts

_BELOW = frozenset({Action.ASK, Action.EXPORT})
_FROM_HOME = frozenset({Action.PAUSE, Action.RESUME, Action.DELETE})
Pressed = Callable[[Heard, str], Awaitable[None]]


class ChatDesk:
    """Implements `bot.chat.heard.Desk`. Each method only stores, answers shortly or enqueues."""

    def __init__(
        self,
        *,
        parts: Parts,
        engine: Enqueues,
        platform: Platform,
        notices: Notices,
        words: Vocabulary,
        settings: Settings,
        alarm: Alarm | None = None,
    ) -> None:
        """Put the families together over `parts`; `alarm` is rung when subscriptions changed."""
        self.room = room = Room(
            parts=parts,
            engine=engine,
            platform=platform,
            notices=notices,
            words=words,
            settings=settings,
            started_at=parts.clock(),
            alarm=alarm or Alarm(),
        )
        seeing = Seeing(parts=parts)
        storing = Storing(room=room, seeing=seeing)
        self._filling = Filling(room=room, storing=storing)
        self._subscribing = Subscribing(room=room, storing=storing, filling=self._filling)
        self._managing = Managing(room=room, seeing=seeing)
        self._listing, self._telling = Listing(room=room), Telling(room=room)
        self._asking = Asking(
            room=room, words=question_words_of(settings), groups=group_members(), subscribing=self._subscribing
        )
        self._exporting = Exporting(room=room, asking=self._asking)
        self._searching = Searching(room=room, groups=group_members())
        self._reading, self._voting = Reading(room=room), Voting(room=room)
        self._muting, self._explaining = Muting(room=room), Explaining(room=room)
        self._prompting = Prompting(room=room)
        self._homing, self.channels = Homing(room=room), Channels(room=room)
        self._owners = Owners(room=room, channels=self.channels)
        self._pressed = self._families()

    async def first_time(self, event_id: str) -> bool:
        """Store an event's id and say whether it is new."""
        return await self.room.parts.store.first_time(event_id, self.room.now())

    def parse(self, text: str) -> said.Command:
        """Return the command in what was said."""
        return parse(text, self.room.words, today=self.room.now().date(), zone="UTC")

    async def command(self, heard: Heard, command: said.Command) -> None:
        """Do what was asked, and answer."""
        match command:
            case said.SubscribeCommand():
                await self._subscribing.subscribe(heard, command)
            case said.EditCommand():
                await self._subscribing.edit(heard, command)
            case said.ListCommand():
                await self._listing.list(heard)
            case said.AuditCommand():
                await self._listing.audit(heard)
            case said.WhyCommand():
                await self._explaining.why(heard, command)
            case said.FeedbackCommand():
                await self._voting.feedback(heard, command)
            case said.AskCommand():
                await self._asking.ask(heard, command)
            case said.HelpCommand():
                await self._telling.help(heard, command)
            case said.CorrectionsCommand():
                await self._telling.corrections(heard)
            case _:
                await self._manage_or_tell(heard, command)

    async def _manage_or_tell(self, heard: Heard, command: said.Command) -> None:
        match command:
            case said.NowCommand():
                await self._managing.now(heard, command)
            case said.UnsubscribeCommand():
                await self._managing.unsubscribe(heard, command)
            case said.PauseCommand():
                await self._managing.pause(heard, command)
            case said.ResumeCommand():
                await self._managing.resume(heard, command)
            case said.TestCommand():
                await self._managing.test(heard, command)
            case said.TransferCommand():
                await self._managing.transfer(heard, command)
            case said.SearchCommand():
                await self._searching.search(heard, command)
            case _:
                await self._tell_of_itself(heard, command)

    async def _tell_of_itself(self, heard: Heard, command: said.Command) -> None:
        match command:
            case said.SourcesCommand():
                await self._telling.sources(heard)
            case said.StatusCommand():
                await self._telling.status(heard)
            case said.PrivacyCommand():
                await self._telling.privacy(heard)

    async def press(self, heard: Heard, press: Press) -> None:
        """Do what the button says, and answer. What the value names is looked up and checked anew each time."""
        # What comes of these stands under the message they were pressed in.
        below = press.message if press.action in _BELOW and heard.thread is None else None
        here = heard if below is None else replace(heard, thread=below.message_id)
        await self._pressed[press.action](here, press.value)
        if not heard.channel and press.action in _FROM_HOME:
            await self._homing.home(heard)

    async def check(self, heard: Heard, filled: Filled) -> Mapping[str, str]:
        """Return what is wrong with a form, by field."""
        return await self._filling.check(heard, filled)

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Take a form that was found right."""
        await self._filling.filled(heard, filled)
        if not heard.channel:
            await self._homing.home(heard)

    async def home(self, heard: Heard) -> None:
        """Show a person's home."""
        await self._homing.home(heard)

    async def greet(self, heard: Heard) -> None:
        """Offer what could be asked."""
        await self._prompting.greet(heard)

    async def channel_changed(self, heard: Heard, *, usable: bool) -> None:
        """Pause or go on with what is subscribed in a channel."""
        self._forget(heard, heard.channel)
        await self.channels.changed(heard, usable=usable)

    async def channel_renamed(self, heard: Heard, *, now: str) -> None:
        """Move what is subscribed in a channel along with it."""
        self._forget(heard, *dict.fromkeys((heard.channel, now)))
        await self.channels.renamed(heard, now=now)

    async def uninstalled(self, workspace: str, *, enterprise: str = "", at: datetime | None = None) -> None:
        """Stop what is scheduled for a workspace; its data goes when its time has come."""
        reason = "the app was removed, or its tokens were revoked"
        await self.room.parts.workspace_lost(
            self.room.platform.name, workspace, reason, enterprise=enterprise, uninstalled=True, at=at
        )
        await self.room.alarm.ring()

    async def check_owners(self) -> int:
        """Announce owners who have left; return how many. Call it from time to time."""
        return await self._owners.check()

    def _forget(self, heard: Heard, *channels: str) -> None:
        """Have the directory ask anew: who was just invited is not to hear that they should invite the bot."""
        with suppress(InstallationUnavailable):
            directory = self.room.at(heard).directory
            if directory is not None:
                for channel in channels:
                    directory.changed(channel)

    def _families(self) -> Mapping[Action, Pressed]:
        return {
            Action.DETAILS: self._reading.details,
            Action.REST: self._reading.rest,
            Action.FOLLOW: self._reading.follow,
            Action.UNFOLLOW: self._reading.unfollow,
            Action.COPY: self._reading.copy,
            Action.WHY: self._reading.why,
            Action.OPEN: _nothing,
            Action.USEFUL: self._voting.useful,
            Action.NOT_USEFUL: self._voting.not_useful,
            Action.COMPLAIN: self._voting.complain,
            Action.ACCEPT: self._voting.accept,
            Action.DECLINE: self._voting.decline,
            Action.EXPORT: self._exporting.export,
            Action.WATCH: self._asking.watch,
            Action.ALIKE: self._searching.alike,
            Action.ASK: self._asking.ask_on,
            Action.MUTE: self._muting.mute,
            Action.MUTE_SOURCE: self._muting.mute_source,
            Action.UNMUTE_SOURCE: self._muting.unmute_source,
            Action.CONFIRM: self._subscribing.confirm,
            Action.DISCARD: self._subscribing.discard,
            Action.ADJUST: self._subscribing.adjust,
            Action.NEW: self._filling.open_new,
            Action.EDIT: self._filling.open_edit,
            Action.PAUSE: self._managing.pause_pressed,
            Action.RESUME: self._managing.resume_pressed,
            Action.TEST: self._managing.test_pressed,
            Action.DELETE: self._managing.delete,
        }


async def _nothing(_heard: Heard, _value: str) -> None:
    """Take a press that only followed a link."""
