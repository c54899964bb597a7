"""What was left out and why: the receipt of a window, and the way of one address."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brief import FailedSource, Receipt
from bot.domain.ids import SourceId
from bot.domain.source import Source
from bot.domain.vocabulary import Relevance
from bot.store.codec import decode
from bot.store.items import ANALYSED, REREAD
from bot.store.part import Part
from bot.store.tables import analyses, articles, drops, entries, poll_runs, sources


class Receipts(Part):
    """Accounts of what went in and what came out."""

    async def receipt(
        self, since: datetime, until: datetime, source_ids: Collection[SourceId] | None = None
    ) -> Receipt:
        """Return what was polled, seen, kept and dropped after `since` and not after `until`, of all or some sources.

        An item is an address of a source and counts at the moment it was first seen, whenever it was read or dropped,
        so `seen` is `kept` and `dropped` together with what is still under way. A source counts as answered when its
        last poll in the window was. `allowed` is left to the caller.
        """
        window = _Window(since, until, source_ids)
        async with self._database.read() as connection:
            answered, failed = await _polls(connection, window)
            return Receipt(
                polled=answered + len(failed),
                answered=answered,
                seen=await _number(connection, _seen(window)),
                kept=await _number(connection, _kept(window)),
                dropped=await _dropped(connection, window),
                failed=failed,
            )


class _Window:
    """The moments and sources a receipt is about."""

    def __init__(self, since: datetime, until: datetime, source_ids: Collection[SourceId] | None) -> None:
        self._since, self._until, self._ids = since, until, source_ids

    def holds(self, moment: ColumnElement[Any], source: ColumnElement[str]) -> ColumnElement[bool]:
        """Return the condition that a row is within."""
        inside = and_(moment > self._since, moment <= self._until)
        return inside if self._ids is None else and_(inside, source.in_(self._ids))


def _seen(window: _Window) -> Select[int]:
    seen = select(entries.c.source_id, entries.c.url_key).where(window.holds(entries.c.seen_at, entries.c.source_id))
    left_out = select(drops.c.source_id, drops.c.item_key).where(window.holds(drops.c.at, drops.c.source_id))
    return select(func.count()).select_from(union(seen, left_out).subquery())


def _kept(window: _Window) -> Select[int]:
    core = and_(articles.c.state.in_([ANALYSED, REREAD]), analyses.c.relevance == str(Relevance.CORE))
    return (
        select(func.count(entries.c.id.distinct()))
        .select_from(articles)
        .join(analyses, analyses.c.article_id == articles.c.id)
        .join(entries, entries.c.id == articles.c.entry_id)
        .where(core, window.holds(entries.c.seen_at, entries.c.source_id))
    )


async def _number(connection: AsyncConnection, query: Select[int]) -> int:
    return (await connection.execute(query)).scalar_one()


async def _dropped(connection: AsyncConnection, window: _Window) -> Mapping[str, int]:
    number = func.count().label("number")
    query = select(drops.c.reason, number).where(window.holds(drops.c.at, drops.c.source_id))
    rows = await connection.execute(query.group_by(drops.c.reason).order_by(number.desc(), drops.c.reason))
    return {row.reason: row.number for row in rows}


async def _polls(connection: AsyncConnection, window: _Window) -> tuple[int, tuple[FailedSource, ...]]:
    query = (
        select(poll_runs.c.source_id, poll_runs.c.answered, poll_runs.c.error, sources.c.body)
        .join(sources, sources.c.id == poll_runs.c.source_id)
        .where(window.holds(poll_runs.c.at, poll_runs.c.source_id))
        .order_by(poll_runs.c.at, poll_runs.c.run_id)
    )
    last = {row.source_id: row for row in await connection.execute(query)}
    return sum(row.answered for row in last.values()), _failed(last.values())


def _failed(polls: Iterable[Any]) -> tuple[FailedSource, ...]:
    failed = (
        FailedSource(name=decode(Source, row.body).name, reason=row.error or "no answer")
        for row in polls
        if not row.answered
    )
    return tuple(sorted(failed, key=lambda source: source.name))
