"""Stories that change are told where the channel met them, and a thread that is gone is opened anew."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.chat.platform import Payload, Platform
from bot.delivery.outbound import Outbound, parts
from bot.delivery.outcome import Lost, Verdict
from bot.delivery.paced import paced
from bot.delivery.pacing import Pacer
from bot.delivery.recovery import Rules
from bot.domain.brief import Brief, BriefKind, ItemKind
from bot.domain.delivery import ROOT, DeliveryKey, DeliveryState, thread_part
from bot.domain.ids import StoryId
from bot.domain.people import Place
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    ScopeMissing,
)
from support.chatfake import FakeGateway, FakeRenderer, MemoryLog, counts, deliver, fake_platform, ghost, raise_
from support.ledgerfake import MemoryLedger
from support.values import NOW, make_brief, make_item, make_key

CHANNEL = "C-desk"
MONDAY = make_brief(items=(make_item("k2"),))
K2 = StoryId("story-k2")


class House:
    """A ledger, a chat service, and a clock that only moves by sleeping."""

    def __init__(self, *, can_look_up: bool = True, rules: Rules | None = None) -> None:
        self.gateway = FakeGateway(MemoryLog(), can_look_up=can_look_up)
        self.ledger, self.now, self.rules = MemoryLedger(), NOW, rules or Rules()
        self.platform: Platform = fake_platform(self.gateway)

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def outbound(self) -> Outbound:
        pacer = Pacer(monotonic=self.seconds, sleep=self.sleep)
        return Outbound(
            ledger=self.ledger, platform=self.platform, owner="node-1", clock=self.clock, pacer=pacer, rules=self.rules
        )

    async def tell(self, brief: Brief) -> list[str]:
        return [str(outcome) for outcome in (await self.outbound().deliver_brief(brief)).outcomes]

    def threads(self) -> list[str | None]:
        return [message.thread for message in self.gateway.log.read()]


def changed(
    day: str, name: str = "k2", *, revision: int = 2, met_in: str | None = None, broadcast: bool = False
) -> Brief:
    """Return the brief of another day, in which a story or its deal moved."""
    item = make_item(
        name, revision=revision, kind=ItemKind.CHANGED, met_in=StoryId(f"story-{met_in}") if met_in else None
    )
    return make_brief(make_key(date=day), items=(item,), broadcast=broadcast)


async def test_a_deal_moves_in_the_thread_of_the_story_that_brought_it() -> None:
    house = House()
    assert await house.tell(MONDAY) == ["sent", "sent"]
    assert await house.tell(changed("2026-11-24", "order", met_in="k2")) == ["sent", "sent"]
    assert house.threads() == [None, "m1", None, "m1"]
    assert await house.tell(changed("2026-11-25", "order", revision=3, met_in="k2")) == ["sent", "sent"]
    assert house.threads()[-1] == "m1"


@pytest.mark.parametrize("broadcast", [True, False])
async def test_a_move_is_shown_in_the_channel_only_by_setting(broadcast: bool) -> None:
    house = House()
    await house.tell(make_brief(items=(make_item("k2"),), broadcast=broadcast))
    await house.tell(changed("2026-11-24", broadcast=broadcast))
    assert [message.broadcast for message in house.gateway.log.read()] == [False, False, False, broadcast]


async def test_a_thread_that_is_gone_is_opened_anew_and_lived_in_from_then_on() -> None:
    house = House()
    await house.tell(MONDAY)
    await house.gateway.delete(house.ledger.rows[DeliveryKey(brief=MONDAY.key, part=ROOT)].message)  # type: ignore[arg-type]
    tuesday = changed("2026-11-24")
    assert await house.tell(tuesday) == ["sent", "sent"]
    assert house.threads() == [None, "m1", None, None, "m4"]
    key = DeliveryKey(brief=tuesday.key, part=thread_part(K2))
    assert counts(house.gateway.log)[key.block_id] == 1
    assert await house.tell(changed("2026-11-25", revision=3)) == ["sent", "sent"]
    assert house.threads()[-1] == "m4", "the new root is the story's thread"
    assert await house.tell(tuesday) == ["sent", "sent"]
    assert len(house.threads()) == 7


async def test_a_whole_deal_moves_into_the_new_thread() -> None:
    house = House()
    await house.tell(MONDAY)
    house.gateway.deleted.append("m1")
    await house.tell(changed("2026-11-24", "order", met_in="k2"))
    assert house.threads()[-2:] == [None, "m4"]
    await house.tell(changed("2026-11-25", "delivery", met_in="k2"))
    assert house.threads()[-1] == "m4"


@pytest.mark.parametrize(
    "behaviour", [ghost, raise_(OutcomeUnknown(CHANNEL, "time-out")), raise_(RateLimited(CHANNEL, 3))]
)
async def test_the_new_root_is_out_once_whatever_the_platform_does(behaviour: Callable[..., None]) -> None:
    house = House()
    await house.tell(MONDAY)
    house.gateway.deleted.append("m1")
    house.gateway.next(deliver, behaviour)
    assert await house.tell(changed("2026-11-24")) == ["sent", "sent"]
    assert set(counts(house.gateway.log).values()) == {1}
    assert len(house.threads()) == 5


async def test_a_new_root_that_may_be_out_is_not_repeated_where_nobody_can_look() -> None:
    house = House(can_look_up=False)
    await house.tell(MONDAY)
    house.gateway.deleted.append("m1")
    house.gateway.next(deliver, ghost)
    tuesday = changed("2026-11-24")
    assert await house.tell(tuesday) == ["sent", "unknown"]
    assert await house.tell(tuesday) == ["sent", "unknown"]
    assert len(house.threads()) == 4


async def test_who_deletes_a_brief_gets_no_other_in_its_place() -> None:
    house = House()
    outbound = house.outbound()
    await outbound.deliver_part(MONDAY, ROOT)
    house.gateway.deleted.append("m1")
    outcome = await outbound.deliver_part(MONDAY, K2)
    assert (outcome.verdict, outcome.lost) == (Verdict.FAILED, Lost.THREAD)
    assert house.threads() == [None]
    row = house.ledger.rows[DeliveryKey(brief=MONDAY.key, part=K2)]
    assert row.state is DeliveryState.FAILED, "its stories are owed to the next brief"


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (ChannelUnavailable(CHANNEL, "is archived"), Lost.CHANNEL),
        (InstallationUnavailable(CHANNEL, "token revoked"), Lost.WORKSPACE),
        (ScopeMissing(CHANNEL, "chat:write"), Lost.NOTHING),
    ],
)
async def test_an_outcome_says_what_is_lost(error: DeliveryError, lost: Lost) -> None:
    house = House()
    house.gateway.next(raise_(error))
    outcome = await house.outbound().deliver_part(MONDAY, ROOT)
    assert (outcome.verdict, outcome.lost, outcome.reason) == (Verdict.FAILED, lost, error.problem)
    assert await house.tell(MONDAY) == ["sent", "sent"], "invited again, it goes out"


async def test_a_workspace_that_is_not_installed_is_lost() -> None:
    def nowhere(workspace: str) -> Platform:
        raise InstallationUnavailable(workspace, "the app is not installed there")

    house = House()
    house.platform = Platform(name="fake", renderer=FakeRenderer(), gateway=house.gateway, workspaces=nowhere)
    outcome = await house.outbound().deliver_part(make_brief(workspace="T9"), ROOT)
    assert (outcome.verdict, outcome.lost) == (Verdict.FAILED, Lost.WORKSPACE)
    assert house.ledger.rows == {}


async def test_each_workspace_has_its_own_gateway() -> None:
    house, other = House(), FakeGateway(MemoryLog())
    house.platform = Platform(
        name="fake", renderer=FakeRenderer(), gateway=house.gateway, workspaces=lambda _name: fake_platform(other)
    )
    await house.tell(make_brief(workspace="T9", items=()))
    assert house.gateway.log.read() == []
    assert len(other.log.read()) == 1


class _Directory:
    """A directory that knows one channel."""

    def __init__(self, place: Place) -> None:
        self.place_now, self.asked = place, 0

    async def place(self, _channel: str) -> Place:
        self.asked += 1
        return self.place_now


def _watched(house: House, directory: _Directory) -> None:
    house.platform = Platform(name="fake", renderer=FakeRenderer(), gateway=house.gateway, directory=directory)  # type: ignore[arg-type]


async def test_a_channel_that_came_to_be_shared_gets_nothing_more() -> None:
    house, directory = House(), _Directory(Place(id=CHANNEL))
    _watched(house, directory)
    outbound = house.outbound()
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "sent"
    directory.place_now = Place(id=CHANNEL, shared=True)
    outcome = await outbound.deliver_part(MONDAY, K2)
    assert (outcome.verdict, outcome.lost) == (Verdict.FAILED, Lost.CHANNEL)
    assert "other organisations" in outcome.reason
    assert (len(house.gateway.log.read()), directory.asked) == (1, 2)


@pytest.mark.parametrize("place", [Place(id=CHANNEL, known=False, shared=True), Place(id=CHANNEL)])
async def test_what_is_not_known_to_be_shared_is_posted_to(place: Place) -> None:
    house = House()
    _watched(house, _Directory(place))
    assert await house.tell(MONDAY) == ["sent", "sent"]


async def test_by_setting_shared_channels_are_served() -> None:
    house = House(rules=Rules(external=True))
    _watched(house, _Directory(Place(id=CHANNEL, shared=True)))
    assert await house.tell(MONDAY) == ["sent", "sent"]


def test_a_digest_is_all_root() -> None:
    assert parts(make_brief(kind=BriefKind.DIGEST)) == (ROOT,)
    assert len(parts(make_brief())) == 1 + len(make_brief().items)


async def test_what_is_said_keeps_to_the_rate_of_the_channel() -> None:
    house = House()
    outbound = house.outbound()
    await outbound.deliver_part(MONDAY, ROOT)
    said = await outbound.say(CHANNEL, Payload(text="paused", body={}))
    assert (house.now - NOW, said.message_id) == (timedelta(seconds=1), "m2")
    house.gateway.next(raise_(RateLimited(CHANNEL, 8)))
    with pytest.raises(RateLimited):
        await outbound.say("C-other", Payload(text="paused", body={}))
    await outbound.say("C-third", Payload(text="paused", body={}))
    assert house.now - NOW == timedelta(seconds=9), "the workspace asked to wait"


async def test_what_is_said_waits_a_little_where_the_channel_alone_is_to_wait() -> None:
    house = House()
    outbound = house.outbound()
    house.gateway.next(*[raise_(RateLimited(CHANNEL, 8, wide=False))] * 2)
    assert (await outbound.say(CHANNEL, Payload(text="paused", body={}))).message_id == "m1"
    assert house.now - NOW == timedelta(seconds=16)
    for waits in ([31], [1, 1, 1]):
        house.gateway.next(*(raise_(RateLimited("C-2", seconds, wide=False)) for seconds in waits))
        with pytest.raises(RateLimited):
            await outbound.say("C-2", Payload(text="paused", body={}))
    house.gateway.next(raise_(OutcomeUnknown("C-3", "no answer")))
    with pytest.raises(OutcomeUnknown):
        await outbound.say("C-3", Payload(text="paused", body={}))
    assert [message.channel for message in house.gateway.log.read()] == [CHANNEL]


async def test_who_answers_outside_of_the_ledger_keeps_to_the_rate_as_well() -> None:
    house, other = House(), FakeGateway(MemoryLog())
    house.platform = Platform(
        name="fake", renderer=FakeRenderer(), gateway=house.gateway, workspaces=lambda _name: fake_platform(other)
    )
    platform = paced(house.outbound())
    for _ in range(3):
        await platform.gateway.post(CHANNEL, Payload(text="here", body={}))
    assert house.now - NOW == timedelta(seconds=2)
    await platform.at("T9").gateway.post("C-there", Payload(text="there", body={}))
    assert house.now - NOW == timedelta(seconds=2), "another workspace's channel"
    assert [message.text for message in other.log.read()] == ["there"]
