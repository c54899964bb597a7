"""A Slack that offers all an answer can use, and the parts of the bot that use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.chat.platform import Payload
from bot.chat.slack import blocks as kit
from bot.chat.slack.gateway import SlackGateway
from bot.chat.slack.live import SlackLive, quota
from bot.chat.slack.network import SlackClients, SlackNetwork, slack_clients
from bot.chat.slack.offers import Offers
from bot.domain.delivery import MessageRef
from support.faultproxy import FaultProxy, fault_proxy
from support.values import make_delivery_key

CHANNEL, ASKER, TEAM = "C1", "U1", "T1"
KEY = make_delivery_key("answer-0")
PIECES = ("**Pakistan–Türkiye**\n\n", "Two stories since May.\n", "- first [1]\n", "- second [2]\n")
LAST = Payload(text="Pakistan–Türkiye", body={"blocks": [{**kit.context(["[1] Source"]), "block_id": KEY.block_id}]})


class Ticking:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@dataclass
class Answering:
    """A workspace and what talks to it; `asked` is the message that holds the question."""

    slack: FaultProxy
    clients: SlackClients
    live: SlackLive
    gateway: SlackGateway
    clock: Ticking
    asked: MessageRef

    async def stream(self, *pieces: str) -> MessageRef | None:
        """Stream an answer to the question."""
        return await self.live.stream(CHANNEL, pieces or PIECES, LAST, thread=self.asked, user=ASKER)

    @property
    def answers(self) -> list[dict[str, object]]:
        """What stands under the question."""
        return [one for one in self.slack.messages if one.get("thread_ts") == self.asked.message_id]


@asynccontextmanager
async def answering(*, offered: bool = True) -> AsyncIterator[Answering]:
    """Open a workspace with one question in it, which offers everything or nothing new."""
    clock = Ticking()
    async with fault_proxy() as slack, slack_clients(SlackNetwork(api_url=slack.url), bot_token="xoxb-1") as clients:
        slack.slack.live.streams = slack.slack.live.assistant = offered
        gateway = SlackGateway(clients.bot, history=True)
        live = SlackLive(clients.bot, clients, team=TEAM, streams=quota(clock), offers=Offers(TEAM, monotonic=clock))
        asked = await gateway.post(CHANNEL, Payload(text="Pakistan Türkiye?", body={}))
        yield Answering(slack=slack, clients=clients, live=live, gateway=gateway, clock=clock, asked=asked)
