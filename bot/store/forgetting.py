"""Forgetting for good: an article with all that rests on it, or a name wherever it stands."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article, Entry
from bot.domain.brief import Brief
from bot.domain.deal import Deal
from bot.domain.desk import Correction
from bot.domain.forgetting import Name
from bot.domain.guarding import Keeper
from bot.domain.ids import StoryId
from bot.domain.story import Story
from bot.store.archive_tables import forgotten
from bot.store.briefs import key_columns
from bot.store.codec import decode, encode
from bot.store.corrections import correction_row
from bot.store.deals import replace_deals
from bot.store.desk_tables import corrections, doubts, follows, votes
from bot.store.dialect import chunks, upsert
from bot.store.guards import take_turn
from bot.store.leans import forget_leans, forget_vectors, refresh_leans
from bot.store.masking import Masking
from bot.store.part import Part
from bot.store.stories import story_of_row
from bot.store.summaries import forget_kept
from bot.store.tables import (
    analyses,
    articles,
    briefs,
    deal_steps,
    drops,
    entries,
    stories,
    story_articles,
    story_parties,
    story_revisions,
    story_texts,
    summaries,
    url_key,
)
from bot.store.texts import save_text

_OF_STORY = (deal_steps, summaries, story_revisions, story_parties, story_texts, doubts, corrections, follows, votes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What there is at some addresses: articles, their entries, and the stories they stand in, living ones first.

    `absorbed` are the ids of stories that live on in these.
    """

    articles: tuple[Article, ...] = ()
    entries: tuple[str, ...] = ()
    addresses: frozenset[str] = frozenset()
    stories: tuple[Story, ...] = ()
    absorbed: Mapping[StoryId, tuple[StoryId, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What is taken out and what stands in its place: stories as they are without it, those gone, briefs, mends.

    `deals` are all there are of `programmes` from then on.
    """

    traces: Traces
    stories: Sequence[Story]
    gone: Sequence[StoryId]
    briefs: Sequence[Brief]
    corrections: Sequence[Correction]
    programmes: Collection[str] = ()
    deals: Sequence[Deal] = ()


class Forgetting(Part):
    """What an operator takes out on request."""

    def guard_with(self, keeper: Callable[[], Keeper | None]) -> None:
        """Keep out from now on what is forgotten; while anything is and `keeper` has no key, nothing is stored.

        It is asked only then, so that a key that is made later is found.
        """
        self._database.keeper = keeper

    async def forgets_anything(self) -> bool:
        """Whether anything is forgotten."""
        async with self._database.read() as connection:
            return (await connection.execute(select(forgotten.c.key).limit(1))).first() is not None

    async def remember_forgotten(self, keys: Mapping[str, str]) -> None:
        """Remember digests, each with its kind, so that what they stand for does not come back."""
        async with self._database.write() as connection:
            await _remember(connection, keys, at=self._clock())

    async def traces(self, urls: Collection[str]) -> Traces:
        """Return what there is at any of `urls`, and behind entries with these addresses."""
        keys = [url_key(url) for url in urls]
        async with self._database.read() as connection:
            behind = select(entries.c.article_id).where(entries.c.url_key.in_(keys), entries.c.article_id.is_not(None))
            here = or_(articles.c.url_key.in_(keys), articles.c.id.in_(behind))
            bodies = (await connection.execute(select(articles.c.body).where(here).order_by(articles.c.id))).scalars()
            found = tuple(decode(Article, body) for body in bodies)
            ids = [article.id for article in found]
            led = or_(entries.c.url_key.in_(keys), entries.c.article_id.in_(ids))
            rows = (await connection.execute(select(entries.c.id, entries.c.body).where(led))).all()
            held = select(story_articles.c.story_id).where(story_articles.c.article_id.in_(ids))
            columns = (stories.c.id, stories.c.body, stories.c.merged_into, stories.c.deal_id)
            told = await connection.execute(select(*columns).where(stories.c.id.in_(held)).order_by(stories.c.id))
            known = tuple(story_of_row(row) for row in told)
            absorbed = await _absorbed(connection, [story.id for story in known])
        from_entries = {_url_of(row.body) for row in rows}
        return Traces(
            articles=found,
            entries=tuple(row.id for row in rows),
            addresses=frozenset({*urls, *(article.url for article in found), *from_entries}),
            stories=known,
            absorbed=absorbed,
        )

    async def take_out(self, taking: Taking, keys: Mapping[str, str]) -> dict[str, int]:
        """Take articles out with all that rests on them, all or nothing; return how many rows of each table went.

        `keys` are the digests that are remembered of them.
        """
        traces, counts = taking.traces, dict[str, int]()
        ids = [article.id for article in traces.articles]
        async with self._database.write() as connection:
            await take_turn(connection, alone=True)
            await _erase_safely(connection)
            await _remember(connection, keys, at=self._clock())
            await forget_kept(connection, ids)
            for table, column, values in (
                (story_articles, "article_id", ids),
                (analyses, "article_id", ids),
                (entries, "id", traces.entries),
                (articles, "id", ids),
            ):
                await _count(connection, counts, table, column, values)
            places = [url_key(url) for url in traces.addresses]
            for some in chunks(places):
                at = or_(drops.c.url_key.in_(some), drops.c.item_key.in_(some))
                counts["drops"] = counts.get("drops", 0) + int(
                    (await connection.execute(delete(drops).where(at))).rowcount
                )
            await _forget_stories(connection, counts, taking.gone)
            for story in taking.stories:
                await _rewrite(connection, story, (traces.absorbed or {}).get(story.id, ()))
            counts["stories rewritten"] = len(taking.stories)
            await refresh_leans(connection, [story.id for story in taking.stories])
            await forget_vectors(connection, [story.id for story in taking.stories])
            await replace_deals(connection, taking.programmes, taking.deals)
            await _tell_otherwise(connection, taking.briefs, taking.corrections)
            counts["briefs rewritten"] = len(taking.briefs)
        return {name: count for name, count in counts.items() if count}

    async def briefs_telling(self, ids: Collection[StoryId]) -> tuple[Brief, ...]:
        """Return the stored briefs that tell any of the stories `ids`, be it in their trends alone."""
        wanted = set(ids)
        async with self._database.read() as connection:
            found = []
            for some in chunks(sorted(wanted)):
                named = or_(*(briefs.c.body.contains(f'"{name}"', autoescape=True) for name in some))
                bodies = (await connection.execute(select(briefs.c.body).where(named))).scalars()
                found += [decode(Brief, body) for body in bodies]
        return tuple({str(one.key): one for one in found if not wanted.isdisjoint(_told_in(one))}.values())

    async def mask(self, name: Name, keys: Mapping[str, str], *, dry_run: bool = False) -> Masking:
        """Mask `name` wherever it stands, all or nothing, and return what was masked; `keys` are remembered of it."""
        async with self._database.write() as connection:
            await take_turn(connection, alone=True)
            await _erase_safely(connection)
            masking = Masking(connection, name)
            await masking.read()
            if not dry_run:
                await _remember(connection, keys, at=self._clock())
                await masking.write()
                await forget_vectors(connection, sorted(masking.stories))
            return masking

    async def clean(self) -> None:
        """Write index and file anew, so that no page holds what is forgotten; raise StorageError if hindered."""
        await self._database.clean("INSERT INTO story_fts(story_fts) VALUES ('rebuild')")

    async def add_corrections(self, found: Sequence[Correction]) -> None:
        """Store open corrections; the bot makes them at its next cycle."""
        async with self._database.write() as connection:
            await upsert(connection, corrections, [correction_row(one) for one in found])


def _told_in(brief: Brief) -> Iterator[StoryId]:
    yield from (item.story_id for item in brief.items)
    groups = brief.trends.groups if brief.trends is not None else ()
    yield from (story for group in groups for line in group.lines for story in line.stories)


async def _remember(connection: AsyncConnection, keys: Mapping[str, str], *, at: Any) -> None:
    await upsert(connection, forgotten, [{"key": key, "kind": kind, "at": at} for key, kind in keys.items()])


async def _erase_safely(connection: AsyncConnection) -> None:
    """Have SQLite write zeros over what is deleted from now on by this connection."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA secure_delete = ON")


async def _absorbed(connection: AsyncConnection, ids: Collection[StoryId]) -> dict[StoryId, tuple[StoryId, ...]]:
    found: dict[StoryId, list[StoryId]] = {}
    left = list(ids)
    origin = {name: name for name in ids}
    while left:
        rows = (
            await connection.execute(select(stories.c.id, stories.c.merged_into).where(stories.c.merged_into.in_(left)))
        ).all()
        left = []
        for row in rows:
            origin[StoryId(row.id)] = origin[StoryId(row.merged_into)]
            found.setdefault(origin[StoryId(row.id)], []).append(StoryId(row.id))
            left.append(StoryId(row.id))
    return {name: tuple(some) for name, some in found.items()}


async def _forget_stories(connection: AsyncConnection, counts: dict[str, int], gone: Sequence[StoryId]) -> None:
    ids = [str(name) for name in gone]
    await forget_leans(connection, ids)
    await forget_vectors(connection, ids)
    for table in _OF_STORY:
        await _count(connection, counts, table, "story_id", ids)
    await _count(connection, counts, stories, "id", ids)


async def _rewrite(connection: AsyncConnection, story: Story, absorbed: Sequence[StoryId]) -> None:
    """Store `story` as it is without what was taken out, under every revision and name that it ever had."""
    for name in (story.id, *absorbed):
        rows = (
            await connection.execute(
                select(story_revisions.c.revision, story_revisions.c.body).where(story_revisions.c.story_id == name)
            )
        ).all()
        for row in rows:
            before = decode(Story, row.body)
            same = and_(story_revisions.c.story_id == name, story_revisions.c.revision == row.revision)
            body = encode(_standing_for(before, story))
            await connection.execute(update(story_revisions).where(same).values(body=body))
        (row,) = (await connection.execute(select(stories.c.body).where(stories.c.id == name))).all()
        now = story if name == story.id else _standing_for(decode(Story, row.body), story)
        values = {"title": story.title, "body": encode(now)}
        await connection.execute(update(stories).where(stories.c.id == name).values(values))
        await connection.execute(delete(summaries).where(summaries.c.story_id == name))
        done = and_(corrections.c.story_id == name, corrections.c.done.is_(True))
        await connection.execute(delete(corrections).where(done))
    await connection.execute(delete(story_parties).where(story_parties.c.story_id == story.id))
    parties = [{"country": country, "story_id": story.id} for country in story.countries]
    await upsert(connection, story_parties, parties)
    await save_text(connection, story)


def _standing_for(before: Story, story: Story) -> Story:
    """Return what `before` is rewritten to: `story`, at the revision and stage that `before` had."""
    return replace(
        story,
        id=before.id,
        revision=before.revision,
        stage=before.stage if before.stage in {story.stage, story.previous_stage} else story.stage,
        last_changed=before.last_changed,
        merged_into=before.merged_into,
    )


async def _tell_otherwise(connection: AsyncConnection, told: Sequence[Brief], found: Sequence[Correction]) -> None:
    for brief in told:
        same = and_(*(briefs.c[name] == value for name, value in key_columns(brief.key).items()))
        await connection.execute(update(briefs).where(same).values(body=encode(brief)))
    await upsert(connection, corrections, [correction_row(one) for one in found])


async def _count(
    connection: AsyncConnection, counts: dict[str, int], table: Table, column: str, values: Sequence[str]
) -> None:
    for some in chunks(values):
        gone = int((await connection.execute(delete(table).where(table.c[column].in_(some)))).rowcount)
        counts[table.name] = counts.get(table.name, 0) + gone


def _url_of(body: str) -> str:
    return decode(Entry, body).url
