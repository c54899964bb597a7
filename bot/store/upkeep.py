"""Chat events seen, and what is forgotten with time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Article, Entry
from bot.domain.story import Story
from bot.store.codec import decode, encode
from bot.store.dialect import chunks, insert_new
from bot.store.items import NEW
from bot.store.part import Part
from bot.store.summaries import forget_kept, forget_old
from bot.store.tables import WITH_TEXT, articles, chat_events, drops, entries, poll_runs, stories, story_articles
from bot.store.texts import save_text

EVENT_MEMORY = timedelta(hours=24)
"""Longer than any chat platform delivers an event again."""


class Upkeep(Part):
    """Keeps the store from growing without end."""

    async def first_time(self, event_id: str, now: datetime) -> bool:
        """Whether this chat event was not seen within 24 h before `now`; it counts as seen from now on."""
        async with self._database.write() as connection:
            await connection.execute(delete_from(chat_events).where(chat_events.c.seen_at <= now - EVENT_MEMORY))
            return bool(await insert_new(connection, chat_events, [{"id": event_id, "seen_at": now}]))

    async def retain(self, since: datetime) -> int:
        """Forget polls and drops from before `since` and return their number.

        Entries stay, so that nothing old is taken for new; articles, stories and the ledger are the archive.
        """
        async with self._database.write() as connection:
            runs = await connection.execute(delete_from(poll_runs).where(poll_runs.c.at < since))
            left_out = await connection.execute(delete_from(drops).where(drops.c.at < since))
            return int(runs.rowcount + left_out.rowcount)

    async def drop_texts(self, before: datetime, *, limit: int = 500) -> int:
        """Let go the texts of at most `limit` articles and feed items each from before `before`; return how many.

        Rows, titles and what was read out of them stay: an analysis holds the words that prove it. Stories are found
        by titles, proofs and summaries from then on. An article that nobody has read yet keeps its text. What is kept
        of a text to spare writing it again goes with it.
        """
        async with self._database.write() as connection:
            await forget_old(connection, made_before=before, now=self._clock())
            return await _empty_articles(connection, before, limit) + await _empty_entries(connection, before, limit)


async def _empty_articles(connection: AsyncConnection, before: datetime, limit: int) -> int:
    query = select(articles.c.body).where(WITH_TEXT, articles.c.moment < before, articles.c.state != NEW)
    bodies = (await connection.execute(query.order_by(articles.c.moment).limit(limit))).scalars()
    emptied = [replace(decode(Article, body), text="", text_dropped=True) for body in bodies]
    rows = [{"name": article.id, "emptied": encode(article)} for article in emptied]
    if rows:
        statement = update(articles).where(articles.c.id == bindparam("name"))
        await connection.execute(statement.values(body=bindparam("emptied"), text_dropped=True), rows)
    await forget_kept(connection, [article.id for article in emptied])
    await _find_anew(connection, [article.id for article in emptied])
    return len(rows)


async def _empty_entries(connection: AsyncConnection, before: datetime, limit: int) -> int:
    query = select(entries.c.body).where(WITH_TEXT, entries.c.seen_at < before)
    bodies = (await connection.execute(query.order_by(entries.c.seen_at).limit(limit))).scalars()
    emptied = [replace(decode(Entry, body), text="") for body in bodies]
    rows = [{"name": entry.id, "emptied": encode(entry)} for entry in emptied]
    if rows:
        statement = update(entries).where(entries.c.id == bindparam("name"))
        await connection.execute(statement.values(body=bindparam("emptied"), text_dropped=True), rows)
    return len(rows)


async def _find_anew(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Bring up to date what the stories of the articles with `ids` are found by."""
    found: set[str] = set()
    for some in chunks(ids):
        query = select(story_articles.c.story_id).where(story_articles.c.article_id.in_(some))
        found.update((await connection.execute(query)).scalars())
    for some in chunks(sorted(found)):
        bodies = (await connection.execute(select(stories.c.body).where(stories.c.id.in_(some)))).scalars().all()
        for body in bodies:
            await save_text(connection, decode(Story, body))
