"""What people do in chat, the same for every platform: who, where, and what was said, pressed or filled in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.chat.commands import Command
from bot.chat.wishes import Wish
from bot.domain.delivery import MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who did something where. `thread` is the message to answer under, None for a slash command.

    `threaded` says that others wrote under that message already: only then is a whisper under it seen.

    `trigger` lets a form be opened for a few seconds. `home` is where the person belongs, "" where it was not said:
    another than `workspace` means a guest of another organisation.
    """

    event_id: str
    workspace: str
    channel: str
    user: str
    thread: str | None = None
    platform: str = "slack"
    enterprise: str = ""
    home: str = ""
    trigger: str = ""
    threaded: bool = False


class Action(StrEnum):
    """What can be pressed. The value that comes with it is told behind each; ids are joined by `|`."""

    DETAILS = "entente_details"  # brief key
    FOLLOW = "entente_follow"  # brief key|story
    UNFOLLOW = "entente_unfollow"  # brief key|story
    COPY = "entente_copy"  # brief key|story
    USEFUL = "entente_useful"  # brief key|story
    NOT_USEFUL = "entente_not_useful"  # brief key|story: asks for the reason
    COMPLAIN = "entente_complain"  # brief key|story|complaint
    WHY = "entente_why"  # brief key|story
    MUTE = "entente_mute"  # brief key|story: asks which source
    MUTE_SOURCE = "entente_mute_source"  # subscription|source
    UNMUTE_SOURCE = "entente_unmute_source"  # subscription|source
    REST = "entente_rest"  # brief key: what was left out
    OPEN = "entente_open"  # brief key|story: a link was followed, nothing is to be done
    CONFIRM = "entente_confirm"  # draft id: a subscription that was previewed
    DISCARD = "entente_discard"  # draft id
    ADJUST = "entente_adjust"  # draft id: opens the form with it
    NEW = "entente_new"  # channel or "": opens an empty form
    EDIT = "entente_edit"  # subscription
    PAUSE = "entente_pause"  # subscription
    RESUME = "entente_resume"  # subscription
    TEST = "entente_test"  # subscription: shows what it would send now
    DELETE = "entente_delete"  # subscription
    ACCEPT = "entente_accept"  # proposal
    DECLINE = "entente_decline"  # proposal
    EXPORT = "entente_export"  # question id|format: md, csv, json, html or png
    WATCH = "entente_watch"  # question id: subscribe to what was asked
    ALIKE = "entente_alike"  # story: more like this
    ASK = "entente_ask"  # question id|a value of `bot.chat.choices`


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Something that was pressed, and the message it stands in."""

    action: Action
    value: str
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that was sent: what it asks for, in which channel, and the subscription it changes, None for a new one."""

    wish: Wish
    channel: str
    edits: str | None = None


class Desk(Protocol):
    """Where what people do goes. Each method only stores, answers shortly or enqueues, and returns at once."""

    async def first_time(self, event_id: str) -> bool:
        """Store an event's id and say whether it is new: platforms deliver some events more than once."""

    def parse(self, text: str) -> Command:
        """Return the command in what was said, free of a platform's own marks."""

    async def command(self, heard: Heard, command: Command) -> None:
        """Do what was asked, and answer."""

    async def press(self, heard: Heard, press: Press) -> None:
        """Do what the button says, and answer."""

    async def check(self, heard: Heard, filled: Filled) -> Mapping[str, str]:
        """Return what is wrong with a form, by field of `bot.chat.wishes.Field`; nothing where it may be taken."""

    async def filled(self, heard: Heard, filled: Filled) -> None:
        """Take a form that was found right."""

    async def home(self, heard: Heard) -> None:
        """Show a person's home: what they own and what their channels get."""

    async def greet(self, heard: Heard) -> None:
        """Offer what could be asked to one who opened the direct messages; `thread` is the older container's alone."""

    async def channel_changed(self, heard: Heard, *, usable: bool) -> None:
        """Take note that a channel can be posted to again, or no longer."""

    async def channel_renamed(self, heard: Heard, *, now: str) -> None:
        """Take note that a channel has another id now."""

    async def uninstalled(self, workspace: str, *, enterprise: str = "", at: datetime | None = None) -> None:
        """Take note that a workspace took the app out, or revoked its tokens; the two come in any order.

        `at` is when it did, None where that was not said: word of it may come after the app was installed anew.
        """
