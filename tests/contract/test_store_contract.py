"""What the store promises, on SQLite and on PostgreSQL alike: polling, reading, stories."""

from dataclasses import replace

from bot.domain.article import Drop, DropReason
from bot.domain.ids import ArticleId, EntryId, SourceId, StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Relevance, Stage
from bot.store import Store
from support import values
from support.archive import collect, poll, tell
from support.values import DAY, HOUR, NOW


async def test_a_source_is_stored_once_and_brought_up_to_date(store: Store) -> None:
    first, second = values.make_source("alpha"), values.make_source("beta")
    await store.upsert_sources([second, first])
    renamed = values.make_source("alpha", name="Alpha Weekly")
    await store.upsert_sources([renamed])
    assert await store.sources() == (renamed, second)
    assert await store.sources([SourceId("beta"), SourceId("nobody"), SourceId("alpha")]) == (second, renamed)


async def test_a_reading_twice_is_a_reading_once(store: Store) -> None:
    entries = (values.make_entry("a"), values.make_entry("b"))
    drop = values.make_drop("old", reason=DropReason.TOO_OLD)
    assert await poll(store, *entries, drops=(drop,), seen=3) == 2
    first = await store.receipt(NOW - HOUR, NOW)
    assert await poll(store, *entries, drops=(drop,), seen=3) == 0
    assert await poll(store, *entries, run="poll-2", drops=(drop,), at=NOW) == 0
    assert await store.receipt(NOW - HOUR, NOW) == first
    assert await store.pending_entries() == entries
    assert await store.known_entries([entries[0].id, EntryId("stranger")]) == {entries[0].id}


async def test_the_same_entry_twice_in_one_feed_is_one_entry(store: Store) -> None:
    entry = values.make_entry("a")
    assert await poll(store, entry, replace(entry, title="Again")) == 1
    assert await store.pending_entries() == (entry,)


async def test_fetch_states_come_back_whole(store: Store) -> None:
    assert await store.fetch_states() == {}
    state = values.make_fetch_state(failures=2, last_error="timeout")
    await poll(store, state=state, answered=False)
    assert await store.fetch_states() == {state.source_id: state}
    await poll(store, run="poll-2", state=values.make_fetch_state())
    assert await store.fetch_states() == {state.source_id: values.make_fetch_state()}


async def test_pending_entries_are_those_without_article_and_drop(store: Store) -> None:
    entries = tuple(values.make_entry(name) for name in ("a", "b", "c"))
    await poll(store, *entries)
    other = values.make_entry("d", source_id=SourceId("other"))
    await poll(store, other, source=values.make_source("other"))
    gone = values.make_drop("b", reason=DropReason.BLOCKED)
    assert await store.save_articles("collect-1", [values.make_article("a")], [gone]) == 1
    assert await store.pending_entries() == (entries[2], other)
    assert await store.pending_entries(SourceId("other")) == (other,)
    assert await store.pending_entries(limit=1) == (entries[2],)


async def test_an_article_is_stored_once_and_its_second_entry_is_a_duplicate(store: Store) -> None:
    first, second = values.make_entry("a"), values.make_entry("b", source_id=SourceId("other"))
    await poll(store, first)
    await poll(store, second, source=values.make_source("other"))
    article = values.make_article("a")
    twin = replace(article, entry_id=second.id, source_id=SourceId("other"), title="Another headline")
    assert await store.save_articles("collect-1", [article, twin]) == 1
    assert await store.save_articles("collect-1", [article, twin]) == 0
    assert await store.articles([article.id]) == (article,)
    assert await store.pending_entries() == ()
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (2, {"duplicate": 1})


async def test_the_same_address_twice_in_a_source_is_one_item(store: Store) -> None:
    first = values.make_entry("a")
    second = replace(first, id=EntryId("entry-a-again"))
    await poll(store, first, second)
    article = values.make_article("a")
    await store.save_articles("collect-1", [article, replace(article, entry_id=second.id)])
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (1, {})
    assert await store.pending_entries() == ()


async def test_articles_come_in_the_order_asked_for(store: Store) -> None:
    first, second = await collect(store, "a", "b")
    assert await store.articles([second.id, ArticleId("nobody"), first.id]) == (second, first)


async def test_unread_articles_come_oldest_first_until_they_are_read(store: Store) -> None:
    first, second, third = await collect(store, "a", "b", "c")
    assert await store.unanalysed(2) == (first.id, second.id)
    read = values.make_analysis("a")
    dropped = Drop(source_id=second.source_id, url=second.url, title=second.title, reason=DropReason.NEAR_COPY)
    await store.save_analyses("analyse-1", [read], [dropped])
    assert await store.unanalysed() == (third.id,)
    assert await store.analyses([third.id, first.id]) == (read,)


async def test_a_second_reading_replaces_the_first(store: Store) -> None:
    await collect(store, "a")
    await store.save_analyses("analyse-1", [values.make_analysis("a")])
    better = values.make_analysis("a", score=0.5, fingerprint=(7,))
    await store.save_analyses("analyse-2", [better])
    assert await store.analyses([better.article_id]) == (better,)
    assert await store.fingerprints(NOW - DAY) == ((better.article_id, (7,)),)


async def test_fingerprints_are_those_of_articles_since(store: Store) -> None:
    first, second = await collect(store, "a", "b")
    await store.save_analyses("run", [values.make_analysis("b"), values.make_analysis("a")])
    prints = values.make_analysis().fingerprint
    assert await store.fingerprints(first.moment) == ((first.id, prints), (second.id, prints))
    assert await store.fingerprints(second.moment) == ((second.id, prints),)


async def test_only_core_articles_that_were_kept_wait_for_a_story(store: Store) -> None:
    core, copy, mention, told = await collect(store, "a", "b", "c", "d")
    readings = [values.make_analysis(name) for name in ("a", "b", "d")]
    dropped = Drop(source_id=copy.source_id, url=copy.url, title=copy.title, reason=DropReason.NEAR_COPY)
    readings.append(values.make_analysis("c", relevance=Relevance.MENTION))
    await store.save_analyses("run", readings, [dropped])
    assert await store.unclustered() == (core.id, told.id)
    await store.save_changes([values.make_change(values.make_story("d"))])
    assert await store.unclustered() == (core.id,)
    assert mention.id not in await store.unclustered()


async def test_stories_keep_every_field_and_the_order_asked_for(store: Store) -> None:
    first, second = values.make_story("a"), values.make_story("b", stage=None, parties=(), certainty=None)
    await tell(store, first, second)
    assert await store.stories([second.id, StoryId("nobody"), first.id]) == (second, first)


async def test_saving_changes_again_changes_nothing(store: Store) -> None:
    story = values.make_story("a")
    await tell(store, story)
    await store.save_changes([values.make_change(story)])
    assert await store.recent_stories(NOW - DAY) == (story,)
    assert await store.unclustered() == ()


async def test_a_story_told_by_repeats_stays_recent(store: Store) -> None:
    old = values.make_story("a", first_seen=NOW - 9 * DAY, last_changed=NOW - 9 * DAY)
    gone = values.make_story("b", first_seen=NOW - 9 * DAY, last_changed=NOW - 9 * DAY)
    await collect(store, "a")
    await poll(store, values.make_entry("b"))
    await store.save_articles("run", [values.make_article("b", published=NOW - 9 * DAY)])
    await store.save_changes([values.make_change(old), values.make_change(gone)])
    assert await store.recent_stories(NOW - DAY) == (old,)


async def test_changed_stories_are_those_after_the_start_up_to_the_end(store: Store) -> None:
    inside = values.make_story("a", last_changed=NOW - 2 * HOUR)
    await tell(store, inside)
    assert await store.stories_changed(NOW - 3 * HOUR, NOW - 2 * HOUR) == (inside,)
    assert await store.stories_changed(NOW - 2 * HOUR, NOW - HOUR) == ()


async def test_a_change_learnt_late_is_in_the_window_in_which_it_was_learnt(store: Store) -> None:
    late = values.make_story("a", first_seen=NOW - 5 * DAY, last_changed=NOW - 5 * DAY)
    await tell(store, late)
    assert await store.stories_changed(NOW - HOUR, NOW) == (late,)
    repeat = values.make_change(late, kind=ChangeKind.GROWN, material=False)
    await store.save_changes([repeat])
    assert await store.stories_changed(NOW, NOW + HOUR) == ()


async def test_a_pair_needs_all_its_countries(store: Store) -> None:
    pair = values.make_story("a", parties=values.make_parties("PK", "TR"))
    three = values.make_story("b", parties=values.make_parties("PK", "TR", "AZ"), last_changed=NOW - HOUR)
    other = values.make_story("c", parties=values.make_parties("PK", "CN"))
    await tell(store, pair, three, other)
    assert await store.pair_stories(("TR", "PK"), NOW - DAY) == (three, pair)
    assert await store.pair_stories(("PK", "TR"), NOW - DAY, 1) == (three,)
    assert await store.pair_stories(("PK", "TR"), NOW - HOUR) == (three,)
    changed = values.make_story("b", parties=values.make_parties("AZ"), revision=2)
    await store.save_changes([values.make_change(changed, kind=ChangeKind.GROWN)])
    assert await store.pair_stories(("PK", "TR"), NOW - DAY) == (pair,)


async def test_an_absorbed_story_is_found_by_its_id_only(store: Store) -> None:
    first, second = values.make_story("a"), values.make_story("b")
    await tell(store, first, second)
    both = replace(first, article_ids=first.article_ids + second.article_ids)
    merger = values.make_change(both, kind=ChangeKind.MERGED, material=False, absorbed=(second.id,))
    await store.save_changes([merger])
    assert await store.recent_stories(NOW - DAY) == (both,)
    assert await store.unsummarised() == (first.id,)
    assert (await store.stories([second.id]))[0].merged_into == first.id
    await store.save_changes([values.make_change(second)])
    assert (await store.stories([second.id]))[0].merged_into == first.id


async def test_a_summary_is_of_the_newest_revision_that_has_one(store: Store) -> None:
    story = values.make_story("a")
    await tell(store, story)
    assert await store.unsummarised() == (story.id,)
    first = values.make_summary("a")
    await store.save_summary(first)
    assert await store.unsummarised() == ()
    grown = replace(story, revision=2, stage=Stage.DELIVERY)
    await store.save_changes([values.make_change(grown, kind=ChangeKind.GROWN)])
    assert await store.unsummarised() == (story.id,)
    assert await store.summaries([story.id, StoryId("nobody")]) == {story.id: first}
    second = values.make_summary("a", revision=2, headline="Delivered")
    await store.save_summary(values.make_summary("a", revision=2))
    await store.save_summary(second)
    assert await store.summaries([story.id]) == {story.id: second}
