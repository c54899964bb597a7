"""Subscriptions that were previewed and await a yes, for a day."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot.domain.desk import Pending
from bot.store.codec import encode
from bot.store.desk_tables import drafts
from bot.store.dialect import upsert
from bot.store.part import Part

DRAFTS_KEPT = timedelta(days=1)


class Drafts(Part):
    """What may still be confirmed."""

    async def save_draft(self, draft: Pending) -> None:
        """Store a draft, in the place of one with its id, and let go those that are too old."""
        row = {"id": draft.id, "made_at": draft.made_at, "body": encode(draft)}
        async with self._database.write() as connection:
            await connection.execute(delete(drafts).where(drafts.c.made_at <= draft.made_at - DRAFTS_KEPT))
            await upsert(connection, drafts, [row])

    async def draft(self, draft_id: str, now: datetime) -> Pending | None:
        """Return a draft, or None where it was taken, discarded or is older than a day."""
        query = select(drafts.c.body).where(drafts.c.id == draft_id, drafts.c.made_at > now - DRAFTS_KEPT)
        found = await self._values(Pending, query)
        return found[0] if found else None

    async def delete_draft(self, draft_id: str) -> bool:
        """Delete a draft and say whether it was there."""
        async with self._database.write() as connection:
            return bool((await connection.execute(delete(drafts).where(drafts.c.id == draft_id))).rowcount)

    async def forget_drafts(self, now: datetime) -> int:
        """Delete the drafts that are older than a day and return how many."""
        async with self._database.write() as connection:
            return int((await connection.execute(delete(drafts).where(drafts.c.made_at <= now - DRAFTS_KEPT))).rowcount)
