"""A Teams with one question in it, and the parts of the bot that answer there, on a clock that sleeping moves."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.chat.platform import Payload
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from bot.chat.teams.live import TeamsLive
from bot.chat.teams.live_put import putting
from bot.chat.teams.network import TeamsClients, TeamsNetwork, teams_clients
from bot.domain.delivery import MessageRef
from support.botconnector import BotConnector, bot_connector
from support.botconnector_places import MemoryPlaces, known
from support.botconnector_world import ANNA, APP_ID, CHANNEL, SECRET, TENANT, Stands
from support.values import make_delivery_key

KEY = make_delivery_key("answer-0")
PIECES = ("**Pakistan–Türkiye**\n\n", "Two stories since May.\n\n", "- first [1]\n", "- second [2]\n")
TEXT = "".join(PIECES)


def card(*texts: str) -> dict[str, Any]:
    """Return a card that carries the delivery key."""
    body: list[dict[str, Any]] = [{"type": "TextBlock", "text": text, "wrap": True} for text in texts]
    body[0]["id"] = KEY.block_id
    return {"type": "AdaptiveCard", "version": "1.5", "body": body}


CITED = [{"position": 1, "name": "Source", "abstract": "2 May.", "url": "https://example.org/a"}]
WHOLE = Payload(text="Pakistan–Türkiye", body={"card": card(*PIECES, "[1] Source"), "ai": True}, key=KEY.block_id)
LAST = Payload(
    text="Pakistan–Türkiye",
    body={"card": card("[1] Source"), "whole": WHOLE.body["card"], "citations": CITED, "ai": True},
    key=KEY.block_id,
)


@dataclass
class Sleeping:
    """A clock that moves when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Asked:
    """The place where a question was asked; `thread` is what the answer hangs on."""

    teams: BotConnector
    clients: TeamsClients
    places: MemoryPlaces
    clock: Sleeping
    thread: MessageRef

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Let a new process take over: what the one before remembered is gone."""
        holds = Holds(monotonic=self.clock, sleep=self.clock.sleep, share=lambda: 0.0)
        self.gateway = TeamsGateway(self.clients, self.places, app_id=APP_ID, holds=holds)
        hosts = frozenset({self.teams.base.removeprefix("http://")})
        self.live = TeamsLive(
            self.gateway,
            self.places,
            putting(self.clients),
            file_hosts=hosts,
            monotonic=self.clock,
            sleep=self.clock.sleep,
        )

    @property
    def channel(self) -> str:
        """The conversation."""
        return self.thread.channel

    @property
    def standing(self) -> list[Stands]:
        """What stands but the question."""
        return [one for one in self.teams.messages if one.id != self.thread.message_id]

    @property
    def answers(self) -> list[Stands]:
        """What is the answer, as a card or as plain text."""
        return [one for one in self.standing if one.key == KEY.block_id or one.said == LAST.text]

    async def think(self) -> None:
        """Show that it is looked up."""
        await self.live.thinking(self.channel, "is looking it up…", thread=self.thread)

    async def stream(self, *pieces: str, last: Payload = LAST) -> MessageRef | None:
        """Let the answer grow."""
        return await self.live.stream(self.channel, pieces or PIECES, last, thread=self.thread, user=ANNA)


@asynccontextmanager
async def asked(*, chat: bool) -> AsyncIterator[Asked]:
    """Open a Teams where Anna asked something: in her chat with the bot, or in a channel."""
    clock = Sleeping()
    async with bot_connector(clock=clock) as teams:
        hosts = frozenset({teams.base.removeprefix("http://")})
        network = TeamsNetwork(
            login_url=teams.login_url, openid_url=teams.openid_url, service_url=teams.url, hosts=hosts
        )
        if chat:
            talk = teams.world.chat_with(ANNA)
            thread = MessageRef(channel=talk.id, message_id=talk.id)
        else:
            question: Mapping[str, Any] = {"type": "message", "text": "Pakistan Türkiye?"}
            root = teams.world.post(CHANNEL, "", dict(question), at=0.0)
            thread = MessageRef(channel=CHANNEL, message_id=root.id)
        async with teams_clients(network, app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
            yield Asked(teams, clients, known(teams, chats=True), clock, thread)
