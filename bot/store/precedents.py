"""What the archive holds beside a story: who did what before, in short."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.archive import Archive, Precedent, Scope
from bot.domain.ids import StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.vocabulary import PartyRole, Sector, Stage
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.tables import entries, stories, story_parties, story_revisions

GAP = timedelta(days=14)
"""Longer than any source list is silent, the holidays included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Party:
    country: str
    role: PartyRole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lean:
    """What is read of a story's body: decoding it whole would cost ten times as much."""

    first_seen: datetime
    parties: tuple[_Party, ...]
    sectors: tuple[Sector, ...]
    stage: Stage | None


class Precedents(Part):
    """Stories to be counted."""

    async def covered_since(self) -> datetime | None:
        """Return since when the archive has watched without a gap, None where nothing was ever seen."""
        async with self._database.read() as connection:
            return await _covered_since(connection)

    async def archive(self, scopes: Collection[Scope]) -> Archive:
        """Return the living stories of any of `scopes`, and since when the archive covers them.

        Of a story the furthest stage of all its revisions counts. A fortnight in which no item was seen ends what was
        covered: what happened meanwhile nobody knows.
        """
        bodies: dict[str, str] = {}
        reached: dict[str, list[Stage]] = {}
        async with self._database.read() as connection:
            since = await _covered_since(connection)
            for scope in sorted(set(scopes), key=repr):
                bodies.update({row.id: row.body for row in await connection.execute(_within(scope))})
            for some in chunks(sorted(bodies)):
                told = select(story_revisions.c.story_id, story_revisions.c.stage)
                told = told.where(story_revisions.c.story_id.in_(some), story_revisions.c.stage.is_not(None))
                for row in await connection.execute(told):
                    reached.setdefault(row.story_id, []).append(Stage(row.stage))
        found = await asyncio.to_thread(_precedents, bodies, reached)
        return Archive(since=since, stories=tuple(one for one in found if any(one.within(scope) for scope in scopes)))


async def _covered_since(connection: AsyncConnection) -> datetime | None:
    """Return the first moment since which items were seen without a gap, None where none was ever.

    What was read in from the past was never watched for: it counts as seen long ago, and no moment here is that.
    It leaps from gap to gap by the index: as many looks as the archive has fortnights, whatever it holds.
    """
    seen = entries.c.seen_at
    start = reached = await _moment(connection, select(func.min(seen)).where(seen > LONG_AGO))
    while reached is not None:
        further = await _moment(connection, select(func.max(seen)).where(seen <= reached + GAP))
        if further is None or further <= reached:
            further = await _moment(connection, select(func.min(seen)).where(seen > reached))
            start = further or start
        reached = further
    return start


async def _moment(connection: AsyncConnection, query: Select[Any]) -> datetime | None:
    found: datetime | None = (await connection.execute(query)).scalar()
    return found


def _within(scope: Scope) -> Select[str, str]:
    query = select(stories.c.id, stories.c.body).where(stories.c.merged_into.is_(None))
    for country in scope.countries:
        query = query.where(
            stories.c.id.in_(select(story_parties.c.story_id).where(story_parties.c.country == country))
        )
    # Sectors have no column; what only happens to hold the word elsewhere is left out once it is read.
    return query.where(stories.c.body.contains(f'"{scope.sector.value}"')) if scope.sector else query


def _precedents(bodies: Mapping[str, str], reached: Mapping[str, Sequence[Stage]]) -> tuple[Precedent, ...]:
    return tuple(_precedent(name, decode(_Lean, body), reached.get(name, ())) for name, body in bodies.items())


def _precedent(name: str, lean: _Lean, reached: Sequence[Stage]) -> Precedent:
    stages = [*reached, *([lean.stage] if lean.stage else [])]

    def having(role: PartyRole) -> tuple[str, ...]:
        return tuple(sorted({party.country for party in lean.parties if party.role is role}))

    return Precedent(
        story_id=StoryId(name),
        countries=tuple(sorted({party.country for party in lean.parties})),
        sectors=lean.sectors,
        first_seen=lean.first_seen,
        reached=max(stages, key=lambda stage: stage.rank, default=None),
        suppliers=having(PartyRole.SUPPLIER),
        recipients=having(PartyRole.RECIPIENT),
    )
