"""Answers on Teams, through the real delivery, gateway and stream: whatever goes wrong, each is out once or reported.

A crash is a task that is cut off while a call is under way; a new process, which remembers nothing, finds the row as
the dead one left it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.platform import Pieces, Platform
from bot.chat.teams.render import TeamsRenderer
from bot.delivery.outbound import Message, Outbound
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Pacer
from support.botconnector_script import KINDS
from support.botconnector_world import ANNA, Stands
from support.briefs import shipped_labels
from support.ledgerfake import MemoryLedger
from support.teamsanswer import KEY, LAST, PIECES, WHOLE, Asked, asked

ROUTES = ("send", "reply", "update", "delete", "stream", "final")
FAULTS = sorted(set(KINDS) - {"slow", "bad-gateway-page"})
AMBIGUOUS = {"error-after", "unavailable-after", "drop-after", "hang-after", "unnamed", "accepted", "portal-page"}
"""What was done, and not answered so that the bot could know the name of it."""
Planned = tuple[str, str]


@dataclass
class Answered:
    """What came of one answer: how it ended, what stands, and how often the process died."""

    outcome: Outcome
    answers: list[Stands]
    others: list[Stands]
    refused: list[tuple[str, ...]]
    deaths: int
    met: list[Planned]


async def deliver(planned: Sequence[Planned], *, chat: bool) -> Answered:
    """Deliver one answer while calls go wrong as planned, driven as the engine drives it."""
    async with asked(chat=chat) as one:
        for route, name in planned:
            one.teams.plan(route, KINDS[name])
        ledger, deaths = MemoryLedger(), 0
        for _ in range(40):
            outcome = await _alive(one, ledger)
            if outcome is None:
                deaths += 1
                one.begin()
            elif outcome.verdict is not Verdict.WAITING:
                break
            one.clock.now += outcome.seconds if outcome else 1.0
        assert outcome is not None
        await one.live.drain()
        answers = one.answers
        others = [message for message in one.standing if message not in answers]
        met = [(call.route, call.fault) for call in one.teams.record if call.fault]
        return Answered(outcome, answers, others, one.teams.refused, deaths, met)


async def _alive(one: Asked, ledger: MemoryLedger) -> Outcome | None:
    """Answer until it ends, or the process dies in a call that never ends: None."""
    working = asyncio.create_task(_answer(one, ledger))
    dying = asyncio.create_task(one.teams.hung.wait())
    await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
    dying.cancel()
    if not one.teams.hung.is_set():
        return await working
    one.teams.hung.clear()
    left = [task for task in asyncio.all_tasks() if "Waiting" in str(task.get_coro())]
    for task in (working, *left):
        task.cancel()
    await asyncio.gather(working, *left, return_exceptions=True)
    return None


async def _answer(one: Asked, ledger: MemoryLedger) -> Outcome:
    platform = Platform(name="teams", renderer=TeamsRenderer(shipped_labels()), gateway=one.gateway, live=one.live)
    outbound = Outbound(
        ledger=ledger,
        platform=platform,
        owner="node-1",
        clock=lambda: datetime.fromtimestamp(1795415400 + one.clock.now, UTC),
        pacer=Pacer(interval=0.0, monotonic=one.clock, sleep=one.clock.sleep),
    )
    grown = Pieces(texts=PIECES, last=LAST)
    message = Message(key=KEY, channel=one.channel, payload=WHOLE, thread=one.thread, pieces=grown, asker=ANNA)
    await one.think()
    outcome = await outbound.deliver_message(message)
    if outcome.verdict is not Verdict.WAITING:
        await one.live.settled(one.thread)
    return outcome


LIE = ("delete", "gone")
"""Of a message that stands it would be said that it is gone: nobody could know better."""
BURSTS = st.tuples(st.sampled_from(ROUTES), st.sampled_from(FAULTS), st.sampled_from([1, 1, 2, 4])).filter(
    lambda burst: burst[:2] != LIE
)
PLANS = st.lists(BURSTS, max_size=5).map(
    lambda bursts: [(route, name) for route, name, most in bursts for _ in range(most)]
)
STUCK = [("update", "error-after")] * 4 + [("delete", "error-before")] * 4
"""It may stand, nobody heard so, and it cannot be taken away."""
HELD = [("update", "limit-2")] * 4
"""It cannot be put in place for a while: the next process must not say it twice."""


@given(planned=PLANS, chat=st.booleans())
@example(planned=STUCK, chat=False)
@example(planned=STUCK, chat=True)
@example(planned=HELD, chat=False)
@example(planned=[("final", "drop-after"), ("update", "hang-after")], chat=True)
@settings(max_examples=100, deadline=None)
def test_whatever_goes_wrong_an_answer_on_teams_is_out_once_or_reported(planned: list[Planned], chat: bool) -> None:
    answered = asyncio.run(deliver(planned, chat=chat))
    assert answered.refused == []
    assert len(answered.answers) <= 1
    match answered.outcome.verdict:
        case Verdict.SENT:
            assert len(answered.answers) == 1
        case Verdict.FAILED:
            assert answered.answers == []
        case verdict:
            assert verdict is Verdict.UNKNOWN
            assert any(name in AMBIGUOUS or "before" in name for _, name in answered.met)
    unnamed = sum(route in {"reply", "send", "stream"} and name in AMBIGUOUS for route, name in answered.met)
    kept = sum(route == "delete" for route, _ in answered.met)
    assert len(answered.others) <= answered.deaths + unnamed + kept, "what stood for an answer was left standing"


@pytest.mark.parametrize("chat", [True, False])
@pytest.mark.parametrize("route", ["update", "final", "stream", "reply", "send"])
@pytest.mark.parametrize("killed", ["hang-before", "hang-after"])
def test_after_a_death_an_answer_on_teams_is_reported_and_never_said_twice(chat: bool, route: str, killed: str) -> None:
    answered = asyncio.run(deliver([(route, killed)], chat=chat))
    assert answered.outcome.verdict in {Verdict.SENT, Verdict.UNKNOWN}
    assert len(answered.answers) <= 1
    if answered.outcome.verdict is Verdict.SENT:
        assert len(answered.answers) == 1
    assert len(answered.others) <= answered.deaths
