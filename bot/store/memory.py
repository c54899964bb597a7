"""What a channel remembers: which stories it was told, in which revision and thread."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.brief import PastStep
from bot.domain.delivery import CONTINUED, ROOT, DeliveryState, MessageRef, Told, ToldDeal, reopened_story, thread_part
from bot.domain.ids import DealId, StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import Stage
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.ledger import message_of
from bot.store.part import Part
from bot.store.tables import deliveries, stories, story_revisions

_SENT = str(DeliveryState.SENT)
_ROOTS, _SECOND_ROOTS = deliveries.alias("roots"), deliveries.alias("second_roots")
_ABSORBED = select(stories.c.id, stories.c.merged_into, stories.c.merged_as).where(stories.c.merged_into.is_not(None))
_SPLIT = select(stories.c.id, stories.c.split_from, stories.c.split_since).where(stories.c.split_since.is_not(None))
_OF_DEALS = select(stories.c.id, stories.c.deal_id)
_NEW_ROOTS = (
    select(*(deliveries.c[name] for name in ("part", "message_channel", "message_id", "permalink")))
    .where(deliveries.c.part.startswith(thread_part(StoryId("")), autoescape=True), deliveries.c.state == _SENT)
    .order_by(deliveries.c.sent_at, deliveries.c.first_claimed_at)
)
_FIRST = 1
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_Known = tuple[dict[StoryId, Told], Mapping[StoryId, Sequence[Any]]]


class Memory(Part):
    """Channels and what they heard."""

    async def told(self, channel: str) -> dict[StoryId, Told]:
        """Return what the channel was last told of each story, and the root of the thread that story lives in.

        A telling that is unknown counts, without a message: it may be out. The thread is that of the first telling,
        since later ones are replies there, or the one that was opened when it was gone. Readers of a story that was
        absorbed since know its survivor, as it was before what the merger added; readers of one of which a part was
        split off know that part.
        """
        async with self._database.read() as connection:
            return (await _known(connection, channel))[0]

    async def told_between(self, channel: str, since: datetime, until: datetime) -> tuple[Told, ...]:
        """Return the last telling of each story that was surely told after `since` and not after `until`, oldest first.

        Stories are those told, whatever became of them since; `at` is when the telling was out.
        """
        inside = and_(deliveries.c.sent_at > since, deliveries.c.sent_at <= until, deliveries.c.state == _SENT)
        query = _tellings_in(channel).where(inside)
        last: dict[StoryId, Told] = {}
        async with self._database.read() as connection:
            rows = list(await connection.execute(query))
        for row in sorted(rows, key=lambda row: (row.sent_at, row.revision)):
            last[StoryId(row.story_id)] = replace(_told(StoryId(row.story_id), [row]), at=row.sent_at)
        return tuple(last.values())

    async def told_deals(self, channel: str, deals: Collection[DealId]) -> dict[DealId, ToldDeal]:
        """Return what the channel was told of those of `deals` it has heard of, as deals and stories now are."""
        async with self._database.read() as connection:
            told, tellings = await _known(connection, channel)
            heard: dict[DealId, list[Told]] = {}
            for some in chunks(set(deals)):
                for row in await connection.execute(_OF_DEALS.where(stories.c.deal_id.in_(some))):
                    if (before := told.get(StoryId(row.id))) is not None:
                        heard.setdefault(DealId(row.deal_id), []).append(before)
            titles = await _titles(connection, {story for known in heard.values() for story in _tellers(known)})
        return {deal: _told_deal(deal, known, tellings=tellings, titles=titles) for deal, known in heard.items()}


async def _known(connection: AsyncConnection, channel: str) -> _Known:
    """Return what the channel was told of each story, and the rows of the tellings themselves."""
    tellings: dict[StoryId, list[Any]] = {}
    for row in await connection.execute(_tellings_in(channel)):
        tellings.setdefault(StoryId(row.story_id), []).append(row)
    told = {story: _told(story, rows) for story, rows in tellings.items()}
    while True:
        known = _with_survivors(told, await _mergers(connection, set(told)))
        known = _with_parts(known, await _parts(connection, set(known)))
        if known.keys() == told.keys():
            return await _with_new_roots(connection, channel, known), tellings
        told = known


async def _with_new_roots(connection: AsyncConnection, channel: str, known: dict[StoryId, Told]) -> dict[StoryId, Told]:
    """Return `known` with stories whose thread was gone, and who absorbed them, in the thread opened for them last."""
    roots: dict[StoryId, MessageRef] = {}
    for row in await connection.execute(_NEW_ROOTS.where(deliveries.c.channel == channel)):
        root = message_of(row.message_channel, row.message_id, permalink=row.permalink)
        story = reopened_story(row.part)
        if root is not None and story is not None:
            roots[story] = root
    mergers = await _mergers(connection, set(roots)) if roots else {}
    moved = dict(known)
    for story, root in roots.items():
        name, seen = story, set[StoryId]()
        while name not in seen:
            seen.add(name)
            if name in moved:
                moved[name] = replace(moved[name], thread=root)
            name = mergers[name][0] if name in mergers else name
    return moved


def _told_deal(
    deal: DealId,
    known: Iterable[Told],
    *,
    tellings: Mapping[StoryId, Sequence[Any]],
    titles: Mapping[tuple[str, int], str],
) -> ToldDeal:
    """Return the deal as the stories of it that the channel knows tell of it; who was told first met it."""
    ordered = sorted(known, key=lambda told: (told.at or _LONG_AGO, told.story_id))
    rows = [row for story in _tellers(ordered) for row in tellings.get(story, ())]
    rows.sort(key=lambda row: (row.first_claimed_at or _LONG_AGO, row.story_id, row.revision))
    steps: list[PastStep] = []
    for row in rows:
        stage = None if row.stage is None else Stage(row.stage)
        if not steps or steps[-1].stage is not stage:
            title = titles.get((row.story_id, row.revision), "")
            steps.append(PastStep(stage=stage, at=row.first_claimed_at or _LONG_AGO, title=title))
    stages = [step.stage for step in steps if step.stage is not None]
    return ToldDeal(
        deal_id=deal,
        met_in=ordered[0].story_id,
        thread=ordered[0].thread,
        stage=stages[-1] if stages else None,
        steps=tuple(steps),
    )


def _tellers(known: Iterable[Told]) -> set[StoryId]:
    """Return the stories whose tellings make up what is `known`."""
    return {story for told in known for story in (told.story_id, told.told_as or told.story_id)}


async def _titles(connection: AsyncConnection, told: Set[StoryId]) -> Mapping[tuple[str, int], str]:
    """Return the titles that the stories had, by story and revision."""
    found: dict[tuple[str, int], str] = {}
    query = select(story_revisions.c.story_id, story_revisions.c.revision, story_revisions.c.body)
    for some in chunks(told):
        for row in await connection.execute(query.where(story_revisions.c.story_id.in_(some))):
            found[row.story_id, row.revision] = decode(Story, row.body).title
    return found


def _tellings_in(channel: str) -> Any:
    """Select the tellings in `channel` that are or may be out, in the order of their first claims."""
    revision = and_(
        story_revisions.c.story_id == deliveries.c.story_id, story_revisions.c.revision == deliveries.c.revision
    )
    names = ("story_id", "revision", "state", "message_channel", "message_id", "permalink")
    columns = [deliveries.c[name] for name in (*names, "first_claimed_at", "sent_at")]
    roots = [
        table.c[name].label(f"{prefix}_{name}")
        for table, prefix in ((_ROOTS, "root"), (_SECOND_ROOTS, "second"))
        for name in ("message_channel", "message_id", "permalink")
    ]
    out = and_(deliveries.c.state.in_([_SENT, str(DeliveryState.UNKNOWN)]), deliveries.c.story_id.is_not(None))
    return (
        select(*columns, *roots, story_revisions.c.stage)
        .outerjoin(_ROOTS, _of_same_brief(_ROOTS, ROOT))
        .outerjoin(_SECOND_ROOTS, _of_same_brief(_SECOND_ROOTS, CONTINUED))
        .outerjoin(story_revisions, revision)
        .where(out, deliveries.c.channel == channel)
        .order_by(deliveries.c.first_claimed_at, deliveries.c.revision)
    )


def _of_same_brief(table: Any, part: str) -> ColumnElement[bool]:
    same = [table.c[name] == deliveries.c[name] for name in ("subscription_id", "local_date", "slot")]
    return and_(*same, table.c.part == part)


def _told(story: StoryId, tellings: Sequence[Any]) -> Told:
    last = max(tellings, key=lambda row: row.revision)
    roots = [_root(row) for row in sorted(tellings, key=lambda row: row.state != _SENT)]
    return Told(
        story_id=story,
        revision=last.revision,
        stage=None if last.stage is None else Stage(last.stage),
        message=message_of(last.message_channel, last.message_id, permalink=last.permalink),
        thread=next((root for root in roots if root is not None), None),
        at=tellings[0].first_claimed_at,
        told_as=story,
    )


def _root(row: Any) -> MessageRef | None:
    """Return the root that a telling stands under: the second one where the first was not named."""
    if row.second_message_id:
        return message_of(row.second_message_channel, row.second_message_id, permalink=row.second_permalink)
    return message_of(row.root_message_channel, row.root_message_id or None, permalink=row.root_permalink)


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
    """Return `told` with an item for each survivor of a told story, unless that was told in a newer revision.

    A survivor that was told too lives on in the thread that came first.
    """
    known = dict(told)
    for item in told.values():
        story, seen = item.story_id, {item.story_id}
        while story in mergers and mergers[story][0] not in seen:
            story, revision = mergers[story]
            seen.add(story)
            own = known.get(story)
            if own is None or own.revision < revision:
                first = min(filter(None, (own, item)), key=lambda told: told.at or _LONG_AGO)
                thread = first.thread or item.thread
                known[story] = replace(item, story_id=story, revision=revision, thread=thread, at=first.at)
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
