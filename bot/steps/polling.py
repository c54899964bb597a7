"""Polling: from sources to stored entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.ingest.health import is_due
from bot.log import get_logger
from bot.steps.each import each
from bot.steps.parts import Parts

_LONGEST_OUTAGE = timedelta(days=30)
log = get_logger("polling")


@dataclass(frozen=True, slots=True)
class Polling:
    """The first step of a cycle."""

    parts: Parts

    async def poll(self, run_id: str, source_ids: Sequence[str], *, force: bool = False) -> int:
        """Poll the sources that are due (all of them with `force`); return how many entries are new."""
        parts = self.parts
        sources = await parts.store.sources([SourceId(name) for name in source_ids])
        states = await parts.store.fetch_states()
        now = parts.clock()
        due = [source for source in sources if force or is_due(states.get(source.id), now)]

        async def one(source: Source) -> int:
            return await self._poll_one(run_id, source, states.get(source.id, FetchState(source_id=source.id)))

        return await each(due, one, at_once=parts.polls_at_once)

    async def _poll_one(self, run_id: str, source: Source, state: FetchState) -> int:
        parts = self.parts
        now = parts.clock()
        reading = await parts.poller.read(source, state, since=_since(state, now=now, first_poll=parts.first_poll))
        known = await parts.store.known_entries([entry.id for entry in reading.entries])
        fresh = tuple(entry for entry in reading.entries if entry.id not in known)
        await parts.store.save_reading(
            run_id,
            source,
            state=reading.state,
            entries=fresh,
            drops=reading.drops,
            answered=reading.answered,
            seen=len(reading.entries) + len(reading.drops),
            at=now,
        )
        if not reading.answered:
            log.warning("source did not answer", source=source.id, error=reading.state.last_error)
        return len(fresh)


def _since(state: FetchState, *, now: datetime, first_poll: timedelta) -> datetime:
    """Return the oldest moment wanted: so long before the last success, so that an outage of a month loses no news."""
    last = min(state.last_success_at or now, now)
    return max(last, now - _LONGEST_OUTAGE) - first_poll
