"""What happens to the bot and to channels: installed and removed, created, renamed, archived. The desk is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.heard import Desk, Heard
from bot.chat.teams.handlers_parts import text
from bot.chat.teams.handlers_places import Known
from bot.chat.teams.handlers_read import comers, heard_of, kind_of
from bot.domain.conversation import ConversationKind
from bot.log import get_logger

log = get_logger("teams")
GONE = frozenset({"channelDeleted"})
BACK = frozenset({"channelRestored", "channelCreated"})
TEAM_GONE = frozenset({"teamDeleted", "teamHardDeleted", "teamArchived"})
TEAM_BACK = frozenset({"teamUnarchived", "teamRestored"})
RENAMED = frozenset({"channelRenamed", "teamRenamed"})
Activity = Mapping[str, Any]


class Events:
    """Takes what happens, for `desk`. `bot` is the bot's own id."""

    def __init__(self, desk: Desk, known: Known, *, bot: str) -> None:
        """Keep whom to tell."""
        self._desk, self._known, self._bot = desk, known, bot

    async def installed(self, activity: Activity, *, welcome: bool) -> None:
        """Take note that the bot was put in somewhere, or taken out; in a person's chat, show them their home."""
        heard, action = heard_of(activity), text(activity, "action")
        if action.startswith("remove") and action != "remove-upgrade":
            await self._everywhere(activity, heard, usable=False)
        elif action.startswith("add"):
            await self._everywhere(activity, heard, usable=True)
            if action == "add" and welcome and kind_of(activity) is ConversationKind.PERSONAL:
                await self._desk.home(replace(heard, channel="", thread=None))
                await self._desk.greet(replace(heard, thread=None))

    async def updated(self, activity: Activity) -> None:
        """Take note of what became of channels, teams and their members."""
        heard, kind = heard_of(activity), text(activity, "channelData", "eventType")
        channel = text(activity, "channelData", "channel", "id")
        if self._bot in comers(activity, "membersRemoved"):
            await self._everywhere(activity, heard, usable=False)
        elif self._bot in comers(activity, "membersAdded"):
            await self._everywhere(activity, heard, usable=True)
        elif kind in TEAM_GONE | TEAM_BACK:
            await self._everywhere(activity, heard, usable=kind in TEAM_BACK)
        elif kind in GONE | BACK and channel:
            await self._one(activity, replace(heard, channel=channel), usable=kind in BACK)
        elif kind in RENAMED or comers(activity, "membersAdded") or comers(activity, "membersRemoved"):
            await self._otherwise(activity, heard, channel if kind == "channelRenamed" else "")

    async def _everywhere(self, activity: Activity, heard: Heard, *, usable: bool) -> None:
        """Tell of every channel of a team that was heard of; of a chat, of that alone. One that fails costs itself."""
        channels = {heard.channel: None}
        if kind_of(activity) is ConversationKind.CHANNEL:
            chosen = text(activity, "channelData", "settings", "selectedChannel", "id")
            channels |= dict.fromkeys(one.id for one in await self._known.team(activity))
            channels |= {chosen: None} if chosen and usable else {}
        for channel in filter(None, channels):
            try:
                await self._one(activity, replace(heard, channel=channel), usable=usable)
            except Exception:
                log.exception("what became of a channel was not taken note of", channel=channel)

    async def _one(self, activity: Activity, heard: Heard, *, usable: bool) -> None:
        await self._known.mark(activity, heard.channel, usable=usable)
        await self._desk.channel_changed(replace(heard, thread=None), usable=usable)

    async def _otherwise(self, activity: Activity, heard: Heard, channel: str) -> None:
        """Have it asked anew what channels are called and who is in them; their ids stay."""
        if channel:
            await self._known.mark(activity, channel, usable=True)
        known = [one.id for one in await self._known.team(activity)]
        for one in (channel,) if channel else tuple(dict.fromkeys((heard.channel, *known))):
            await self._desk.channel_renamed(replace(heard, channel=one, thread=None), now=one)
