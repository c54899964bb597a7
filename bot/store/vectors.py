"""Vectors of stories, and which stories are alike: brute force over a matrix that is kept in memory."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, delete, or_, select

from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.store.archive_tables import story_vectors
from bot.store.dialect import chunks, upsert
from bot.store.part import Part
from bot.store.stories import LIVING, STORY, story_of_row
from bot.store.tables import stories

COMPARED_MOST = 300_000
"""The newest so many vectors are compared: 460 MB, 25 ms a look. Keep fewer days where there are more."""
_PAGE = 2000
_OVERLAP = timedelta(minutes=2)  # another node's transaction may end after one that began later
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_Matrix = NDArray[np.float32]
_FLOATS = np.dtype("<f4")


class Vectors(Part):
    """Likeness of stories."""

    async def without_vector(self, version: str, since: datetime, limit: int = 256) -> tuple[StoryId, ...]:
        """Return at most `limit` living stories from `since` on that have no vector of `version`, newest first."""
        same = and_(story_vectors.c.story_id == stories.c.id, story_vectors.c.version == version)
        query = select(stories.c.id).outerjoin(story_vectors, same)
        query = query.where(LIVING, stories.c.active_at >= since, story_vectors.c.story_id.is_(None))
        query = query.order_by(stories.c.active_at.desc(), stories.c.id).limit(limit)
        async with self._database.read() as connection:
            return tuple(StoryId(name) for name in (await connection.execute(query)).scalars())

    async def save_vectors(self, version: str, vectors: Mapping[StoryId, _Matrix]) -> None:
        """Store vectors of length 1 that the encoder `version` made; those of stories that are gone are passed by."""
        now = self._clock()
        async with self._database.write() as connection:
            for some in chunks(vectors):
                here = select(stories.c.id, stories.c.active_at).where(LIVING, stories.c.id.in_(some))
                found = (await connection.execute(here)).all()
                rows = [
                    {
                        "story_id": row.id,
                        "version": version,
                        "active_at": row.active_at,
                        "written_at": now,
                        "vector": vectors[StoryId(row.id)].astype(_FLOATS).tobytes(),
                    }
                    for row in found
                ]
                await upsert(connection, story_vectors, rows)

    async def forget_vectors_before(self, since: datetime, limit: int = 5000) -> int:
        """Delete at most `limit` vectors of stories that were last active before `since`; return how many."""
        old = select(story_vectors.c.story_id).where(story_vectors.c.active_at < since).limit(limit)
        async with self._database.write() as connection:
            gone = await connection.execute(delete(story_vectors).where(story_vectors.c.story_id.in_(old)))
            return int(gone.rowcount)

    async def alike(self, story_id: StoryId, limit: int = 10) -> tuple[tuple[Story, float], ...]:
        """Return at most `limit` living stories most like a story, with their likeness (cosine), best first.

        Equals stand by id. There are none where the story has no vector: it is older than the days they are kept, or
        the encoder has not come to it yet. What was written since is read first; all else is in memory.
        """
        if not await self._with_vectors([story_id]):
            return ()
        known = self._known_vectors()
        async with known.turn:
            now = self._clock()
            await self._database.transact(lambda connection: known.refresh(connection, now))
            ranked = await asyncio.to_thread(lambda: list(known.nearest(story_id, 2 * limit + 50)))
        found: list[tuple[Story, float]] = []
        for some in chunks(ranked):
            living = await self._with_vectors([name for name, _ in some])
            found += [(living[name], likeness) for name, likeness in some if name in living]
        return tuple(found[:limit])

    def _known_vectors(self) -> "_Known":
        known: _Known | None = getattr(self, "_vectors_known", None)
        if known is None:
            known = self._vectors_known = _Known()
        return known

    async def _with_vectors(self, names: Collection[str]) -> dict[StoryId, Story]:
        """Return those of the stories that are living and still have a vector."""
        query = select(*STORY).join(story_vectors, story_vectors.c.story_id == stories.c.id)
        query = query.where(LIVING, stories.c.id.in_(names))
        async with self._database.read() as connection:
            return {StoryId(row.id): story_of_row(row) for row in await connection.execute(query)}


@dataclass(slots=True)
class _Known:
    """The vectors read so far, a row for each story; a row whose story is gone stays until the next start."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    names: list[StoryId] = field(default_factory=list)
    places: dict[StoryId, int] = field(default_factory=dict)
    encoders: dict[str, int] = field(default_factory=dict)
    made_by: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    matrix: _Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    looked_at: datetime | None = None

    def refresh(self, connection: Connection, now: datetime) -> None:
        """Read what was written since the last look; the first time all, up to `COMPARED_MOST`."""
        table = story_vectors
        if self.looked_at is None:
            newest = select(table.c.written_at).order_by(table.c.written_at.desc()).offset(COMPARED_MOST).limit(1)
            since = connection.execute(newest).scalar() or _LONG_AGO
        else:
            since = self.looked_at - _OVERLAP
        last = ""
        columns = (table.c.story_id, table.c.version, table.c.written_at, table.c.vector)
        while True:
            further = or_(table.c.written_at > since, and_(table.c.written_at == since, table.c.story_id > last))
            query = select(*columns).where(further).order_by(table.c.written_at, table.c.story_id).limit(_PAGE)
            rows = connection.execute(query).all()
            self._take(rows)
            if len(rows) < _PAGE:
                self.looked_at = now  # only now: a look that broke off is begun anew
                return
            since, last = rows[-1].written_at, rows[-1].story_id

    def nearest(self, name: StoryId, limit: int) -> Iterator[tuple[StoryId, float]]:
        """Yield the stories nearest to `name` by vectors of the same encoder, best first, equals by id."""
        place = self.places.get(name)
        if place is None:
            return
        many = len(self.names)
        scores = self.matrix[:many] @ self.matrix[place]
        same = self.made_by[:many] == self.made_by[place]
        same[place] = False
        candidates = np.flatnonzero(same)
        if len(candidates) > limit:
            least = np.partition(scores[candidates], -limit)[-limit]
            candidates = candidates[scores[candidates] >= least]
        ranked = sorted((-float(scores[one]), self.names[one]) for one in candidates)
        yield from ((story, -score) for score, story in ranked[:limit])

    def _take(self, rows: Sequence[Any]) -> None:
        for row in rows:
            vector = np.frombuffer(row.vector, dtype=_FLOATS)
            place = self.places.get(row.story_id)
            if place is None:
                place = self.places[row.story_id] = len(self.names)
                self.names.append(row.story_id)
                self._make_room(len(vector))
            if len(vector) == self.matrix.shape[1]:
                self.matrix[place] = vector
                self.made_by[place] = self.encoders.setdefault(row.version, len(self.encoders))

    def _make_room(self, width: int) -> None:
        if len(self.names) > len(self.matrix) or self.matrix.shape[1] == 0:
            before, many = len(self.matrix), max(1024, 2 * len(self.matrix))
            larger, made_by = np.zeros((many, self.matrix.shape[1] or width), np.float32), np.zeros(many, np.int32)
            larger[:before], made_by[:before] = self.matrix.reshape(before, larger.shape[1]), self.made_by
            self.matrix, self.made_by = larger, made_by
