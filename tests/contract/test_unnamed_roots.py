"""A root that a platform took and did not name: what belongs under it stands under one second root, also later."""

from dataclasses import replace

from bot.chat.platform import Payload
from bot.delivery.outbound import Outbound
from bot.delivery.outcome import Verdict
from bot.delivery.pacing import Pacer
from bot.domain.brief import ItemKind
from bot.domain.delivery import CONTINUED, ROOT, DeliveryKey, DeliveryState, MessageRef
from bot.store import Store
from support.chatfake import FakeGateway, MemoryLog, counts, fake_platform
from support.values import NOW, make_brief, make_item, make_key

CHANNEL = "C-desk"
MONDAY = make_brief(items=(make_item("k2"), make_item("frigate")))


class Unnaming(FakeGateway):
    """Takes every message and does not name the first `unnamed` of them."""

    def __init__(self, unnamed: int) -> None:
        super().__init__(MemoryLog(), can_look_up=False)
        self.unnamed = unnamed

    async def post(
        self, channel: str, payload: Payload, *, thread: MessageRef | None = None, broadcast: bool = False
    ) -> MessageRef:
        """Take a message."""
        posted = await super().post(channel, payload, thread=thread, broadcast=broadcast)
        self.unnamed -= 1
        return posted if self.unnamed < 0 else replace(posted, message_id="", permalink=None)


def _outbound(store: Store, gateway: FakeGateway) -> Outbound:
    return Outbound(
        ledger=store,
        platform=fake_platform(gateway),
        owner="node-1",
        clock=lambda: NOW,
        pacer=Pacer(interval=0.0),
    )


async def test_the_stories_stand_under_one_second_root(store: Store) -> None:
    gateway = Unnaming(1)
    assert (await _outbound(store, gateway).deliver_brief(MONDAY)).complete
    messages = gateway.log.read()
    assert [message.thread for message in messages] == [None, None, messages[1].id, messages[1].id]
    assert MONDAY.title in messages[1].text
    assert set(counts(gateway.log).values()) == {1}
    assert (await _outbound(store, gateway).deliver_brief(MONDAY)).complete
    assert len(gateway.log.read()) == 4


async def test_what_changes_later_is_told_where_the_story_came_to_stand(store: Store) -> None:
    gateway = Unnaming(1)
    await _outbound(store, gateway).deliver_brief(MONDAY)
    second = gateway.log.read()[1].id
    told = await store.told(CHANNEL)
    assert {one.thread.message_id for one in told.values() if one.thread} == {second}
    item = make_item("k2", revision=2, kind=ItemKind.CHANGED)
    assert (
        await _outbound(store, gateway).deliver_brief(make_brief(make_key(date="2026-11-24"), items=(item,)))
    ).complete
    assert gateway.log.read()[-1].thread == second


async def test_where_the_second_root_is_not_named_either_nothing_more_is_posted(store: Store) -> None:
    gateway = Unnaming(9)
    report = await _outbound(store, gateway).deliver_brief(MONDAY)
    assert [outcome.verdict for outcome in report.outcomes] == [Verdict.SENT, Verdict.FAILED, Verdict.FAILED]
    assert len(gateway.log.read()) == 2
    told = await store.told(CHANNEL)
    assert told == {}, "what was not told may be told by the next brief"


async def test_the_rows_say_what_stands(store: Store) -> None:
    await _outbound(store, Unnaming(1)).deliver_brief(MONDAY)
    for part, named in ((ROOT, False), (CONTINUED, True)):
        row = await store.delivery(DeliveryKey(brief=MONDAY.key, part=part))
        assert row is not None
        assert row.state is DeliveryState.SENT
        assert row.message is not None
        assert bool(row.message.message_id) is named
