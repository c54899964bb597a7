"""The conversations that are heard of: kept, refreshed with each activity, and what becomes of a team's channels."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.chat.teams.handlers_parts import text
from bot.chat.teams.handlers_read import channel_of, kind_of, tenant_of, zone_of
from bot.chat.teams.places import Places
from bot.domain.conversation import Conversation, ConversationKind
from bot.domain.moments import Clock, system_clock

REFRESHED = timedelta(days=1)
"""How old what is known may get while nothing of it changes."""
_SPEAKS = ("message", "invoke")


class Known:
    """What is known of conversations, kept at `places`."""

    def __init__(self, places: Places, *, clock: Clock = system_clock) -> None:
        """Keep where they are kept."""
        self._places, self._clock = places, clock

    async def seen(self, activity: Mapping[str, Any]) -> bool:
        """Keep where an activity came from; return whether that could not be written to until now.

        What is known is written only where it changed, or is a day old.
        """
        channel = channel_of(activity)
        if not channel or not text(activity, "serviceUrl"):
            return False
        before = await self._places.conversation(channel)
        now = conversation_of(activity, before, at=self._clock())
        if before is None or _changed(before, now):
            await self._places.save(now)
        await self._keep_zone(activity)
        return before is not None and not before.usable and now.usable

    async def _keep_zone(self, activity: Mapping[str, Any]) -> None:
        """Keep the time zone of who spoke in their own chat: rosters do not tell it, and briefs are due by it."""
        zone, user = zone_of(activity), text(activity, "from", "id")
        if not zone or not user:
            return
        chat = await self._places.with_user(tenant_of(activity), user)
        if chat is not None and chat.zone != zone:
            await self._places.save(replace(chat, zone=zone))

    async def mark(self, activity: Mapping[str, Any], channel: str, *, usable: bool) -> None:
        """Keep whether a conversation can be written to, and what it is called where the activity says it."""
        before = await self._places.conversation(channel)
        told = replace_channel(activity, channel)
        now = replace(conversation_of(told, before, at=self._clock()), usable=usable)
        if before is None or _changed(before, now):
            await self._places.save(now)

    async def team(self, activity: Mapping[str, Any]) -> tuple[Conversation, ...]:
        """Return the channels of the team that an activity is about, as far as they were heard of."""
        team = text(activity, "channelData", "team", "id") or text(activity, "channelData", "teamsTeamId")
        return await self._places.team(tenant_of(activity), team) if team else ()


def conversation_of(activity: Mapping[str, Any], before: Conversation | None, *, at: datetime) -> Conversation:
    """Return a conversation as an activity tells of it; what it does not say stays as it was known."""
    known = before or Conversation(
        platform="teams", id=channel_of(activity), kind=kind_of(activity), workspace="", service_url="", at=at
    )
    person = text(activity, "from", "id") if kind_of(activity) is ConversationKind.PERSONAL else ""
    data = "channelData"
    return replace(
        known,
        kind=kind_of(activity),
        workspace=tenant_of(activity) or known.workspace,
        service_url=text(activity, "serviceUrl") or known.service_url,
        team=text(activity, data, "team", "id") or text(activity, data, "teamsTeamId") or known.team,
        group=text(activity, data, "team", "aadGroupId") or known.group,
        user=known.user if person.startswith("28:") else person or known.user,
        name=_name(activity, known),
        usable=known.usable or activity.get("type") in _SPEAKS,
        at=at,
    )


def replace_channel(activity: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """Return an activity as if it had happened in `channel`, which it tells of."""
    where = activity.get("conversation")
    return {**activity, "conversation": {**(where if isinstance(where, Mapping) else {}), "id": channel}}


def _name(activity: Mapping[str, Any], known: Conversation) -> str:
    """Return what a channel is called: said in what concerns it alone, since a team's news name the team."""
    about = text(activity, "channelData", "channel", "id")
    named = text(activity, "channelData", "channel", "name") if about in ("", known.id) else ""
    group = text(activity, "conversation", "name") if kind_of(activity) is ConversationKind.GROUP else ""
    return named or group or known.name


def _changed(before: Conversation, now: Conversation) -> bool:
    return replace(now, at=before.at) != before or now.at - before.at >= REFRESHED
