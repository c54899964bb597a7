"""The running bot: engine, clock and chat around the steps, started in order and stopped in reverse."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.app.building import Wishes, build, engine_url
from bot.app.desk import Alarm, ChatDesk, Losses
from bot.app.doors import Doors, doors_of
from bot.app.edges import ChatEdge, LostWorkspaces
from bot.app.heap import short_collections
from bot.app.notices import Notices
from bot.app.push import RENEW_MINUTES, PushDesk, PushRules, push_rules, unpush
from bot.app.questionwords import question_words_of
from bot.app.slack_edge import slack_platform
from bot.app.vocabulary import vocabulary_of
from bot.chat.asking import read_question
from bot.chat.parsing_words import Vocabulary
from bot.delivery.paced import paced
from bot.domain.moments import Clock, system_clock
from bot.domain.source import Source
from bot.domain.topic import Subscription
from bot.engine import Engine, Pace
from bot.errors import ConfigError
from bot.ingest.http import SafeClient
from bot.ingest.workers import WorkerPool
from bot.log import get_logger
from bot.schedule import Schedule
from bot.settings import Settings
from bot.steps import Steps
from bot.steps.parts import Notify
from bot.steps.watch import Watch

log = get_logger("service")
DRAIN_SECONDS = 20
"""How long a bot that is told to stop waits for what it is at."""
_BEAT_SECONDS = 15.0
_OWNERS_MINUTES = 60
_RELOAD_MINUTES = 2
"""How soon a subscription is taken up that another process stored: a command, or another node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A bot whose engine runs; `edges` and `desks` are those of the chat platforms it is connected to, by name.

    `push` is there where hubs may push; `alarm` is rung when subscriptions changed.
    """

    steps: Steps
    engine: Engine
    client: SafeClient
    workers: WorkerPool
    notices: Notices
    heartbeat: Path
    alarm: Alarm
    edges: Mapping[str, ChatEdge] = field(default_factory=dict)
    desks: Mapping[str, ChatDesk] = field(default_factory=dict)
    push: PushRules | None = None


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    wishes: Wishes | None = None,
    slack: bool = False,
    teams: bool = False,
    doors: Doors | None = None,
    pace: Pace | None = None,
    drain_seconds: int = 0,
    clock: Clock = system_clock,
) -> AsyncIterator[Running]:
    """Build the parts and launch the engine, which first takes up what a dead process left; connect what is wished.

    `doors` that are open already are used, and closed when the bot stops. At the end running work gets `drain_seconds`
    to finish; the rest goes on at the next start.
    """
    notices, losses, gone = Notices(channel=settings.admin_channel), Losses(), LostWorkspaces()
    wishes = replace(wishes or Wishes(), notify=notices.tell, channel_lost=losses.tell, workspace_lost=gone.tell)
    async with AsyncExitStack() as stack:
        if doors is None:
            doors = await stack.enter_async_context(doors_of(settings, slack=slack, teams=teams))
        found = tuple(_edges(settings, doors, clock=clock, notify=notices.tell))
        gone.edges = {one.name: one for one in found}
        notices.platforms = {one.name: one.base() for one in found}
        platforms = tuple(notices.platforms.values())
        built = await stack.enter_async_context(build(settings, wishes, platforms=platforms, clock=clock))
        steps = built.steps
        for one in found:
            await one.load(steps.parts.store)
        engine = _engine(settings, steps, clock=clock, pace=pace, notices=notices)
        await engine.launch()
        stack.push_async_callback(engine.shutdown, drain_seconds=drain_seconds)
        bell = Alarm()
        desks = await _desks(settings, steps, engine=engine, notices=notices, bell=bell)
        losses.pauses = {name: desk.channels.pause_for for name, desk in desks.items()}
        for one in found:
            one.ring(lambda: bell.ring())  # noqa: PLW0108 - what it rings is set later
            one.give(desks[one.name])
            stack.push_async_callback(one.shut)
        stack.enter_context(short_collections())
        yield Running(
            steps=steps,
            engine=engine,
            client=built.client,
            workers=built.workers,
            notices=notices,
            heartbeat=settings.data_dir / "heartbeat",
            alarm=bell,
            edges=gone.edges,
            desks=desks,
            push=push_rules(settings, allow=wishes.allow),
        )


def _edges(settings: Settings, doors: Doors, *, clock: Clock, notify: Notify) -> Iterator[ChatEdge]:
    if doors.slack is not None:
        yield slack_platform(settings, doors.slack, clock=clock, notify=notify)
    if doors.teams is not None:
        from bot.app.teams_building import teams_platform  # noqa: PLC0415 - not loaded where Teams is not set up

        yield teams_platform(settings, doors.teams, clock=clock, notify=notify)


def _engine(settings: Settings, steps: Steps, *, clock: Clock, pace: Pace | None, notices: Notices) -> Engine:
    return Engine(
        engine_url(settings),
        steps=steps,
        executor_id=settings.executor_id,
        clock=clock,
        pace=pace,
        notify=notices.tell,
    )


async def _desks(
    settings: Settings, steps: Steps, *, engine: Engine, notices: Notices, bell: Alarm
) -> dict[str, ChatDesk]:
    """Return a desk for each platform that is connected; notices wait for their turn from now on."""
    if not notices.platforms:
        return {}
    words = await asyncio.to_thread(_words, settings)
    notices.platforms = {name: paced(steps.parts.outbound[name]) for name in notices.platforms}
    return {
        name: ChatDesk(
            parts=steps.parts,
            engine=engine,
            platform=platform,
            notices=notices,
            words=words,
            settings=settings,
            alarm=bell,
        )
        for name, platform in notices.platforms.items()
    }


def _words(settings: Settings) -> Vocabulary:
    """Return the words of chat, those of questions made ready too: else the first to ask would wait for them."""
    read_question("Pakistan since May", question_words_of(settings), today=date(2026, 1, 1))
    return vocabulary_of(settings)


async def serve(bot: Running, *, subscriptions: Sequence[Subscription], sources: Sequence[Source]) -> None:
    """Keep the clock going until a signal to stop, or until a chat platform has been out of reach for too long."""
    store, clock = bot.steps.parts.store, bot.steps.parts.clock
    await store.upsert_sources(sources)
    await store.upsert_managed(subscriptions)
    await _refuse_unconnected(bot)
    await Watch(bot.steps.parts).watch("start")
    schedule = Schedule(bot.engine, clock=clock)
    schedule.load(await _served(bot), sources)

    async def ring() -> None:
        await schedule.reload(await _served(bot))

    bot.alarm.ring = ring
    schedule.every(_RELOAD_MINUTES, ring, name="subscriptions")
    for name, desk in bot.desks.items():
        schedule.every(_OWNERS_MINUTES, desk.check_owners, name=f"owners of {name}")
    async with _pushes(bot, sources, schedule=schedule):
        schedule.start()
        try:
            missed = await schedule.catch_up(clock())
            await _report(bot, sources=len(sources), missed=len(missed))
            await _until_stopped(bot)
        finally:
            schedule.stop()


async def _served(bot: Running) -> tuple[Subscription, ...]:
    """Return the subscriptions that briefs may be sent to: none of a workspace that the bot is no longer in."""
    found = await bot.steps.parts.store.subscriptions()
    for edge in bot.edges.values():
        await edge.refresh()
    return tuple(one for one in found if _is_served(bot, one))


def _is_served(bot: Running, subscription: Subscription) -> bool:
    edge = bot.edges.get(subscription.platform)
    return edge is None or edge.serves(subscription.workspace)


@asynccontextmanager
async def _pushes(bot: Running, sources: Sequence[Source], *, schedule: Schedule) -> AsyncIterator[None]:
    """Listen to hubs where a public address is set; without one every source is polled at its own pace."""
    store, clock = bot.steps.parts.store, bot.steps.parts.clock
    if bot.push is None:
        await unpush(store)
        yield
        return
    desk = PushDesk(bot.push, store=store, client=bot.client, workers=bot.workers, sources=sources, clock=clock)
    await desk.start()
    try:
        schedule.every(RENEW_MINUTES, lambda: desk.renew(clock()), name="pushes")
        await desk.renew(clock())
        yield
    finally:
        await desk.stop()


async def _refuse_unconnected(bot: Running) -> None:
    wanted = {subscription.platform for subscription in await bot.steps.parts.store.subscriptions()}
    missing = sorted(wanted - set(bot.steps.parts.outbound))
    if missing:
        raise ConfigError(
            "subscriptions",
            f"a row wants {missing[0]}, which is not connected",
            hint="set its tokens or remove the row",
        )


async def _report(bot: Running, *, sources: int, missed: int) -> None:
    store = bot.steps.parts.store
    subscriptions = await store.subscriptions()
    log.info("started", sources=sources, subscriptions=len(subscriptions), enqueued=missed)
    unknown = await store.unknown_deliveries()
    if unknown:
        listed = ", ".join(str(delivery.key) for delivery in unknown[:5])
        await bot.notices.tell(f"{len(unknown)} messages may or may not be out and were not repeated: {listed}")


async def _until_stopped(bot: Running) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    waits: list[asyncio.Task[object]] = [
        asyncio.create_task(stopped.wait()),
        asyncio.create_task(_beat(bot.heartbeat)),
    ]
    waits += [asyncio.create_task(edge.watch()) for edge in bot.edges.values()]
    try:
        done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()
    for task in done:
        if not task.cancelled():
            task.result()


async def _beat(file: Path) -> None:
    """Touch `file` for ever, so that a health check sees that the loop still turns."""
    while True:
        await asyncio.to_thread(file.touch)
        await asyncio.sleep(_BEAT_SECONDS)
