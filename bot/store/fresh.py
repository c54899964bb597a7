"""What was learnt lately, and what was said of it at once."""

from datetime import datetime

from sqlalchemy import and_, func, select

from bot.domain.brief import Brief, BriefKind, ItemKind
from bot.domain.delivery import ROOT, DeliveryState
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.story import Story
from bot.store.codec import decode
from bot.store.desk_tables import changes
from bot.store.dialect import chunks
from bot.store.part import Part
from bot.store.stories import LIVING, STORY, story_of_row
from bot.store.tables import briefs, deliveries, stories

_SENT = str(DeliveryState.SENT)


class Fresh(Part):
    """News of the last hours or days."""

    async def learnt_since(self, since: datetime) -> tuple[tuple[Story, datetime], ...]:
        """Return the stories of whose present revision we learnt after `since`, each with that moment, oldest first."""
        query = select(*STORY, stories.c.learnt_at).where(LIVING, stories.c.learnt_at > since)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(stories.c.learnt_at, stories.c.id))
            return tuple((story_of_row(row), row.learnt_at) for row in rows)

    async def learnt_at(self, story: StoryId) -> datetime | None:
        """Return when we learnt of the present revision of a story."""
        async with self._database.read() as connection:
            query = select(stories.c.learnt_at).where(stories.c.id == story)
            moment: datetime | None = (await connection.execute(query)).scalar()
            return moment

    async def slots_used(self, subscription_id: SubscriptionId, local_date: str, prefix: str) -> tuple[str, ...]:
        """Return the slots that begin with `prefix` and for which a subscription has a brief on a date, in order."""
        here = and_(briefs.c.subscription_id == subscription_id, briefs.c.local_date == local_date)
        query = select(briefs.c.slot).where(here, briefs.c.slot.startswith(prefix, autoescape=True))
        async with self._database.read() as connection:
            return tuple((await connection.execute(query.order_by(briefs.c.slot))).scalars())

    async def settled_at(self, subscription_id: SubscriptionId) -> datetime | None:
        """Return since when a subscription is as it is now.

        That is its last entry in the audit; of one that has none, as those of the configuration, when its first brief
        was delivered. None where neither is known.
        """
        audit = select(func.max(changes.c.at)).where(changes.c.subscription_id == subscription_id)
        out = and_(deliveries.c.part == ROOT, deliveries.c.state == _SENT)
        first = select(func.min(deliveries.c.sent_at)).where(out, deliveries.c.subscription_id == subscription_id)
        async with self._database.read() as connection:
            changed: datetime | None = (await connection.execute(audit)).scalar()
            told: datetime | None = (await connection.execute(first)).scalar()
        return changed or told

    async def announced(self, channel: str, story: StoryId, revision: int) -> bool:
        """Whether a channel was shown a revision in a message of its own: an alert, or a reply shown in the channel."""
        same = and_(*(deliveries.c[name] == briefs.c[name] for name in ("subscription_id", "local_date", "slot")))
        telling = and_(deliveries.c.channel == channel, deliveries.c.story_id == story, deliveries.c.state == _SENT)
        query = select(briefs.c.body).join(deliveries, same)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.where(telling, deliveries.c.revision >= revision))).scalars().all()
        return any(_is_shown(decode(Brief, body), story) for body in rows)

    async def seen_by(self, channel: str, ids: tuple[StoryId, ...], until: datetime) -> dict[StoryId, int]:
        """Return the newest revision of each story that a channel had been told by `until`."""
        found: dict[StoryId, int] = {}
        query = select(deliveries.c.story_id, func.max(deliveries.c.revision).label("revision"))
        told = and_(deliveries.c.channel == channel, deliveries.c.state == _SENT, deliveries.c.sent_at <= until)
        async with self._database.read() as connection:
            for some in chunks(ids):
                here = query.where(told, deliveries.c.story_id.in_(some)).group_by(deliveries.c.story_id)
                found.update({StoryId(row.story_id): row.revision for row in await connection.execute(here)})
        return found


def _is_shown(brief: Brief, story: StoryId) -> bool:
    if brief.kind is BriefKind.ALERT:
        return True
    return brief.broadcast and any(item.story_id == story and item.kind is ItemKind.CHANGED for item in brief.items)
