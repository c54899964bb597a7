"""Entente's poller, to be measured in a process of its own: `python -m bot.bench.poller ADDRESS SHELF FEEDS FOLDER`.

Each line it reads is a tick; it answers with a line, how many entries it has stored by then. It polls as `entente run`
does: the safe client, worker processes, the store, here a file in FOLDER; only that address is opened by hand. It ends
when its standard input does.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot import log
from bot.domain.ids import SourceId
from bot.domain.moments import Clock, system_clock
from bot.domain.source import Source
from bot.ingest.http import FetchRules, SafeClient
from bot.ingest.poll import Poller
from bot.ingest.workers import PoolRules, WorkerPool
from bot.steps.polling import Polling
from bot.store import Store, open_store

CONTACT = "https://example.invalid/bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingParts:
    """What polling needs of the parts."""

    store: Store
    poller: Poller
    clock: Clock = system_clock
    first_poll: timedelta = timedelta(hours=48)
    polls_at_once: int = 32


def main() -> None:
    """Tick for every line read."""
    address, shelf, feeds, folder = sys.argv[1:]
    log.configure()
    asyncio.run(_serve([f"{address}/{shelf}/{number}" for number in range(int(feeds))], Path(folder)))


async def _serve(urls: list[str], folder: Path) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        tick = await _ticker(urls, folder, stack)
        while await loop.run_in_executor(None, sys.stdin.readline):
            sys.stdout.write(f"{await tick()}\n")
            sys.stdout.flush()


async def _ticker(urls: list[str], folder: Path, stack: AsyncExitStack) -> Callable[[], Awaitable[int]]:
    """Return what polls every feed once and returns the number of entries stored by then."""
    host, port = urls[0].split("/")[2].split(":")
    rules = FetchRules(contact_url=CONTACT, allow=frozenset({(host, int(port))}))
    client = await stack.enter_async_context(SafeClient(rules))
    pool = await stack.enter_async_context(WorkerPool(PoolRules()))
    store = await open_store(f"sqlite:///{folder / 'entente.db'}")
    stack.push_async_callback(store.close)
    sources = [_source(number, url) for number, url in enumerate(urls)]
    await store.upsert_sources(sources)
    polling = Polling(PollingParts(store=store, poller=Poller(client, pool, system_clock)))
    names, runs, stored = [source.id for source in sources], 0, 0

    async def tick() -> int:
        nonlocal runs, stored
        runs += 1
        stored += await polling.poll(f"run-{runs}", names, force=True)
        return stored

    return tick


def _source(number: int, url: str) -> Source:
    return Source(id=SourceId(f"wire-{number}"), name=f"Wire {number}", url=url, country="INT")


if __name__ == "__main__":
    main()
