"""Many at once in one channel of Teams: whatever is written there, the platform's limits are not met.

Time is the loop's own.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.chat.platform import Payload, Pieces, Platform
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from bot.chat.teams.live import TeamsLive
from bot.chat.teams.live_put import putting
from bot.chat.teams.network import teams_clients
from bot.chat.teams.render import TeamsRenderer
from bot.chat.windows import TEAMS_RATES
from bot.delivery.outbound import Message, Outbound
from bot.delivery.outcome import Verdict
from bot.delivery.pacing import Pacer
from bot.domain.delivery import ROOT, DeliveryKey, MessageRef
from support.botconnector import BotConnector, bot_connector
from support.botconnector_deliveries import BEGIN, network_of
from support.botconnector_places import known
from support.botconnector_world import ANNA, APP_ID, CHANNEL, SECRET, TENANT
from support.briefs import shipped_labels
from support.ledgerfake import MemoryLedger
from support.values import make_key
from support.virtualloop import run_virtually

MANY = 20


@dataclass
class Crowd:
    """A channel of the stand-in, and the bot's parts that write there."""

    teams: BotConnector
    gateway: TeamsGateway
    live: TeamsLive
    outbound: Outbound

    async def ask(self, number: int) -> Verdict:
        """Ask a question in a thread of its own, and be answered."""
        root = str(number + 1)
        self.teams.world.hear({"id": root, "conversation": {"id": f"{CHANNEL};messageid={root}"}})
        thread = MessageRef(channel=CHANNEL, message_id=root)
        await self.live.thinking(CHANNEL, "is looking it up…", thread=thread)
        key = DeliveryKey(brief=make_key(f"question-{number}"), part=ROOT)
        last = Payload(text=f"Answer {number}", body={"card": card(f"Answer {number}", key.block_id)})
        pieces = Pieces(texts=("Answer", f" {number}"), last=last)
        message = Message(
            key=key, channel=CHANNEL, payload=last, workspace=TENANT, thread=thread, pieces=pieces, asker=ANNA
        )
        outcome = await self.outbound.deliver_message(message)
        while outcome.verdict is Verdict.WAITING:
            await asyncio.sleep(outcome.seconds)
            outcome = await self.outbound.deliver_message(message)
        await self.live.settled(thread)
        return outcome.verdict


@asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    loop = asyncio.get_running_loop()
    async with (
        bot_connector(clock=loop.time) as teams,
        teams_clients(network_of(teams), app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients,
    ):
        places = known(teams)
        gateway = TeamsGateway(clients, places, app_id=APP_ID, holds=Holds(monotonic=loop.time))
        live = TeamsLive(gateway, places, putting(clients), monotonic=loop.time)
        outbound = Outbound(
            ledger=MemoryLedger(),
            platform=Platform(name="teams", renderer=TeamsRenderer(shipped_labels()), gateway=gateway, live=live),
            owner="node-1",
            clock=lambda: BEGIN + timedelta(seconds=loop.time()),
            pacer=Pacer(rates=TEAMS_RATES, monotonic=loop.time),
        )
        yield Crowd(teams, gateway, live, outbound)


def card(text: str, name: str) -> dict[str, Any]:
    body = [{"type": "TextBlock", "text": text, "wrap": True, "id": name}]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body}


def test_many_who_ask_at_once_in_a_channel_are_each_answered_once_below_the_limits() -> None:
    async def work() -> None:
        async with crowd() as one:
            verdicts = await asyncio.gather(*(one.ask(number) for number in range(MANY)))
            assert set(verdicts) == {Verdict.SENT}
            standing = Counter(message.said for message in one.teams.messages)
            assert standing == {f"Answer {number}": 1 for number in range(MANY)}
            assert one.teams.overruns == []

    run_virtually(work())


def test_many_messages_changed_at_once_are_all_changed_below_the_limits() -> None:
    async def work() -> None:
        async with crowd() as one:
            posted = [
                one.teams.world.post(CHANNEL, "", {"type": "message", "text": "old"}, at=0.0) for _ in range(MANY)
            ]
            changed = Payload(text="new", body={"card": card("new", "n")})
            refs = [MessageRef(channel=CHANNEL, message_id=message.id) for message in posted]
            await asyncio.gather(*(one.gateway.edit(ref, changed) for ref in refs))
            assert {message.said for message in one.teams.messages} == {"new"}
            assert one.teams.overruns == []

    run_virtually(work())


def test_who_writes_elsewhere_does_not_wait_for_a_crowded_channel() -> None:
    async def work() -> None:
        async with crowd() as one:
            payload = Payload(text="one", body={"card": card("one", "n")})
            loop, other = asyncio.get_running_loop(), one.teams.world.chat_with(ANNA).id
            crowded = asyncio.gather(*(one.gateway.post(CHANNEL, payload) for _ in range(8)))
            await one.gateway.post(other, payload)
            assert loop.time() == 0.0
            await crowded
            assert one.teams.overruns == []

    run_virtually(work())
