"""What the store promises of edited items and of exact copies, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.article import Article, DropReason, Entry
from bot.domain.ids import ArticleId, EntryId, SourceId
from bot.domain.vocabulary import Relevance
from bot.store import Store, open_store
from support import values
from support.archive import poll
from support.values import DAY, HOUR, NOW

LONG = " ".join(f"Word number {number} of a text that is long enough." for number in range(20))
OTHER = SourceId("other")


async def stored(store: Store, name: str = "a", **fields: object) -> tuple[Entry, Article]:
    """Store the entry and the article called `name`."""
    entry, article = values.make_entry(name), values.make_article(name, **{"text": LONG, **fields})
    await poll(store, entry)
    await store.save_articles("collect-1", [article])
    return entry, article


async def edit(store: Store, entry: Entry, *, title: str = "Edited", run: str = "poll-2") -> Entry:
    """Let the source of `entry` edit it."""
    edited = replace(entry, title=title)
    assert await poll(store, edited, run=run) == 0
    return edited


async def test_an_edited_entry_waits_to_be_collected_again(store: Store) -> None:
    entry, _ = await stored(store)
    assert await store.pending_entries() == ()
    edited = await edit(store, entry)
    assert await store.pending_entries() == (edited,)


async def test_an_edit_replaces_the_text_and_is_read_again(store: Store) -> None:
    entry, article = await stored(store)
    await store.save_analyses("analyse-1", [values.make_analysis("a")])
    await edit(store, entry)
    now = replace(article, text=f"Corrected. {LONG}", fetched_at=NOW)
    assert await store.stored_before([now]) == {article.id: article}
    assert await store.save_articles("collect-2", [], edited=[now]) == 0
    assert await store.articles([article.id]) == (now,)
    assert await store.unanalysed() == (article.id,)
    assert await store.pending_entries() == ()


async def test_an_item_under_a_new_name_at_the_old_address_is_known(store: Store) -> None:
    entry, article = await stored(store)
    renamed = replace(entry, id=EntryId("entry-a-renamed"))
    await poll(store, renamed, run="poll-2")
    now = replace(article, entry_id=renamed.id, text=f"Corrected. {LONG}")
    assert await store.stored_before([now]) == {article.id: article}
    await store.save_articles("collect-2", [], edited=[now])
    assert await store.pending_entries() == ()
    (kept,) = await store.articles([article.id])
    assert (kept.entry_id, kept.text) == (entry.id, now.text)


async def test_what_another_source_brought_is_not_ones_own(store: Store) -> None:
    _, article = await stored(store)
    twin = values.make_entry("b", source_id=OTHER)
    await poll(store, twin, source=values.make_source("other"))
    theirs = replace(article, entry_id=twin.id, source_id=OTHER)
    await store.save_articles("collect-2", [theirs])
    assert await store.stored_before([theirs]) == {}


async def test_receipts_of_an_edit_add_up(store: Store) -> None:
    entry, article = await stored(store)
    out = values.make_drop("a", reason=DropReason.NOT_RELEVANT)
    await store.save_analyses("analyse-1", [values.make_analysis("a", relevance=Relevance.NO)], [out])
    before = await store.receipt(NOW - HOUR, NOW)
    assert (before.seen, before.kept, dict(before.dropped)) == (1, 0, {"not_relevant": 1})
    await edit(store, entry)
    await store.save_articles("collect-2", [], edited=[replace(article, text="Poland buys tanks.")])
    await store.save_analyses("analyse-2", [values.make_analysis("a")])
    after = await store.receipt(NOW - HOUR, NOW)
    assert (after.seen, after.kept, dict(after.dropped)) == (1, 1, {})


async def test_an_edited_entry_that_was_left_out_and_gives_an_article_is_left_out_no_more(store: Store) -> None:
    entry = values.make_entry("a")
    await poll(store, entry)
    await store.save_articles("collect-1", [], [values.make_drop("a", reason=DropReason.FETCH_FAILED)])
    await edit(store, entry)
    assert await store.save_articles("collect-2", [values.make_article("a")]) == 1
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (1, {})


async def test_an_edited_entry_whose_page_is_gone_keeps_its_article(store: Store) -> None:
    entry, article = await stored(store)
    await edit(store, entry)
    await store.save_articles("collect-2", [], [values.make_drop("a", reason=DropReason.BLOCKED)])
    assert await store.pending_entries() == ()
    assert await store.articles([article.id]) == (article,)
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (1, {})


async def test_an_edited_entry_that_was_left_out_stays_so_for_its_first_reason(store: Store) -> None:
    entry = values.make_entry("a")
    await poll(store, entry)
    await store.save_articles("collect-1", [], [values.make_drop("a", reason=DropReason.FETCH_FAILED)])
    await edit(store, entry)
    await store.save_articles("collect-2", [], [values.make_drop("a", reason=DropReason.BLOCKED)])
    assert await store.pending_entries() == ()
    assert dict((await store.receipt(NOW - HOUR, NOW)).dropped) == {"fetch_failed": 1}


async def test_a_page_that_is_always_edited_and_never_changes_is_looked_at_ever_more_rarely(database: str) -> None:
    moment = [NOW]
    store = await open_store(database, migrate=False, clock=lambda: moment[0])
    try:
        entry, article = await stored(store)
        looks = []
        for hour in range(7 * 24):
            moment[0] = NOW + hour * HOUR
            await edit(store, entry, title=f"Edited {hour}", run=f"run-{hour}")
            if await store.pending_entries():
                looks.append(hour)
                await store.save_articles("collect", [article])
        assert looks == [0, 1, 3, 7, 15, 31, 55, 79, 103, 127, 151], "at last once a day"
        await edit(store, entry, title="Moved", run="run-last")
        moment[0] += DAY
        await store.save_articles("collect", [], edited=[article])
        await edit(store, entry, title="Moved again", run="run-after")
        assert await store.pending_entries() == ()
        moment[0] += HOUR
        assert len(await store.pending_entries()) == 1, "after a real edit the next look is an hour away"
    finally:
        await store.close()


async def test_an_article_edited_in_a_story_waits_for_its_story(store: Store) -> None:
    entry, article = await stored(store)
    await store.save_analyses("analyse-1", [values.make_analysis("a")])
    story = values.make_story("a")
    await store.save_changes([values.make_change(story)])
    await store.save_summary(values.make_summary("a"))
    assert await store.reread() == ()
    assert await store.stories_of([article.id, ArticleId("nobody")]) == {article.id: story.id}
    await edit(store, entry)
    await store.save_articles("collect-2", [], edited=[replace(article, text="Poland buys tanks.")])
    await store.save_analyses("analyse-2", [values.make_analysis("a", score=0.6)], [values.make_drop("a")])
    assert await store.reread() == (article.id,)
    assert await store.unclustered() == ()
    await store.save_changes([values.make_change(story, material=False)], heard=[article.id])
    assert await store.reread() == ()
    assert await store.unsummarised() == (story.id,), "what was told of the old text is forgotten"


def of_source(source: SourceId, **fields: object) -> Callable[[str], tuple[Entry, Article]]:
    """Return a maker of items of `source` with long texts."""

    def make(name: str) -> tuple[Entry, Article]:
        article = values.make_article(name, source_id=source, **{"text": LONG, **fields})
        return values.make_entry(name, source_id=source), article

    return make


async def test_a_text_that_another_article_has_word_for_word_is_a_duplicate(store: Store) -> None:
    _, original = await stored(store)
    entry, copy = of_source(OTHER, text=LONG.upper().replace(".", " –"), title="Another headline")("b")
    await poll(store, entry, source=values.make_source("other"))
    assert await store.save_articles("collect-2", [copy]) == 0
    assert await store.articles([copy.id]) == ()
    assert await store.unanalysed() == (original.id,)
    assert await store.pending_entries() == ()
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (2, {"duplicate": 1})
    assert any(original.url in line for line in await store.why(entry.url))


async def test_of_copies_that_come_together_the_oldest_is_the_original(store: Store) -> None:
    made = [of_source(SourceId("wire"), published=NOW - age * HOUR)(name) for age, name in ((1, "b"), (2, "a"))]
    await poll(store, *(entry for entry, _ in made))
    assert await store.save_articles("collect-1", [article for _, article in made]) == 1
    assert await store.unanalysed() == (made[1][1].id,)


@pytest.mark.parametrize(
    ("age", "text"), [(timedelta(days=7, seconds=1), LONG), (timedelta(0), "Too short to tell."), (timedelta(0), "")]
)
async def test_short_and_long_past_texts_are_nobodys_copies(store: Store, age: timedelta, text: str) -> None:
    published: datetime = NOW - HOUR
    _, original = await stored(store, text=text, published=published - age)
    entry, copy = of_source(OTHER, text=text, published=published)("b")
    await poll(store, entry, source=values.make_source("other"))
    assert await store.save_articles("collect-2", [copy]) == 1
    assert set(await store.unanalysed()) == {original.id, copy.id}


async def test_what_is_stored_already_is_no_copy_of_itself(store: Store) -> None:
    _, article = await stored(store)
    assert await store.save_articles("collect-again", [article]) == 0
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (1, {})
