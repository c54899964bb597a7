"""Briefs, answers and whispers to Teams through the real delivery and gateway: each is out once or reported.

Calls go wrong at random, in every way there is, and the process dies in some of them: a task is cut off while a call is
under way, and its successor finds the rows as the dead process left them. Time is the loop's own.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.platform import Platform
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from bot.chat.teams.network import TeamsClients, teams_clients
from bot.chat.teams.render import TeamsRenderer
from bot.chat.windows import TEAMS_RATES
from bot.delivery.outbound import Message, Outbound, parts
from bot.delivery.outcome import Outcome, Verdict
from bot.delivery.pacing import Pacer
from bot.domain.brief import Brief
from bot.domain.delivery import CONTINUED, ROOT, DeliveryKey
from bot.domain.ids import StoryId
from support.botconnector import BotConnector, bot_connector
from support.botconnector_deliveries import BEGIN, network_of
from support.botconnector_places import MemoryPlaces, known
from support.botconnector_script import KINDS
from support.botconnector_world import ANNA, APP_ID, CHANNEL, SECRET, TENANT, Stands
from support.briefs import new_item, shipped_labels
from support.ledgerfake import MemoryLedger
from support.values import make_brief, make_key
from support.virtualloop import run_virtually

DEADLY = ("hang-before", "hang-after")
"""Where the process dies; a call that hangs and is given up in time is told by the large run."""
WHISPER = DeliveryKey(brief=make_key("whisper"), part=ROOT)
PLANNED = st.lists(
    st.tuples(st.sampled_from(["send", "reply", "create", "token"]), st.sampled_from(sorted(KINDS))), max_size=7
)
Planned = tuple[str, str]


@dataclass
class Done:
    """What came of it: outcomes by key, what stands, how often the process died."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    standing: list[Stands] = field(default_factory=list)
    refused: list[tuple[str, ...]] = field(default_factory=list)
    overruns: int = 0
    deaths: int = 0

    def counted(self, brief: Brief) -> Counter[str]:
        """Return how often each message stands; one without a key is known by its words."""
        return Counter(message.key or _known_by(message, brief) for message in self.standing)


def _known_by(message: Stands, brief: Brief) -> str:
    if brief.title in message.said:
        return DeliveryKey(brief=brief.key, part=CONTINUED if "Continued:" in message.said else ROOT).block_id
    for item in brief.items:
        if item.headline in message.said:
            return DeliveryKey(brief=brief.key, part=str(item.story_id)).block_id
    return WHISPER.block_id if "for you alone" in message.said else ""


def _brief() -> Brief:
    items = [
        replace(new_item(), story_id=StoryId(f"story-{number}"), headline=f"Joint work {number} discussed")
        for number in range(2)
    ]
    return make_brief(
        make_key("sub"), title="What moved.", channel=CHANNEL, workspace=TENANT, platform="teams", items=tuple(items)
    )


async def deliver(planned: Sequence[Planned]) -> tuple[Brief, Done]:
    """Deliver a brief and a whisper while calls go wrong as planned, driven as the engine drives them."""
    brief, done, ledger = _brief(), Done(), MemoryLedger()
    async with bot_connector(clock=asyncio.get_running_loop().time) as teams:
        for route, name in planned:
            teams.plan(route, KINDS[name])
        places = known(teams)
        while True:
            async with teams_clients(network_of(teams), app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
                outbound = _outbound(clients, places, ledger)
                if await _alive(outbound, brief, done, teams):
                    break
            done.deaths += 1
        done.standing, done.refused, done.overruns = teams.messages, teams.refused, len(teams.overruns)
    return brief, done


async def deliver_twice(planned: Sequence[Planned]) -> tuple[Brief, Sequence[Done]]:
    """Let two nodes deliver the same brief and whisper at the same time."""
    brief, nodes, ledger = _brief(), (Done(), Done()), MemoryLedger()
    async with bot_connector(clock=asyncio.get_running_loop().time) as teams:
        for route, name in planned:
            teams.plan(route, KINDS[name])
        places = known(teams)
        async with teams_clients(network_of(teams), app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
            outbounds = [_outbound(clients, places, ledger, owner=f"node-{number}") for number in range(2)]
            await asyncio.gather(*(_work(one, brief, done) for one, done in zip(outbounds, nodes, strict=True)))
        for done in nodes:
            done.standing = teams.messages
    return brief, nodes


def _outbound(clients: TeamsClients, places: MemoryPlaces, ledger: MemoryLedger, *, owner: str = "node-1") -> Outbound:
    loop = asyncio.get_running_loop()
    gateway = TeamsGateway(clients, places, app_id=APP_ID, holds=Holds(monotonic=loop.time))
    return Outbound(
        ledger=ledger,
        platform=Platform(name="teams", renderer=TeamsRenderer(shipped_labels()), gateway=gateway),
        owner=owner,
        clock=lambda: BEGIN + timedelta(seconds=loop.time()),
        pacer=Pacer(rates=TEAMS_RATES, monotonic=loop.time),
    )


async def _alive(outbound: Outbound, brief: Brief, done: Done, teams: BotConnector) -> bool:
    """Work until all is settled, or until the process dies in a call that is never answered: false."""
    working = asyncio.create_task(_work(outbound, brief, done))
    dying = asyncio.create_task(teams.hung.wait())
    await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
    dying.cancel()
    teams.hung.clear()
    if working.done():
        working.result()
        return True
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return False


async def _work(outbound: Outbound, brief: Brief, done: Done) -> None:
    whisper = Message(
        key=WHISPER,
        channel=CHANNEL,
        payload=outbound.platform.renderer.notice("This is for you alone.", key=WHISPER),
        workspace=TENANT,
        to=ANNA,
    )
    for part in parts(brief):
        key = DeliveryKey(brief=brief.key, part=part).block_id
        if key not in done.outcomes:
            done.outcomes[key] = await _settled(partial(outbound.deliver_part, brief, part))
    if WHISPER.block_id not in done.outcomes:
        done.outcomes[WHISPER.block_id] = await _settled(partial(outbound.deliver_message, whisper))


async def _settled(deliver: Callable[[], Awaitable[Outcome]]) -> Outcome:
    for _ in range(40):
        outcome = await deliver()
        if outcome.verdict is not Verdict.WAITING:
            return outcome
        await asyncio.sleep(outcome.seconds)
    return outcome


@given(planned=PLANNED)
@example(planned=[("send", "unnamed")])
@example(planned=[("send", "accepted"), ("create", "drop-after")])
@example(planned=[("reply", "hang-after"), ("reply", "too-big"), ("reply", "hang-before")])
@example(planned=[("create", "hang-after")])
@settings(max_examples=60, deadline=None)
def test_whatever_goes_wrong_each_message_is_out_once_or_reported(planned: list[Planned]) -> None:
    brief, done = run_virtually(deliver(planned))
    counted = done.counted(brief)
    assert max(counted.values(), default=0) <= 1
    assert set(counted) <= {*done.outcomes, DeliveryKey(brief=brief.key, part=CONTINUED).block_id}
    assert done.refused == []
    assert done.overruns == 0
    for key, outcome in done.outcomes.items():
        assert outcome.verdict is not Verdict.WAITING
        if outcome.verdict is Verdict.SENT:
            assert counted[key] == 1
        if outcome.verdict is Verdict.FAILED:
            assert counted[key] == 0


@given(planned=PLANNED)
@settings(max_examples=40, deadline=None)
def test_two_nodes_at_the_same_messages_say_each_once(planned: list[Planned]) -> None:
    brief, nodes = run_virtually(deliver_twice(planned))
    counted = nodes[0].counted(brief)
    assert max(counted.values(), default=0) <= 1
    for key in nodes[0].outcomes:
        verdicts = {done.outcomes[key].verdict for done in nodes}
        assert Verdict.WAITING not in verdicts
        if Verdict.SENT in verdicts:
            assert counted[key] == 1
        if verdicts == {Verdict.FAILED}:
            assert counted[key] == 0


@pytest.mark.parametrize("route", ["send", "reply"])
@pytest.mark.parametrize("name", DEADLY)
def test_a_death_while_a_message_is_under_way_is_reported_and_nothing_repeated(route: str, name: str) -> None:
    brief, done = run_virtually(deliver([(route, name)]))
    part = ROOT if route == "send" else str(brief.items[0].story_id)
    key = DeliveryKey(brief=brief.key, part=part).block_id
    assert done.deaths == 1
    assert done.outcomes[key].verdict is Verdict.UNKNOWN
    assert done.counted(brief)[key] == (name == "hang-after")


@pytest.mark.parametrize("name", ["limit-1", "limit-bare", "precondition", "bad-gateway", "gateway-timeout"])
@pytest.mark.parametrize("route", ["send", "reply", "create", "token"])
def test_what_was_surely_not_taken_is_sent_again_until_it_is(route: str, name: str) -> None:
    brief, done = run_virtually(deliver([(route, name)] * 3))
    assert {outcome.verdict for outcome in done.outcomes.values()} == {Verdict.SENT}
    assert set(done.counted(brief).values()) == {1}
