"""Chat events seen, and what is forgotten with time."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.store.dialect import insert_new
from bot.store.part import Part
from bot.store.tables import chat_events, drops, poll_runs

EVENT_MEMORY = timedelta(hours=24)
"""Longer than any chat platform delivers an event again."""


class Upkeep(Part):
    """Keeps the store from growing without end."""

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this chat event was not seen within 24 h before `now`; it counts as seen from now on."""
        async with self._database.write() as connection:
            await connection.execute(delete(chat_events).where(chat_events.c.seen_at <= now - EVENT_MEMORY))
            return bool(await insert_new(connection, chat_events, [{"id": event_id, "seen_at": now}]))

    async def retain(self, since: datetime) -> int:
        """Forget polls and drops from before `since` and return their number.

        Entries stay, so that nothing old is taken for new; articles, stories and the ledger are the archive.
        """
        async with self._database.write() as connection:
            runs = await connection.execute(delete(poll_runs).where(poll_runs.c.at < since))
            left_out = await connection.execute(delete(drops).where(drops.c.at < since))
            return int(runs.rowcount + left_out.rowcount)
