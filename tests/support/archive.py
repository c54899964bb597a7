"""Fills a store as the steps do: polls, collected articles, told stories."""

from datetime import timedelta

from bot.domain.article import Article, Entry
from bot.domain.source import Source
from bot.domain.story import Story
from bot.store import Store
from support import values
from support.values import HOUR, NOW


async def poll(
    store: Store, *entries: Entry, run: str = "poll-1", source: Source | None = None, **fields: object
) -> int:
    """Store a reading of `source` that brought `entries`."""
    source = source or values.make_source()
    reading = {
        "state": values.make_fetch_state(source.id),
        "drops": (),
        "answered": True,
        "seen": len(entries),
        "at": NOW,
    }
    return await store.save_reading(run, source, entries=entries, **{**reading, **fields})  # type: ignore[arg-type]


async def collect(store: Store, *names: str) -> tuple[Article, ...]:
    """Store entries and articles called `names`, a minute apart."""
    await poll(store, *(values.make_entry(name) for name in names))
    made = tuple(
        values.make_article(name, published=NOW - 3 * HOUR + number * timedelta(minutes=1))
        for number, name in enumerate(names)
    )
    await store.save_articles("collect-1", made)
    return made


async def tell(store: Store, *stories: Story) -> None:
    """Store stories and the articles they rest on."""
    names = [article.removeprefix("article-") for story in stories for article in story.article_ids]
    await collect(store, *names)
    await store.save_changes([values.make_change(story) for story in stories])
