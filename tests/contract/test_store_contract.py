"""What the store promises, on SQLite and on PostgreSQL alike: polling, reading, stories, briefs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.article import Article, Drop, DropReason, Entry
from bot.domain.brief import BriefKey, FailedSource
from bot.domain.delivery import DeliveryState
from bot.domain.ids import ArticleId, EntryId, SourceId, StoryId, SubscriptionId
from bot.domain.source import Source
from bot.domain.story import ChangeKind, Story
from bot.domain.vocabulary import Relevance, Stage
from bot.errors import StorageError
from bot.store import Store
from support import values
from support.values import DAY, HOUR, NOW

LEASE = timedelta(minutes=1)


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


async def test_managed_subscriptions_are_exactly_the_listed_ones(store: Store) -> None:
    desk, wire = values.make_subscription("desk"), values.make_subscription("wire", platform="slack")
    await store.upsert_managed([desk, wire])
    managed = tuple(one.model_copy(update={"managed": True}) for one in (desk, wire))
    assert await store.subscriptions() == managed
    assert await store.subscriptions("slack") == managed[1:]
    assert await store.subscription(SubscriptionId("desk")) == managed[0]
    await store.upsert_managed([desk.model_copy(update={"max_stories": 3})])
    kept = await store.subscriptions()
    assert [(one.id, one.max_stories) for one in kept] == [("desk", 3)]
    await store.upsert_managed([])
    assert await store.subscriptions() == ()
    assert await store.subscription(SubscriptionId("desk")) is None


async def test_a_brief_is_composed_once(store: Store) -> None:
    brief = values.make_brief()
    assert await store.brief(brief.key) is None
    assert await store.save_brief(brief) == brief
    assert await store.save_brief(replace(brief, title="Composed again")) == brief
    assert await store.brief(brief.key) == brief


async def test_the_last_delivered_window_ends_where_a_root_is_out(store: Store) -> None:
    desk = SubscriptionId("desk")
    assert await store.last_delivered(desk) is None
    for date, end in (("2026-11-20", NOW - 3 * DAY), ("2026-11-23", NOW)):
        key = values.make_key(date=date)
        await store.save_brief(values.make_brief(key, window_start=end - DAY, window_end=end))
        root = values.make_delivery_key(brief=key)
        await store.claim(root, channel="C-desk", owner="n", now=NOW, lease=LEASE)
    assert await store.last_delivered(desk) is None
    friday = await store.delivery(values.make_delivery_key(brief=values.make_key(date="2026-11-20")))
    assert friday is not None
    await store.mark(friday.sent(values.make_message(), NOW))
    assert await store.last_delivered(desk) == NOW - 3 * DAY
    assert await store.last_delivered(SubscriptionId("other")) is None


async def test_recent_briefs_are_those_of_one_subscription_whose_windows_end_later(store: Store) -> None:
    old, new = (
        values.make_brief(values.make_key(date=date), window_start=end - DAY, window_end=end)
        for date, end in (("2026-11-20", NOW - 3 * DAY), ("2026-11-23", NOW))
    )
    for brief in (new, old, values.make_brief(values.make_key("navy"))):
        await store.save_brief(brief)
    assert await store.recent_briefs(SubscriptionId("desk"), NOW - 4 * DAY) == (old, new)
    assert await store.recent_briefs(SubscriptionId("desk"), NOW - 3 * DAY) == (new,)


async def test_an_absorbed_story_lives_on_in_the_last_that_absorbed_it(store: Store) -> None:
    names = ("a", "b", "c")
    for name in names:
        await store.save_articles("run", [values.make_article(name)])
        await store.save_changes([values.make_change(values.make_story(name))])
    a, b, c = (values.make_story(name) for name in names)
    for survivor, absorbed in ((b, a), (c, b)):
        merged = values.make_change(survivor, kind=ChangeKind.MERGED, material=False, absorbed=(absorbed.id,))
        await store.save_changes([merged])
    assert await store.living_stories([a.id, b.id, StoryId("nobody")]) == (c,)
    assert await store.living_stories([]) == ()


async def test_a_receipt_adds_up(store: Store) -> None:
    kept, dull, blocked = (values.make_entry(name) for name in ("kept", "dull", "blocked"))
    old = values.make_drop("old", reason=DropReason.TOO_OLD)
    await poll(store, kept, dull, blocked, drops=(old,), seen=4)
    slow = values.make_source("slow", name="Slow Journal")
    failing = values.make_fetch_state("slow", last_error="timeout after 20 s")
    await poll(store, source=slow, state=failing, answered=False, seen=0)
    articles = [values.make_article("kept"), values.make_article("dull", url="http://127.0.0.1/canonical")]
    await store.save_articles("c", articles, [values.make_drop("blocked", reason=DropReason.BLOCKED)])
    readings = [values.make_analysis("kept"), values.make_analysis("dull", relevance=Relevance.NO)]
    dropped = values.make_drop("dull", url="http://127.0.0.1/canonical")
    await store.save_analyses("a", readings, [dropped])
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.polled, receipt.answered, receipt.seen, receipt.kept) == (2, 1, 4, 1)
    assert dict(receipt.dropped) == {"blocked": 1, "not_relevant": 1, "too_old": 1}
    assert receipt.failed == (FailedSource(name="Slow Journal", reason="timeout after 20 s"),)
    assert (await store.receipt(NOW, NOW + HOUR)).seen == 0
    one = await store.receipt(NOW - HOUR, NOW, [SourceId("slow")])
    assert (one.polled, one.answered, one.seen, dict(one.dropped)) == (1, 0, 0, {})


async def test_a_source_is_judged_by_its_last_poll_in_the_window(store: Store) -> None:
    failing = values.make_fetch_state(last_error="500")
    await poll(store, run="one", state=failing, answered=False, at=NOW - HOUR)
    await poll(store, run="two", at=NOW)
    assert (await store.receipt(NOW - DAY, NOW)).answered == 1
    assert (await store.receipt(NOW - DAY, NOW - HOUR)).answered == 0


async def test_a_wider_window_takes_a_drop_back(store: Store) -> None:
    await poll(store, drops=(values.make_drop("a", reason=DropReason.TOO_OLD),))
    await poll(store, values.make_entry("a"), run="poll-2")
    receipt = await store.receipt(NOW - HOUR, NOW)
    assert (receipt.seen, dict(receipt.dropped)) == (1, {})


async def test_an_item_kept_before_is_dropped_by_no_later_reading(store: Store) -> None:
    (article,) = await collect(store, "a")
    await store.save_analyses("run", [values.make_analysis("a")])
    old = values.make_drop("a", reason=DropReason.TOO_OLD)
    moved = values.make_drop("a-moved", reason=DropReason.TOO_OLD, entry_id=article.entry_id)
    stranger = values.make_drop("b", reason=DropReason.TOO_OLD, entry_id=EntryId("entry-b"))
    twin = values.make_drop("c", reason=DropReason.DUPLICATE)
    drops = (old, moved, stranger, twin)
    await poll(store, values.make_entry("c"), run="poll-2", drops=drops, at=NOW + 3 * DAY)
    receipt = await store.receipt(NOW - DAY, NOW + 3 * DAY)
    assert (receipt.seen, receipt.kept, dict(receipt.dropped)) == (3, 1, {"too_old": 1})
    assert not any("dropped" in line for line in await store.why(old.url))


async def test_why_tells_the_way_of_an_address(store: Store) -> None:
    await tell(store, values.make_story("a"))
    await store.save_analyses("run", [values.make_analysis("a")])
    part = values.make_delivery_key("story-a")
    claimed = await store.claim(
        part, channel="C-desk", owner="n", now=NOW, lease=LEASE, story_id=StoryId("story-a"), revision=1
    )
    await store.mark(claimed.delivery.sent(values.make_message(), NOW))
    lines = await store.why("http://127.0.0.1/wire/a")
    assert [line.split(" UTC ")[-1].split()[0] for line in lines] == ["seen", "fetched", "read", "in", "told"]
    assert lines[2].endswith("settled by words: two parties; a deal word in the lead")
    assert lines[4] == "told in C-desk on 2026-11-23 at 0730, revision 1: sent"
    await poll(store, drops=(values.make_drop("old", reason=DropReason.TOO_OLD, detail="40 days"),))
    dropped = await store.why("http://127.0.0.1/wire/old")
    assert dropped == ("2026-11-23 06:30 UTC dropped at wire: too_old (40 days)",)
    assert await store.why("http://127.0.0.1/never") == ()


async def test_search_finds_inflected_and_accented_words(store: Store) -> None:
    drone = values.make_story("a", title="Türkiye offers drones")
    tank = values.make_story("b", title="F-35 parts from Łódź")
    await tell(store, drone, tank)
    assert await store.search("turkiye DRONE") == (drone,)
    assert await store.search("F-35") == (tank,)
    assert set(await store.search("tanks")) == {drone, tank}
    assert len(await store.search("tanks", 1)) == 1
    assert await store.search('" OR NEAR( *') == ()
    assert await store.search(" -- ") == ()


async def test_search_follows_changes_and_mergers(store: Store) -> None:
    first, second = values.make_story("a", title="Frigate talks"), values.make_story("b", title="Corvette talks")
    await tell(store, first, second)
    renamed = replace(first, title="Submarine talks", revision=2)
    merger = values.make_change(renamed, kind=ChangeKind.MERGED, absorbed=(second.id,))
    await store.save_changes([merger])
    assert await store.search("frigate") == ()
    assert await store.search("submarine talks") == (renamed,)
    assert await store.search("corvette") == ()


async def test_a_chat_event_counts_once_in_a_day(store: Store) -> None:
    assert await store.first_time("Ev1", NOW)
    assert not await store.first_time("Ev1", NOW + 23 * HOUR)
    assert await store.first_time("Ev2", NOW)
    assert await store.first_time("Ev1", NOW + 25 * HOUR)


async def test_retention_forgets_polls_and_drops_only(store: Store) -> None:
    await tell(store, values.make_story("a"))
    await poll(store, run="late", drops=(values.make_drop("x"),), at=NOW)
    await poll(store, run="early", drops=(values.make_drop("y"),), at=NOW - 40 * DAY)
    assert await store.retain(NOW - 30 * DAY) == 2
    assert (await store.receipt(NOW - 60 * DAY, NOW)).dropped == {"not_relevant": 1}
    assert len(await store.recent_stories(NOW - DAY)) == 1


async def test_hostile_text_costs_no_batch(store: Store) -> None:
    entry = values.make_entry("a", title="nul \x00 and half a pair \ud800", url="http://127.0.0.1/" + "x" * 9000)
    drop = values.make_drop("b", title="nul \x00 \udfff", detail="\x00")
    await poll(store, entry, drops=(drop,))
    assert (await store.pending_entries())[0].title == "nul \x00 and half a pair \ufffd"
    article = values.make_article("a", title="\ud800 nul \x00", text="\x00" * 40 + "w" * 100_000)
    await store.save_articles("run", [article])
    await store.save_changes([values.make_change(values.make_story("a", title="nul \x00 \ud800"))])
    assert len((await store.articles([article.id]))[0].text) == len(article.text)


async def test_moments_come_back_in_utc_and_a_naive_one_is_refused(store: Store) -> None:
    warsaw = timezone(HOUR)
    await poll(store, values.make_entry("a"), at=NOW.astimezone(warsaw))
    await store.save_brief(values.make_brief(window_end=(NOW + HOUR / 7).astimezone(warsaw)))
    root = values.make_delivery_key()
    claim = await store.claim(root, channel="C", owner="n", now=NOW.astimezone(warsaw), lease=HOUR / 7)
    stored = await store.delivery(root)
    assert stored == claim.delivery
    assert stored is not None
    assert stored.claimed_until == NOW + HOUR / 7
    assert stored.claimed_until.tzinfo is UTC
    with pytest.raises(StorageError):
        await store.first_time("Ev1", datetime(2026, 11, 23))  # noqa: DTZ001 - the naive moment is the point


async def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    await collect(store, "a")
    stranger = values.make_change(values.make_story("b"))
    with pytest.raises(StorageError):
        await store.save_changes([values.make_change(values.make_story("a")), stranger])
    assert await store.recent_stories(NOW - DAY) == ()


async def test_long_lists_of_ids_are_no_trouble(store: Store) -> None:
    entries = [values.make_entry(f"e{number}") for number in range(1300)]
    await poll(store, *entries)
    assert len(await store.known_entries([entry.id for entry in entries])) == 1300
    drops = [values.make_drop(f"e{number}") for number in range(1300)]
    await store.save_articles("run", [], drops)
    assert await store.pending_entries() == ()
    assert (await store.receipt(NOW - HOUR, NOW)).dropped == {"not_relevant": 1300}


async def test_the_brief_key_names_the_row(store: Store) -> None:
    other = BriefKey(subscription_id=SubscriptionId("desk"), local_date="2026-11-23", slot="1700")
    await store.claim(values.make_delivery_key(), channel="C", owner="n", now=NOW, lease=LEASE)
    rows = await store.deliveries(values.make_key())
    assert [row.state for row in rows] == [DeliveryState.SENDING]
    assert await store.deliveries(other) == ()


async def test_a_question_is_kept_once_until_it_is_forgotten(store: Store) -> None:
    first, later = values.make_question("Ev1"), values.make_question("Ev2", asked_at=NOW + HOUR)
    for question in (first, later, replace(first, text="asked again by a retry")):
        await store.save_question(question)
    assert await store.question("Ev1") == first
    assert await store.forget_questions(NOW + HOUR) == 1
    assert await store.question("Ev1") is None
    assert await store.question("Ev2") == later
