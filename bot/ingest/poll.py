"""The poller: a source into entries. It does the I/O; what to keep is decided elsewhere."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.article import Drop, DropReason, Entry
from bot.domain.ids import SourceId
from bot.domain.moments import Clock
from bot.domain.source import FetchState, Source
from bot.errors import ParseError, SourceError
from bot.ingest import health
from bot.ingest.answers import Fetched
from bot.ingest.asking import NEWS_DAYS, Asker, body_digest
from bot.ingest.http import SafeClient
from bot.ingest.sifting import Window, sift
from bot.ingest.workers import Workers
from bot.log import get_logger

log = get_logger("poll")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """What one poll gave. A failure is told by `answered` False and `state.last_error`, and gives no entries."""

    source_id: SourceId
    state: FetchState
    entries: tuple[Entry, ...] = ()
    drops: tuple[Drop, ...] = ()
    answered: bool = True
    not_modified: bool = False


class Poller:
    """Reads sources through one client and one set of workers."""

    def __init__(
        self, client: SafeClient, workers: Workers, clock: Clock, *, chance: Callable[[], float] = random.random
    ) -> None:
        """Take the parts; `chance` gives numbers from 0 to 1 for the jitter of the next poll."""
        self._clock, self._chance = clock, chance
        self._asker = Asker(client, workers, clock)

    async def read(self, source: Source, state: FetchState | None, *, since: datetime) -> SourceReading:
        """Return what `source` holds from `since` on, with the state to store. Whatever a source sends, never raise."""
        state = health.fresh_for(state or FetchState(source_id=source.id), source)
        try:
            return await self._read(source, state, since=since)
        except SourceError as error:
            return self._failed(source, state, error)
        except Exception as error:  # a bug that one source brings out must not silence the others
            log.exception("reading failed unexpectedly", source=source.id)
            told = ParseError(source.url, f"{type(error).__name__}: {error}", reason=DropReason.UNREADABLE)
            return self._failed(source, state, told)

    def _failed(self, source: Source, state: FetchState, error: SourceError) -> SourceReading:
        after = health.after_failure(state, source, error=error, now=self._clock(), chance=self._chance())
        return SourceReading(source_id=source.id, state=after, answered=False)

    async def _read(self, source: Source, state: FetchState, *, since: datetime) -> SourceReading:
        answer, feed = await self._asker.ask(source, state)
        now = self._clock()
        after = health.after_success(state, source, answer=answer, feed=feed, now=now, chance=self._chance())
        if isinstance(answer, Fetched):
            after = replace(after, body_digest=body_digest(answer.body))
        if feed is None:
            return SourceReading(source_id=source.id, state=after, not_modified=True)
        if source.kind == "sitemap":
            since = max(since, now - NEWS_DAYS)  # a news sitemap is one of the last two days
        window = Window(since=since, now=now, first=state.last_success_at is None)
        sifted = await asyncio.to_thread(sift, source, feed, window=window)
        return SourceReading(source_id=source.id, state=after, entries=sifted.entries, drops=sifted.drops)
