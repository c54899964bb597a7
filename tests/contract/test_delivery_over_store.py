"""Delivery over the real ledger, on SQLite and on PostgreSQL alike."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.delivery.outbound import Outbound
from bot.delivery.pacing import Pacer
from bot.domain.brief import BriefKey, ItemKind
from bot.domain.delivery import ROOT, DeliveryKey, DeliveryState
from bot.errors import ChannelUnavailable, OutcomeUnknown, RateLimited
from bot.store import Store
from support.chatfake import FakeGateway, MemoryLog, counts, deliver, fake_platform, ghost, raise_
from support.values import NOW, make_brief, make_item, make_key

CHANNEL = "C-desk"
MONDAY = make_brief(items=(make_item("k2"), make_item("frigate")))


class Now:
    """A clock that moves by sleeping only."""

    def __init__(self) -> None:
        self.now = NOW

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def _outbound(store: Store, gateway: FakeGateway, *, time: Now | None = None, owner: str = "node-1") -> Outbound:
    time = time or Now()
    pacer = Pacer(interval=0.0, sleep=time.sleep)
    return Outbound(ledger=store, platform=fake_platform(gateway), owner=owner, clock=time.clock, pacer=pacer)


async def test_whatever_the_platform_does_the_brief_is_out_once(store: Store) -> None:
    gateway = FakeGateway(MemoryLog())
    unsure, busy = raise_(OutcomeUnknown(CHANNEL, "time-out")), raise_(RateLimited(CHANNEL, 3.0))
    gateway.next(ghost, busy, unsure, deliver, ghost)
    report = await _outbound(store, gateway).deliver_brief(MONDAY)
    assert report.complete
    assert len(counts(gateway.log)) == 3
    assert set(counts(gateway.log).values()) == {1}
    assert (await _outbound(store, gateway, owner="node-2").deliver_brief(MONDAY)).complete
    assert len(gateway.log.read()) == 3


async def test_what_nobody_can_tell_is_listed_and_not_told_again(store: Store) -> None:
    gateway = FakeGateway(MemoryLog(), can_look_up=False)
    gateway.next(deliver, ghost)
    report = await _outbound(store, gateway).deliver_brief(MONDAY)
    assert [str(outcome) for outcome in report.outcomes] == ["sent", "unknown", "sent"]
    (row,) = await store.unknown_deliveries()
    assert (row.key.part, row.state) == ("story-k2", DeliveryState.UNKNOWN)
    told = await store.told(CHANNEL)
    assert set(told) == {"story-k2", "story-frigate"}, "a next brief must not list what it could not tell"
    assert told[MONDAY.items[0].story_id].message is None


async def test_changes_are_told_in_the_thread_where_the_story_lives(store: Store) -> None:
    gateway = FakeGateway(MemoryLog())
    outbound = _outbound(store, gateway)
    await outbound.deliver_brief(MONDAY)
    for day, revision in (("2026-11-24", 2), ("2026-11-25", 3)):
        item = make_item("k2", revision=revision, kind=ItemKind.CHANGED)
        assert (await outbound.deliver_brief(make_brief(make_key(date=day), items=(item,)))).complete
    threads = [message.thread for message in gateway.log.read()]
    assert threads == [None, "m1", "m1", None, "m1", None, "m1"]


async def test_two_briefs_of_one_channel_tell_a_revision_once(store: Store) -> None:
    gateway = FakeGateway(MemoryLog())
    navy = make_brief(make_key("navy"), channel=CHANNEL, items=(make_item("frigate"),))
    reports = await asyncio.gather(
        _outbound(store, gateway).deliver_brief(MONDAY),
        _outbound(store, gateway, owner="node-2").deliver_brief(navy),
    )
    assert all(report.complete for report in reports)
    headline = f"{make_item('frigate').headline} (revision 1)"
    frigates = [message for message in gateway.log.read() if message.text == headline]
    keys = {DeliveryKey(brief=brief, part="story-frigate").block_id for brief in (MONDAY.key, navy.key)}
    assert len([message for message in frigates if message.key in keys]) == 1


async def test_a_story_that_failed_elsewhere_is_told_here(store: Store) -> None:
    gateway = FakeGateway(MemoryLog())
    gateway.next(deliver, raise_(ChannelUnavailable(CHANNEL, "is archived")))
    report = await _outbound(store, gateway).deliver_brief(MONDAY)
    assert [str(outcome) for outcome in report.outcomes] == ["sent", "failed", "sent"]
    navy = make_brief(make_key("navy"), channel=CHANNEL, items=(make_item("k2"),))
    assert (await _outbound(store, gateway).deliver_brief(navy)).complete
    key = DeliveryKey(brief=navy.key, part="story-k2").block_id
    assert counts(gateway.log)[key] == 1
    again = await _outbound(store, gateway).deliver_brief(MONDAY)
    assert again.complete, "the first brief now knows that it was told"
    assert len(gateway.log.read()) == 4


@pytest.mark.parametrize("live", [True, False])
async def test_a_claim_is_respected_while_it_lives_and_taken_over_once(store: Store, live: bool) -> None:
    gateway = FakeGateway(MemoryLog())
    await store.claim(
        DeliveryKey(brief=_key(), part=ROOT),
        channel=CHANNEL,
        owner="node-9",
        now=NOW,
        lease=timedelta(minutes=2 if live else -1),
        story_id=None,
        revision=None,
    )
    outcomes = await asyncio.gather(
        *(_outbound(store, gateway, owner=f"node-{n}").deliver_part(MONDAY, ROOT) for n in range(4))
    )
    words = sorted(str(outcome).partition(":")[0] for outcome in outcomes)
    if live:
        assert words == ["waiting"] * 4
        assert gateway.log.read() == []
    else:
        assert "sent" in words
        assert len(gateway.log.read()) == 1


def _key() -> BriefKey:
    return MONDAY.key
