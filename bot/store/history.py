"""The way of one address through the rooms, in words."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId, StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.story import StoryWay
from bot.domain.vocabulary import Stage
from bot.store.codec import decode
from bot.store.part import Part
from bot.store.tables import (
    analyses,
    articles,
    deliveries,
    drops,
    entries,
    stories,
    story_articles,
    story_revisions,
    url_key,
)


class History(Part):
    """Answers `why`."""

    async def why(self, url: str) -> tuple[str, ...]:
        """Return what happened to the item at `url`, a line for each step; nothing where it was never seen."""
        key = url_key(url)
        async with self._database.read() as connection:
            seen = await connection.execute(_entries(key))
            lines = [_seen_line(row) for row in seen]
            for name in (await connection.execute(_articles(key))).scalars().all():
                lines += await _article_lines(connection, name)
            lines += [_drop_line(row) for row in await connection.execute(_drops(key))]
        return tuple(lines)

    async def articles_at(self, url: str) -> tuple[ArticleId, ...]:
        """Return the articles that stand at `url`, or that an entry with this address led to."""
        async with self._database.read() as connection:
            return tuple(map(ArticleId, (await connection.execute(_articles(url_key(url)))).scalars()))

    async def story_way(self, story: StoryId) -> StoryWay:
        """Return how `story` came about; of one that is not known, nothing."""
        revisions = select(story_revisions.c.revision, story_revisions.c.stage)
        revisions = revisions.where(story_revisions.c.story_id == story).order_by(story_revisions.c.revision)
        absorbed = select(stories.c.id).where(stories.c.merged_into == story).order_by(stories.c.id)
        split_off = select(stories.c.id).where(stories.c.split_from == story).order_by(stories.c.id)
        split_from = select(stories.c.split_from).where(stories.c.id == story)
        async with self._database.read() as connection:
            rows = (await connection.execute(revisions)).all()
            parent = (await connection.execute(split_from)).scalar()
            return StoryWay(
                revisions=tuple((row.revision, Stage(row.stage) if row.stage else None) for row in rows),
                absorbed=tuple(map(StoryId, (await connection.execute(absorbed)).scalars())),
                split_from=StoryId(parent) if parent else None,
                split_off=tuple(map(StoryId, (await connection.execute(split_off)).scalars())),
            )


def _entries(key: str) -> Select[Any]:
    return select(entries).where(entries.c.url_key == key).order_by(entries.c.seen_at)


def _articles(key: str) -> Select[str]:
    behind = select(entries.c.article_id).where(entries.c.url_key == key, entries.c.article_id.is_not(None))
    return (
        select(articles.c.id).where(or_(articles.c.url_key == key, articles.c.id.in_(behind))).order_by(articles.c.id)
    )


def _drops(key: str) -> Select[Any]:
    return select(drops).where(or_(drops.c.url_key == key, drops.c.item_key == key)).order_by(drops.c.at)


async def _article_lines(connection: AsyncConnection, article_id: str) -> list[str]:
    body = (await connection.execute(select(articles.c.body).where(articles.c.id == article_id))).scalar_one()
    article = decode(Article, body)
    lines = [f"{_time(article.fetched_at)} fetched as {article.kind} {article.id}: {article.title}"]
    reading = select(analyses.c.body).where(analyses.c.article_id == article_id)
    lines += [_reading_line(decode(Analysis, body)) for body in (await connection.execute(reading)).scalars()]
    standing = select(stories.c.id, stories.c.revision, stories.c.title)
    standing = standing.join(story_articles).where(story_articles.c.article_id == article_id)
    for story in await connection.execute(standing):
        lines.append(f"in story {story.id}, revision {story.revision}: {story.title}")
        lines += await _telling_lines(connection, story.id)
    return lines


async def _telling_lines(connection: AsyncConnection, story_id: str) -> list[str]:
    query = select(deliveries).where(deliveries.c.story_id == story_id).order_by(deliveries.c.first_claimed_at)
    return [
        f"told in {row.channel} on {row.local_date} at {row.slot}, revision {row.revision}: {row.state}"
        for row in await connection.execute(query)
    ]


def _reading_line(analysis: Analysis) -> str:
    reasons = "; ".join(analysis.reasons)
    return f"read as {analysis.relevance}, score {analysis.score:.2f}, settled by {analysis.settled_by}: {reasons}"


def _drop_line(row: Any) -> str:
    when = "from the past," if row.at <= LONG_AGO else _time(row.at)
    return f"{when} dropped at {row.source_id}: {row.reason}" + (f" ({row.detail})" if row.detail else "")


def _seen_line(row: Any) -> str:
    if row.seen_at <= LONG_AGO:
        return f"read in from the past for {row.source_id}, run {row.run_id}"
    return f"{_time(row.seen_at)} seen at {row.source_id}, run {row.run_id}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
