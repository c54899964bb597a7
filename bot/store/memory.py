"""What a channel remembers: which stories it was told, in which revision and thread."""

from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import ROOT, DeliveryState, Told
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Stage
from bot.store.dialect import chunks
from bot.store.ledger import message_of
from bot.store.part import Part
from bot.store.tables import deliveries, stories, story_revisions

_ROOTS = deliveries.alias("roots")
_ABSORBED = select(stories.c.id, stories.c.merged_into, stories.c.merged_as).where(stories.c.merged_into.is_not(None))


class Memory(Part):
    """Channels and what they heard."""

    async def told(self, channel: str) -> dict[StoryId, Told]:
        """Return what the channel was last told of each story, and the root of the thread that story lives in.

        Readers of a story that was absorbed since know its survivor, as it was before what the merger added.
        """
        async with self._database.read() as connection:
            rows = await connection.execute(_sent_in(channel))
            told = {told.story_id: told for told in map(_told, rows)}  # the newest revision comes last and stays
            return _with_survivors(told, await _mergers(connection, set(told)))


def _sent_in(channel: str) -> Any:
    same = [_ROOTS.c[name] == deliveries.c[name] for name in ("subscription_id", "local_date", "slot")]
    revision = and_(
        story_revisions.c.story_id == deliveries.c.story_id, story_revisions.c.revision == deliveries.c.revision
    )
    columns = [deliveries.c[name] for name in ("story_id", "revision", "message_channel", "message_id", "permalink")]
    roots = [_ROOTS.c[name].label(f"root_{name}") for name in ("message_channel", "message_id", "permalink")]
    sent = and_(deliveries.c.state == str(DeliveryState.SENT), deliveries.c.story_id.is_not(None))
    return (
        select(*columns, *roots, story_revisions.c.stage)
        .outerjoin(_ROOTS, and_(*same, _ROOTS.c.part == ROOT))
        .outerjoin(story_revisions, revision)
        .where(sent, deliveries.c.channel == channel)
        .order_by(deliveries.c.revision, deliveries.c.sent_at)
    )


def _told(row: Any) -> Told:
    return Told(
        story_id=StoryId(row.story_id),
        revision=row.revision,
        stage=None if row.stage is None else Stage(row.stage),
        message=message_of(row.message_channel, row.message_id, permalink=row.permalink),
        thread=message_of(row.root_message_channel, row.root_message_id, permalink=row.root_permalink),
    )


async def _mergers(connection: AsyncConnection, told: Set[StoryId]) -> Mapping[StoryId, tuple[StoryId, int]]:
    """Return who absorbed the stories told, and who absorbed those, down to the living."""
    found: dict[StoryId, tuple[StoryId, int]] = {}
    wanted = set(told)
    while wanted:
        survivors: set[StoryId] = set()
        for some in chunks(wanted):
            rows = await connection.execute(_ABSORBED.where(stories.c.id.in_(some)))
            mergers = {StoryId(row.id): (StoryId(row.merged_into), row.merged_as or 0) for row in rows}
            found.update(mergers)
            survivors.update(survivor for survivor, _ in mergers.values())
        wanted = survivors - set(found)
    return found


def _with_survivors(
    told: Mapping[StoryId, Told], mergers: Mapping[StoryId, tuple[StoryId, int]]
) -> dict[StoryId, Told]:
    """Return `told` with an item for each survivor of a told story, unless that was told in a newer revision."""
    known = dict(told)
    for item in told.values():
        story, seen = item.story_id, {item.story_id}
        while story in mergers and mergers[story][0] not in seen:
            story, revision = mergers[story]
            seen.add(story)
            if story not in known or known[story].revision < revision:
                known[story] = replace(item, story_id=story, revision=revision)
    return known
