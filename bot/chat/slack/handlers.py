"""What comes in from Slack. Listeners do four things: read, acknowledge before all else, dedupe, enqueue."""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.chat.commands import (
    AskCommand,
    Command,
    FindCountries,
    HelpCommand,
    ListCommand,
    NowCommand,
    SourcesCommand,
)
from bot.chat.parsing import help_text, parse
from bot.chat.slack.blocks import DETAILS_ACTION
from bot.chat.slack.text import escape

COMMAND = "/entente"
_MENTION = re.compile(r"<[@!][^>]*>|<#[^>]*>")
_LINK = re.compile(r"<(?:https?|mailto):[^|>]*\|?([^>]*)>")
_GONE = ("channel_archive", "channel_deleted", "group_archive", "group_deleted", "channel_left", "group_left")
_BACK = ("channel_unarchive", "group_unarchive")

Ack = Callable[..., Awaitable[Any]]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who said something where. `thread` is the message to answer under, None for a slash command."""

    event_id: str
    team: str
    channel: str
    user: str
    thread: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Where what people say goes. Each callable only enqueues and returns at once.

    `first_time` stores an event's id and says whether it is new: Slack delivers some events more than once.
    `on_notice` answers with a text that is ready. `on_channel` says that a channel can be posted to again or no longer;
    `on_uninstalled` that no channel of the workspace can.
    """

    first_time: Callable[[str], Awaitable[bool]]
    find_countries: FindCountries
    on_now: Callable[[Heard], Awaitable[None]]
    on_ask: Callable[[Heard, AskCommand], Awaitable[None]]
    on_list: Callable[[Heard], Awaitable[None]]
    on_sources: Callable[[Heard], Awaitable[None]]
    on_details: Callable[[Heard, str], Awaitable[None]]
    on_notice: Callable[[Heard, str], Awaitable[None]]
    on_channel: Callable[[str, bool], Awaitable[None]]
    on_uninstalled: Callable[[str], Awaitable[None]]


class Handlers:
    """The listeners, as plain coroutines; `register` hangs them into an app."""

    def __init__(self, intake: Intake, *, bot_user: str) -> None:
        """Keep where to hand on, and the bot's own user id."""
        self._intake, self._bot_user = intake, bot_user

    def register(self, app: AsyncApp) -> None:
        """Hang every listener into `app`; the same ones serve Socket Mode and HTTP."""
        app.command(COMMAND)(self.command)
        app.action(DETAILS_ACTION)(self.details)
        app.event("app_mention")(self.mention)
        app.event("message")(self.message)
        for name in (*_GONE, *_BACK, "member_joined_channel", "member_left_channel"):
            app.event(name)(self.channel_changed)
        for name in ("app_uninstalled", "tokens_revoked"):
            app.event(name)(self.uninstalled)

    async def command(self, ack: Ack, body: Body) -> None:
        """Answer a slash command at once, to its user alone, and enqueue what it asks for."""
        heard = _heard(body, channel=str(body.get("channel_id", "")), user=str(body.get("user_id", "")))
        command = parse(spoken(str(body.get("text", ""))), find_countries=self._intake.find_countries)
        if isinstance(command, HelpCommand):
            await ack(text=escape(help_text(command, name=COMMAND)), response_type="ephemeral")
            return
        await ack(text=_promise(command), response_type="ephemeral")
        if await self._intake.first_time(heard.event_id):
            await self._hand_on(heard, command)

    async def mention(self, event: Body, body: Body) -> None:
        """Answer under the message that mentions the bot."""
        await self._said(event, team=str(body.get("team_id", "")))

    async def message(self, event: Body, body: Body) -> None:
        """Answer a direct message; what is said in channels without naming the bot is not read."""
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            await self._said(event, team=str(body.get("team_id", "")))

    async def details(self, ack: Ack, body: Body) -> None:
        """Enqueue the receipt of the brief that the button names."""
        channel, user = body.get("channel") or {}, body.get("user") or {}
        heard = _heard(body, channel=str(channel.get("id", "")), user=str(user.get("id", "")))
        await ack()
        value = str((body.get("actions") or [{}])[0].get("value") or "")
        if value and await self._intake.first_time(heard.event_id):
            message = body.get("message") or {}
            thread = message.get("thread_ts") or message.get("ts") or (body.get("container") or {}).get("message_ts")
            await self._intake.on_details(_in_thread(heard, thread), value)

    async def channel_changed(self, event: Body) -> None:
        """Tell that a channel can no longer, or again, be posted to."""
        kind = str(event.get("type", ""))
        member = kind.startswith("member_")
        if member and event.get("user") != self._bot_user:
            return
        await self._intake.on_channel(str(event.get("channel", "")), kind in _BACK or kind == "member_joined_channel")

    async def uninstalled(self, body: Body) -> None:
        """Tell that the workspace is gone; the two events that say so come in any order."""
        await self._intake.on_uninstalled(str(body.get("team_id", "")))

    async def _said(self, event: Body, *, team: str) -> None:
        channel, ts = str(event.get("channel", "")), str(event.get("ts", ""))
        # One mention can come as two events with different ids: its place and time name it.
        heard = Heard(
            event_id=f"slack:said:{team}:{channel}:{ts}",
            team=team,
            channel=channel,
            user=str(event.get("user", "")),
            thread=str(event.get("thread_ts") or ts),
        )
        if await self._intake.first_time(heard.event_id):
            command = parse(spoken(str(event.get("text", ""))), find_countries=self._intake.find_countries)
            await self._hand_on(heard, command)

    async def _hand_on(self, heard: Heard, command: Command) -> None:
        match command:
            case NowCommand():
                await self._intake.on_now(heard)
            case ListCommand():
                await self._intake.on_list(heard)
            case SourcesCommand():
                await self._intake.on_sources(heard)
            case AskCommand():
                await self._intake.on_ask(heard, command)
            case HelpCommand():
                await self._intake.on_notice(heard, help_text(command, name=COMMAND))


def spoken(text: str) -> str:
    """Return what was said in Slack's text: without mentions, links by their labels, entities decoded."""
    return html.unescape(_LINK.sub(r"\1", _MENTION.sub(" ", text))).strip()


def _promise(command: Command) -> str:
    match command:
        case NowCommand():
            return "A brief is on its way."
        case ListCommand():
            return "Looking up this channel's subscriptions."
        case SourcesCommand():
            return "Looking up how the sources stand."
        case AskCommand():
            return "Looking through the archive."
        case _:
            return "Working on it."


def _heard(body: Body, *, channel: str, user: str) -> Heard:
    """Return a command or click; its trigger is used once, so it names the event."""
    team = body.get("team_id") or (body.get("team") or {}).get("id", "")
    return Heard(
        event_id=f"slack:trigger:{body.get('trigger_id', '')}", team=str(team), channel=channel, user=user, thread=None
    )


def _in_thread(heard: Heard, thread: Any) -> Heard:
    return Heard(
        event_id=heard.event_id,
        team=heard.team,
        channel=heard.channel,
        user=heard.user,
        thread=str(thread) if thread else None,
    )
