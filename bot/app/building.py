"""Builds the parts of the house out of settings, and takes them down again."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import build_lexicon
from bot.app.forgotten import guard
from bot.app.groups import group_members
from bot.app.models import check_set_up, standby_of, summarizer_of, writer_of
from bot.app.operator_tables import disputed, embargoes_of
from bot.app.questionwords import saying
from bot.app.reading import analyser_of, gate_names, labels_of, shipped_names, tables_of, wording_of
from bot.chat.console import console_platform
from bot.chat.platform import Platform
from bot.chat.windows import NO_RATES, TEAMS_RATES
from bot.delivery.outbound import Outbound
from bot.delivery.pacing import Pacer
from bot.delivery.recovery import Rules
from bot.domain.moments import Clock, system_clock
from bot.drawing import keep_in
from bot.errors import ConfigError, StorageError
from bot.ingest.collecting import Collector
from bot.ingest.http import SafeClient
from bot.ingest.opening import fetch_rules, pool_rules
from bot.ingest.poll import Poller
from bot.ingest.workers import WorkerPool
from bot.settings import Settings
from bot.steps import Parts, Steps
from bot.steps.dossiers import Dossiers
from bot.steps.dossiers_synthesis import Written
from bot.steps.look import Look
from bot.steps.parts import ChannelLost, Notify, WorkspaceLost, lose_no_workspace, lose_nothing, tell_nobody
from bot.store import Store, open_archive, open_store
from bot.store.dialect import database_url as checked_url
from summarizers.base import Encoder
from summarizers.encoder_quick import QuickEncoder
from summarizers.reading import Gazetteer

FAST = 0.0
"""Seconds between two messages where no platform sets a rate: the console."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a command wants beside the settings.

    `allow` are addresses opened by hand; `first_poll` how far a first poll looks back; `force` polls what is not due;
    `console` is where the console platform prints; `notify` takes operational notices, `channel_lost` and
    `workspace_lost` the news that a channel takes no more and that the bot is no longer in a workspace; `hosts` are
    those that may be reached by a proxy.
    """

    allow: frozenset[tuple[str, int]] = frozenset()
    first_poll: timedelta | None = None
    force: bool = False
    console: Console | None = None
    notify: Notify = tell_nobody
    channel_lost: ChannelLost = lose_nothing
    workspace_lost: WorkspaceLost = lose_no_workspace
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The archive, opened to read in it: what is told, and what answers questions."""

    store: Store
    look: Look
    dossiers: Dossiers


@asynccontextmanager
async def reading(settings: Settings, *, clock: Clock = system_clock) -> AsyncIterator[Reading]:
    """Open the archive beside a bot that may be running; raise ConfigError, or StorageError where there is none."""
    store = await open_archive(database_url(settings), clock=clock)
    try:
        first_poll = timedelta(hours=settings.first_poll_hours)
        labels = labels_of()
        look = Look(store=store, labels=labels, clock=clock, first_poll=first_poll, words=wording_of(settings))
        dossiers = Dossiers(
            store=store,
            labels=labels,
            clock=clock,
            groups=group_members(),
            say=saying(settings),
            embargoes=embargoes_of(settings),
            synthesis=synthesis_of(settings, QuickEncoder(), shipped_names()) if writer_of(settings) else None,
        )
        yield Reading(store=store, look=look, dossiers=dossiers)
    finally:
        await store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The steps, with the client and the workers that whatever else fetches and parses shares with them."""

    steps: Steps
    client: SafeClient
    workers: WorkerPool


@asynccontextmanager
async def build(
    settings: Settings,
    wishes: Wishes,
    *,
    platforms: Sequence[Platform] = (),
    clock: Clock = system_clock,
    alone: bool = True,
) -> AsyncIterator[Built]:
    """Build the steps over all parts; the console is always among the platforms. Raise ConfigError or StorageError.

    The data folder is held meanwhile, unless what is built need not be `alone` with it.
    """
    make_data_dir(settings)
    keep_in(settings.data_dir / "fonts")
    async with AsyncExitStack() as stack:
        if alone:
            stack.enter_context(held(settings.data_dir))
        store = await open_store(database_url(settings), clock=clock)
        stack.push_async_callback(store.close)
        await guard(store, settings)
        rules = fetch_rules(settings, allow=wishes.allow, hosts=wishes.hosts)
        client = await stack.enter_async_context(SafeClient(rules, clock=clock))
        workers = await stack.enter_async_context(WorkerPool(pool_rules(settings)))
        poller, collector = Poller(client, workers, clock), Collector(client, workers, clock)
        # In a thread: reading the tables takes most of a second, and people may be heard already.
        parts = await asyncio.to_thread(
            lambda: _parts(
                settings, wishes, store=store, poller=poller, collector=collector, platforms=platforms, clock=clock
            )
        )
        yield Built(steps=Steps(parts, force=wishes.force), client=client, workers=workers)


def _parts(
    settings: Settings,
    wishes: Wishes,
    *,
    store: Store,
    poller: Poller,
    collector: Collector,
    platforms: Sequence[Platform],
    clock: Clock,
) -> Parts:
    tables, labels = tables_of(settings), labels_of(settings.wording_language)
    lexicon, encoder = build_lexicon(tables), QuickEncoder()
    names = gate_names(lexicon)
    console = console_platform(
        labels,
        transcript=settings.data_dir / "transcript.jsonl",
        console=wishes.console or Console(),
        now=clock,
    )
    window = timedelta(hours=settings.story_window_hours)
    return Parts(
        store=store,
        poller=poller,
        collector=collector,
        analyser=analyser_of(settings, lexicon, encoder),
        clusterer=Clusterer(window, model=lexicon.weights.event),
        summarizer=summarizer_of(settings, encoder, gazetteer=names),
        standby=standby_of(settings, encoder, gazetteer=names),
        writer=writer_of(settings),
        words=wording_of(settings),
        outbound={
            platform.name: outbound(platform, settings=settings, store=store, clock=clock)
            for platform in (console, *platforms)
        },
        labels=labels,
        clock=clock,
        groups=group_members(),
        say=saying(settings),
        embargoes=embargoes_of(settings),
        synthesis=synthesis_of(settings, encoder, names),
        first_poll=wishes.first_poll or timedelta(hours=settings.first_poll_hours),
        story_window=window,
        full_text=timedelta(days=settings.full_text_days),
        stories_kept=timedelta(days=settings.archive_days),
        vectors_kept=timedelta(days=settings.vector_days),
        encoder=encoder,
        edit_share=settings.edit_share,
        polls_at_once=settings.polls_at_once,
        allowed=tuple(f"{host}:{port}" for host, port in sorted(wishes.allow)),
        notify=wishes.notify,
        channel_lost=wishes.channel_lost,
        workspace_lost=wishes.workspace_lost,
    )


def synthesis_of(settings: Settings, encoder: Encoder, names: Gazetteer) -> Written | None:
    """Return what writes on top of answers, None where no model is set to write; raise ConfigError."""
    if not writer_of(settings) or not settings.answer_model_seconds:
        return None
    return Written(
        summarizer_of(settings, encoder, gazetteer=names),
        writer=writer_of(settings),
        seconds=settings.answer_model_seconds,
        gazetteer=names,
    )


def outbound(platform: Platform, *, settings: Settings, store: Store, clock: Clock) -> Outbound:
    """Return the delivery to `platform`, one message a second in a channel, the console at once."""
    per_minute = settings.slack_workspace_per_minute if platform.name == "slack" else 0
    rates = TEAMS_RATES if platform.name == "teams" else NO_RATES
    pacer = Pacer(interval=FAST) if platform.name == "console" else Pacer(per_minute=per_minute, rates=rates)
    return Outbound(
        ledger=store,
        platform=platform,
        owner=settings.executor_id,
        clock=clock,
        pacer=pacer,
        rules=Rules(external=settings.external(platform.name)),
    )


def database_url(settings: Settings) -> str:
    """Return the application database's address, by default SQLite in the data folder; raise ConfigError."""
    url = settings.database_url or f"sqlite:///{(settings.data_dir / 'entente.db').resolve()}"
    try:
        checked_url(url)
    except StorageError as error:
        raise ConfigError("database_url", str(error), hint="or check the variable DATABASE_URL") from error
    return url


def engine_url(settings: Settings) -> str:
    """Return the engine database's address: its own file beside SQLite, the same server for PostgreSQL."""
    if settings.engine_url:
        return settings.engine_url
    if settings.database_url and not settings.database_url.startswith("sqlite"):
        return settings.database_url
    return f"sqlite:///{(settings.data_dir / 'engine.db').resolve()}"


def check_settings(settings: Settings) -> None:
    """Raise ConfigError where a setting could be found wrong without building anything."""
    make_data_dir(settings)
    database_url(settings)
    check_set_up(settings)
    embargoes_of(settings)
    disputed()


def make_data_dir(settings: Settings) -> None:
    """Make the data folder; raise ConfigError where that cannot be done."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "data_dir", f"{settings.data_dir} cannot be made ({error.strerror})", hint="or set ENTENTE_DATA_DIR"
        ) from error


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process; raise ConfigError where another holds it. A dead process holds nothing."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(
            "data_dir", f"{folder} cannot be written in ({error.strerror})", hint="or set ENTENTE_DATA_DIR"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise ConfigError(
            "data_dir", f"{folder} is in use by another entente", hint="stop that one, or set ENTENTE_DATA_DIR"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)
