"""What stays of an article once its text is let go, on both databases."""

from dataclasses import replace

from sqlalchemy import select

from bot.domain.article import Entry
from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import SummarySentence
from bot.store import Store
from bot.store.codec import decode
from bot.store.database import Database
from bot.store.dialect import database_url
from bot.store.tables import entries
from support import values
from support.archive import poll
from support.values import DAY, HOUR, NOW

TEXT = "Gdynia was named as a place to visit. Warsaw and Seoul signed a contract for 180 K2 tanks."


async def told(store: Store, name: str = "a") -> None:
    """Store an article of three hours ago, read, in a story with a summary."""
    await poll(store, values.make_entry(name))
    await store.save_articles("collect-1", [values.make_article(name, text=TEXT)])
    await store.save_analyses("analyse-1", [values.make_analysis(name)])
    await store.save_changes([values.make_change(values.make_story(name))])
    sentence = SummarySentence(
        text="The hulls come from Poznań.", sources=(ArticleId(f"article-{name}"),), verbatim=True
    )
    await store.save_summary(values.make_summary(name, sentences=(sentence,)))


async def texts_of_entries(url: str) -> list[str]:
    """Return the texts of all entries in the database at `url`."""
    database = Database(database_url(url))
    async with database.read() as connection:
        bodies = (await connection.execute(select(entries.c.body).order_by(entries.c.id))).scalars().all()
    await database.close()
    return [decode(Entry, body).text for body in bodies]


async def test_texts_go_and_what_was_read_out_of_them_stays(store: Store, database: str) -> None:
    await told(store)
    (before,) = await store.articles([ArticleId("article-a")])
    analyses, summaries = await store.analyses([before.id]), await store.summaries([StoryId("story-a")])
    assert await store.drop_texts(NOW + HOUR) == 2, "an article and an entry"
    assert await store.articles([before.id]) == (replace(before, text="", text_dropped=True),)
    assert await texts_of_entries(database) == [""]
    assert await store.analyses([before.id]) == analyses
    assert await store.summaries([StoryId("story-a")]) == summaries
    assert await store.drop_texts(NOW + HOUR) == 0


async def test_young_texts_and_texts_nobody_has_read_stay(store: Store, database: str) -> None:
    await told(store)
    await poll(store, values.make_entry("b"), run="poll-2")
    unread = values.make_article("b")
    await store.save_articles("collect-2", [unread])
    assert await store.drop_texts(NOW - DAY) == 0
    await store.drop_texts(NOW + HOUR)
    assert await store.articles([unread.id]) == (unread,)


async def test_texts_go_in_bounded_steps(store: Store, database: str) -> None:
    for name in ("a", "b", "c"):
        await told(store, name)
    steps = []
    while emptied := await store.drop_texts(NOW + HOUR, limit=2):
        steps.append(emptied)
    assert steps == [4, 2]
    assert await texts_of_entries(database) == ["", "", ""]


async def test_a_story_is_found_by_title_proof_and_summary_after_its_texts_are_gone(store: Store) -> None:
    await told(store)
    found = await store.search("korea")
    assert await store.search("gdynia") == found
    await store.drop_texts(NOW + HOUR)
    assert await store.search("gdynia") == ()
    for words in ("korea", "hulls poznan", "rotem", "180"):
        assert await store.search(words) == found, words


async def test_a_story_that_grows_after_its_texts_are_gone_is_found_by_old_and_new(store: Store) -> None:
    await told(store)
    await store.drop_texts(NOW + HOUR)
    await poll(store, values.make_entry("b"), run="poll-2")
    await store.save_articles("collect-2", [values.make_article("b", text="Radom makes the barrels.")])
    story = values.make_story("a", article_ids=(ArticleId("article-a"), ArticleId("article-b")))
    await store.save_changes([values.make_change(story, material=False)])
    assert await store.search("radom") == await store.search("hulls") == (story,)


async def test_the_way_of_an_address_can_be_told_after_its_text_is_gone(store: Store) -> None:
    await told(store)
    before = await store.why(values.make_entry("a").url)
    await store.drop_texts(NOW + HOUR)
    assert await store.why(values.make_entry("a").url) == before
