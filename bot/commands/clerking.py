"""What `entente subscriptions` does, beside a bot that may be running: the same words, checks and audit as in chat."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import settings as configuration
from bot.app.building import database_url, make_data_dir
from bot.app.desk import drafting
from bot.app.desk.finding import Unclear, find
from bot.app.desk.previewing import next_line, standing
from bot.app.desk.seeing import with_calendar
from bot.app.desk.subscribing import understood
from bot.app.vocabulary import vocabulary_of
from bot.briefing.slots import rescheduled, resumed
from bot.chat.parsing_wish import read_wish
from bot.chat.saying import say_lines
from bot.chat.wishes import new_subscription
from bot.domain.desk import Change
from bot.domain.moments import system_clock
from bot.domain.topic import PlatformName, Subscription, Topic
from bot.errors import StorageError
from bot.settings import Settings
from bot.store import Store, open_archive, open_store

OPERATOR = "operator"
"""Who changed something where it was done in a terminal."""
__all__ = ["Asked", "add", "forget", "listed", "pause", "remove", "resume", "standing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A subscription as it was typed in a terminal, and where it is to go."""

    words: str
    channel: str
    platform: str
    workspace: str
    zone: str
    owner: str


async def listed(settings: Settings) -> tuple[Subscription, ...]:
    """Return the subscriptions of the configuration and those made in chat; without an archive only the first."""
    managed = {one.id: one for one in configuration.load_subscriptions(settings)}
    try:
        store = await open_archive(database_url(settings))
    except StorageError:
        return tuple(managed.values())
    try:
        stored = [one for one in await store.subscriptions() if not one.managed]
    finally:
        await store.close()
    return (*managed.values(), *(one for one in stored if one.id not in managed))


async def add(settings: Settings, asked: Asked) -> tuple[str, ...]:
    """Store a subscription and return it in words; raise ValueError with a sentence where it cannot be."""
    if asked.platform not in get_args(PlatformName):
        raise ValueError(f"there is no platform {asked.platform!r}; known are {', '.join(get_args(PlatformName))}")
    words, now = vocabulary_of(settings), system_clock()
    today = now.astimezone(_zone(asked.zone)).date()
    wish = read_wish(asked.words, words, today=today, zone=asked.zone)
    if wish.problems:
        raise ValueError(" ".join(problem for _, problem in wish.problems))
    if wish.unknown and wish.topic in {None, Topic()}:
        raise ValueError(f"nothing of that names a topic. {' '.join(understood(wish))}")
    made = new_subscription(
        await with_calendar(wish, asked.zone, now),
        id="new",
        platform=cast("PlatformName", asked.platform),
        workspace=asked.workspace or _home(settings, asked.platform),
        channel=_base(asked.channel) if asked.platform == "teams" else asked.channel,
        zone=asked.zone,
        owner=asked.owner or OPERATOR,
    )
    owners = (asked.owner,) if asked.owner else ()
    named = drafting.id_for(made.topic, f"{now.isoformat()}|{asked.channel}")
    made = rescheduled(None, made.model_copy(update={"id": named, "owners": owners}), now)
    async with _writing(settings) as store:
        there = await store.subscriptions_in(made.platform, made.channel)
        twin = drafting.twin_of(made, there)
        if twin is not None:
            raise ValueError(f"that is there already: {twin.id}")
        everywhere = await store.subscriptions_of_workspace(made.platform, made.workspace)
        full = drafting.too_many(in_channel=len(there), in_workspace=len(everywhere))
        if full:
            raise ValueError(full)
        await store.add_subscription(made)
        await _audit(store, made, "subscribe", asked.words)
    return (made.id, *say_lines(made, words, now=now), *understood(wish), next_line(made, now))


async def remove(settings: Settings, which: str) -> tuple[str, ...]:
    """End a subscription; raise ValueError where there is none of that name, or the configuration names it."""
    async with _writing(settings) as store:
        known = await _one(store, which)
        await store.delete_subscription(known.id)
        await store.forget_votes(known.id)
        await _audit(store, known, "unsubscribe", "")
    return (f"{known.id} is ended",)


async def pause(settings: Settings, which: str, *, days: int | None) -> tuple[str, ...]:
    """Pause a subscription; ValueError as above."""
    now = system_clock()

    def paused(known: Subscription) -> Subscription:
        until = drafting.pause_end(now, known.timezone, days=days)
        return known.model_copy(update={"paused_until": until, "pause_note": ""})

    return await _amend(settings, which, "pause", paused)


async def resume(settings: Settings, which: str) -> tuple[str, ...]:
    """End a pause; ValueError as above."""
    now = system_clock()
    return await _amend(settings, which, "resume", lambda known: resumed(known, now))


async def forget(settings: Settings, platform: str, workspace: str, *, user: str, direct: str) -> int:
    """Delete what is kept of a person; return how many entries went or changed."""
    async with _writing(settings) as store:
        workspace = workspace or _home(settings, platform)
        chat = await store.conversation_with(platform, workspace, user) if not direct else None
        return await store.delete_person(platform, workspace, user, direct=direct or (chat.id if chat else ""))


def _home(settings: Settings, platform: str) -> str:
    """Return the workspace meant where none is named: in Teams everything is of a tenant, here the app's own."""
    return (settings.teams_tenant_id or "").lower() if platform == "teams" else ""


async def _amend(
    settings: Settings, which: str, action: str, change: Callable[[Subscription], Subscription]
) -> tuple[str, ...]:
    async with _writing(settings) as store:
        known = await _one(store, which)
        after = await store.amend_subscription(known.id, change) or known
        await _audit(store, after, action, "")
    return (f"{after.id}: {standing(after, '', system_clock())}",)


async def _one(store: Store, which: str) -> Subscription:
    found = find(await store.subscriptions(), which)
    if not isinstance(found, Unclear) and not found.managed:
        return found
    if isinstance(found, Unclear):
        problem = f"there is no one subscription {which!r}; `entente subscriptions list` shows their ids"
    else:
        problem = f"{found.id} comes from subscriptions.yaml: change it there"
    raise ValueError(problem)


async def _audit(store: Store, known: Subscription, action: str, detail: str) -> None:
    change = Change(
        at=system_clock(),
        platform=known.platform,
        workspace=known.workspace,
        channel=known.channel,
        user=OPERATOR,
        subscription_id=known.id,
        action=action,
        detail=detail[:500],
    )
    await store.save_change(change)


@asynccontextmanager
async def _writing(settings: Settings) -> AsyncIterator[Store]:
    make_data_dir(settings)
    store = await open_store(database_url(settings))
    try:
        yield store
    finally:
        await store.close()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no IANA time zone such as Europe/Istanbul") from error


def _base(channel: str) -> str:
    """Return a Teams channel's id without the part that names a thread: links to messages have both."""
    return channel.partition(";")[0]
