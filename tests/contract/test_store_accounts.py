"""What the store promises, on both databases: subscriptions, briefs, receipts, search, upkeep."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.article import DropReason
from bot.domain.brief import BriefKey, FailedSource
from bot.domain.delivery import DeliveryState
from bot.domain.ids import EntryId, SourceId, StoryId, SubscriptionId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Relevance
from bot.errors import StorageError
from bot.store import Store
from support import values
from support.archive import collect, poll, tell
from support.values import DAY, HOUR, NOW

LEASE = timedelta(minutes=1)


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
