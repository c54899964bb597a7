"""Nothing lost, nothing twice, from one brief to the next."""

from datetime import timedelta
from pathlib import Path

from bot.domain.delivery import DeliveryState
from bot.domain.story import ChangeKind
from bot.domain.topic import Topic
from bot.errors import ChannelUnavailable
from support.chatfake import FakeGateway, deliver, ghost, raise_
from support.telling import Desk, desk, part
from support.values import (
    DAY,
    make_brief,
    make_change,
    make_delivery_key,
    make_fetch_state,
    make_key,
    make_source,
    make_story,
    make_subscription,
)

MINUTE = timedelta(minutes=1)
CHANNEL = "C-desk"
refused = raise_(ChannelUnavailable(CHANNEL, "is restricted"))


async def test_a_story_whose_reply_failed_is_told_by_the_next_brief_and_only_by_that(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        await here.learn("frigate")
        here.now += MINUTE
        here.gateway.next(deliver, refused)
        first = await here.brief("one")
        assert sorted(first.values()) == ["failed", "sent", "sent"]
        lost = next(name for name, word in first.items() if word == "failed")
        here.now += DAY
        assert await here.brief("two") == {"root": "sent", lost: "sent"}
        here.now += DAY
        assert await here.brief("three") == {"root": "sent"}


async def test_a_brief_that_told_nothing_at_all_is_told_by_the_next(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now += MINUTE
        here.gateway.next(refused)
        date = here.now.date().isoformat()
        await here.tell.compose("desk", date, "one", here.now.isoformat())
        assert await here.tell.deliver("desk", date, "one", "root") == "failed"
        here.now += 3 * DAY
        assert await here.brief("two") == {"root": "sent", part("k2"): "sent"}


async def test_a_story_stored_while_the_brief_was_composed_is_told_by_the_next(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        late = here.now - timedelta(seconds=5)
        assert await here.brief("one") == {"root": "sent"}
        now, here.now = here.now, late  # the clock of a transaction that began before the brief and ended after it
        await here.learn("k2")
        here.now = now + DAY
        assert await here.brief("two") == {"root": "sent", part("k2"): "sent"}


async def test_what_was_left_out_or_of_another_topic_does_not_come_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(max_stories=1, topic=Topic(countries=("PL",))))
        await here.learn("k2")
        await here.learn("frigate")
        await here.learn("jet", parties=())
        here.now += 30 * MINUTE
        assert len(await here.brief("one")) == 2
        here.now += DAY
        await here.subscribe(make_subscription())
        assert await here.brief("two") == {"root": "sent"}


async def test_what_is_owed_waits_for_the_next_brief_however_long_that_takes(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now += MINUTE
        here.gateway.next(deliver, refused)
        assert (await here.brief("one"))[part("k2")] == "failed"
        here.now += 20 * DAY
        assert await here.brief("two") == {"root": "sent", part("k2"): "sent"}


async def test_a_subscription_that_moved_tells_only_what_its_old_channel_did_not_hear(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        await here.learn("frigate")
        here.now += MINUTE
        here.gateway.next(deliver, refused)
        first = await here.brief("one")
        lost = next(name for name, word in first.items() if word == "failed")
        here.now += DAY
        await here.subscribe(make_subscription(channel="C-new"))
        assert await here.brief("two") == {"root": "sent", lost: "sent"}


async def test_an_owed_story_that_was_absorbed_is_told_by_the_one_it_lives_on_in(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        old = await here.learn("k2")
        here.now += MINUTE
        here.gateway.next(deliver, refused)
        assert (await here.brief("one"))[part("k2")] == "failed"
        survivor = make_story("tanks", article_ids=old.article_ids, last_changed=old.last_changed - 2 * DAY)
        change = make_change(survivor, kind=ChangeKind.MERGED, material=False, absorbed=(old.id,))
        now, here.now = here.now, old.last_changed - 2 * DAY
        await here.store.save_changes([change])
        here.now = now + DAY
        assert await here.brief("two") == {"root": "sent", part("tanks"): "sent"}


async def test_a_reply_given_up_in_the_act_is_reported_and_not_told_twice(tmp_path: Path) -> None:
    async with desk(tmp_path, FakeGateway(can_look_up=False)) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now += MINUTE
        here.gateway.next(deliver, ghost)
        assert await here.brief("one") == {"root": "sent", part("k2"): "unknown"}
        here.now += DAY
        assert await here.brief("two") == {"root": "sent"}
        assert len([message for message in here.gateway.log.read() if message.thread]) == 1
        assert any("unknown" in notice for notice in here.notices)
        row = await here.store.delivery(make_delivery_key(part("k2"), brief=make_key(slot="one")))
        assert row is not None
        assert row.state is DeliveryState.UNKNOWN
        here.now += DAY
        assert await here.brief("three") == {"root": "sent"}


async def test_who_asks_for_a_brief_is_answered_on_a_quiet_day(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription(quiet_day="silent"))
        for slot, said in (("now-1", {"root": "sent"}), ("0730", {})):
            here.now += MINUTE
            await answered(here)
            assert await here.brief(slot) == said


async def test_a_brief_under_way_ends_although_its_subscription_is_removed(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        await here.learn("k2")
        here.now += MINUTE
        date = here.now.date().isoformat()
        parts = await here.tell.compose("desk", date, "one", here.now.isoformat())
        assert await here.tell.deliver("desk", date, "one", parts[0]) == "sent"
        await here.subscribe()
        assert [await here.tell.deliver("desk", date, "one", name) for name in parts[1:]] == ["sent"]


async def test_a_brief_stored_before_it_named_its_platform_goes_where_its_subscription_does(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.subscribe(make_subscription())
        key = make_key(slot="old")
        await here.store.save_brief(make_brief(key, items=(), platform=""))
        assert await here.tell.deliver("desk", key.local_date, "old", "root") == "sent"


async def answered(here: Desk) -> None:
    """Let the one source answer now, so that a quiet day is believed."""
    source, state = make_source(), make_fetch_state()
    await here.store.save_reading(
        f"at-{here.now}", source, state=state, entries=(), drops=(), answered=True, seen=0, at=here.now
    )
