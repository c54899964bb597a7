"""What `run` and `demo` do: one round to the terminal, or the bot until it is stopped."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit
from uuid import uuid4

from rich.console import Console

from bot import settings as configuration
from bot.app.building import Wishes
from bot.app.doors import Doors
from bot.app.service import DRAIN_SECONDS, Running, running
from bot.app.service import serve as serve_bot
from bot.domain.brief import Brief, BriefKey
from bot.domain.ids import SourceId, SubscriptionId, digest
from bot.domain.source import Source
from bot.domain.topic import Subscription
from bot.engine import Pace
from bot.errors import ConfigError
from bot.ingest.opening import hosts_of
from bot.settings import Settings

ONCE = SubscriptionId("once")
QUICK = Pace(queue_seconds=0.05)
"""The pace of a single round: somebody waits for it."""


async def serve(
    settings: Settings,
    wishes: Wishes,
    *,
    sources: Sequence[Source],
    subscriptions: Sequence[Subscription],
    doors: Doors,
) -> None:
    """Run the bot until it is stopped, behind `doors` to chat that are open already."""
    wishes = replace(wishes, hosts=hosts_of(source.url for source in sources))
    async with running(settings, wishes=wishes, doors=doors, drain_seconds=DRAIN_SECONDS) as bot:
        await serve_bot(bot, subscriptions=subscriptions, sources=sources)


async def once(settings: Settings, wishes: Wishes, *, addresses: Sequence[str]) -> int:
    """Poll, brief in the terminal and return 0, or 1 where no source answered."""
    sources = tuple(source_at(address) for address in addresses) or configuration.load_sources(settings)
    console = Console()
    wishes = replace(wishes, force=True, console=console, hosts=hosts_of(source.url for source in sources))
    subscription = Subscription(id=ONCE, platform="console", channel="terminal", timezone="UTC", max_stories=40)
    async with running(settings, wishes=wishes, slack=False, pace=QUICK) as bot:
        brief = await round_trip(bot, sources=sources, subscription=subscription, slot=f"once-{uuid4().hex[:12]}")
        print_receipt(bot, brief, console=console)
    return 0 if brief is not None and brief.receipt.answered else 1


async def round_trip(bot: Running, *, sources: Sequence[Source], subscription: Subscription, slot: str) -> Brief | None:
    """Poll `sources`, then brief `subscription` once under `slot`; return the brief, None where silence was due.

    A slot that was begun before is completed, not repeated.
    """
    parts = bot.steps.parts
    await parts.store.upsert_sources(sources)
    await parts.store.upsert_managed([*_managed(await parts.store.subscriptions(), subscription), subscription])
    warming = asyncio.create_task(asyncio.to_thread(parts.analyser.warm))
    for workflow in await bot.engine.enqueue_poll([source.id for source in sources], slot, shard=subscription.id):
        await bot.engine.wait(workflow)
    await warming
    date = parts.clock().date().isoformat()
    workflow = await bot.engine.enqueue_brief(subscription.id, date, slot, channel=subscription.channel)
    await bot.engine.wait(workflow)
    return await parts.store.brief(BriefKey(subscription_id=subscription.id, local_date=date, slot=slot))


def print_receipt(bot: Running, brief: Brief | None, *, console: Console) -> None:
    """Print what the brief was made from."""
    if brief is None:
        return
    renderer = bot.steps.parts.outbound["console"].platform.renderer
    console.print()
    console.print(renderer.receipt(brief).body["plain"], markup=False, highlight=False)


def source_at(address: str) -> Source:
    """Return a source for an address given by hand, named after its host; raise ConfigError for what is no address."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError("--source", f"{address!r} is not an http or https address")
    name = f"by-hand-{digest('source', address)}"
    return Source(id=SourceId(name), name=parts.hostname[:120], url=address, country="INT")


def _managed(stored: Sequence[Subscription], own: Subscription) -> list[Subscription]:
    return [each for each in stored if each.managed and each.id != own.id]
