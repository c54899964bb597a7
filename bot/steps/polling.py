"""Polling: from sources to stored entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.ids import SourceId
from bot.domain.moments import Clock
from bot.domain.source import FetchState, Source
from bot.ingest.health import is_due
from bot.ingest.poll import Poller
from bot.log import get_logger
from bot.steps.each import each
from bot.steps.shelving import Shelving
from bot.store import Store
from bot.store.readings import Reading

_LONGEST_OUTAGE = timedelta(days=30)
log = get_logger("polling")


class PollingParts(Protocol):
    """What polling needs of the parts."""

    @property
    def store(self) -> Store:
        """Where readings go."""

    @property
    def poller(self) -> Poller:
        """Who reads a source."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def first_poll(self) -> timedelta:
        """How far a first poll looks back."""

    @property
    def polls_at_once(self) -> int:
        """How many sources are read side by side."""


@dataclass(frozen=True, slots=True)
class Polling:
    """The first step of a cycle."""

    parts: PollingParts

    async def poll(self, run_id: str, source_ids: Sequence[str], *, force: bool = False) -> int:
        """Poll the sources that are due (all of them with `force`); return how many entries are new."""
        parts = self.parts
        sources = await parts.store.sources([SourceId(name) for name in source_ids])
        states = await parts.store.fetch_states()
        now = parts.clock()
        due = [source for source in sources if force or is_due(states.get(source.id), now, source=source)]
        async with Shelving(parts.store, parts.clock, run_id) as shelving:

            async def one(source: Source) -> int:
                state = states.get(source.id, FetchState(source_id=source.id))
                await shelving.put(await self._read(source, state))
                return 0

            await each(due, one, at_once=parts.polls_at_once)
        return shelving.new

    async def _read(self, source: Source, state: FetchState) -> Reading:
        parts = self.parts
        since = _since(state, now=parts.clock(), first_poll=parts.first_poll)
        reading = await parts.poller.read(source, state, since=since)
        if not reading.answered:
            log.warning("source did not answer", source=source.id, error=reading.state.last_error)
        return Reading(
            source=source,
            state=reading.state,
            base=state,
            entries=reading.entries,
            drops=reading.drops,
            answered=reading.answered,
            seen=len(reading.entries) + len(reading.drops),
        )


def _since(state: FetchState, *, now: datetime, first_poll: timedelta) -> datetime:
    """Return the oldest moment wanted: so long before the last success, so that an outage of a month loses no news."""
    last = min(state.last_success_at or now, now)
    return max(last, now - _LONGEST_OUTAGE) - first_poll
