"""Teams at its edge, as `support.edges` sees a platform: its renderer and gateway before the Bot Connector."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from bot.chat.commands import Command
from bot.chat.platform import Platform
from bot.chat.teams.gateway import TeamsGateway
from bot.chat.teams.handlers_read import pressed_of
from bot.chat.teams.handlers_text import command_of, spoken
from bot.chat.teams.holds import Holds
from bot.chat.teams.network import TeamsNetwork, teams_clients
from bot.chat.teams.render import TeamsRenderer
from support.botconnector import BotConnector, Fault, bot_connector
from support.botconnector_places import known
from support.botconnector_script import limited
from support.botconnector_world import ANNA, APP_ID, BOT, CHANNEL, SECRET, TENANT, Stands
from support.briefs import shipped_labels
from support.edges import SOMEBODY, WAIT_SECONDS, Edge, Mishap, Moving, Parse, Shown, found, parts_of, said
from support.teamswire import mention, pressed

_SHOWN = ("text", "title", "value", "label", "fallbackText")


class TeamsEdge:
    """Teams, by the Bot Connector's routes on loopback."""

    channel, person = CHANNEL, ANNA

    def __init__(self, teams: BotConnector, platform: Platform, time: Moving) -> None:
        self._teams, self.platform, self.time = teams, platform, time

    def shown(self) -> Sequence[Shown]:
        """Return the channel's messages."""
        return [
            Shown(id=each.id, thread=each.root, words=_words(each), buttons=frozenset(_buttons(each)))
            for each in self._teams.world.standing(CHANNEL)
        ]

    def told(self, person: str) -> Sequence[str]:
        """Return what stands in the chat of a person."""
        chats = (talk for talk in self._teams.conversations.values() if talk.kind == "personal")
        own = [talk.id for talk in chats if person in talk.people]
        return [_words(each) for chat in own for each in self._teams.world.standing(chat)]

    def refused(self) -> Sequence[Any]:
        """Return what Teams would not take for its form."""
        return self._teams.refused

    def next(self, mishap: Mishap) -> None:
        """Let the next post go wrong, be it a root or a reply."""
        faults = {
            Mishap.LIMITED: limited(WAIT_SECONDS),
            Mishap.LOST_BEFORE: Fault(drop=True),
            Mishap.LOST_AFTER: Fault(drop=True, after=True),
            Mishap.REFUSED: Fault(status=413, error="MessageSizeTooBig"),
            Mishap.TAKEN_OUT: Fault(status=403, error="BotNotInConversationRoster"),
        }
        self._teams.plan("send", faults[mishap])

    def nowhere(self) -> str:
        """Return a channel that is not there."""
        return "19:nowhere@thread.tacv2"

    def understood(self, words: str, parse: Parse) -> Command:
        """Return the command in a mention as Teams sends it; people stand in the text by name, and apart by id."""
        said_to_bot = mention(words.replace(SOMEBODY, "<at>Anna Adler</at>"))
        if SOMEBODY in words:
            named = {"type": "mention", "text": "<at>Anna Adler</at>", "mentioned": {"id": ANNA, "name": "Anna Adler"}}
            said_to_bot["entities"].append(named)
        return command_of(spoken(said_to_bot, bot=BOT), parse)


def _words(message: Stands) -> str:
    if not message.card:
        return said(str(message.activity.get("text", "")))
    return said(" ".join(_unescaped(text) for text in found(message.card.get("body"), *_SHOWN)))


def _unescaped(text: str) -> str:
    return text.replace("\\", "")


def _buttons(message: Stands) -> Iterator[tuple[str, str]]:
    """Yield what the handlers read of each button; the same must come from the older clients' form of it."""
    for part in parts_of(message.card):
        if part.get("type") == "Action.Execute":
            yield _read(part)
            assert _read(part["fallback"]) == _read(part)


def _read(part: Mapping[str, Any]) -> tuple[str, str]:
    read = pressed_of(pressed(str(part.get("verb", "")), part["data"]))
    assert read is not None
    return read.action, read.value


@asynccontextmanager
async def teams_edge() -> AsyncIterator[Edge]:
    """Open Teams in a stand-in of its own."""
    time = Moving()
    async with bot_connector(clock=time.monotonic) as teams:
        hosts = frozenset({teams.base.removeprefix("http://")})
        network = TeamsNetwork(
            login_url=teams.login_url, openid_url=teams.openid_url, service_url=teams.url, hosts=hosts
        )
        async with teams_clients(network, app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
            holds = Holds(monotonic=time.monotonic, sleep=time.sleep)
            gateway = TeamsGateway(clients, known(teams), app_id=APP_ID, holds=holds)
            platform = Platform(name="teams", renderer=TeamsRenderer(shipped_labels()), gateway=gateway)
            yield TeamsEdge(teams, platform, time)
