"""What was written is kept by what it was written of, on both databases, and no longer than the texts are."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import ArticleId, StoryId
from bot.domain.story import Making, StorySummary
from bot.store import Store
from support import values
from support.archive import collect, tell
from support.values import DAY, HOUR, NOW

KEY, OTHER = "a" * 64, "b" * 64
A, B = ArticleId("article-a"), ArticleId("article-b")


def kept(summary: StorySummary) -> StorySummary:
    """Return `summary` as it is kept: of no story."""
    return replace(summary, story_id=StoryId(""), revision=0)


async def keep(store: Store, *articles: ArticleId, key: str = KEY, lasting: timedelta | None = None) -> StorySummary:
    """Keep a summary resting on `articles`."""
    summary = values.make_summary("a", making=Making(asked="remote", writer="m", checked=3, replaced=1))
    await store.keep_summary(key, summary, articles=articles, until=NOW + lasting if lasting else None)
    return kept(summary)


async def test_a_kept_summary_comes_back_under_its_key_and_under_no_other(store: Store) -> None:
    await collect(store, "a", "b")
    summary = await keep(store, A, B)
    assert await store.kept_summaries([KEY, OTHER]) == {KEY: (summary, None)}
    assert await store.kept_summaries([]) == {}


async def test_keeping_again_replaces(store: Store) -> None:
    await collect(store, "a", "b")
    await keep(store, A, lasting=HOUR)
    summary = await keep(store, A, B)
    assert await store.kept_summaries([KEY]) == {KEY: (summary, None)}


async def test_what_is_kept_for_a_time_is_not_found_past_it(store: Store) -> None:
    await collect(store, "a")
    await keep(store, A, lasting=HOUR)
    await keep(store, A, key=OTHER, lasting=-HOUR)
    found = await store.kept_summaries([KEY, OTHER])
    assert {key: until for key, (_, until) in found.items()} == {KEY: NOW + HOUR}


async def test_an_edited_article_takes_what_is_kept_of_it_along(store: Store) -> None:
    first, _ = await collect(store, "a", "b")
    await keep(store, A, B)
    await keep(store, B, key=OTHER)
    await store.save_articles("collect-2", [], edited=[replace(first, text="Nothing was signed at all.")])
    assert set(await store.kept_summaries([KEY, OTHER])) == {OTHER}


async def test_what_is_kept_goes_with_the_texts_it_was_made_of(store: Store) -> None:
    old = values.make_article("a", published=NOW - 40 * DAY)
    young = values.make_article("b", text="Another text.")
    await store.save_articles("collect-1", [old, young])
    await store.save_analyses("analyse-1", [values.make_analysis("a"), values.make_analysis("b")])
    await keep(store, A, B)
    await keep(store, B, key=OTHER)
    await store.drop_texts(NOW - 30 * DAY)
    assert set(await store.kept_summaries([KEY, OTHER])) == {OTHER}
    await store.drop_texts(NOW + HOUR)
    assert await store.kept_summaries([KEY, OTHER]) == {}


async def test_a_story_is_to_be_summarised_again_from_the_moment_named(store: Store) -> None:
    await tell(store, values.make_story("a"), values.make_story("b"), values.make_story("c", last_changed=NOW - DAY))
    await store.save_summary(values.make_summary("a"), again_at=NOW + HOUR)
    await store.save_summary(values.make_summary("b"), again_at=NOW)
    assert await store.unsummarised() == ("story-c", "story-b"), "what has none goes first"
    await store.save_summary(values.make_summary("b"))
    assert await store.unsummarised() == ("story-c",)
