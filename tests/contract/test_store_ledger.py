"""The ledger loses nothing and doubles nothing, on SQLite and on PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.ledger import Ledger
from bot.domain.brief import BriefKey
from bot.domain.delivery import ROOT, Claim, Delivery, DeliveryKey, DeliveryState, MessageRef
from bot.domain.ids import StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Stage
from bot.store import Store
from support import values
from support.values import DAY, HOUR, NOW

LEASE = timedelta(minutes=1)
LATER = NOW + timedelta(minutes=2)
STORY = StoryId("story-k2")


async def claim(
    store: Store, part: str = ROOT, *, brief: BriefKey | None = None, owner: str = "node-1", revision: int = 1
) -> Claim:
    """Claim a part of the morning brief of `C-desk`; a story's part carries its id and revision."""
    key = values.make_delivery_key(part, brief=brief)
    story = None if part == ROOT else StoryId(part)
    told = None if part == ROOT else revision
    return await store.claim(key, channel="C-desk", owner=owner, now=NOW, lease=LEASE, story_id=story, revision=told)


async def send(store: Store, part: str = ROOT, *, brief: BriefKey | None = None, revision: int = 1) -> Delivery:
    """Claim a part and mark it sent."""
    claimed = await claim(store, part, brief=brief, revision=revision)
    assert claimed.fresh
    sent = claimed.delivery.sent(values.make_message(f"{claimed.delivery.key}"), NOW)
    await store.mark(sent)
    return sent


async def test_the_store_is_the_ledger_that_delivery_rests_on(store: Store) -> None:
    ledger: Ledger = store
    assert await ledger.delivery(values.make_delivery_key()) is None


async def test_the_first_claim_is_fresh_and_the_row_stands(store: Store) -> None:
    first = await claim(store)
    assert first == Claim(delivery=values.make_delivery(), fresh=True)
    again = await claim(store, owner="node-2")
    assert again == Claim(delivery=first.delivery, fresh=False)
    assert await store.delivery(first.delivery.key) == first.delivery


async def test_a_message_that_is_out_comes_back_with_its_reference(store: Store) -> None:
    sent = await send(store)
    assert await claim(store, owner="node-2") == Claim(delivery=sent, fresh=False)


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.FAILED])
async def test_a_row_that_is_not_out_can_be_taken_over_once(store: Store, state: DeliveryState) -> None:
    left = replace((await claim(store, STORY)).delivery, state=state, error="why")
    await store.mark(left)
    taken = await store.take_over(left, owner="node-2", now=LATER, lease=LEASE)
    assert taken == replace(left, state=DeliveryState.SENDING, owner="node-2", attempt=2, claimed_until=LATER + LEASE)
    assert await store.take_over(left, owner="node-3", now=LATER, lease=LEASE) is None


async def test_a_message_that_is_out_is_never_taken_over(store: Store) -> None:
    sent = await send(store)
    assert await store.take_over(sent, owner="node-2", now=LATER, lease=LEASE) is None
    assert await store.take_over(values.make_delivery(), owner="node-2", now=LATER, lease=LEASE) is None


async def test_what_is_sent_stays_sent(store: Store) -> None:
    sent = await send(store)
    await store.mark(replace(sent, state=DeliveryState.UNKNOWN, message=None))
    await store.mark(sent.sent(values.make_message("another"), LATER))
    assert await store.delivery(sent.key) == sent


async def test_only_the_holder_of_the_claim_may_call_it_lost(store: Store) -> None:
    slow = (await claim(store)).delivery
    taken = await store.take_over(slow, owner="node-2", now=LATER, lease=LEASE)
    await store.mark(replace(slow, state=DeliveryState.FAILED, error="too late"))
    assert await store.delivery(slow.key) == taken
    out = slow.sent(values.make_message(), LATER)
    await store.mark(out)
    assert await store.delivery(slow.key) == out


async def test_another_brief_does_not_tell_the_same_revision_again(store: Store) -> None:
    sent = await send(store, STORY)
    evening = values.make_key("evening")
    assert await claim(store, STORY, brief=evening) == Claim(delivery=sent, fresh=False, already_told=True)
    assert await store.delivery(values.make_delivery_key(STORY, brief=evening)) is None
    assert (await claim(store, STORY, brief=evening, revision=2)).fresh
    elsewhere = values.make_delivery_key(STORY, brief=values.make_key("other"))
    other = await store.claim(elsewhere, channel="C-other", owner="n", now=NOW, lease=LEASE, story_id=STORY, revision=1)
    assert other.fresh


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.UNKNOWN])
async def test_a_telling_that_may_be_out_keeps_its_place(store: Store, state: DeliveryState) -> None:
    row = replace((await claim(store, STORY)).delivery, state=state)
    await store.mark(row)
    assert await claim(store, STORY, brief=values.make_key("evening")) == Claim(
        delivery=row, fresh=False, already_told=True
    )


async def test_a_failed_telling_leaves_its_place_to_another_brief(store: Store) -> None:
    failed = replace((await claim(store, STORY)).delivery, state=DeliveryState.FAILED)
    await store.mark(failed)
    assert await claim(store, STORY) == Claim(delivery=failed, fresh=False)
    evening = await claim(store, STORY, brief=values.make_key("evening"))
    assert evening.fresh
    assert await store.take_over(failed, owner="node-2", now=LATER, lease=LEASE) is None
    assert await claim(store, STORY) == Claim(delivery=evening.delivery, fresh=False, already_told=True)


async def test_roots_of_several_briefs_share_a_channel(store: Store) -> None:
    assert (await claim(store)).fresh
    assert (await claim(store, brief=values.make_key("evening"))).fresh


async def test_a_root_that_failed_is_not_taken_for_the_root_of_another_brief(store: Store) -> None:
    await send(store)
    tuesday = values.make_key(date="2026-11-24")
    held = replace((await claim(store, brief=tuesday)).delivery, state=DeliveryState.FAILED)
    await store.mark(held)
    assert await claim(store, brief=tuesday) == Claim(delivery=held, fresh=False), "rate limited: it is to go out"


async def test_eight_claims_at_once_make_one_fresh(store: Store) -> None:
    claims = await asyncio.gather(*(claim(store, owner=f"node-{number}") for number in range(8)))
    assert sum(one.fresh for one in claims) == 1
    assert len({one.delivery.owner for one in claims}) == 1


async def test_eight_briefs_at_once_tell_a_story_once(store: Store) -> None:
    keys = [values.make_key(f"desk-{number}") for number in range(8)]
    claims = await asyncio.gather(*(claim(store, STORY, brief=key) for key in keys))
    assert sum(one.fresh for one in claims) == 1
    assert sum(one.already_told for one in claims) == 7


async def test_eight_at_once_take_a_row_over_once(store: Store) -> None:
    left = (await claim(store)).delivery
    owners = [f"node-{number}" for number in range(8)]
    taken = await asyncio.gather(*(store.take_over(left, owner=owner, now=LATER, lease=LEASE) for owner in owners))
    assert sum(row is not None for row in taken) == 1


async def test_rows_of_a_brief_come_root_first(store: Store) -> None:
    await claim(store, STORY)
    await claim(store)
    assert [row.key.part for row in await store.deliveries(values.make_key())] == [ROOT, STORY]


async def test_unknown_deliveries_are_found(store: Store) -> None:
    await claim(store)
    row = replace((await claim(store, STORY)).delivery, state=DeliveryState.UNKNOWN, error="timeout")
    await store.mark(row)
    assert await store.unknown_deliveries() == (row,)


async def test_a_telling_that_may_be_out_is_remembered_without_a_message(store: Store) -> None:
    root = await send(store)
    await send(store, STORY)
    tuesday = values.make_key(date="2026-11-24")
    lost = replace((await claim(store, STORY, brief=tuesday, revision=2)).delivery, state=DeliveryState.UNKNOWN)
    await store.mark(lost)
    await store.mark(replace((await claim(store, "story-f", brief=tuesday)).delivery, state=DeliveryState.FAILED))
    told = await store.told("C-desk")
    assert set(told) == {STORY}
    assert (told[STORY].revision, told[STORY].message, told[STORY].thread) == (2, None, root.message)


async def test_a_channel_remembers_revision_stage_and_thread(store: Store) -> None:
    await tell_archive(store)
    assert await store.told("C-desk") == {}
    root = await send(store)
    sent = await send(store, STORY)
    told = (await store.told("C-desk"))[STORY]
    assert (told.revision, told.stage, told.message, told.thread) == (1, Stage.CONTRACT, sent.message, root.message)
    grown = values.make_story(revision=2, stage=Stage.DELIVERY)
    await store.save_changes([values.make_change(grown, kind=ChangeKind.GROWN)])
    assert (await store.told("C-desk"))[STORY].stage is Stage.CONTRACT
    await send(store, STORY, brief=values.make_key(date="2026-11-24"), revision=2)
    later = (await store.told("C-desk"))[STORY]
    assert (later.revision, later.stage, later.thread) == (2, Stage.DELIVERY, root.message)
    assert await store.told("C-other") == {}


@pytest.mark.parametrize(("material", "revision"), [(True, 1), (False, 2)])
async def test_readers_of_an_absorbed_story_know_its_survivor(store: Store, material: bool, revision: int) -> None:
    await tell_archive(store)
    sent = await send(store, STORY)
    survivor = values.make_story("survivor", revision=2)
    merger = values.make_change(survivor, kind=ChangeKind.MERGED, material=material, absorbed=(STORY,))
    await store.save_changes([merger])
    told = (await store.told("C-desk"))[survivor.id]
    assert (told.story_id, told.revision, told.message) == (survivor.id, revision, sent.message)


async def test_a_survivor_told_by_itself_keeps_its_own_telling(store: Store) -> None:
    await tell_archive(store)
    await send(store, STORY)
    own = await send(store, "story-survivor", brief=values.make_key(date="2026-11-24"), revision=3)
    survivor = values.make_story("survivor", revision=3)
    await store.save_changes([values.make_change(survivor, kind=ChangeKind.MERGED, absorbed=(STORY,))])
    told = (await store.told("C-desk"))[survivor.id]
    assert (told.revision, told.message) == (3, own.message)


async def test_references_without_a_link_come_back(store: Store) -> None:
    bare = MessageRef(channel="C-desk", message_id="1.2")
    row = (await claim(store)).delivery.sent(bare, NOW)
    await store.mark(row)
    stored = await store.delivery(DeliveryKey(brief=values.make_key(), part=ROOT))
    assert stored == row


async def tell_archive(store: Store) -> None:
    """Store the stories k2 and survivor with their articles."""
    names = ("k2", "survivor")
    entries = [values.make_entry(name) for name in names]
    state = values.make_fetch_state()
    await store.save_reading(
        "run", values.make_source(), state=state, entries=entries, drops=(), answered=True, seen=2, at=NOW
    )
    await store.save_articles("run", [values.make_article(name) for name in names])
    changes = [values.make_change(values.make_story(name)) for name in names]
    await store.save_changes(changes)
    assert len(await store.recent_stories(NOW - DAY)) == 2
    assert await store.stories_changed(NOW, NOW + HOUR) == ()
