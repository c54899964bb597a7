"""Subscriptions: managed rows come from the configuration, the others from chat."""

from collections.abc import Callable, Sequence

from sqlalchemy import delete, select, update

from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription
from bot.store.codec import decode, encode
from bot.store.dialect import insert_new, upsert
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

    async def subscriptions_in(self, platform: str, channel: str) -> tuple[Subscription, ...]:
        """Return the subscriptions of a channel, managed ones first, then by id: the order of a list."""
        table = subscriptions_table
        query = select(table.c.body).where(table.c.platform == platform, table.c.channel == channel)
        return await self._values(Subscription, query.order_by(table.c.managed.desc(), table.c.id))

    async def subscriptions_of_workspace(self, platform: str, workspace: str) -> tuple[Subscription, ...]:
        """Return the subscriptions made in a workspace, by id."""
        table = subscriptions_table
        query = select(table.c.body).where(table.c.platform == platform, table.c.workspace == workspace)
        return await self._values(Subscription, query.order_by(table.c.id))

    async def add_subscription(self, subscription: Subscription) -> bool:
        """Store a subscription made in chat and say whether it is new; one with its id stays as it is."""
        row = _row(subscription.model_copy(update={"managed": False}))
        async with self._database.write() as connection:
            return bool(await insert_new(connection, subscriptions_table, [row]))

    async def amend_subscription(
        self,
        subscription_id: SubscriptionId,
        change: Callable[[Subscription], Subscription],
        *,
        managed: bool = False,
    ) -> Subscription | None:
        """Store what `change` makes of a subscription made in chat, read and written in one transaction.

        Return it as it is now, None where there is none or it is managed: the configuration is its only author. With
        `managed` such a row is changed too, for what the bot itself has to pause.
        """
        table = subscriptions_table
        here = table.c.id == subscription_id
        if not managed:
            here = here & table.c.managed.is_(False)
        async with self._database.write() as connection:
            body = (await connection.execute(select(table.c.body).where(here).with_for_update())).scalar()
            if body is None:
                return None
            known = decode(Subscription, body)
            wanted = change(known).model_copy(update={"id": subscription_id, "managed": known.managed})
            await connection.execute(update(table).where(here).values(_row(wanted)))
            return wanted

    async def delete_subscription(self, subscription_id: SubscriptionId) -> bool:
        """Delete a subscription made in chat and say whether it was there; its briefs stay in the archive."""
        table = subscriptions_table
        here = (table.c.id == subscription_id) & table.c.managed.is_(False)
        async with self._database.write() as connection:
            return bool((await connection.execute(delete(table).where(here))).rowcount)

    async def upsert_managed(self, subscriptions: Sequence[Subscription]) -> None:
        """Make the managed rows be exactly `subscriptions`, all or nothing; rows made in chat stay as they are.

        A row made in chat whose id the configuration now names becomes a managed one. What the bot itself paused in a
        channel stays paused there until the channel is back.
        """
        table = subscriptions_table
        ids = [subscription.id for subscription in subscriptions]
        gone = table.c.managed & table.c.id.not_in(ids)
        before = select(table.c.body).where(table.c.managed, table.c.id.in_(ids))
        async with self._database.write() as connection:
            stored = [decode(Subscription, body) for body in (await connection.execute(before)).scalars()]
            known = {one.id: one for one in stored}
            rows = [_row(_managed(subscription, known.get(subscription.id))) for subscription in subscriptions]
            await connection.execute(delete(subscriptions_table).where(gone))
            await upsert(connection, subscriptions_table, rows)


def _managed(wanted: Subscription, before: Subscription | None) -> Subscription:
    """Return a row of the configuration as it is stored: `before` may hold a pause that the bot made in its channel."""
    pause: dict[str, object] = {"managed": True}
    if before is not None and before.pause_note and before.channel == wanted.channel and wanted.paused_until is None:
        pause |= {"paused_until": before.paused_until, "pause_note": before.pause_note}
    return wanted.model_copy(update=pause)


def _row(subscription: Subscription) -> dict[str, object]:
    return {
        "id": subscription.id,
        "platform": subscription.platform,
        "workspace": subscription.workspace,
        "channel": subscription.channel,
        "managed": subscription.managed,
        "body": encode(subscription),
    }
