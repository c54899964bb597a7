"""What the store tells of an address, of tellings, of polls, and of channels that move."""

from dataclasses import replace

from bot.domain.article import DropReason
from bot.domain.delivery import DeliveryKey, DeliveryState, MessageRef
from bot.domain.ids import SourceId, StoryId, SubscriptionId
from bot.domain.sightings import LastPoll
from bot.store import Store
from support.values import (
    DAY,
    HOUR,
    NOW,
    make_brief,
    make_drop,
    make_entry,
    make_fetch_state,
    make_key,
    make_source,
    make_subscription,
)

WIRE = SourceId("wire")


async def polled(store: Store, *, answered: bool, at: object = NOW) -> None:
    await store.upsert_sources([make_source()])
    await store.save_reading(
        "run" if answered else "failed",
        make_source(),
        state=make_fetch_state(last_error=None if answered else "HTTP 503"),
        entries=(make_entry(),) if answered else (),
        drops=(make_drop(),) if answered else (),
        answered=answered,
        seen=2 if answered else 0,
        at=at,  # type: ignore[arg-type]
    )


async def test_an_address_is_known_by_where_it_was_seen_and_dropped(store: Store) -> None:
    await polled(store, answered=True)
    (seen,), dropped = await store.sightings(make_entry().url)
    assert (seen.source_id, seen.at) == (WIRE, NOW)
    assert dropped == ()
    seen_there, (drop,) = await store.sightings(make_drop().url)
    assert (drop.reason, drop.detail) == (DropReason.NOT_RELEVANT, "stock tip")
    assert seen_there == ()
    assert await store.sightings("https://nowhere.example/x") == ((), ())


async def test_the_last_poll_of_a_source_is_told_with_its_failure(store: Store) -> None:
    await polled(store, answered=True, at=NOW - HOUR)
    await polled(store, answered=False)
    assert await store.last_polls([WIRE, SourceId("none")]) == (LastPoll(source_id=WIRE, at=NOW, error="HTTP 503"),)


async def test_tellings_and_the_pulse_count_what_is_out_and_what_is_not(store: Store) -> None:
    await store.save_brief(make_brief(make_key("desk")))
    for part, state in (("root", DeliveryState.SENT), ("story-a", DeliveryState.FAILED), ("b", DeliveryState.UNKNOWN)):
        key = DeliveryKey(brief=make_key("desk"), part=part)
        told = None if part == "root" else StoryId(part)
        claim = await store.claim(
            key, channel="C1", owner="n", now=NOW, lease=HOUR, story_id=told, revision=1 if told else None
        )
        row = claim.delivery
        if state is DeliveryState.SENT:
            await store.mark(row.sent(MessageRef(channel="C1", message_id="1"), NOW))
        else:
            await store.mark(replace(row, state=state, claimed_until=None))
    pulse = await store.pulse(NOW)
    assert (pulse.last_told, pulse.failed, pulse.unknown, pulse.last_poll) == (NOW, 1, 1, None)
    assert (await store.pulse(NOW, channels={"C-elsewhere"})) == replace(pulse, last_told=None, failed=0, unknown=0)
    assert (await store.pulse(NOW, channels=())).last_told is None
    assert (await store.pulse(NOW + 8 * DAY)).failed == 0
    (one,) = await store.story_tellings([StoryId("b")])
    assert (one.state, one.channel) == (DeliveryState.UNKNOWN, "C1")
    assert await store.story_tellings([StoryId("b")], channel="C2") == ()


async def test_a_channel_moves_with_what_was_told_there(store: Store) -> None:
    await store.add_subscription(make_subscription("one", platform="slack", channel="C1", workspace="T1"))
    await store.add_subscription(make_subscription("two", platform="slack", channel="C1", workspace="T2"))
    key = DeliveryKey(brief=make_key("one"), part="story-a")
    claim = await store.claim(key, channel="C1", owner="n", now=NOW, lease=HOUR, story_id=StoryId("a"), revision=1)
    await store.mark(claim.delivery.sent(MessageRef(channel="C1", message_id="1"), NOW))
    moved = await store.move_channel("slack", "T1", "C1", "C9")
    assert [(one.id, one.channel) for one in moved] == [("one", "C9")]
    assert await store.subscription(SubscriptionId("one")) == moved[0]
    assert set(await store.told("C9")) == {"a"}
    assert await store.told("C1") == {}
    assert await store.move_channel("slack", "T1", "C1", "C9") == ()
