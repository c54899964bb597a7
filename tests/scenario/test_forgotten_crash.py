"""`entente forget` that dies after any of its writes: done again, it is done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.forgetting import name_of
from bot.domain.guarding import Keeper
from bot.steps.forgetting import Forgetter
from bot.steps.understand import Understand
from bot.store import Store
from bot.store.database import Database
from bot.store.dialect import database_url
from support.archive import poll
from support.briefs import shipped_labels
from support.living import Living, living
from support.pastreading import reading_parts
from support.values import HOUR, make_article, make_entry, make_subscription, make_summary

KEEPER = Keeper(key=b"of this test", canonical=str)
NAME = "Ayşe Yılmaz"
TITLE = f"Pakistan and Türkiye sign contract for Kaan fighters, says {NAME}"
TEXT = f"Pakistan and Türkiye signed a contract for 20 Kaan fighter jets worth $2 billion, Minister {NAME} said."
URL = make_article("kaan").url


class Died(Exception):
    """The process is gone."""


class Dying(Database):
    """Dies once the write of that number is committed."""

    left = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction."""
        async with super().write() as connection:
            yield connection
        self.left -= 1
        if self.left == 0:
            raise Died


async def told(here: Living) -> None:
    """Tell a story of a deal that names somebody."""
    await here.subscribe(make_subscription(timezone="UTC"))
    await here.brief("one")
    here.now += HOUR
    at = here.now - HOUR
    await poll(here.store, make_entry("kaan", title=TITLE, text=TEXT, published=at), at=here.now)
    article = make_article("kaan", title=TITLE, text=TEXT, published=at, fetched_at=here.now)
    await here.store.save_articles("run", [article])
    understand = Understand(reading_parts(here.store))
    assert await understand.analyse("run", 10) == 1
    assert await understand.group() == 1
    (name,) = (await here.store.stories_of([article.id])).values()
    (story,) = await here.store.stories([name])
    assert story.deal_id
    await here.store.save_summary(make_summary(story_id=name, revision=story.revision, headline=TITLE))
    here.now += HOUR
    assert "failed" not in (await here.brief("two")).values()


async def forget(url: str, what: str, *, dies_after: int = 0) -> None:
    """Forget an address or a name, as another process."""
    database = Dying(database_url(url))
    database.left = dies_after
    store = Store(database, clock=lambda: make_article().fetched_at)
    store.guard_with(lambda: KEEPER)
    forgetter = Forgetter(store=store, keeper=KEEPER, labels=shipped_labels(), clock=lambda: make_article().fetched_at)
    try:
        await (forgetter.address([what]) if "://" in what else forgetter.name(name_of(what)))
    finally:
        await store.close()


async def rows(store: Store, *tables: str) -> dict[str, list[str]]:
    """Return what stands in each table that still has something to say."""
    async with store.transactions.connect() as connection:
        return {
            table: told
            for table in tables
            if (told := [str(row) for row in await connection.execute(text(f"SELECT * FROM {table}"))])
        }


@pytest.mark.parametrize("dies_after", [1, 2])
async def test_an_article_is_gone_from_deals_too_wherever_it_died(tmp_path: Path, dies_after: int) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    async with living(tmp_path) as (here, _):
        await told(here)
        assert await rows(here.store, "deals", "deal_steps", "deal_parties")
        with suppress(Died):
            await forget(url, URL, dies_after=dies_after)
        await forget(url, URL)
        tables = ("articles", "entries", "analyses", "stories", "story_revisions", "story_leans", "deals", "deal_steps")
        assert await rows(here.store, *tables, "deal_parties", "story_ties", "story_marks", "summaries") == {}
        assert await here.react(), "what was posted is edited"


@pytest.mark.parametrize("dies_after", [1, 2, 3])
async def test_a_name_is_masked_and_what_was_posted_is_edited_wherever_it_died(tmp_path: Path, dies_after: int) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    async with living(tmp_path) as (here, gateway):
        await told(here)
        with suppress(Died):
            await forget(url, NAME, dies_after=dies_after)
        await forget(url, NAME)
        left = await rows(here.store, "articles", "entries", "analyses", "stories", "story_revisions", "summaries")
        assert not any("lmaz" in row.casefold() for told in left.values() for row in told)
        assert await here.react()
        edited = [text for _, text in gateway.edited]
        assert edited
        assert not any("lmaz" in text.casefold() for text in edited)
