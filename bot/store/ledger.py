"""The delivery ledger: one row per message for ever, and one telling of a story's revision per channel.

Each method is a transaction of its own, so that a claim is on disk before anything is posted.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, or_, select, update

from bot.domain.brief import BriefKey
from bot.domain.delivery import ROOT, Claim, Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.ids import StoryId, SubscriptionId
from bot.errors import StorageError
from bot.store.briefs import key_columns
from bot.store.database import Conflict
from bot.store.dialect import insert_new_now
from bot.store.part import Part
from bot.store.tables import deliveries

_SENT, _FAILED = str(DeliveryState.SENT), str(DeliveryState.FAILED)
_OUT_OR_UNKNOWN = (DeliveryState.SENT, DeliveryState.UNKNOWN)
_OUT_OR_MAY_BE = [str(state) for state in DeliveryState if state is not DeliveryState.FAILED]
ROW = select(*deliveries.c)
_TRIES = 10
_KEY = ("subscription_id", "local_date", "slot", "part")
_MARK_SENT = (  # put together once: it is run for every message
    update(deliveries)
    .where(*(deliveries.c[name] == bindparam(f"of_{name}") for name in _KEY), deliveries.c.state != _SENT)
    .values({column.name: bindparam(f"new_{column.name}", type_=column.type) for column in deliveries.c})
)
_MARK = _MARK_SENT.where(deliveries.c.owner == bindparam("holder"), deliveries.c.attempt == bindparam("attempts"))


class Ledger(Part):
    """How messages stand."""

    async def claim(
        self,
        key: DeliveryKey,
        *,
        channel: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        story_id: StoryId | None = None,
        revision: int | None = None,
    ) -> Claim:
        """Insert the row as `sending` before anything is posted; where it is there already, return it unchanged.

        Where another brief told this revision in the channel, or is at it, its row comes back with `already_told`.
        """
        wanted = Delivery(
            key=key,
            channel=channel,
            state=DeliveryState.SENDING,
            attempt=1,
            owner=owner,
            claimed_until=now + lease,
            first_claimed_at=now,
            story_id=story_id,
            revision=revision,
        )
        for _ in range(_TRIES):
            if (claim := await self._claim_once(wanted)) is not None:
                return claim
        raise StorageError(f"{key}: other briefs claim and lose this story all the time")

    async def _claim_once(self, wanted: Delivery) -> Claim | None:
        """Return the claim, or None where the telling that was in the way failed before it could be read."""

        def claim(connection: Connection) -> Claim | None:
            if insert_new_now(connection, deliveries, [_columns(wanted)]):
                return Claim(delivery=wanted, fresh=True)
            row = _one(connection, _at(wanted.key))
            elsewhere = None if wanted.story_id is None else _one(connection, _told_elsewhere(wanted))
            if elsewhere is not None and (row is None or row.state is DeliveryState.FAILED):
                return Claim(delivery=elsewhere, fresh=False, already_told=True)
            return None if row is None else Claim(delivery=row, fresh=False)

        return await self._database.transact(claim, write=True)

    async def take_over(self, delivery: Delivery, *, owner: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Claim a row that is there: it becomes `sending`, this owner's, one attempt further.

        Returns None where the row is no longer as `delivery` says, or its story was told by another brief meanwhile.
        """
        as_known = and_(
            _at(delivery.key),
            deliveries.c.state == str(delivery.state),
            deliveries.c.attempt == delivery.attempt,
            deliveries.c.owner == delivery.owner,
            deliveries.c.state != _SENT,
        )
        claimed = {
            "state": str(DeliveryState.SENDING),
            "attempt": delivery.attempt + 1,
            "owner": owner,
            "claimed_until": now + lease,
        }

        def take(connection: Connection) -> Delivery | None:
            changed = connection.execute(update(deliveries).where(as_known).values(claimed))
            return _one(connection, _at(delivery.key)) if changed.rowcount else None

        try:
            return await self._database.transact(take, write=True)
        except Conflict:
            return None

    async def mark(self, delivery: Delivery) -> None:
        """Store how a message now stands. A row that is `sent` stays so.

        News that it is sent is taken from whoever brings it; any other from the holder of the last claim only. What was
        given up and is, or may be, out after all, while another brief told the revision, is stored without it: that
        telling stays.
        """
        try:
            await self._mark(delivery, _columns(delivery))
        except Conflict:
            if delivery.state not in _OUT_OR_UNKNOWN or delivery.revision is None:
                raise
            await self._mark(delivery, {**_columns(delivery), "revision": None})

    async def _mark(self, delivery: Delivery, columns: Mapping[str, object]) -> None:
        values = {f"new_{name}": value for name, value in columns.items()}
        values |= {f"of_{name}": columns[name] for name in _KEY}
        statement = _MARK_SENT
        if delivery.state is not DeliveryState.SENT:
            statement, values = _MARK, {**values, "holder": delivery.owner, "attempts": delivery.attempt}
        await self._database.transact(lambda connection: connection.execute(statement, values), write=True)

    async def delivery(self, key: DeliveryKey) -> Delivery | None:
        """Return the row of one message, or None."""
        return await self._database.transact(lambda connection: _one(connection, _at(key)))

    async def delivery_at(self, channel: str, message_id: str) -> Delivery | None:
        """Return the row of the message that stands in a channel under its platform's id, or None."""
        here = (deliveries.c.channel == channel) & (deliveries.c.message_id == message_id)
        found = await self._deliveries(ROW.where(here).order_by(deliveries.c.sent_at.desc()).limit(1))
        return found[0] if found else None

    async def deliveries(self, brief: BriefKey) -> tuple[Delivery, ...]:
        """Return the rows of a brief, its root first, then in the order of their first claim."""
        query = ROW.filter_by(**key_columns(brief))
        query = query.order_by(deliveries.c.part != ROOT, deliveries.c.first_claimed_at, deliveries.c.part)
        return await self._deliveries(query)

    async def unknown_deliveries(self) -> tuple[Delivery, ...]:
        """Return the messages of which nobody can tell whether they are out, oldest first."""
        query = ROW.where(deliveries.c.state == str(DeliveryState.UNKNOWN))
        return await self._deliveries(query.order_by(deliveries.c.first_claimed_at, deliveries.c.part))

    async def _deliveries(self, query: Select[Any]) -> tuple[Delivery, ...]:
        async with self._database.read() as connection:
            return tuple(delivery_of_row(row) for row in await connection.execute(query))


def _at(key: DeliveryKey) -> ColumnElement[bool]:
    same = [deliveries.c[name] == value for name, value in key_columns(key.brief).items()]
    return and_(*same, deliveries.c.part == key.part)


def _told_elsewhere(wanted: Delivery) -> ColumnElement[bool]:
    """Return the condition of the ledger's second key, for rows of other briefs."""
    return and_(
        deliveries.c.channel == wanted.channel,
        deliveries.c.story_id == wanted.story_id,
        deliveries.c.revision == wanted.revision,
        deliveries.c.state.in_(_OUT_OR_MAY_BE),
        or_(*(deliveries.c[name] != value for name, value in key_columns(wanted.key.brief).items())),
    )


def _one(connection: Connection, condition: ColumnElement[bool]) -> Delivery | None:
    row = connection.execute(ROW.where(condition)).first()
    return None if row is None else delivery_of_row(row)


def _columns(delivery: Delivery) -> dict[str, object]:
    message = delivery.message
    return {
        **key_columns(delivery.key.brief),
        "part": delivery.key.part,
        "channel": delivery.channel,
        "state": str(delivery.state),
        "attempt": delivery.attempt,
        "owner": delivery.owner,
        "claimed_until": delivery.claimed_until,
        "first_claimed_at": delivery.first_claimed_at,
        "story_id": delivery.story_id,
        "revision": delivery.revision,
        "message_channel": message and message.channel,
        "message_id": message and message.message_id,
        "permalink": message and message.permalink,
        "sent_at": delivery.sent_at,
        "error": delivery.error,
    }


def delivery_of_row(row: Any) -> Delivery:
    """Return the delivery that a row of `ROW` holds."""
    brief = BriefKey(subscription_id=SubscriptionId(row.subscription_id), local_date=row.local_date, slot=row.slot)
    return Delivery(
        key=DeliveryKey(brief=brief, part=row.part),
        channel=row.channel,
        state=DeliveryState(row.state),
        attempt=row.attempt,
        owner=row.owner,
        claimed_until=row.claimed_until,
        first_claimed_at=row.first_claimed_at,
        story_id=None if row.story_id is None else StoryId(row.story_id),
        revision=row.revision,
        message=message_of(row.message_channel, row.message_id, permalink=row.permalink),
        sent_at=row.sent_at,
        error=row.error,
    )


def message_of(channel: str | None, message_id: str | None, *, permalink: str | None) -> MessageRef | None:
    """Return the reference that the three columns hold, or None."""
    if channel is None or message_id is None:
        return None
    return MessageRef(channel=channel, message_id=message_id, permalink=permalink)
