"""The audit: who changed what."""

from collections.abc import Sequence

from sqlalchemy import insert, select

from bot.domain.desk import Change
from bot.domain.ids import SubscriptionId
from bot.store.codec import encode
from bot.store.desk_tables import changes
from bot.store.part import Part


class Changes(Part):
    """Entries of the audit; they are written and read, never changed."""

    async def save_change(self, change: Change) -> None:
        """Write an entry."""
        row = {
            "at": change.at,
            "platform": change.platform,
            "workspace": change.workspace,
            "channel": change.channel,
            "subscription_id": change.subscription_id,
            "body": encode(change),
        }
        async with self._database.write() as connection:
            await connection.execute(insert(changes), [row])

    async def changes(self, platform: str, channel: str, limit: int = 20) -> tuple[Change, ...]:
        """Return the latest entries of a channel, newest first."""
        query = select(changes.c.body).where(changes.c.platform == platform, changes.c.channel == channel)
        return await self._values(Change, query.order_by(changes.c.at.desc(), changes.c.id.desc()).limit(limit))

    async def changes_of(self, subscription_ids: Sequence[SubscriptionId], limit: int = 20) -> tuple[Change, ...]:
        """Return the latest entries about some subscriptions, newest first."""
        query = select(changes.c.body).where(changes.c.subscription_id.in_(list(subscription_ids)))
        return await self._values(Change, query.order_by(changes.c.at.desc(), changes.c.id.desc()).limit(limit))
