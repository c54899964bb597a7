"""What of a change of stories comes of the past that was read in: it is known from then on, and told to nobody.

A change is of the past where every article that is new in its story came by a backfill. It is asked before anything is
stored, so that articles still stand where they were.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.story import Story, StoryChange
from bot.store.codec import decode
from bot.store.dialect import chunks
from bot.store.tables import articles, entries, story_articles
from bot.store.tables import stories as stories_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The changes as they are to be stored, and when the stories that the past changed count as learnt."""

    changes: Sequence[StoryChange]
    learnt: Mapping[StoryId, datetime]


async def settle_past(
    connection: AsyncConnection, changes: Sequence[StoryChange], *, heard: Collection[ArticleId]
) -> Settled:
    """Return `changes` with those of the past made quiet; `heard` are articles that were read again.

    A story that is all past counts as learnt long ago, and may be revised. One that was news keeps its revision, its
    own time and the moment it was learnt, so that who was told of it is not told again, and who was not still is.
    """
    new = await _new_articles(connection, changes)
    past = await _of_the_past(connection, set(new))
    if not past:
        return Settled(changes=changes, learnt={})
    fresh = {change.story.id: [a for a in change.story.article_ids if a in new] for change in changes}
    quiet = new <= past and not heard  # what is only regrouped follows what came
    names = {name for change in changes for name in (change.story.id, *change.absorbed, change.parent) if name}
    known = await _known(connection, names)
    settled: list[StoryChange] = []
    learnt: dict[StoryId, datetime] = {}
    for change in changes:
        own = set(fresh[change.story.id])
        reread = set(heard) & set(change.story.article_ids)
        if reread or not (own <= past if own else quiet):
            settled.append(change)
            continue
        settled.append(_quiet(change, known))
        learnt[change.story.id] = _learnt(change, known)
    return Settled(changes=settled, learnt=learnt)


def _learnt(change: StoryChange, known: Mapping[str, Any]) -> datetime:
    """Return the latest moment at which what is now this story was news, long ago where it never was."""
    names = (change.story.id, *change.absorbed, *((change.parent,) if change.parent else ()))
    return max((known[name].learnt_at for name in names if name in known), default=LONG_AGO)


def _quiet(change: StoryChange, known: Mapping[str, Any]) -> StoryChange:
    """Return `change` so that nobody is to be told of it, where anything of it was news."""
    row = known.get(change.story.id)
    if row is None or _learnt(change, known) <= LONG_AGO:
        return change
    before = decode(Story, row.body)
    times = [known[name].last_changed for name in (change.story.id, *change.absorbed) if name in known]
    story = replace(
        change.story,
        revision=before.revision,
        last_changed=max(times),
        previous_stage=before.previous_stage,
    )
    return replace(change, story=story, material=False)


async def _new_articles(connection: AsyncConnection, changes: Sequence[StoryChange]) -> set[str]:
    """Return the articles of the changes that stand in no story yet."""
    wanted: set[str] = {name for change in changes for name in change.story.article_ids}
    placed: set[str] = set()
    for some in chunks(wanted):
        query = select(story_articles.c.article_id).where(story_articles.c.article_id.in_(some))
        placed.update((await connection.execute(query)).scalars())
    return wanted - placed


async def _of_the_past(connection: AsyncConnection, names: Collection[str]) -> set[str]:
    """Return those of the articles whose entries a backfill brought."""
    found: set[str] = set()
    query = select(articles.c.id).join(entries, entries.c.id == articles.c.entry_id)
    for some in chunks(names):
        here = query.where(articles.c.id.in_(some), entries.c.seen_at <= LONG_AGO)
        found.update((await connection.execute(here)).scalars())
    return found


async def _known(connection: AsyncConnection, names: Collection[str]) -> dict[str, Any]:
    columns = (stories_table.c.id, stories_table.c.learnt_at, stories_table.c.last_changed, stories_table.c.body)
    found: dict[str, Any] = {}
    for some in chunks(names):
        rows = await connection.execute(select(*columns).where(stories_table.c.id.in_(some)))
        found.update({row.id: row for row in rows})
    return found
