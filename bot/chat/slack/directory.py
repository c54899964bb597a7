"""Who and what is in a workspace, asked of Slack and remembered for a while: its limits are per minute."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.dates import zone_named
from bot.chat.kept import KEPT_SECONDS, UNKNOWN_SECONDS, Kept
from bot.chat.slack.failures import failure
from bot.domain.people import Person, Place
from bot.errors import ChannelUnavailable, DeliveryError, RateLimited
from bot.log import get_logger

log = get_logger("directory")
_PAGE, _MAX_PAGES = 200, 25
_TRIES, _PATIENCE_SECONDS = 3, 10.0
_FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError)


class SlackDirectory:
    """A directory of one workspace. Where a scope is missing, or Slack does not answer, things are not known."""

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        team: str = "",
        enterprise: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the client; by `team` and `enterprise`, where they are known, people and channels of others are told."""
        self._client, self._team, self._enterprise = client, team, enterprise
        self._people: Kept[Person] = Kept(monotonic=monotonic)
        self._places: Kept[Place] = Kept(monotonic=monotonic)
        self._members: Kept[frozenset[str] | None] = Kept(monotonic=monotonic, most=500)
        self._direct: Kept[str] = Kept(monotonic=monotonic)
        self._groups: Kept[tuple[str, ...]] = Kept(monotonic=monotonic, most=500)

    async def person(self, user: str) -> Person:
        """Return what is known of a person."""

        async def ask() -> tuple[Person, float]:
            found = await self._told("users.info", lambda: self._client.users_info(user=user))
            if found is None:
                return Person(id=user, known=False), UNKNOWN_SECONDS
            return person_of(found.get("user") or {}, user, team=self._team), KEPT_SECONDS

        return await self._people.get(user, ask)

    async def place(self, channel: str) -> Place:
        """Return what is known of a channel."""

        async def ask() -> tuple[Place, float]:
            found = await self._told("conversations.info", lambda: self._client.conversations_info(channel=channel))
            if found is None:
                return Place(id=channel, known=False), UNKNOWN_SECONDS
            return place_of(found.get("channel") or {}, channel, enterprise=self._enterprise), KEPT_SECONDS

        return await self._places.get(channel, ask)

    async def is_member(self, channel: str, user: str) -> bool | None:
        """Return whether a person is in a channel; None where that cannot be known."""

        async def ask() -> tuple[frozenset[str] | None, float]:
            members = await self._listed(channel)
            return members, UNKNOWN_SECONDS if members is None else KEPT_SECONDS

        members = await self._members.get(channel, ask)
        if members is not None and user not in members:  # somebody may have joined since
            members = await self._members.get(channel, ask, at_most=UNKNOWN_SECONDS)
        return None if members is None else user in members

    async def direct(self, user: str) -> str:
        """Return the channel of direct messages with a person; raise ChannelUnavailable."""

        async def ask() -> tuple[str, float]:
            try:
                opened = await self._client.conversations_open(users=user)
            except _FAILURES as error:
                raise failure(error, user) from error
            return str((opened.get("channel") or {}).get("id") or ""), KEPT_SECONDS

        try:
            channel = await self._direct.get(user, ask)
        except ChannelUnavailable:
            raise
        except DeliveryError as error:
            raise ChannelUnavailable(user, f"no direct messages: {error.problem}") from error
        if not channel:
            raise ChannelUnavailable(user, "no direct messages")
        return channel

    async def group(self, group: str) -> tuple[str, ...]:
        """Return the people of a user group, none where that cannot be known."""

        async def ask() -> tuple[tuple[str, ...], float]:
            method = "usergroups.users.list"
            found = await self._told(method, lambda: self._client.usergroups_users_list(usergroup=group))
            if found is None:
                return (), UNKNOWN_SECONDS
            return tuple(str(user) for user in found.get("users") or ()), KEPT_SECONDS

        return await self._groups.get(group, ask)

    def changed(self, channel: str) -> None:
        """Forget what is known of a channel: it was said to have changed."""
        self._places.forget(channel)
        self._members.forget(channel)

    async def _listed(self, channel: str) -> frozenset[str] | None:
        """Return the members of a channel; None where not all of them can be known."""
        members: set[str] = set()
        cursor = ""
        for _ in range(_MAX_PAGES):
            more = {"cursor": cursor} if cursor else {}
            call = partial(self._client.conversations_members, channel=channel, limit=_PAGE, **more)
            page = await self._told("conversations.members", call)
            if page is None:
                return None
            members.update(str(user) for user in page.get("members") or ())
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return frozenset(members)
        return None

    async def _told(self, method: str, call: Callable[[], Awaitable[Any]]) -> Mapping[str, Any] | None:
        """Return Slack's answer, waited for where it asks to wait a little; None where it does not tell."""
        for left in reversed(range(_TRIES)):
            try:
                data = (await call()).data
            except _FAILURES as error:
                problem = failure(error, method)
            except DeliveryError as error:  # the workspace may be gone
                problem = error
            else:
                return data if isinstance(data, Mapping) else None
            if not left or not isinstance(problem, RateLimited) or problem.retry_after > _PATIENCE_SECONDS:
                break
            await asyncio.sleep(problem.retry_after)
        log.debug("not known", method=method, problem=problem.problem)
        return None


def person_of(user: Mapping[str, Any], name: str, *, team: str = "") -> Person:
    """Return a person as `users.info` tells of one; `team` is the workspace that asks.

    Somebody of the same organisation belongs to every workspace they are in; a stranger to none that is ours.
    """
    profile, organisation = user.get("profile") or {}, user.get("enterprise_user") or {}
    home = str(user.get("team_id") or "")
    if team and team in (organisation.get("teams") or ()):
        home = team
    if user.get("is_stranger") and home in {"", team}:
        home = "another"
    return Person(
        id=name,
        name=str(profile.get("display_name") or user.get("real_name") or user.get("name") or ""),
        workspace=home,
        zone=zone_named(user.get("tz")),
        admin=any(user.get(key) for key in ("is_admin", "is_owner", "is_primary_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")),
        deactivated=bool(user.get("deleted")),
    )


def place_of(channel: Mapping[str, Any], name: str, *, enterprise: str = "") -> Place:
    """Return a channel as `conversations.info` tells of one; `enterprise` is the organisation that asks, if any.

    What is shared among workspaces of one organisation is not shared with others.
    """
    theirs = str(channel.get("enterprise_id") or "")
    other = bool(enterprise and theirs and theirs != enterprise)
    within = bool(channel.get("is_org_shared")) and not other
    outside = any(channel.get(key) for key in ("is_ext_shared", "is_pending_ext_shared", "pending_connected_team_ids"))
    direct = bool(channel.get("is_im"))
    return Place(
        id=name,
        name=str(channel.get("name") or ""),
        direct=direct,
        private=bool(channel.get("is_private") or channel.get("is_group") or direct or channel.get("is_mpim")),
        shared=outside or other or (bool(channel.get("is_shared")) and not within),
        archived=bool(channel.get("is_archived")),
        member=bool(channel.get("is_member", True)) or direct,
    )
