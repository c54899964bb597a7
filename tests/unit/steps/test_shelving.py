"""Readings go into a real archive in batches; what cannot be stored costs itself only."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.domain.ids import SourceId
from bot.errors import StorageError
from bot.steps import shelving
from bot.steps.shelving import Shelving
from bot.store import Store, open_store
from bot.store.readings import Reading, Saved
from support import values
from support.stores import copy_sqlite
from support.values import NOW


class Wary:
    """A store that refuses every batch with the source `bad` in it, and counts what it is asked."""

    def __init__(self, store: Store, error: Exception | None) -> None:
        self._store, self._error = store, error
        self.asked: list[int] = []
        self.stored = asyncio.Event()

    async def save_readings(self, run_id: str, readings: Sequence[Reading], *, at: datetime) -> tuple[Saved, ...]:
        self.asked.append(len(readings))
        if self._error is not None and any(reading.source.id.startswith("bad") for reading in readings):
            raise self._error
        saved = await self._store.save_readings(run_id, readings, at=at)
        self.stored.set()
        return saved


@pytest.fixture
async def archive(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Store]:
    made = await open_store(copy_sqlite(sqlite_template, tmp_path), migrate=False)
    yield made
    await made.close()


def reading(name: str, *titles: str) -> Reading:
    entries = tuple(values.make_entry(f"{name}-{title}", source_id=SourceId(name)) for title in titles)
    return Reading(source=values.make_source(name), state=values.make_fetch_state(name), entries=entries)


async def shelve(store: Any, *readings: Reading) -> Shelving:
    async with Shelving(cast("Store", store), lambda: NOW, "run-1") as made:
        for each in readings:
            await made.put(each)
    return made


async def test_what_is_ready_at_the_end_is_stored_together(archive: Store) -> None:
    store = Wary(archive, None)
    done = await shelve(store, reading("a", "1", "2"), reading("b", "1"), reading("c"))
    assert (done.new, done.changed, store.asked) == (3, 0, [3])
    assert len(await archive.pending_entries()) == 3


async def test_a_batch_is_full_by_readings_or_by_entries(archive: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "READINGS", 2)
    monkeypatch.setattr(shelving, "ENTRIES", 3)
    store = Wary(archive, None)
    await shelve(store, reading("a"), reading("b"), reading("c", "1", "2", "3"), reading("d"))
    assert store.asked == [2, 1, 1]


async def test_time_alone_empties_the_shelf(archive: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "SECONDS", 0.0)
    store = Wary(archive, None)
    async with Shelving(cast("Store", store), lambda: NOW, "run-1") as made:
        await made.put(reading("a", "1"))
        await asyncio.wait_for(store.stored.wait(), 10)
    assert store.asked == [1]


@pytest.mark.parametrize("error", [RuntimeError("a bug"), StorageError("is locked")])
async def test_a_reading_that_cannot_be_stored_costs_itself_only(error: Exception, archive: Store) -> None:
    store = Wary(archive, error)
    given = (reading("a", "1"), reading("bad", "1"), reading("b", "1"))
    if isinstance(error, StorageError):
        with pytest.raises(StorageError, match="is locked"):
            await shelve(store, *given)
    else:
        assert (await shelve(store, *given)).new == 2
    assert store.asked == [3, 1, 1, 1]
    assert {entry.source_id for entry in await archive.pending_entries()} == {"a", "b"}


async def test_a_database_that_refuses_three_in_a_row_is_not_asked_for_the_rest(archive: Store) -> None:
    store = Wary(archive, StorageError("is down"))
    with pytest.raises(StorageError, match="is down"):
        await shelve(store, *(reading(f"bad-{number}") for number in range(20)))
    assert store.asked == [20, 1, 1, 1]


async def test_an_error_of_those_who_read_goes_before_that_of_the_shelf_and_what_was_read_is_kept(
    archive: Store,
) -> None:
    async def poll() -> None:
        async with Shelving(cast("Store", Wary(archive, StorageError("is locked"))), lambda: NOW, "run-1") as made:
            for name in ("a", "bad"):
                await made.put(reading(name, "1"))
            raise ValueError("of the reader")

    with pytest.raises(ValueError, match="of the reader"):
        await poll()
    assert len(await archive.pending_entries()) == 1


async def test_a_cancelled_poll_ends_its_shelf(archive: Store) -> None:
    before = asyncio.all_tasks()

    async def poll() -> None:
        async with Shelving(archive, lambda: NOW, "run-1"):
            await asyncio.Event().wait()

    task = asyncio.create_task(poll())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == before
