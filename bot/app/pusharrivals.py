"""Content that hubs pushed: acknowledged first, then read in the workers and stored as a poll's entries are."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.article import DropReason
from bot.domain.ids import SourceId, digest
from bot.domain.moments import Clock
from bot.domain.push import Push
from bot.domain.source import FetchState
from bot.errors import ParseError, SourceError, StorageError
from bot.ingest.health import after_push
from bot.ingest.sifting import Window, sift
from bot.ingest.workers import Workers
from bot.log import get_logger
from bot.store import Store

WAITING = 4
"""How many bodies may wait to be read; the next is turned away, and its hub tries again later."""
log = get_logger("push")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A body whose signature was right, with the charset HTTP named."""

    push: Push
    body: bytes = field(repr=False)
    charset: str | None = None


class Arrivals:
    """Reads what arrived, one body after the other."""

    def __init__(self, store: Store, workers: Workers, *, clock: Clock, first_poll: timedelta) -> None:
        """Entries older than `first_poll` before the source last answered are left out, as in a poll."""
        self._store, self._workers, self._clock, self._first_poll = store, workers, clock, first_poll
        self._waiting: asyncio.Queue[Arrival] = asyncio.Queue(WAITING)
        self._task: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many bodies wait."""
        return self._waiting.qsize()

    def take(self, arrival: Arrival) -> bool:
        """Line the arrival up; return False where there is no room."""
        try:
            self._waiting.put_nowait(arrival)
        except asyncio.QueueFull:
            return False
        return True

    def start(self) -> None:
        """Begin to read."""
        self._task = asyncio.create_task(self._read_all())

    async def finish(self, seconds: float) -> None:
        """Read what waits, but `seconds` at most, and stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._waiting.join()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _read_all(self) -> None:
        while True:
            arrival = await self._waiting.get()
            source_id = arrival.push.source_id
            try:
                log.info("pushed", source=source_id, fresh=await self.read(arrival))
            except SourceError as error:  # its message may quote what was sent
                log.warning("what was pushed cannot be read", source=source_id, reason=str(error.reason))
            except StorageError as error:
                log.warning("what was pushed was not stored", source=source_id, problem=str(error))
            except Exception as error:  # a bug that one body brings out must not silence the others
                problem = type(error).__name__
                log.error("reading failed", source=source_id, problem=problem)  # noqa: TRY400 - a trace may quote it
            finally:
                self._waiting.task_done()

    async def read(self, arrival: Arrival) -> int:
        """Store the entries in the body and return how many are new; the same body again brings none.

        The first content of a lease also shows that the hub delivers: from then on the source is polled slowly.
        Raise SourceError or StorageError.
        """
        push, store = arrival.push, self._store
        sources = await store.sources([push.source_id])
        if not sources:
            return 0
        feed = await self._workers.feed(arrival.body, url=push.topic, charset=arrival.charset)
        if feed.alternates:
            raise ParseError(push.topic, "is an HTML page", reason=DropReason.UNREADABLE)
        state = (await store.fetch_states()).get(push.source_id, FetchState(source_id=push.source_id))
        now = self._clock()
        window = Window(since=self._since(state, now), now=now, first=False)
        sifted = await asyncio.to_thread(sift, sources[0], feed, window=window)
        return await store.save_reading(
            f"push:{_name(push.source_id, arrival.body)}",
            sources[0],
            state=after_push(state, feed, until=push.lease_until, now=now),
            entries=sifted.entries,
            drops=sifted.drops,
            answered=True,
            seen=len(sifted.entries) + len(sifted.drops),
            at=now,
        )

    def _since(self, state: FetchState, now: datetime) -> datetime:
        return min(state.last_success_at or now, now) - self._first_poll


def _name(source_id: SourceId, body: bytes) -> str:
    """Return what names the body of a source, so that it counts once however often it is sent."""
    return digest(source_id, body.decode("latin-1"))
