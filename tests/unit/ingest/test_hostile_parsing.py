"""Hostile documents in workers as the bot runs them: in time, bounded, nothing leaked, and the next is read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.article import DropReason
from bot.errors import ExtractionError, ParseError
from bot.ingest.values import MAX_CATEGORIES, MAX_ENTRIES, MAX_TEXT, MAX_TITLE, MAX_URL, Feed, Page
from bot.ingest.workers import PoolRules, WorkerPool
from support.feedtext import items, rss
from support.hostile import FEEDS, LEAKS, PAGES, READ
from support.loopback import LoopbackServer

# One pool for all, with the bot's own limits: starting a worker takes longer than most of the cases.
pytestmark = [pytest.mark.asyncio(loop_scope="module")]
URL = "https://news.example/feed"
SECRET = "kept-for-this-machine"
NAMED = {None, DropReason.UNREADABLE, DropReason.TOO_LARGE, DropReason.EMPTY}
GOOD = rss(items(2)).encode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(PoolRules(size=1)) as opened:
        yield opened


def assert_bounded(feed: Feed) -> None:
    assert len(feed.entries) <= MAX_ENTRIES
    assert len(feed.refused) <= MAX_ENTRIES + 1
    assert len(feed.alternates) <= 10
    assert len(feed.title) <= MAX_TITLE
    for entry in feed.entries:
        assert max(len(entry.guid), len(entry.url)) <= MAX_URL
        assert len(entry.title) <= MAX_TITLE
        assert len(entry.text) <= MAX_TEXT
        assert len(entry.categories) <= MAX_CATEGORIES
        assert "\0" not in entry.title + entry.text + entry.guid


def assert_page_bounded(page: Page) -> None:
    assert len(page.title) <= MAX_TITLE
    assert len(page.text) <= MAX_TEXT
    assert "\0" not in page.title + page.text


@pytest.mark.parametrize("name", READ)
async def test_what_stands_beside_poison_is_read(name: str, pool: WorkerPool) -> None:
    feed = await pool.feed(READ[name], url=URL)
    assert_bounded(feed)
    assert any(entry.title == "Kept" for entry in feed.entries)
    assert len((await pool.feed(GOOD, url=URL)).entries) == 2


@pytest.mark.parametrize("name", FEEDS)
async def test_a_hostile_feed_is_bounded_or_refused_for_a_reason(name: str, pool: WorkerPool) -> None:
    reason: DropReason | None = None
    try:
        assert_bounded(await pool.feed(FEEDS[name], url=URL))
    except ParseError as error:
        reason = error.reason
    assert reason in NAMED
    assert len((await pool.feed(GOOD, url=URL)).entries) == 2


@pytest.mark.parametrize("name", PAGES)
async def test_a_hostile_page_is_bounded_or_refused_for_a_reason(name: str, pool: WorkerPool) -> None:
    reason: DropReason | None = None
    try:
        assert_page_bounded(await pool.page(PAGES[name], url="https://news.example/1"))
    except ExtractionError as error:
        reason = error.reason
    assert reason in NAMED
    assert len((await pool.feed(GOOD, url=URL)).entries) == 2


@pytest.mark.parametrize("name", LEAKS)
async def test_nothing_of_ours_is_read_or_asked_for(name: str, tmp_path: Path, pool: WorkerPool) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with LoopbackServer() as server:
        address = server.url("/dtd").encode()
        body = LEAKS[name].replace(b"{file}", secret.as_uri().encode()).replace(b"{http}", address)
        try:
            told = repr(await pool.feed(body, url=URL))
        except ParseError as error:
            told = str(error)
        assert server.paths() == []
    assert SECRET not in told
    assert len((await pool.feed(GOOD, url=URL)).entries) == 2
