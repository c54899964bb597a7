"""The ledger protocol from claim to mark, over the ledger's contract in memory."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.platform import Payload
from bot.delivery.outbound import Message, Outbound, parts
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.delivery.recovery import PLAIN_TEXT, Rules
from bot.domain.brief import Brief, ItemKind
from bot.domain.delivery import ROOT, Delivery, DeliveryKey, DeliveryState
from bot.errors import ChannelUnavailable, DeliveryError, OutcomeUnknown, RateLimited, Rejected, StorageError
from support.chatfake import Behaviour, FakeGateway, MemoryLog, counts, deliver, fake_platform, ghost, raise_
from support.ledgerfake import MemoryLedger
from support.values import NOW, make_brief, make_item, make_key

CHANNEL = "C-desk"
MONDAY = make_brief(items=(make_item("k2"), make_item("frigate")))
TUESDAY_KEY = make_key(date="2026-11-24")


@dataclass
class House:
    """A ledger, a chat service, and a clock that only moves by sleeping."""

    gateway: FakeGateway
    ledger: MemoryLedger
    now: datetime = NOW

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def seconds(self) -> float:
        return (self.now - NOW).total_seconds()

    def outbound(self, owner: str = "node-1", rules: Rules | None = None) -> Outbound:
        return Outbound(
            ledger=self.ledger,
            platform=fake_platform(self.gateway),
            owner=owner,
            clock=lambda: self.now,
            pacer=Pacer(monotonic=self.seconds, sleep=self.sleep),
            rules=rules or Rules(),
        )

    def row(self, part: str, brief: Brief = MONDAY) -> Delivery:
        return self.ledger.rows[DeliveryKey(brief=brief.key, part=part)]


def _house(*, can_look_up: bool = True) -> House:
    return House(gateway=FakeGateway(MemoryLog(), can_look_up=can_look_up), ledger=MemoryLedger())


def _words(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [str(outcome) for outcome in outcomes]


async def test_a_brief_is_posted_root_first_and_replies_under_it() -> None:
    house = _house()
    report = await house.outbound().deliver_brief(MONDAY)
    assert report.complete
    assert [message.thread for message in house.gateway.log.read()] == [None, "m1", "m1"]
    assert house.now - NOW == timedelta(seconds=2), "one message a second in a channel"
    assert house.row("story-k2").message == report.outcomes[1].message
    assert house.row(ROOT).sent_at is not None


async def test_a_channel_keeps_one_pace_whether_its_workspace_is_named_or_not() -> None:
    house = _house()
    outbound = house.outbound()
    for workspace in ("", "T1", ""):
        await outbound.say(MONDAY.channel, Payload(text="hello", body={}), workspace=workspace)
    assert house.seconds() == 2.0


async def test_a_second_run_posts_nothing() -> None:
    house = _house()
    first = await house.outbound().deliver_brief(MONDAY)
    again = await house.outbound(owner="node-2").deliver_brief(MONDAY)
    assert [outcome.message for outcome in first.outcomes] == [outcome.message for outcome in again.outcomes]
    assert len(house.gateway.log.read()) == 3


async def test_a_reply_waits_for_no_root_that_failed() -> None:
    house = _house()
    outcome = await house.outbound().deliver_part(MONDAY, "story-k2")
    assert (outcome.verdict, outcome.reason) == (Verdict.FAILED, "the root was not delivered")
    assert house.ledger.rows == {}, "nothing is out, so the next brief may tell it"


async def test_a_rate_limit_is_kept_for_the_whole_cluster() -> None:
    house = _house()
    house.gateway.next(raise_(RateLimited(CHANNEL, 30.0)))
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "waiting:30"
    house.now += timedelta(seconds=10)
    assert str(await house.outbound(owner="node-2").deliver_part(MONDAY, ROOT)) == "waiting:20"
    house.now += timedelta(seconds=20)
    assert str(await house.outbound(owner="node-2").deliver_part(MONDAY, ROOT)) == "sent"
    assert len(house.gateway.log.read()) == 1


async def test_an_endless_retry_after_is_bounded() -> None:
    house = _house()
    house.gateway.next(raise_(RateLimited(CHANNEL, 1e9)))
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "waiting:3600"


async def test_a_refused_message_goes_out_once_as_plain_text() -> None:
    house = _house()
    house.gateway.next(raise_(Rejected(CHANNEL, "invalid_blocks")))
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "sent"
    (message,) = house.gateway.log.read()
    assert message.text == MONDAY.title
    assert message.key == DeliveryKey(brief=MONDAY.key, part=ROOT).block_id, "it is found by its key all the same"


async def test_a_message_refused_twice_fails() -> None:
    house = _house()
    house.gateway.next(*[raise_(Rejected(CHANNEL, "invalid_blocks"))] * 2)
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "failed"
    assert house.row(ROOT).state is DeliveryState.FAILED


async def test_a_plain_resend_that_broke_off_is_found_by_its_key() -> None:
    house = _house()
    house.gateway.next(raise_(Rejected(CHANNEL, "invalid_blocks")), ghost)
    outbound = house.outbound()
    assert (await outbound.deliver_part(MONDAY, ROOT)).verdict is Verdict.WAITING
    assert house.row(ROOT).error == PLAIN_TEXT
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "sent"
    assert len(house.gateway.log.read()) == 1


async def test_a_plain_resend_that_got_lost_goes_out_plain_at_once() -> None:
    house = _house()
    house.gateway.next(raise_(Rejected(CHANNEL, "invalid_blocks")), raise_(OutcomeUnknown(CHANNEL, "time-out")))
    outbound = house.outbound()
    assert (await outbound.deliver_part(MONDAY, ROOT)).verdict is Verdict.WAITING
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "sent"
    assert len(house.gateway.log.read()) == 1


async def test_without_a_look_up_a_plain_resend_that_broke_off_is_unknown() -> None:
    house = _house(can_look_up=False)
    house.gateway.next(raise_(Rejected(CHANNEL, "invalid_blocks")), ghost)
    outbound = house.outbound()
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "unknown", "there is nothing to wait for"
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "unknown"
    assert len(house.gateway.log.read()) == 1


@pytest.mark.parametrize("behaviour", [ghost, raise_(OutcomeUnknown(CHANNEL, "time-out"))])
async def test_an_unknown_outcome_is_looked_up(behaviour: Behaviour) -> None:
    house = _house()
    house.gateway.next(behaviour)
    report = await house.outbound().deliver_brief(MONDAY)
    assert report.complete
    assert set(counts(house.gateway.log).values()) == {1}
    part, since = house.gateway.looked_up[0]
    assert part == ROOT
    assert since < NOW


@pytest.mark.parametrize("behaviour", [ghost, raise_(OutcomeUnknown(CHANNEL, "time-out"))])
async def test_without_a_look_up_an_unknown_outcome_stays_unknown(behaviour: Behaviour) -> None:
    house = _house(can_look_up=False)
    house.gateway.next(deliver, behaviour)
    report = await house.outbound().deliver_brief(MONDAY)
    assert _words(report.outcomes) == ["sent", "unknown", "sent"]
    assert house.row("story-k2").state is DeliveryState.UNKNOWN
    again = await house.outbound().deliver_brief(MONDAY)
    assert _words(again.outcomes) == ["sent", "unknown", "sent"]


async def test_an_unknown_outcome_is_told_by_what_happened_last_not_by_a_wait_before() -> None:
    house = _house(can_look_up=False)
    house.gateway.next(raise_(RateLimited(CHANNEL, 1.0)), raise_(OutcomeUnknown(CHANNEL, "time-out")))
    outbound = house.outbound()
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == "waiting:1"
    house.now += timedelta(seconds=1)
    for _ in range(2):
        outcome = await outbound.deliver_part(MONDAY, ROOT)
        assert (outcome.verdict, outcome.reason) == (Verdict.UNKNOWN, "it may be out: time-out")


async def test_no_reply_is_posted_under_a_root_nobody_can_name() -> None:
    house = _house(can_look_up=False)
    house.gateway.next(raise_(OutcomeUnknown(CHANNEL, "time-out")))
    report = await house.outbound().deliver_brief(MONDAY)
    assert _words(report.outcomes) == ["unknown", "unknown", "unknown"]
    assert house.gateway.log.read() == []
    assert len(report.of(Verdict.UNKNOWN)) == 3


async def test_a_channel_that_is_gone_fails_and_says_why() -> None:
    house = _house()
    house.gateway.next(raise_(ChannelUnavailable(CHANNEL, "is archived")))
    report = await house.outbound().deliver_brief(MONDAY)
    assert _words(report.outcomes) == ["failed", "failed", "failed"]
    assert report.outcomes[0].reason == "is archived"


async def test_a_failed_brief_can_be_delivered_later() -> None:
    house = _house()
    house.gateway.next(raise_(ChannelUnavailable(CHANNEL, "not a member")))
    await house.outbound().deliver_brief(MONDAY)
    assert (await house.outbound().deliver_brief(MONDAY)).complete


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (RateLimited(CHANNEL, 7.0), "waiting:7"),
        (DeliveryError(CHANNEL, "no answer"), "waiting:5"),
        (ChannelUnavailable(CHANNEL, "is archived"), "unknown"),
    ],
)
async def test_a_look_up_that_fails_never_leads_to_a_post(error: DeliveryError, word: str) -> None:
    house = _house()
    house.gateway.next(ghost)
    house.gateway.next_look_up(error)
    outbound = house.outbound()
    await outbound.deliver_part(MONDAY, ROOT)
    assert str(await outbound.deliver_part(MONDAY, ROOT)) == word
    assert len(house.gateway.log.read()) == 1


async def test_a_look_up_that_never_answers_ends_in_unknown() -> None:
    house = _house()
    house.gateway.next(ghost)
    house.gateway.next_look_up(*[DeliveryError(CHANNEL, "no answer")] * 50)
    report = await house.outbound(rules=Rules(max_attempts=5)).deliver_brief(MONDAY)
    assert _words(report.outcomes)[0] == "unknown"


async def test_of_two_live_owners_one_posts() -> None:
    house = _house()
    house.gateway.next(raise_(OutcomeUnknown(CHANNEL, "time-out")))
    await house.outbound(owner="node-2").deliver_part(MONDAY, ROOT)
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "waiting:120"
    house.now += timedelta(minutes=2)
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == "sent"


async def test_an_owner_that_was_slower_steps_back() -> None:
    house = _house()
    row = (
        await house.ledger.claim(
            DeliveryKey(brief=MONDAY.key, part=ROOT),
            channel=CHANNEL,
            owner="node-9",
            now=NOW - timedelta(hours=1),
            lease=timedelta(minutes=2),
            story_id=None,
            revision=None,
        )
    ).delivery
    assert await house.ledger.take_over(row, owner="node-2", now=NOW, lease=timedelta(minutes=2)) is not None
    assert await house.ledger.take_over(row, owner="node-1", now=NOW, lease=timedelta(minutes=2)) is None
    assert (await house.outbound().deliver_part(MONDAY, ROOT)).verdict is Verdict.WAITING


async def test_a_changed_story_is_told_in_the_thread_where_it_lives() -> None:
    house = _house()
    await house.outbound().deliver_brief(MONDAY)
    changed = make_item("k2", revision=2, kind=ItemKind.CHANGED)
    tuesday = make_brief(TUESDAY_KEY, items=(changed, make_item("drones")))
    await house.outbound().deliver_brief(tuesday)
    wednesday = make_brief(make_key(date="2026-11-25"), items=(replace(changed, revision=3),))
    await house.outbound().deliver_brief(wednesday)
    threads = [(message.text.split(" (")[-1], message.thread) for message in house.gateway.log.read()[3:]]
    assert [thread for _, thread in threads] == [None, "m1", "m4", None, "m1"]


async def test_a_changed_story_whose_thread_is_lost_goes_under_the_new_root() -> None:
    house = _house()
    brief = make_brief(items=(make_item("k2", revision=2, kind=ItemKind.CHANGED),))
    await house.outbound().deliver_brief(brief)
    assert [message.thread for message in house.gateway.log.read()] == [None, "m1"]


async def test_a_revision_told_by_another_brief_is_not_told_again() -> None:
    house = _house()
    await house.outbound().deliver_brief(MONDAY)
    other = make_brief(make_key("navy"), channel=CHANNEL, items=(make_item("frigate"), make_item("corvette")))
    report = await house.outbound().deliver_brief(other)
    assert report.complete
    assert [message.thread for message in house.gateway.log.read()] == [None, "m1", "m1", None, "m4"]


async def test_an_answer_goes_by_the_same_rules() -> None:
    house = _house()
    key = DeliveryKey(brief=make_key("ask"), part="answer-0")
    answer = Message(key=key, channel=CHANNEL, payload=Payload(text="two stories", body={"block_id": key.block_id}))
    house.gateway.next(ghost)
    words = [str(await house.outbound().deliver_message(answer)) for _ in range(3)]
    assert words == ["waiting:5", "sent", "sent"]
    assert set(counts(house.gateway.log).values()) == {1}


async def test_a_part_the_brief_does_not_have_is_a_bug() -> None:
    house = _house()
    with pytest.raises(ValueError, match="no part 'story-none'"):
        await house.outbound().deliver_part(MONDAY, "story-none")


class _BrittleLedger(MemoryLedger):
    """Loses its database at the first mark, as a process that dies between post and mark."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    async def mark(self, delivery: Delivery) -> None:
        if not self.broken:
            self.broken = True
            raise StorageError("the disk is full")
        await super().mark(delivery)


@pytest.mark.parametrize(("can_look_up", "word"), [(True, "sent"), (False, "unknown")])
async def test_dying_between_post_and_mark_never_doubles(can_look_up: bool, word: str) -> None:
    house = House(gateway=FakeGateway(can_look_up=can_look_up), ledger=_BrittleLedger())
    with pytest.raises(StorageError):
        await house.outbound().deliver_part(MONDAY, ROOT)
    assert str(await house.outbound().deliver_part(MONDAY, ROOT)) == word
    assert len(house.gateway.log.read()) == 1


_BEHAVIOURS: list[Behaviour] = [
    deliver,
    ghost,
    raise_(OutcomeUnknown(CHANNEL, "time-out")),
    raise_(RateLimited(CHANNEL, 3.0)),
    raise_(DeliveryError(CHANNEL, "internal error")),
]


@settings(max_examples=60, deadline=None)
@given(script=st.lists(st.sampled_from(_BEHAVIOURS), max_size=12), can_look_up=st.booleans())
async def test_whatever_the_platform_does_nothing_is_doubled(script: list[Behaviour], can_look_up: bool) -> None:
    house = _house(can_look_up=can_look_up)
    house.gateway.next(*script)
    report = await house.outbound().deliver_brief(MONDAY)
    seen = counts(house.gateway.log)
    assert all(count == 1 for count in seen.values())
    if can_look_up:
        assert report.complete
        assert len(seen) == len(parts(MONDAY))
    assert all(outcome.verdict in {Verdict.SENT, Verdict.UNKNOWN} for outcome in report.outcomes)
    for outcome in report.of(Verdict.SENT):
        assert seen[outcome.key.block_id] == 1
