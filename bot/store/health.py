"""How the sources stand, in figures: a few questions over all of them together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.figures import SourceFigures
from bot.domain.ids import SourceId
from bot.domain.moments import LONG_AGO
from bot.domain.source import FetchState
from bot.domain.vocabulary import Relevance
from bot.store.codec import decode
from bot.store.dialect import utc_day
from bot.store.part import Part
from bot.store.tables import analyses, articles, entries, fetch_states, poll_runs, sources

_DAYS = 28
_MEMORY = timedelta(days=90)
_MOST_GAPS = 60


class Health(Part):
    """What the operator asks of the sources."""

    async def source_figures(self, now: datetime) -> dict[SourceId, SourceFigures]:
        """Return the figures of every stored source, by id, as of `now`."""
        async with self._database.read() as connection:
            names = (await connection.execute(select(sources.c.id).order_by(sources.c.id))).scalars().all()
            states = await _states(connection)
            polled = await _first_polls(connection)
            sights = await _sights(connection)
            days = await _days(connection, now)
            gaps = await _gaps(connection, now)
            shares = await _shares(connection, now)
        found: dict[SourceId, SourceFigures] = {}
        for name in names:
            state = states.get(name, FetchState(source_id=SourceId(name)))
            seen, first, last = sights.get(name, (0, None, None))
            found[SourceId(name)] = SourceFigures(
                source_id=SourceId(name),
                first_polled_at=polled.get(name),
                last_success_at=state.last_success_at,
                failures=state.failures,
                last_error=state.last_error,
                seen=seen,
                entries_a_day=0.0 if first is None else a_day(days.get(name, {}), first=first.date(), today=now.date()),
                newest_at=state.newest_at or last,
                last_new_at=last,
                usual_gap=gaps.get(name),
                relevant=shares.get(name),
                gone=state.gone,
            )
        return found


def a_day(counts: Mapping[date, int], *, first: date, today: date) -> float:
    """Return the median of `counts` over the full days since `first`, 28 at most; of today where there is none yet."""
    number = min((today - first).days, _DAYS)
    if number < 1:
        return float(counts.get(today, 0))
    return float(median(counts.get(today - timedelta(days=back), 0) for back in range(1, number + 1)))


def usual_gap(moments: Sequence[datetime]) -> timedelta | None:
    """Return the median time between `moments`, given in order; None for fewer than two."""
    seconds = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return timedelta(seconds=median(seconds)) if seconds else None


async def _states(connection: AsyncConnection) -> dict[str, FetchState]:
    rows = await connection.execute(select(fetch_states.c.source_id, fetch_states.c.body))
    return {name: decode(FetchState, body) for name, body in rows}


async def _first_polls(connection: AsyncConnection) -> dict[str, datetime]:
    query = select(poll_runs.c.source_id, func.min(poll_runs.c.at, type_=poll_runs.c.at.type))
    return {row[0]: row[1] for row in await connection.execute(query.group_by(poll_runs.c.source_id))}


async def _sights(connection: AsyncConnection) -> dict[str, tuple[int, datetime, datetime]]:
    first, last = (what(entries.c.seen_at, type_=entries.c.seen_at.type) for what in (func.min, func.max))
    query = select(entries.c.source_id, func.count(), first, last).group_by(entries.c.source_id)
    query = query.where(entries.c.seen_at > LONG_AGO)  # what was read in from the past no poll brought
    return {name: (number, first, last) for name, number, first, last in await connection.execute(query)}


async def _days(connection: AsyncConnection, now: datetime) -> Mapping[str, Mapping[date, int]]:
    day = utc_day(connection, entries.c.seen_at)
    query = select(entries.c.source_id, day, func.count()).where(entries.c.seen_at >= now - timedelta(days=_DAYS + 1))
    counts: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for name, text, number in await connection.execute(query.group_by(entries.c.source_id, day)):
        counts[name][date.fromisoformat(text)] = number
    return counts


async def _gaps(connection: AsyncConnection, now: datetime) -> dict[str, timedelta]:
    """Return the usual gap by source. What one poll brought together is one moment."""
    seen: Any = select(entries.c.source_id, entries.c.seen_at).where(entries.c.seen_at >= now - _MEMORY).distinct()
    seen = seen.subquery()
    place = func.row_number().over(partition_by=seen.c.source_id, order_by=seen.c.seen_at.desc()).label("place")
    ranked = select(seen.c.source_id, seen.c.seen_at, place).subquery()
    query = select(ranked.c.source_id, ranked.c.seen_at).where(ranked.c.place <= _MOST_GAPS)
    moments: defaultdict[str, list[datetime]] = defaultdict(list)
    for name, at in await connection.execute(query.order_by(ranked.c.source_id, ranked.c.seen_at)):
        moments[name].append(at)
    return {name: gap for name, some in moments.items() if (gap := usual_gap(some)) is not None}


async def _shares(connection: AsyncConnection, now: datetime) -> dict[str, float]:
    core = func.sum(case((analyses.c.relevance == str(Relevance.CORE), 1), else_=0))
    query = (
        select(articles.c.source_id, core, func.count())
        .join(analyses, analyses.c.article_id == articles.c.id)
        .where(articles.c.moment >= now - _MEMORY)
        .group_by(articles.c.source_id)
    )
    return {name: int(relevant) / number for name, relevant, number in await connection.execute(query)}
