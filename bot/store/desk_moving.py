"""Channels that get another id: what was told there, and what is subscribed, goes with them."""

from sqlalchemy import and_, select, update

from bot.domain.topic import Subscription
from bot.store.codec import decode, encode
from bot.store.desk_tables import changes, corrections
from bot.store.part import Part
from bot.store.tables import deliveries, questions, subscriptions


class Moving(Part):
    """Moves a channel."""

    async def move_channel(self, platform: str, workspace: str, old: str, new: str) -> tuple[Subscription, ...]:
        """Bring everything of channel `old` to `new`, all or nothing; return the subscriptions that moved.

        The ledger moves along, so that nothing is told twice. Managed rows stay: the configuration names their channel.
        """
        here = and_(
            subscriptions.c.platform == platform,
            subscriptions.c.channel == old,
            subscriptions.c.workspace.in_(["", workspace]),
            subscriptions.c.managed.is_(False),
        )
        moved = []
        async with self._database.write() as connection:
            for body in (await connection.execute(select(subscriptions.c.body).where(here))).scalars().all():
                known = decode(Subscription, body).model_copy(update={"channel": new})
                values = {"channel": new, "body": encode(known)}
                await connection.execute(update(subscriptions).where(subscriptions.c.id == known.id).values(values))
                moved.append(known)
            taken = select(deliveries.c.channel).where(deliveries.c.channel == new).limit(1)
            if (await connection.execute(taken)).first() is None:  # else its second key could clash: it stays apart
                await connection.execute(update(deliveries).where(deliveries.c.channel == old).values(channel=new))
                own = deliveries.c.message_channel == old
                await connection.execute(update(deliveries).where(own).values(message_channel=new))
            audit = and_(changes.c.platform == platform, changes.c.channel == old)
            await connection.execute(update(changes).where(audit).values(channel=new))
            asked = and_(questions.c.platform == platform, questions.c.channel == old)
            await connection.execute(update(questions).where(asked).values(channel=new))
            await connection.execute(update(corrections).where(corrections.c.channel == old).values(channel=new))
        return tuple(moved)
