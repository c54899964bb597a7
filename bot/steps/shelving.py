"""Readings on their way into the store, many in one transaction, while other sources are still read."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from bot.domain.moments import Clock
from bot.errors import StorageError
from bot.log import get_logger
from bot.store import Store
from bot.store.readings import Reading

READINGS = 200
ENTRIES = 2_000
SECONDS = 5.0
_WAITING = 64
_REFUSALS = 3
log = get_logger("polling")


class Shelving:
    """Takes readings and stores them in batches: 200 of them, or 2,000 entries, or what came within five seconds.

    Use it as `async with`; at its end all is stored. What fails to be stored with others is stored alone, so that a bad
    reading costs itself only; a refusal of the database is raised at the end, so that the step is tried again.
    """

    def __init__(self, store: Store, clock: Clock, run_id: str) -> None:
        """Store under `run_id`; items count as first seen when they are stored."""
        self.new = self.changed = 0
        self._store, self._clock, self._run_id = store, clock, run_id
        self._queue: asyncio.Queue[Reading | None] = asyncio.Queue(_WAITING)
        self._refusal: StorageError | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            return
        await self._queue.put(None)
        await self._task
        if error is None and self._refusal is not None:
            raise self._refusal

    async def put(self, reading: Reading) -> None:
        """Hand over a reading; waits while too many are under way."""
        await self._queue.put(reading)

    async def _work(self) -> None:
        more = True
        while more:
            batch, more = await self._batch()
            if batch:
                await self._save_all(batch)

    async def _batch(self) -> tuple[list[Reading], bool]:
        """Return what to store next, and whether more may come."""
        batch: list[Reading] = []
        entries = 0
        reading = await self._queue.get()
        try:
            async with asyncio.timeout(SECONDS):
                while reading is not None:
                    batch.append(reading)
                    entries += len(reading.entries)
                    if len(batch) >= READINGS or entries >= ENTRIES:
                        return batch, True
                    reading = await self._queue.get()
        except TimeoutError:
            return batch, True
        return batch, False

    async def _save_all(self, batch: Sequence[Reading]) -> None:
        try:
            await self._save(batch)
        except Exception as error:  # of the database, or a bug that one reading brings out
            if len(batch) == 1:
                self._failed(batch[0], error)
                return
            await self._save_each(batch)

    async def _save_each(self, batch: Sequence[Reading]) -> None:
        """Store readings one by one; a database that refuses three in a row is not asked for the rest."""
        refusals = 0
        for reading in batch:
            try:
                await self._save([reading])
                refusals = 0
            except Exception as error:  # a bug that one reading brings out must not silence the others
                self._failed(reading, error)
                refusals += isinstance(error, StorageError)
                if refusals >= _REFUSALS:
                    return

    async def _save(self, batch: Sequence[Reading]) -> None:
        saved = await self._store.save_readings(self._run_id, batch, at=self._clock())
        self.new += sum(each.new for each in saved)
        self.changed += sum(each.changed for each in saved)

    def _failed(self, reading: Reading, error: Exception) -> None:
        if isinstance(error, StorageError):
            self._refusal = self._refusal or error
            return
        log.error("reading could not be stored", source=reading.source.id, exc_info=error)
