"""Stories and their revisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.desk import CorrectionKind, Doubt
from bot.domain.ids import ArticleId, StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.story import ChangeKind, Story, StoryChange
from bot.store.codec import decode, encode
from bot.store.corrections import save_doubts
from bot.store.dialect import chunks, upsert
from bot.store.guards import unnamed
from bot.store.items import ANALYSED, REREAD
from bot.store.leans import forget_vectors, refresh_leans
from bot.store.part import Part
from bot.store.past import settle_past
from bot.store.tables import articles, story_articles, story_parties, story_revisions
from bot.store.tables import stories as stories_table
from bot.store.tables import summaries as summaries_table
from bot.store.texts import save_text

STORY = (stories_table.c.id, stories_table.c.body, stories_table.c.merged_into, stories_table.c.deal_id)
_NEWEST = (stories_table.c.last_changed.desc(), stories_table.c.id)
LIVING = stories_table.c.merged_into.is_(None)


class Stories(Part):
    """What is known of events. Absorbed stories stay readable by id and are given by nothing else."""

    async def save_changes(self, changes: Sequence[StoryChange], *, heard: Collection[ArticleId] = ()) -> None:
        """Store stories as they now are, in order, all or nothing; doing it again changes nothing.

        `heard` are articles read again of which the changes tell: summaries of what these said before are forgotten.
        What was told of stories that hold or held them, that were united or fell apart, is in doubt from now on.
        """
        async with self._database.write() as connection:
            changes = await unnamed(connection, self._database, changes)
            settled = await settle_past(connection, changes, heard=heard)
            changes = settled.changes
            await save_doubts(connection, await _doubts(connection, changes, heard=heard, now=self._clock()))
            splits = await _splits(connection, changes)
            stale = await _saying_else(connection, changes, heard=heard)
            for change in changes:
                await _save_story(connection, change, now=self._clock(), learnt=settled.learnt.get(change.story.id))
                await _absorb(connection, change)
            for name, values in splits.items():
                await connection.execute(update(stories_table).where(stories_table.c.id == name).values(**values))
            await forget_vectors(connection, stale)
            await refresh_leans(
                connection, [name for change in changes for name in (change.story.id, *change.absorbed)]
            )
            if heard:
                await _forget_summaries(connection, changes)
            for some in chunks(heard):
                here = and_(articles.c.id.in_(some), articles.c.state == REREAD)
                await connection.execute(update(articles).where(here).values(state=ANALYSED))

    async def stories(self, ids: Collection[StoryId]) -> tuple[Story, ...]:
        """Return the stories with `ids`, in their order, absorbed ones too; those unknown are missing."""
        found = await self._by_id(select(*STORY), column=stories_table.c.id, ids=ids, read=story_of_row)
        return tuple(found[name] for name in ids if name in found)

    async def living_stories(self, ids: Collection[StoryId]) -> tuple[Story, ...]:
        """Return the stories with `ids`, each once; in place of an absorbed one, the one it lives on in."""
        found: dict[StoryId, Story] = {}
        asked: set[StoryId] = set()
        wanted = set(ids)
        while wanted:
            asked |= wanted
            stories = await self.stories(sorted(wanted))
            found.update({story.id: story for story in stories if story.merged_into is None})
            wanted = {story.merged_into for story in stories if story.merged_into is not None} - asked
        return tuple(found.values())

    async def recent_stories(self, since: datetime) -> tuple[Story, ...]:
        """Return the stories that changed, or whose newest article is, from `since` or later; newest change first."""
        return await self._stories(select(*STORY).where(LIVING, stories_table.c.active_at >= since))

    async def stories_changed(self, since: datetime, until: datetime) -> tuple[Story, ...]:
        """Return the stories changed after `since` and not after `until`, newest change first.

        A story counts by its own time and by the time we learnt of the change: news of Thursday that was first seen
        on Saturday is in the brief that covers Saturday. What was read in from the past changed for nobody.
        """
        told = stories_table.c.learnt_at > LONG_AGO
        own = and_(stories_table.c.last_changed > since, stories_table.c.last_changed <= until, told)
        ours = and_(stories_table.c.learnt_at > since, stories_table.c.learnt_at <= until)
        return await self._stories(select(*STORY).where(LIVING, or_(own, ours)))

    async def pair_stories(self, countries: tuple[str, ...], since: datetime, limit: int = 50) -> tuple[Story, ...]:
        """Return at most `limit` stories with all `countries` among the parties, changed since; newest first."""
        query = select(*STORY).where(LIVING, stories_table.c.last_changed >= since)
        for country in sorted(set(countries)):
            query = query.where(stories_table.c.id.in_(_with_party(country)))
        return await self._stories(query.limit(limit))

    async def _stories(self, query: Select[Any]) -> tuple[Story, ...]:
        async with self._database.read() as connection:
            return tuple(story_of_row(row) for row in await connection.execute(query.order_by(*_NEWEST)))


def story_of_row(row: Any) -> Story:
    """Return the story of a row; who absorbed it and of which deal it is are known to the columns first."""
    return replace(decode(Story, row.body), merged_into=row.merged_into, deal_id=row.deal_id)


def _with_party(country: str) -> Select[str]:
    return select(story_parties.c.story_id).where(story_parties.c.country == country)


async def _save_story(
    connection: AsyncConnection, change: StoryChange, *, now: datetime, learnt: datetime | None = None
) -> None:
    """Store a story; `learnt` is when we learnt of what comes of the past, of anything else that is `now`."""
    story = change.story
    row = story_row(story, learnt_at=learnt or now, active_at=await _active_at(connection, story))
    news = change.material and not await _has_revision(connection, story)
    keep = [] if news or learnt is not None else ["learnt_at"]
    # What was absorbed stays so, unless it is split off again; of which deal a story is, deals say.
    keep += [] if story.merged_into or change.kind is ChangeKind.SPLIT else ["merged_into"]
    keep += ["deal_id"]
    await upsert(connection, stories_table, [row], keep=keep)
    await upsert(connection, story_revisions, [revision_row(story)])
    await upsert(connection, story_articles, [{"article_id": a, "story_id": story.id} for a in story.article_ids])
    await connection.execute(delete(story_parties).where(story_parties.c.story_id == story.id))
    parties = [{"country": country, "story_id": story.id} for country in story.countries]
    await upsert(connection, story_parties, parties)
    await save_text(connection, story)


def story_row(story: Story, *, learnt_at: datetime, active_at: datetime) -> dict[str, object]:
    """Return the row of `story`; of which deal it is, deals say later."""
    return {
        "id": story.id,
        "revision": story.revision,
        "title": story.title,
        "last_changed": story.last_changed,
        "learnt_at": learnt_at,
        "active_at": active_at,
        "deal_id": story.deal_id,
        "merged_into": story.merged_into,
        "body": encode(story),
    }


def revision_row(story: Story) -> Mapping[str, object]:
    """Return the row of the revision that `story` is."""
    return {
        "story_id": story.id,
        "revision": story.revision,
        "stage": story.stage and str(story.stage),
        "body": encode(story),
    }


async def _has_revision(connection: AsyncConnection, story: Story) -> bool:
    here = and_(story_revisions.c.story_id == story.id, story_revisions.c.revision == story.revision)
    return (await connection.execute(select(story_revisions.c.revision).where(here))).first() is not None


async def _active_at(connection: AsyncConnection, story: Story) -> datetime:
    """Return the later of the last change and the newest article: a story fed by repeats goes on living."""
    newest = story.last_changed
    for some in chunks(story.article_ids):
        query = select(func.max(articles.c.moment)).where(articles.c.id.in_(some))
        newest = max(newest, (await connection.execute(query)).scalar_one() or newest)
    return newest


async def _forget_summaries(connection: AsyncConnection, changes: Sequence[StoryChange]) -> None:
    for change in changes:
        same = and_(summaries_table.c.story_id == change.story.id, summaries_table.c.revision == change.story.revision)
        await connection.execute(delete(summaries_table).where(same))


async def _absorb(connection: AsyncConnection, change: StoryChange) -> None:
    """Point absorbed stories at the survivor; their readers know it as it is, or as it was before a material change."""
    if not change.absorbed:
        return
    here: ColumnElement[bool] = stories_table.c.id.in_(change.absorbed)
    known = change.story.revision - 1 if change.material else change.story.revision
    await connection.execute(update(stories_table).where(here).values(merged_into=change.story.id, merged_as=known))


async def _saying_else(
    connection: AsyncConnection, changes: Sequence[StoryChange], *, heard: Collection[ArticleId]
) -> set[StoryId]:
    """Return the stories whose words change: a vector of what they said before is no likeness of them."""
    titles = {change.story.id: change.story.title for change in changes}
    found = {name for change in changes for name in change.absorbed}
    found |= {change.story.id for change in changes if set(heard) & set(change.story.article_ids)}
    for some in chunks(titles):
        rows = await connection.execute(
            select(stories_table.c.id, stories_table.c.title).where(stories_table.c.id.in_(some))
        )
        found |= {StoryId(row.id) for row in rows if row.title != titles[StoryId(row.id)]}
    return found


async def _doubts(
    connection: AsyncConnection, changes: Sequence[StoryChange], *, heard: Collection[ArticleId], now: datetime
) -> list[Doubt]:
    """Return what the changes leave in doubt; asked before anything is stored: articles still stand where they were."""
    again = set(heard)
    found = [
        Doubt(story_id=change.story.id, kind=CorrectionKind.CORRECTED, at=now)
        for change in changes
        if again & set(change.story.article_ids)
    ]
    for some in chunks(again):
        query = select(story_articles.c.story_id).where(story_articles.c.article_id.in_(some)).distinct()
        held = (await connection.execute(query)).scalars()
        found += [Doubt(story_id=StoryId(name), kind=CorrectionKind.CORRECTED, at=now) for name in held]
    for change in changes:
        if change.parent is not None:
            found.append(Doubt(story_id=change.parent, kind=CorrectionKind.SPLIT, other=change.story.id, at=now))
        united = (
            Doubt(story_id=name, kind=CorrectionKind.MERGED, other=change.story.id, at=now) for name in change.absorbed
        )
        found += united
    return found


async def _splits(
    connection: AsyncConnection, changes: Sequence[StoryChange]
) -> Mapping[StoryId, Mapping[str, object]]:
    """Return of which story each new one was part, and since which revision of that its readers know what is in it.

    It is asked before anything is stored, since the revisions of what it was part of are written anew.
    """
    found: dict[StoryId, Mapping[str, object]] = {}
    for change in changes:
        if change.parent is None:
            continue
        known = select(stories_table.c.split_from).where(stories_table.c.id == change.story.id)
        if (await connection.execute(known)).scalar() != change.parent:
            since = await _told_since(connection, change)
            found[change.story.id] = {"split_from": change.parent, "split_since": since}
    return found


async def _told_since(connection: AsyncConnection, change: StoryChange) -> int | None:
    """Return the first revision of the parent that holds an article of the story split off, None where none does."""
    own = set(change.story.article_ids)
    query = select(story_revisions.c.revision, story_revisions.c.body)
    query = query.where(story_revisions.c.story_id == change.parent).order_by(story_revisions.c.revision)
    rows = (await connection.execute(query)).all()
    return next((row.revision for row in rows if own & set(decode(Story, row.body).article_ids)), None)
