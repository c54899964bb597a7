"""The sample edition served, polled and briefed: what `demo` does on any platform."""

import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from bot import settings as configuration
from bot.app.building import Wishes
from bot.app.service import Running, running
from bot.commands.common import load_settings
from bot.commands.rounds import QUICK, print_receipt, round_trip
from bot.domain.brief import Brief
from bot.domain.ids import SubscriptionId
from bot.domain.moments import system_clock
from bot.domain.topic import Subscription
from bot.sample.edition import Edition, edition_from
from bot.sample.server import Published, publish
from bot.settings import Settings

DEMO = SubscriptionId("demo")
SLOT = "sample"
_LOOK_BACK = timedelta(hours=48)


async def on_console(*, data_dir: Path | None, port: int) -> int:
    """Print the sample brief as a thread and its receipt; return the exit status."""
    started = time.monotonic()
    console = Console()
    with kept_in(data_dir) as folder:
        settings = demo_settings(folder)
        subscription = Subscription(id=DEMO, platform="console", channel="terminal", timezone="UTC", max_stories=40)
        async with served(port) as (edition, published):
            console.print(f"Sample edition at {published.base_url}; nothing else is reached.", style="dim")
            wishes = demo_wishes(published, console=console)
            async with running(settings, wishes=wishes, slack=False, pace=QUICK) as bot:
                brief = await brief_sample(bot, edition=edition, published=published, subscription=subscription)
                print_receipt(bot, brief, console=console)
    console.print(f"\nDone in {time.monotonic() - started:.0f} s.", style="dim")
    return 0 if brief is not None and brief.items else 1


@asynccontextmanager
async def served(port: int) -> AsyncIterator[tuple[Edition, Published]]:
    """Serve the bundled edition, dated relative to now."""
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    async with publish(edition, now=system_clock(), port=port) as published:
        yield edition, published


async def brief_sample(
    bot: Running, *, edition: Edition, published: Published, subscription: Subscription
) -> Brief | None:
    """Poll the three outlets and deliver the brief of `subscription`; one that was cut off is completed."""
    sources = edition.sources(published.base_url)
    return await round_trip(bot, sources=sources, subscription=subscription, slot=SLOT)


def demo_settings(folder: Path, **overrides: object) -> Settings:
    """Return settings that keep everything in `folder` and ignore what is set for a real bot."""
    settings = load_settings(quiet=True, data_dir=folder, **overrides)
    return settings.model_copy(update={"database_url": None, "engine_url": None, "proxy_url": None})


def demo_wishes(published: Published, *, console: Console) -> Wishes:
    """Return what a demo wants: the sample server's address opened, everything polled."""
    return Wishes(
        allow=frozenset({(published.host, published.port)}), first_poll=_LOOK_BACK, force=True, console=console
    )


@contextmanager
def kept_in(wanted: Path | None) -> Iterator[Path]:
    """Give the folder to keep everything in; one of its own, removed at the end, where none is wanted."""
    if wanted is not None:
        yield wanted
        return
    with tempfile.TemporaryDirectory(prefix="entente-demo-") as made:
        yield Path(made)
