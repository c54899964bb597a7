"""Answers on their way out: growing where that is taken, whispered and with files at most once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.chat.platform import Payload, Pieces, Platform, Prompt, Upload
from bot.delivery.outbound import Message, Outbound
from bot.delivery.pacing import Pacer
from bot.domain.delivery import DeliveryState, MessageRef
from bot.errors import DeliveryError, OutcomeUnknown, RateLimited, Rejected
from support.chatfake import FakeGateway, fake_platform
from support.ledgerfake import MemoryLedger
from support.values import NOW, make_delivery_key, make_message

KEY = make_delivery_key("answer-0")
THREAD = make_message("17.1")
PICTURE = Upload(name="a.png", title="A picture", content=b"png", alt="two bars")
PIECES = Pieces(texts=("one", "two"), last=Payload(text="end", body={"block_id": KEY.block_id}))
ANSWER = Message(
    key=KEY,
    channel="C-desk",
    payload=Payload(text="whole", body={"block_id": KEY.block_id}),
    thread=THREAD,
    pieces=PIECES,
    asker="U1",
)


@dataclass
class Live:
    """Streams and takes files, or fails as scripted; counts what was tried."""

    failures: list[DeliveryError] = field(default_factory=list)
    streams: bool = True
    tried: list[str] = field(default_factory=list)

    async def thinking(self, channel: str, status: str, *, thread: MessageRef) -> None:
        raise AssertionError("not the delivery's affair")

    async def settled(self, thread: MessageRef) -> None:
        raise AssertionError("not the delivery's affair")

    async def suggest(self, channel: str, prompts: Sequence[Prompt], *, thread: MessageRef | None = None) -> None:
        raise AssertionError("not the delivery's affair")

    async def stream(self, channel: str, pieces: Sequence[str], last: Payload, **named: Any) -> MessageRef | None:
        self._try(f"stream {named['user']} {''.join(pieces)}")
        return make_message("18.1") if self.streams else None

    async def upload(self, channel: str, files: Sequence[Upload], *, thread: MessageRef | None = None) -> None:
        self._try(f"upload {len(files)} {thread.message_id if thread else None}")

    def _try(self, what: str) -> None:
        self.tried.append(what)
        if self.failures:
            raise self.failures.pop(0)


@dataclass
class Office:
    """A ledger, a chat service, and what makes waiting bearable, if anything."""

    live: Live | None = field(default_factory=Live)
    gateway: FakeGateway = field(default_factory=FakeGateway)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    async def deliver(self, message: Message) -> str:
        platform: Platform = replace(fake_platform(self.gateway), live=self.live)
        outbound = Outbound(
            ledger=self.ledger, platform=platform, owner="node-1", clock=lambda: NOW, pacer=Pacer(interval=0.0)
        )
        return str(await outbound.deliver_message(message))

    @property
    def posted(self) -> list[str]:
        return [message.text for message in self.gateway.log.read()]


async def test_an_answer_grows_where_that_is_taken_and_is_not_posted_as_well() -> None:
    office = Office()
    assert [await office.deliver(ANSWER), await office.deliver(ANSWER)] == ["sent", "sent"]
    assert office.live is not None
    assert office.live.tried == ["stream U1 onetwo"]
    assert office.posted == []
    assert office.ledger.rows[KEY].message == make_message("18.1")


@pytest.mark.parametrize(
    ("office", "message"),
    [
        (Office(live=None), ANSWER),
        (Office(live=Live(streams=False)), ANSWER),
        (Office(), replace(ANSWER, pieces=None)),
        (Office(), replace(ANSWER, thread=None)),
    ],
    ids=["no platform for it", "not taken", "nothing to grow", "no thread"],
)
async def test_elsewhere_it_is_posted_whole(office: Office, message: Message) -> None:
    assert await office.deliver(message) == "sent"
    assert office.posted == ["whole"]


async def test_a_stream_that_is_refused_is_posted_as_plain_text() -> None:
    office = Office(live=Live(failures=[Rejected("C-desk", "invalid_blocks")]))
    assert await office.deliver(ANSWER) == "sent"
    assert office.posted == ["whole"]


async def test_a_stream_whose_end_is_uncertain_is_looked_up_before_anything_is_posted() -> None:
    office = Office(live=Live(failures=[OutcomeUnknown("C-desk", "the line broke")]))
    assert (await office.deliver(ANSWER)).startswith("waiting")
    assert await office.deliver(ANSWER) == "sent"
    assert [part for part, _ in office.gateway.looked_up] == ["answer-0"]


async def test_files_go_into_the_thread_once() -> None:
    office = Office()
    message = replace(ANSWER, files=(PICTURE,))
    assert [await office.deliver(message), await office.deliver(message)] == ["sent", "sent"]
    assert office.live is not None
    assert office.live.tried == ["upload 1 17.1"]
    assert office.posted == []


async def test_files_are_refused_where_none_are_taken() -> None:
    assert await Office(live=None).deliver(replace(ANSWER, files=(PICTURE,), payload=Payload(text="", body={}))) == (
        "failed"
    )


@pytest.mark.parametrize("message", [replace(ANSWER, files=(PICTURE,)), replace(ANSWER, to="U1")])
async def test_what_nobody_can_look_up_is_never_tried_twice_when_it_may_be_out(message: Message) -> None:
    office = Office(live=Live(failures=[OutcomeUnknown("C-desk", "the line broke")]))

    async def broken(*_args: object, **_named: object) -> None:
        raise OutcomeUnknown("C-desk", "the line broke")

    office.gateway.tell = broken  # type: ignore[method-assign]
    assert [await office.deliver(message), await office.deliver(message)] == ["unknown", "unknown"]
    assert office.gateway.looked_up == []
    assert office.ledger.rows[KEY].state is DeliveryState.UNKNOWN


async def test_a_whisper_waits_as_the_platform_asks_and_is_then_shown_once() -> None:
    office, told = Office(), []

    async def busy(_channel: str, user: str, payload: Payload, **_named: object) -> None:
        told.append((user, payload.text))
        if len(told) == 1:
            raise RateLimited("C-desk", 0.0)

    office.gateway.tell = busy  # type: ignore[method-assign,assignment]
    message = replace(ANSWER, to="U1", thread=None)
    assert (await office.deliver(message)).startswith("waiting")
    assert [await office.deliver(message), await office.deliver(message)] == ["sent", "sent"]
    assert told == [("U1", "whole"), ("U1", "whole")]
    assert office.posted == []
