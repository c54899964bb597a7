"""A gateway of Teams over the fake Bot Connector, with a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.chat.platform import Payload
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.holds import Holds
from support.botconnector import BotConnector, bot_connector
from support.botconnector_places import MemoryPlaces, known
from support.botconnector_world import APP_ID, CHANNEL
from support.teamsline import clients_of

HELLO = Payload(text="hello", body={})


def card(text: str, *, key: str = "entente-1") -> Payload:
    """Return a message of one card."""
    body = [{"type": "TextBlock", "text": text, "wrap": True, "id": key}]
    made = {"type": "AdaptiveCard", "version": "1.5", "body": body}
    return Payload(text=text, body={"card": made}, key=key)


@dataclass
class Line:
    """The stand-in, what the bot remembers of it, and a gateway with a clock of its own."""

    teams: BotConnector
    places: MemoryPlaces
    gateway: TeamsGateway
    slept: list[float] = field(default_factory=list)
    now: float = 0.0

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def stands(self, channel: str = CHANNEL) -> list[str]:
        """Return what stands in a conversation."""
        return [one.said for one in self.teams.world.standing(channel)]


@asynccontextmanager
async def line(*, seconds: float = 5.0, chats: bool = True) -> AsyncIterator[Line]:
    """Open a gateway over a stand-in; with `chats` the bot knows everybody's chat."""
    async with bot_connector() as teams, clients_of(teams, timeout=seconds) as clients:
        places = known(teams, chats=chats)
        made = Line(teams, places, TeamsGateway(clients, places, app_id=APP_ID))
        holds = Holds(monotonic=lambda: made.now, sleep=made.sleep, share=lambda: 1.0)
        made.gateway = TeamsGateway(clients, places, app_id=APP_ID, holds=holds)
        yield made
