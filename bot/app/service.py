"""The running bot: engine, clock and chat around the steps, started in order and stopped in reverse."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app.building import Wishes, build, engine_url
from bot.app.intake import SlackDesk
from bot.app.notices import Notices
from bot.app.push import RENEW_MINUTES, PushDesk, PushRules, push_rules, unpush
from bot.app.reading import labels_of
from bot.chat.platform import Platform
from bot.chat.slack.app import SlackEdge
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.network import SlackClients, SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
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
from bot.steps.watch import Watch

log = get_logger("service")
DRAIN_SECONDS = 20
"""How long a bot that is told to stop waits for what it is at."""
_BEAT_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A bot whose engine runs; `edge` is there when Slack is connected, `push` where hubs may push."""

    steps: Steps
    engine: Engine
    client: SafeClient
    workers: WorkerPool
    notices: Notices
    heartbeat: Path
    edge: SlackEdge | None = None
    push: PushRules | None = None


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    wishes: Wishes | None = None,
    slack: bool,
    pace: Pace | None = None,
    drain_seconds: int = 0,
    clock: Clock = system_clock,
) -> AsyncIterator[Running]:
    """Build the parts and launch the engine, which first takes up what a dead process left; connect Slack if wished.

    At the end running work gets `drain_seconds` to finish; the rest goes on at the next start.
    """
    notices = Notices(channel=settings.admin_channel)
    wishes = replace(wishes or Wishes(), notify=notices.tell)
    async with AsyncExitStack() as stack:
        clients = await stack.enter_async_context(_clients(settings)) if slack else None
        gateway = SlackGateway(clients.bot, history=settings.slack_history) if clients else None
        renderer = SlackRenderer(labels_of())
        if gateway is not None:
            notices.platform = Platform(name="slack", renderer=renderer, gateway=gateway)
        platforms = (notices.platform,) if notices.platform else ()
        built = await stack.enter_async_context(build(settings, wishes, platforms=platforms, clock=clock))
        steps = built.steps
        engine = Engine(
            engine_url(settings),
            steps=steps,
            executor_id=settings.executor_id,
            clock=clock,
            pace=pace,
            notify=notices.tell,
        )
        await engine.launch()
        stack.push_async_callback(engine.shutdown, drain_seconds=drain_seconds)
        edge = None
        if clients is not None and gateway is not None:
            desk = SlackDesk(parts=steps.parts, engine=engine, gateway=gateway, renderer=renderer, notices=notices)
            edge = SlackEdge(clients, desk)
            log.info("connected", workspace=await edge.start())
            stack.push_async_callback(edge.stop)
        yield Running(
            steps=steps,
            engine=engine,
            client=built.client,
            workers=built.workers,
            notices=notices,
            heartbeat=settings.data_dir / "heartbeat",
            edge=edge,
            push=push_rules(settings, allow=wishes.allow),
        )


async def serve(bot: Running, *, subscriptions: Sequence[Subscription], sources: Sequence[Source]) -> None:
    """Keep the clock going until a signal to stop, or until Slack has been out of reach for too long."""
    store, clock = bot.steps.parts.store, bot.steps.parts.clock
    await store.upsert_sources(sources)
    await store.upsert_managed(subscriptions)
    await _refuse_unconnected(bot)
    await Watch(bot.steps.parts).watch("start")
    schedule = Schedule(bot.engine, clock=clock)
    schedule.load(await store.subscriptions(), sources)
    async with _pushes(bot, sources, schedule=schedule):
        schedule.start()
        try:
            missed = await schedule.catch_up(clock())
            await _report(bot, sources=len(sources), missed=len(missed))
            await _until_stopped(bot)
        finally:
            schedule.stop()


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
    if bot.edge is not None:
        waits.append(asyncio.create_task(bot.edge.watch()))
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


def _clients(settings: Settings) -> AbstractAsyncContextManager[SlackClients]:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if bot is None:
        raise ConfigError("slack_bot_token", "is not set", hint="set SLACK_BOT_TOKEN to the bot token (xoxb-…)")
    if app is None:
        raise ConfigError("slack_app_token", "is not set", hint="set SLACK_APP_TOKEN to the app-level token (xapp-…)")
    network = SlackNetwork(
        api_url=settings.slack_api_url,
        proxy_url=settings.proxy_url,
        no_proxy=settings.no_proxy,
        ca_bundle=settings.ca_bundle,
    )
    return slack_clients(network, bot_token=bot.get_secret_value(), app_token=app.get_secret_value())
