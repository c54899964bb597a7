"""What comes in from Slack. Listeners do four things: read, acknowledge before all else, dedupe, hand on."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.chat.commands import SubscribeCommand
from bot.chat.heard import Desk, Filled, Heard
from bot.chat.slack import handlers_read as read
from bot.chat.slack.handlers_read import Body
from bot.chat.slack.modal import CALLBACK
from bot.chat.slack.reading_forms import errors_by_block, metadata, read_form
from bot.domain.topic import Topic
from bot.log import get_logger

log = get_logger("slack")
COMMAND = "/entente"
GONE = ("channel_archive", "channel_deleted", "group_archive", "group_deleted", "channel_left", "group_left")
BACK = ("channel_unarchive", "group_unarchive")
MEMBERS = ("member_joined_channel", "member_left_channel")
RENAMED = ("channel_rename", "group_rename", "channel_id_changed")
OLDER_CONTAINER = "assistant_thread_started"
UNINSTALLED = ("app_uninstalled", "tokens_revoked")
SAID = ("", "thread_broadcast", "file_share")
"""How a message says that a person wrote it: as it is, shown in the chat from a thread, or with a file."""
CHECK_SECONDS = 2.0
"""How long a form may be checked before it is answered: Slack waits three seconds."""
_ANYTHING = re.compile("")
_FAR = 1 << 36
_BUSY = "This could not be checked just now; nothing is changed. Please send it again."

Ack = Callable[..., Awaitable[Any]]
Problems = tuple[tuple[str, str], ...]


class Handlers:
    """The listeners, as plain coroutines; `register` hangs them into an app.

    A desk that is slow or fails is logged; Slack and the person have their acknowledgement by then.
    """

    def __init__(self, desk: Desk) -> None:
        """Keep where to hand on."""
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Hang every listener into `app`, the same for Socket Mode and HTTP. What nobody knows is acknowledged too."""
        app.command(COMMAND)(self.command)
        app.action(_ANYTHING)(self.pressed)
        app.view(CALLBACK)(self.submitted)
        app.view(_ANYTHING)(self.ignored)
        app.view({"type": "view_closed", "callback_id": _ANYTHING})(self.ignored)
        app.event("app_mention")(self.mention)
        app.event("message")(self.message)
        app.event("app_home_opened")(self.home_opened)
        app.event(OLDER_CONTAINER)(self.container_opened)
        for name in (*GONE, *BACK, *MEMBERS):
            app.event(name)(self.channel_changed)
        for name in RENAMED:
            app.event(name)(self.channel_renamed)
        for name in UNINSTALLED:
            app.event(name)(self.uninstalled)
        app.event(_ANYTHING)(self.ignored)

    async def command(self, ack: Ack, body: Body, context: Body) -> None:
        """Promise an answer at once, to the one who commands alone, and hand the command on."""
        said = read.spoken(read.text(body, "text"), bot_user=_own(context))
        await _promise(ack, read.promise(said))
        heard = read.interaction(body, context)
        await self._once(heard, lambda: self._commanded(heard, said))

    async def mention(self, event: Body, body: Body, context: Body) -> None:
        """Hand on what was said to the bot in a channel."""
        heard = read.said(event, body, context)
        said = read.spoken(read.text(event, "text"), bot_user=_own(context))
        await self._once(heard, lambda: self._commanded(heard, said))

    async def message(self, event: Body, body: Body, context: Body) -> None:
        """Hand on a direct message; what is said in channels without naming the bot is not read."""
        by_person = read.text(event, "subtype") in SAID and not event.get("bot_id")
        if event.get("channel_type") == "im" and by_person:
            await self.mention(event, body, context)

    async def pressed(self, ack: Ack, body: Body, context: Body) -> None:
        """Hand on what was pressed; what is none of ours is acknowledged and ignored."""
        await ack()
        heard, press = read.interaction(body, context), read.pressed(body)
        if press is not None:
            await self._once(heard, lambda: self._desk.press(heard, press))

    async def submitted(self, ack: Ack, body: Body, context: Body) -> None:
        """Answer a form with what is wrong in it, each at its field, or close it and hand it on."""
        view = read.part(body, "view")
        heard = read.submission(body, context, channel=read.text(metadata(view), "at"))
        filled, problems, failure = await self._checked(heard, view)
        errors = errors_by_block(view, problems)
        await (ack(response_action="errors", errors=errors) if errors else ack(response_action="clear"))
        if isinstance(failure, TimeoutError):
            log.warning("a form was not checked in time", form=heard.event_id)
        elif failure is not None:
            log.error("a form could not be checked", form=heard.event_id, exc_info=failure)
        elif not errors and filled is not None:
            await self._once(heard, lambda: self._desk.filled(heard, filled))

    async def home_opened(self, event: Body, body: Body, context: Body) -> None:
        """Show a person's home, or offer what could be asked in the tab of messages, which shows itself."""
        heard = read.happened(event, body, context)
        if event.get("tab") == "home":
            await self._once(heard, lambda: self._desk.home(heard))
        elif event.get("tab") == "messages":
            await self._once(heard, lambda: self._desk.greet(heard))

    async def container_opened(self, event: Body, body: Body, context: Body) -> None:
        """Offer what could be asked in the container of apps made before the agent view: there it has a thread."""
        heard = read.container(event, body, context)
        await self._once(heard, lambda: self._desk.greet(heard))

    async def channel_changed(self, event: Body, body: Body, context: Body) -> None:
        """Tell that a channel can no longer, or again, be posted to; other members come and go as they like."""
        kind, heard = read.text(event, "type"), read.happened(event, body, context)
        if kind not in MEMBERS or heard.user == _own(context):
            usable = kind in BACK or kind == "member_joined_channel"
            await self._once(heard, lambda: self._desk.channel_changed(heard, usable=usable))

    async def channel_renamed(self, event: Body, body: Body, context: Body) -> None:
        """Tell what a channel is called now: another id, or the same under another name."""
        heard = read.renamed(event, body, context)
        now = read.text(event, "new_channel_id") or heard.channel
        await self._once(heard, lambda: self._desk.channel_renamed(heard, now=now))

    async def uninstalled(self, event: Body, body: Body, context: Body) -> None:
        """Tell that the workspace is gone; a person's own token that is revoked is no end to the bot's."""
        heard = read.happened(event, body, context)
        if event.get("type") == "app_uninstalled" or read.part(event, "tokens").get("bot"):
            at = _when(body)
            await self._once(heard, lambda: self._desk.uninstalled(heard.workspace, enterprise=heard.enterprise, at=at))

    async def ignored(self, ack: Ack) -> None:
        """Acknowledge what is of no interest, so that Slack does not send it again."""
        await ack()

    async def _commanded(self, heard: Heard, said: str) -> None:
        await self._desk.command(heard, self._desk.parse(said))

    async def _checked(self, heard: Heard, view: Body) -> tuple[Filled | None, Problems, Exception | None]:
        """Return a form as it was read, what is wrong by field, and why it could not be told within Slack's time."""
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                # In a thread: reading thousands of typed words would hold up what others wait for.
                filled = await asyncio.to_thread(read_form, view, understand=self._understand)
                problems: Problems = filled.wish.problems
                return filled, problems or tuple((await self._desk.check(heard, filled)).items()), None
        except Exception as error:
            return None, (("", _BUSY),), error

    def _understand(self, words: str) -> Topic:
        """Return the topic that typed words mean, an empty one where they mean none."""
        command = self._desk.parse(f"subscribe {words}")
        if not isinstance(command, SubscribeCommand) or command.wish.unknown or command.wish.problems:
            return Topic()
        return command.wish.topic or Topic()

    async def _once(self, heard: Heard, work: Callable[[], Awaitable[None]]) -> None:
        try:
            if await self._desk.first_time(heard.event_id):
                await work()
        except Exception:
            log.exception("what was heard could not be handed on", heard=heard.event_id, channel=heard.channel)


def _when(body: Body) -> datetime | None:
    """Return when an event happened, None where that is not said."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < _FAR else None


def _own(context: Body) -> str:
    """Return the bot's own id in the workspace that something came from."""
    return read.text(context, "bot_user_id")


async def _promise(ack: Ack, promised: str) -> None:
    await (ack(text=promised, response_type="ephemeral") if promised else ack())
