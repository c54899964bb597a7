"""What a channel remembers: which stories it was told, in which revision and thread."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import ROOT, DeliveryState, MessageRef, Told
from bot.domain.ids import StoryId
from bot.domain.vocabulary import Stage
from bot.store.dialect import chunks
from bot.store.ledger import message_of
from bot.store.part import Part
from bot.store.tables import deliveries, stories, story_revisions

_SENT = str(DeliveryState.SENT)
_ROOTS = deliveries.alias("roots")
_ABSORBED = select(stories.c.id, stories.c.merged_into, stories.c.merged_as).where(stories.c.merged_into.is_not(None))
_SPLIT = select(stories.c.id, stories.c.split_from, stories.c.split_since).where(stories.c.split_since.is_not(None))
_FIRST = 1


class Memory(Part):
    """Channels and what they heard."""

    async def told(self, channel: str) -> dict[StoryId, Told]:
        """Return what the channel was last told of each story, and the root of the thread that story lives in.

        A telling that is unknown counts, without a message: it may be out. The thread is that of the first telling,
        since later ones are replies there. Readers of a story that was absorbed since know its survivor, as it was
        before what the merger added; readers of one of which a part was split off know that part.
        """
        async with self._database.read() as connection:
            tellings: dict[StoryId, list[Any]] = {}
            for row in await connection.execute(_tellings_in(channel)):
                tellings.setdefault(StoryId(row.story_id), []).append(row)
            told = {story: _told(story, rows) for story, rows in tellings.items()}
            while True:
                known = _with_survivors(told, await _mergers(connection, set(told)))
                known = _with_parts(known, await _parts(connection, set(known)))
                if known.keys() == told.keys():
                    return known
                told = known


def _tellings_in(channel: str) -> Any:
    """Select the tellings in `channel` that are or may be out, in the order of their first claims."""
    same = [_ROOTS.c[name] == deliveries.c[name] for name in ("subscription_id", "local_date", "slot")]
    revision = and_(
        story_revisions.c.story_id == deliveries.c.story_id, story_revisions.c.revision == deliveries.c.revision
    )
    names = ("story_id", "revision", "state", "message_channel", "message_id", "permalink")
    columns = [deliveries.c[name] for name in names]
    roots = [_ROOTS.c[name].label(f"root_{name}") for name in ("message_channel", "message_id", "permalink")]
    out = and_(deliveries.c.state.in_([_SENT, str(DeliveryState.UNKNOWN)]), deliveries.c.story_id.is_not(None))
    return (
        select(*columns, *roots, story_revisions.c.stage)
        .outerjoin(_ROOTS, and_(*same, _ROOTS.c.part == ROOT))
        .outerjoin(story_revisions, revision)
        .where(out, deliveries.c.channel == channel)
        .order_by(deliveries.c.first_claimed_at, deliveries.c.revision)
    )


def _told(story: StoryId, tellings: Sequence[Any]) -> Told:
    last = max(tellings, key=lambda row: row.revision)
    roots = [_root(row) for row in sorted(tellings, key=lambda row: row.state != _SENT)]
    return Told(
        story_id=story,
        revision=last.revision,
        stage=None if last.stage is None else Stage(last.stage),
        message=message_of(last.message_channel, last.message_id, permalink=last.permalink),
        thread=next((root for root in roots if root is not None), None),
    )


def _root(row: Any) -> MessageRef | None:
    return message_of(row.root_message_channel, row.root_message_id, permalink=row.root_permalink)


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


async def _parts(connection: AsyncConnection, told: Set[StoryId]) -> Mapping[StoryId, tuple[StoryId, int]]:
    """Return the stories that were split off from those told, with that story and the revision since which it told."""
    found: dict[StoryId, tuple[StoryId, int]] = {}
    for some in chunks(told):
        for row in await connection.execute(_SPLIT.where(stories.c.split_from.in_(some))):
            found[StoryId(row.id)] = (StoryId(row.split_from), row.split_since)
    return found


def _with_parts(told: Mapping[StoryId, Told], parts: Mapping[StoryId, tuple[StoryId, int]]) -> dict[StoryId, Told]:
    """Return `told` with an item, in its first revision, for each part that was told before it was split off."""
    known = dict(told)
    for part, (parent, since) in parts.items():
        if part not in known and known[parent].revision >= since:
            known[part] = replace(known[parent], story_id=part, revision=_FIRST)
    return known
