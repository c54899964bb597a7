"""Answers that grow, through the real delivery, gateway and stream: whatever goes wrong, each is out once or reported.

A crash is a task that is cut off while a call is under way; its successor finds the row as the dead process left it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.platform import Pieces, Platform
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.holds import Holds
from bot.chat.slack.live import SlackLive
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.render import SlackRenderer
from bot.delivery.outbound import Message, Outbound
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.domain.delivery import MessageRef
from support.briefs import shipped_labels
from support.faultproxy import Fault, FaultProxy, fault_proxy, keys_of
from support.faultproxy_script import limited
from support.ledgerfake import MemoryLedger
from support.slackanswer import ASKER, CHANNEL, KEY, LAST, PIECES, TEAM

START, APPEND, STOP = "chat.startStream", "chat.appendStream", "chat.stopStream"
POST, DELETE, REPLIES = "chat.postMessage", "chat.delete", "conversations.replies"
TEXT = "".join(PIECES)
FAULTS = {
    "limited": limited(0),
    "limited for long": limited(300),
    "refused": Fault(error="invalid_blocks"),
    "unknown": Fault(error="unknown_method"),
    "error before": Fault(status=500, error="internal_error"),
    "error after": Fault(status=500, error="internal_error", after=True),
    "lost before": Fault(drop=True),
    "lost after": Fault(drop=True, after=True),
    "killed before": Fault(hang=True),
    "killed after": Fault(hang=True, after=True),
}
KILLED = ("killed before", "killed after")
Planned = tuple[str, str]


@dataclass
class Answered:
    """What came of one answer: how it ended, what stands, and how often the process died."""

    outcome: Outcome
    standing: list[dict[str, object]]
    refused: list[tuple[str, ...]]
    deaths: int
    fragments: list[str] = field(default_factory=list)

    @property
    def whole(self) -> list[dict[str, object]]:
        """The messages that carry the answer's key."""
        return [one for one in self.standing if KEY.block_id in keys_of(one)]


async def deliver(planned: Sequence[Planned], *, history: bool) -> Answered:
    """Deliver one answer while calls go wrong as planned, driven as the engine drives it."""
    now = datetime.fromtimestamp(1795415400, UTC)
    async with fault_proxy() as slack, slack_clients(SlackNetwork(api_url=slack.url), bot_token="xoxb-1") as clients:
        slack.slack.live.streams = True
        slack.slack.roots.add("1.1")
        for method, name in planned:
            slack.plan(method, FAULTS[name])

        def seconds() -> float:
            return now.timestamp()

        def sleepless() -> Holds:
            return Holds(sleep=lambda _: asyncio.sleep(0))

        gateway = SlackGateway(clients.bot, history=history, holds=sleepless())
        live = SlackLive(clients.bot, clients, team=TEAM, holds=sleepless())
        outbound = Outbound(
            ledger=MemoryLedger(),
            platform=Platform(name="slack", renderer=SlackRenderer(shipped_labels()), gateway=gateway, live=live),
            owner="node-1",
            clock=lambda: now,
            pacer=Pacer(interval=0.0, monotonic=seconds),
        )
        deaths = 0
        for _ in range(30):
            outcome = await _alive(outbound, slack)
            if outcome is None:
                deaths += 1
            elif outcome.verdict is not Verdict.WAITING:
                break
            now += timedelta(seconds=outcome.seconds if outcome else 1.0)
        assert outcome is not None
        return Answered(outcome, list(slack.messages), slack.refused, deaths)


async def _alive(outbound: Outbound, slack: FaultProxy) -> Outcome | None:
    """Deliver until it ends, or the process dies in a call that never ends: None."""
    thread = MessageRef(channel=CHANNEL, message_id="1.1")
    grown = Pieces(texts=PIECES, last=LAST)
    message = Message(key=KEY, channel=CHANNEL, payload=LAST, thread=thread, pieces=grown, asker=ASKER)
    working = asyncio.create_task(outbound.deliver_message(message))
    dying = asyncio.create_task(slack.hung.wait())
    await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
    dying.cancel()
    slack.hung.clear()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return None


PLANS = st.lists(
    st.tuples(st.sampled_from([START, APPEND, STOP, DELETE, POST, REPLIES]), st.sampled_from(sorted(FAULTS))),
    max_size=6,
)


STUCK = [(STOP, "lost after"), (STOP, "lost before"), (DELETE, "refused")]
"""It ended, nobody heard so, and it cannot be taken away."""
HELD = [(STOP, "limited for long"), (DELETE, "limited for long")]
"""It can be neither ended nor taken away for long: the next one must not be begun."""


@given(planned=PLANS, history=st.booleans())
@example(planned=STUCK, history=True)
@example(planned=STUCK, history=False)
@example(planned=HELD, history=True)
@settings(max_examples=120, deadline=None)
def test_whatever_goes_wrong_an_answer_is_out_once_or_reported(planned: list[Planned], history: bool) -> None:
    answered = asyncio.run(deliver(planned, history=history))
    assert len(answered.whole) <= 1
    assert answered.refused == []
    if answered.outcome.verdict is Verdict.SENT:
        assert len(answered.whole) == 1
    if history:
        assert answered.outcome.verdict in {Verdict.SENT, Verdict.FAILED}
    parts = [one for one in answered.standing if one not in answered.whole and one.get("text")]
    mishaps = answered.deaths + sum(method == DELETE for method, _ in planned)
    assert len(parts) <= mishaps, "a part of an answer stands only where it could not be taken away"


@pytest.mark.parametrize("method", [START, APPEND, STOP])
@pytest.mark.parametrize("killed", KILLED)
def test_after_a_death_while_it_grew_an_answer_is_whole(method: str, killed: str) -> None:
    answered = asyncio.run(deliver([(method, killed)], history=True))
    assert answered.deaths == 1
    assert answered.outcome.verdict is Verdict.SENT
    assert len(answered.whole) == 1


def test_without_a_look_up_a_death_while_it_grew_is_reported_and_nothing_repeated() -> None:
    answered = asyncio.run(deliver([(STOP, "killed before")], history=False))
    assert answered.outcome.verdict is Verdict.UNKNOWN
    assert [one["text"] for one in answered.standing] != [TEXT, TEXT]
    assert len(answered.standing) == 1
