"""Briefs: composed once, so that every attempt to deliver one tells the same."""

from datetime import datetime

from sqlalchemy import Select, and_, func, select

from bot.domain.brief import ALERT_PREFIX, DIGEST, FOLLOW_PREFIX, REST_PREFIX, Brief, BriefKey
from bot.domain.delivery import ROOT, DeliveryState
from bot.domain.ids import SubscriptionId
from bot.store.codec import decode, encode
from bot.store.dialect import insert_new
from bot.store.guards import unnamed
from bot.store.part import Part
from bot.store.tables import briefs as briefs_table
from bot.store.tables import deliveries

_OF_PART = (ALERT_PREFIX, FOLLOW_PREFIX, REST_PREFIX, DIGEST)
"""How the slots of briefs begin that do not tell all there is in their window."""


class Briefs(Part):
    """What is posted at a slot."""

    async def save_brief(self, brief: Brief) -> Brief:
        """Store a brief and return the one that stands: a key keeps its first brief, parts of it may be out."""
        async with self._database.write() as connection:
            (brief,) = await unnamed(connection, self._database, [brief])
            row = {**key_columns(brief.key), "window_end": brief.window_end, "body": encode(brief)}
            await insert_new(connection, briefs_table, [row])
            body = (await connection.execute(_body_of(brief.key))).scalar_one()
            return decode(Brief, body)

    async def brief(self, key: BriefKey) -> Brief | None:
        """Return the brief of this key, or None."""
        found = await self._values(Brief, _body_of(key))
        return found[0] if found else None

    async def recent_briefs(self, subscription_id: SubscriptionId, since: datetime) -> tuple[Brief, ...]:
        """Return the briefs of a subscription whose windows end after `since`, oldest first, delivered or not."""
        ours = and_(briefs_table.c.subscription_id == subscription_id, briefs_table.c.window_end > since)
        query = select(briefs_table.c.body).where(ours).order_by(briefs_table.c.window_end, briefs_table.c.slot)
        return await self._values(Brief, query)

    async def last_delivered(self, subscription_id: SubscriptionId) -> datetime | None:
        """Return the end of the window of the last brief whose root is out, or None where none is.

        Alerts do not count: they tell one story each, and nothing of what else came up until then.
        """
        same = and_(*(deliveries.c[name] == briefs_table.c[name] for name in ("subscription_id", "local_date", "slot")))
        out = and_(deliveries.c.part == ROOT, deliveries.c.state == str(DeliveryState.SENT))
        query = select(func.max(briefs_table.c.window_end)).join(deliveries, same)
        whole = and_(*(~briefs_table.c.slot.startswith(prefix, autoescape=True) for prefix in _OF_PART))
        query = query.where(out, whole, briefs_table.c.subscription_id == subscription_id)
        async with self._database.read() as connection:
            moment: datetime | None = (await connection.execute(query)).scalar_one()
            return moment


def key_columns(key: BriefKey) -> dict[str, str]:
    """Return the columns that a brief's key fills."""
    return {"subscription_id": key.subscription_id, "local_date": key.local_date, "slot": key.slot}


def _body_of(key: BriefKey) -> Select[str]:
    return select(briefs_table.c.body).filter_by(**key_columns(key))
