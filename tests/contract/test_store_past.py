"""What was read in from the past, on both databases: known from then on, and news to nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.archive import Scope
from bot.domain.backfill import Backfill
from bot.domain.ids import ArticleId, EntryId, StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.story import ChangeKind, Story
from bot.domain.vocabulary import Stage
from bot.store import Store
from support import values
from support.archive import collect, tell
from support.values import DAY, HOUR, NOW

WINDOW = (NOW - 10 * DAY, NOW + DAY)


async def read_in(store: Store, *names: str) -> None:
    """Store entries and articles as a backfill does."""
    await store.save_past("backfill-1", [values.make_source()], [values.make_entry(name) for name in names])
    await store.save_articles("backfill-1", [values.make_article(name) for name in names])


async def change(store: Store, story: Story, **fields: Any) -> None:
    await store.save_changes([values.make_change(story, **fields)])


def story_with(*names: str, **fields: Any) -> Story:
    articles = tuple(ArticleId(f"article-{name}") for name in names)
    return values.make_story("k2", article_ids=articles, **fields)


async def test_a_story_of_the_past_is_in_no_window(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old"))
    assert await store.learnt_at(StoryId("story-k2")) == LONG_AGO
    assert await store.stories_changed(*WINDOW) == ()
    assert await store.learnt_since(NOW - 365 * DAY) == ()
    assert [story.id for story in await store.recent_stories(NOW - DAY)] == ["story-k2"], "it is known"


async def test_a_story_of_the_past_may_be_revised_by_more_of_the_past(store: Store) -> None:
    await read_in(store, "old", "older")
    await change(store, story_with("old", stage=Stage.TALKS))
    await change(store, story_with("old", "older", revision=2), kind=ChangeKind.GROWN)
    assert [story.revision for story in await store.stories([StoryId("story-k2")])] == [2]
    assert await store.stories_changed(*WINDOW) == ()


async def test_what_is_new_and_moves_a_story_of_the_past_is_news(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old", stage=Stage.TALKS))
    await collect(store, "new")
    moved = story_with("old", "new", revision=2, stage=Stage.CONTRACT, last_changed=NOW - HOUR)
    await change(store, moved, kind=ChangeKind.GROWN)
    assert [story.revision for story in await store.stories_changed(*WINDOW)] == [2]
    assert await store.learnt_at(StoryId("story-k2")) == NOW


async def test_what_only_repeats_a_story_of_the_past_is_no_news(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old"))
    await collect(store, "new")
    await change(store, story_with("old", "new"), kind=ChangeKind.GROWN, material=False)
    assert await store.stories_changed(*WINDOW) == ()


async def test_the_past_adds_to_a_story_that_is_news_without_revising_it(store: Store) -> None:
    await tell(store, story_with("new", stage=Stage.CONTRACT))
    await read_in(store, "old")
    grown = story_with("old", "new", revision=2, stage=Stage.DELIVERY, last_changed=NOW)
    await change(store, grown, kind=ChangeKind.GROWN)
    (known,) = await store.stories([StoryId("story-k2")])
    assert (known.revision, known.last_changed) == (1, NOW - 2 * HOUR)
    assert known.article_ids == grown.article_ids
    assert await store.learnt_at(known.id) == NOW, "who was not told yet still is"


async def test_news_that_a_story_of_the_past_takes_over_is_still_to_be_told(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old", first_seen=NOW - 9 * DAY, last_changed=NOW - 9 * DAY))
    await tell(store, values.make_story("live"))
    await read_in(store, "bridge")
    names = tuple(ArticleId(f"article-{name}") for name in ("old", "bridge", "live"))
    united = values.make_story("k2", article_ids=names, revision=2, last_changed=NOW - 9 * DAY)
    await change(store, united, kind=ChangeKind.MERGED, absorbed=(StoryId("story-live"),))
    (found,) = await store.stories_changed(*WINDOW)
    assert (found.id, found.revision, found.last_changed) == ("story-k2", 1, NOW - 2 * HOUR)


async def test_the_past_makes_no_watching_without_a_gap(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old"))
    assert await store.covered_since() is None
    await collect(store, "new")
    assert await store.covered_since() == NOW
    archive = await store.archive([Scope(countries=("KR", "PL"))])
    assert [one.story_id for one in archive.stories] == ["story-k2"], "a first is judged with the past"


async def test_the_past_is_in_no_receipt_and_waits_for_no_summary(store: Store) -> None:
    await read_in(store, "old")
    await change(store, story_with("old"))
    receipt = await store.receipt(NOW - 400 * DAY, NOW + DAY)
    assert (receipt.seen, receipt.kept, receipt.polled) == (0, 0, 0)
    assert await store.unsummarised() == ()
    assert await store.unsummarised(past=True) == ("story-k2",)


async def test_entries_are_taken_once(store: Store) -> None:
    source, entry = values.make_source(), values.make_entry("old")
    assert await store.save_past("backfill-1", [source], [entry, entry]) == {EntryId("entry-old")}
    assert await store.save_past("backfill-2", [source], [entry]) == set()
    assert (await store.why(entry.url))[0] == "read in from the past for wire, run backfill-1"


@pytest.mark.parametrize("since", [None, NOW - 90 * DAY])
async def test_how_far_a_backfill_got_is_kept(store: Store, since: datetime | None) -> None:
    assert await store.backfill("b") is None
    begun = Backfill(id="b", what="JSON Lines a.jsonl", at=NOW, until=NOW, since=since, done=3, total=9)
    await store.save_backfill(begun)
    later = Backfill(id="c", what="more", at=NOW + timedelta(hours=1), until=NOW, done=9, total=9)
    await store.save_backfill(later)
    assert await store.backfill("b") == begun
    assert [one.finished for one in await store.backfills()] == [True, False]
