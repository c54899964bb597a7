"""Polling and collecting over a real archive, on good days and bad ones."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.article import Entry, PageKind
from bot.domain.source import FetchState, Source
from bot.errors import EngineError, StorageError
from bot.ingest.collecting import Collected, Collector
from bot.ingest.poll import Poller, SourceReading
from bot.ingest.values import Page
from bot.ingest.workers import InlineWorkers
from support.gathering import Field, field
from support.loopback import Reply

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def land(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Field]:
    async with field(tmp_path, sqlite_template) as made:
        yield made


async def test_a_cycle_brings_articles_and_a_second_one_nothing(land: Field) -> None:
    names = await land.sow("wire", "ministry")
    land.publish("wire", "/1", "/2")
    land.publish("ministry", "/3")
    assert await land.poll("run-1", names) == 3
    assert await land.poll("run-2", names) == 0, "nobody is due"
    assert await land.collect("run-1", names) == 3
    assert await land.collect("run-2", names) == 0


async def test_after_an_outage_the_poll_looks_back_to_the_last_success(land: Field) -> None:
    names = await land.sow("wire")
    land.publish("wire", "/old", published=land.now - 3 * DAY)
    assert await land.poll("run-1", names) == 0, "a first poll looks back two days"
    land.now += 10 * DAY
    land.publish("wire", "/missed", published=land.now - 9 * DAY)
    assert await land.poll("run-2", names) == 1


async def test_an_outage_of_years_does_not_bring_years(land: Field) -> None:
    names = await land.sow("wire")
    land.publish("wire", "/1")
    await land.poll("run-1", names)
    land.now += 900 * DAY
    land.publish("wire", "/2", published=land.now - 40 * DAY)
    assert await land.poll("run-2", names) == 0
    land.now += HOUR * 2
    land.publish("wire", "/3", published=land.now - DAY)
    assert await land.poll("run-3", names) == 1


async def test_a_source_that_is_gone_is_asked_again_once_its_row_names_another_address(land: Field) -> None:
    names = await land.sow("wire")
    land.server.add("/wire", Reply(status=410))
    await land.poll("run-1", names)
    land.now += 800 * DAY
    land.publish("new", "/1")
    land.publish("wire", "/2")
    assert await land.poll("run-2", names) == 0, "it is muted, however long ago"
    (source,) = await land.store.sources()
    await land.store.upsert_sources([source.model_copy(update={"url": land.server.url("/new")})])
    assert await land.poll("run-3", names) == 1


class Meeting(InlineWorkers):
    """Reads a page once two are there to be read."""

    def __init__(self) -> None:
        self._two = asyncio.Barrier(2)

    async def page(self, body: bytes, *, url: str, charset: str | None = None) -> Page:
        await asyncio.wait_for(self._two.wait(), 10)
        return await super().page(body, url=url, charset=charset)


async def test_sources_are_collected_side_by_side(tmp_path: Path, sqlite_template: Path) -> None:
    async with field(tmp_path, sqlite_template, workers=Meeting()) as land:
        names = await land.sow("wire", "ministry")
        land.publish("wire", "/1")
        land.publish("ministry", "/2")
        await land.poll("run-1", names)
        assert await land.collect("run-1", names) == 2
        articles = await land.store.articles(await land.store.unanalysed(10))
        assert {article.kind for article in articles} == {PageKind.ARTICLE}


class Unsound(Poller):
    """Fails for the source `bad`, with the error it is told."""

    error: Exception = RuntimeError("a bug")

    async def read(self, source: Source, state: FetchState | None, *, since: datetime) -> SourceReading:
        if source.id == "bad":
            raise self.error
        return await super().read(source, state, since=since)


class UnsoundCollector(Collector):
    """Fails for the source `bad`, with the error it is told."""

    error: Exception = RuntimeError("a bug")

    async def collect(self, source: Source, entries: Sequence[Entry]) -> Collected:
        if source.id == "bad":
            raise self.error
        return await super().collect(source, entries)


@pytest.mark.parametrize("error", [RuntimeError("a bug"), EngineError("an entry was left"), StorageError("is locked")])
async def test_what_fails_for_one_source_costs_no_other(
    error: Exception, tmp_path: Path, sqlite_template: Path
) -> None:
    told = pytest.raises(StorageError) if isinstance(error, StorageError) else nullcontext()
    async with field(tmp_path, sqlite_template) as land:
        names = await land.sow("bad", "wire")
        land.publish("bad", "/bad")
        land.publish("wire", "/1")
        await land.poll("run-0", ["bad"])
        poller, collector = land.use(Unsound, UnsoundCollector)
        poller.error = collector.error = error
        land.now += 2 * HOUR
        with told:
            assert await land.poll("run-1", names) == 1
        with told:
            assert await land.collect("run-1", names) == 1
        assert len(await land.store.unanalysed(10)) == 1, "the other source was served to its end"
        assert [entry.source_id for entry in await land.store.pending_entries()] == ["bad"]
