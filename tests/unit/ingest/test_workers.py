"""Workers that may die: time limits, deaths, renewal, no secrets, any entry point."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError, ParseError
from bot.ingest.workers import InlineWorkers, PoolRules, WorkerPool, Workers
from support.feedtext import items, rss
from support.fetching import PARAGRAPHS, article_html

URL = "https://news.example/feed"
GOOD = rss(items(3)).encode()


def children() -> set[int]:
    """The process ids of this process's living children."""
    own = Path(f"/proc/{os.getpid()}/task")
    found: set[int] = set()
    for task in own.iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread may end while its fellows are counted
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def of_process(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


@pytest.mark.parametrize("kind", [InlineWorkers, WorkerPool])
async def test_both_kinds_of_workers_read_alike(kind: type[InlineWorkers] | type[WorkerPool]) -> None:
    workers: Workers = kind()
    try:
        feed = await workers.feed(GOOD, url=URL)
        assert [entry.url for entry in feed.entries] == [item.url for item in items(3)]
        page = await workers.page(article_html("T", PARAGRAPHS), url="https://news.example/1")
        assert page.kind is PageKind.ARTICLE
        with pytest.raises(ParseError, match="not a readable feed") as parse:
            await workers.feed(b"<note/>", url=URL)
        assert parse.value.reason is DropReason.UNREADABLE
        with pytest.raises(ExtractionError, match="PDF"):
            await workers.page(b"%PDF-1.4", url=URL)
    finally:
        if isinstance(workers, WorkerPool):
            await workers.aclose()


async def held(pool: WorkerPool) -> int:
    """Start the one worker of `pool` and stop it as it waits: whatever it is given next it never ends. Its id."""
    before = children()
    await pool.feed(GOOD, url=URL)
    (worker,) = children() - before
    os.kill(worker, signal.SIGSTOP)
    return worker


async def test_a_job_over_its_time_is_killed_and_costs_itself_alone() -> None:
    before = children()
    async with WorkerPool(PoolRules(size=1, feed_seconds=3.0)) as stuck, WorkerPool(PoolRules(size=1)) as pool:
        await held(stuck)
        slow, good = await asyncio.gather(stuck.feed(GOOD, url=URL), pool.feed(GOOD, url=URL), return_exceptions=True)
        assert isinstance(slow, ParseError)
        assert slow.reason is DropReason.TIMEOUT
        assert not isinstance(good, BaseException)
        assert len(good.entries) == 3
        assert len((await stuck.feed(GOOD, url=URL)).entries) == 3
    assert children() <= before


async def test_a_worker_that_died_while_idle_costs_nothing() -> None:
    before = children()
    async with WorkerPool(PoolRules(size=1)) as pool:
        await pool.feed(GOOD, url=URL)
        (worker,) = children() - before
        os.kill(worker, 9)
        await asyncio.sleep(0.3)
        assert len((await pool.feed(GOOD, url=URL)).entries) == 3


async def test_a_worker_that_dies_at_work_costs_that_item() -> None:
    async with WorkerPool(PoolRules(size=1, feed_seconds=20.0)) as pool:
        worker = await held(pool)
        job = asyncio.create_task(pool.feed(GOOD, url=URL))
        await asyncio.sleep(0.2)
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(ParseError, match="ended the process") as caught:
            await job
        assert caught.value.reason is DropReason.UNREADABLE
        assert len((await pool.feed(GOOD, url=URL)).entries) == 3


async def test_workers_are_renewed_and_cancelled_jobs_take_theirs_along() -> None:
    before = children()
    async with WorkerPool(PoolRules(size=1, recycle_after=2)) as pool:
        await pool.feed(GOOD, url=URL)
        first = children() - before
        await pool.feed(GOOD, url=URL)
        assert children() - before == set()
        worker = await held(pool)
        job = asyncio.create_task(pool.feed(GOOD, url=URL))
        await asyncio.sleep(0.2)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert children() - before == set()
        await pool.feed(GOOD, url=URL)
        assert children() - before not in ({worker}, first)
    assert children() <= before


async def test_pages_and_large_bodies_wear_a_worker_faster_than_small_feeds() -> None:
    before = children()
    large = GOOD + b" " * 100_000
    async with WorkerPool(PoolRules(size=1, recycle_after=10)) as pool:
        for _ in range(9):
            await pool.feed(GOOD, url=URL)
        assert len(children() - before) == 1
        await pool.page(article_html("T", PARAGRAPHS), url="https://news.example/1")
        assert children() - before == set()
        for _ in range(4):
            await pool.feed(large, url=URL)
        assert len(children() - before) == 1
        await pool.feed(large, url=URL)
        assert children() - before == set()


async def test_a_worker_sees_no_environment_of_ours() -> None:
    os.environ["SLACK_BOT_TOKEN"] = "xoxb-not-for-parsers"
    before = children()
    try:
        async with WorkerPool(PoolRules(size=1)) as pool:
            await pool.feed(GOOD, url=URL)
            (worker,) = children() - before
            environment, limits = of_process(worker, "environ"), of_process(worker, "limits")
    finally:
        del os.environ["SLACK_BOT_TOKEN"]
    assert "xoxb" not in environment
    assert "Max address space         2000000000" in limits


SCRIPT = """
import asyncio
from bot.ingest.workers import WorkerPool
async def main():
    async with WorkerPool() as pool:
        feed = await pool.feed(b"<rss><channel><item><link>https://a.example/</link></item></channel></rss>", url="")
        print(len(feed.entries))
asyncio.run(main())
"""


def test_the_pool_works_in_a_program_read_from_standard_input(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-"], input=SCRIPT, text=True, capture_output=True, cwd=root, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


@pytest.mark.parametrize("call", ["socket.create_connection(('127.0.0.1', 9))", "subprocess.run(['true'])"])
def test_a_confined_process_reaches_neither_network_nor_programs(call: str, root: Path) -> None:
    script = f"import socket, subprocess\nfrom bot.ingest.jobs import confine\nconfine()\n{call}"
    done = subprocess.run(
        [sys.executable, "-c", script], text=True, capture_output=True, cwd=root, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "PermissionError" in done.stderr
