"""What the archive holds beside a story: who did what before, in short."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, select, text

from bot.domain.archive import Archive, Precedent, Scope
from bot.domain.ids import StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.vocabulary import PartyRole, Sector, Stage
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.tables import stories, story_parties, story_revisions
from bot.store.types import Moment

GAP_DAYS = 14
"""Longer than any source list is silent, the holidays included."""
_LATER = {  # moments are text in SQLite: the day moves on, what stands behind the seconds stays
    "sqlite": f"strftime('%Y-%m-%dT%H:%M:%S', reached, '+{GAP_DAYS} days') || substr(reached, 20)",
    "postgresql": f"reached + interval '{GAP_DAYS} days'",
}
_LEAPS = """
    WITH RECURSIVE leap(reached, fresh) AS (
      SELECT min(seen_at), 1 FROM entries WHERE seen_at > :long_ago
      UNION ALL
      SELECT coalesce((SELECT max(seen_at) FROM entries WHERE seen_at > reached AND seen_at <= {later}),
                      (SELECT min(seen_at) FROM entries WHERE seen_at > reached)),
             CASE WHEN EXISTS (SELECT 1 FROM entries WHERE seen_at > reached AND seen_at <= {later}) THEN 0 ELSE 1 END
      FROM leap WHERE reached IS NOT NULL)
    SELECT max(reached) AS start FROM leap WHERE fresh = 1"""


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
        return await self._database.transact(_covered_since)

    async def archive(self, scopes: Collection[Scope]) -> Archive:
        """Return the living stories of any of `scopes`, and since when the archive covers them.

        Of a story the furthest stage of all its revisions counts. A fortnight in which no item was seen ends what was
        covered: what happened meanwhile nobody knows.
        """
        bodies: dict[str, str] = {}
        reached: dict[str, list[Stage]] = {}
        async with self._database.read() as connection:
            since = await connection.run_sync(_covered_since)
            for scope in sorted(set(scopes), key=repr):
                bodies.update({row.id: row.body for row in await connection.execute(_within(scope))})
            for some in chunks(sorted(bodies)):
                told = select(story_revisions.c.story_id, story_revisions.c.stage)
                told = told.where(story_revisions.c.story_id.in_(some), story_revisions.c.stage.is_not(None))
                for row in await connection.execute(told):
                    reached.setdefault(row.story_id, []).append(Stage(row.stage))
        found = await asyncio.to_thread(_precedents, bodies, reached)
        return Archive(since=since, stories=tuple(one for one in found if any(one.within(scope) for scope in scopes)))


def _covered_since(connection: Connection) -> datetime | None:
    """Return the first moment since which items were seen without a gap, None where none was ever.

    What was read in from the past was never watched for: it counts as seen long ago, and no moment here is that.
    It leaps from gap to gap by the index: as many looks as the archive has fortnights, whatever it holds, and all of
    them in one statement, since every answer asks for it.
    """
    query = text(_LEAPS.format(later=_LATER[connection.dialect.name])).columns(start=Moment)
    query = query.bindparams(bindparam("long_ago", LONG_AGO, Moment))
    found: datetime | None = connection.execute(query).scalar()
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
