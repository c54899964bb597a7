"""Subscriptions: managed rows come from the configuration, the others from chat."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription
from bot.store.codec import encode
from bot.store.dialect import upsert
from bot.store.part import Part
from bot.store.tables import subscriptions as subscriptions_table


class Subscriptions(Part):
    """Who wants to hear of what."""

    async def subscriptions(self, platform: str | None = None) -> tuple[Subscription, ...]:
        """Return all subscriptions, or those of one platform, by id."""
        query = select(subscriptions_table.c.body).order_by(subscriptions_table.c.id)
        if platform is not None:
            query = query.where(subscriptions_table.c.platform == platform)
        return await self._values(Subscription, query)

    async def subscription(self, subscription_id: SubscriptionId) -> Subscription | None:
        """Return the subscription with this id, or None."""
        query = select(subscriptions_table.c.body).where(subscriptions_table.c.id == subscription_id)
        found = await self._values(Subscription, query)
        return found[0] if found else None

    async def upsert_managed(self, subscriptions: Sequence[Subscription]) -> None:
        """Make the managed rows be exactly `subscriptions`, all or nothing; rows made in chat stay as they are.

        A row made in chat whose id the configuration now names becomes a managed one.
        """
        rows = [_row(subscription.model_copy(update={"managed": True})) for subscription in subscriptions]
        gone = subscriptions_table.c.managed & subscriptions_table.c.id.not_in([row["id"] for row in rows])
        async with self._database.write() as connection:
            await connection.execute(delete(subscriptions_table).where(gone))
            await upsert(connection, subscriptions_table, rows)


def _row(subscription: Subscription) -> dict[str, object]:
    return {
        "id": subscription.id,
        "platform": subscription.platform,
        "workspace": subscription.workspace,
        "channel": subscription.channel,
        "managed": subscription.managed,
        "body": encode(subscription),
    }
