"""The past, read in: entries that are nobody's news, and how far each reading of it has got."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.domain.article import Entry
from bot.domain.backfill import Backfill
from bot.domain.ids import EntryId
from bot.domain.source import Source
from bot.store.archive_tables import backfills
from bot.store.codec import encode
from bot.store.dialect import upsert
from bot.store.guards import guard_of, guarded_entries
from bot.store.part import Part
from bot.store.readings import store_past


class Backfills(Part):
    """What `entente backfill` keeps."""

    async def backfill(self, name: str) -> Backfill | None:
        """Return how far the reading of that name has got, None where it was never begun."""
        found = await self._values(Backfill, select(backfills.c.body).where(backfills.c.id == name))
        return found[0] if found else None

    async def backfills(self) -> tuple[Backfill, ...]:
        """Return all readings of the past, the last one first."""
        return await self._values(Backfill, select(backfills.c.body).order_by(backfills.c.at.desc(), backfills.c.id))

    async def save_backfill(self, backfill: Backfill) -> None:
        """Store how far a reading has got."""
        row = {"id": backfill.id, "at": backfill.at, "body": encode(backfill)}
        async with self._database.write() as connection:
            await upsert(connection, backfills, [row])

    async def save_past(self, run_id: str, sources: Sequence[Source], entries: Sequence[Entry]) -> set[EntryId]:
        """Store entries of the past, all or nothing, and return those that are new.

        They wait to be collected as any entry does, but what comes of them is never told as news.
        """
        async with self._database.write() as connection:
            kept, _gone = guarded_entries(await guard_of(connection, self._database), entries)
            return await store_past(connection, sources, kept, run_id=run_id)
