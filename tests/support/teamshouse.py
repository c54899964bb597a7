"""The whole bot beside the fake Bot Connector with a clock and a press of the test's own: days of a Teams channel."""

import asyncio
import itertools
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from rich.console import Console

from bot.app.building import Wishes
from bot.app.service import running
from bot.commands.rounds import QUICK
from bot.commands.sampling import demo_settings
from bot.domain.topic import Subscription
from bot.settings import Settings
from support.botconnector import BotConnector
from support.botconnector_world import ANNA, APP_ID, BEN, CHANNEL, SECRET, TEAM, TENANT, Stands
from support.days import Days, Hand
from support.teamswire import PATH, Activity, Answered, installed, installed_personally, mention, personal, pressed

DEALS, TOKYO, KATHMANDU, GONE = CHANNEL, "19:tokyo@thread.tacv2", "19:kathmandu@thread.tacv2", "19:gone@thread.tacv2"
ZONES = {ANNA: "Europe/Warsaw", BEN: "Asia/Tokyo"}
_SECONDS = 60.0
_WORDS = re.compile(r"\\([^\w\s])")


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def teams_settings(folder: Path, teams: BotConnector, *, port: int) -> Settings:
    """Return the settings of a bot that is served by the stand-in."""
    return demo_settings(folder).model_copy(
        update={
            "teams_app_id": APP_ID,
            "teams_app_secret": SecretStr(SECRET),
            "teams_tenant_id": TENANT,
            "teams_listen": f"127.0.0.1:{port}",
            "teams_service_hosts": (urlsplit(teams.url).netloc,),
            "teams_service_url": teams.url,
            "teams_openid_url": teams.openid_url,
            "teams_login_url": teams.login_url,
        }
    )


@dataclass(kw_only=True)
class TeamsHouse(Days):
    """The running bot, what Teams shows, and where it is heard."""

    teams: BotConnector
    endpoint: str

    async def hears(self, activity: Activity) -> Answered:
        """Let Teams post an activity, which the guard takes for one of now; it is to be taken."""
        zone = ZONES.get(activity["from"]["id"], "")
        answered = await self.teams.send(self.endpoint, {**activity, "localTimezone": zone})
        if answered.status not in (200, 202):
            raise AssertionError(f"refused with {answered.status}: {answered.body}")
        return answered

    async def until(self, found: Callable[[], Any]) -> Any:
        """Return what `found` finds, as soon as it finds something."""
        async with asyncio.timeout(_SECONDS):
            while not (result := found()):  # noqa: ASYNC110  (nobody tells)
                await asyncio.sleep(0.05)
        return result

    def chat(self, user: str) -> list[Stands]:
        """Return what stands in the chat of a person with the bot."""
        return list(self.teams.world.standing(self.teams.world.chat_with(user).id))

    def channel(self, channel: str = DEALS) -> list[Stands]:
        """Return what stands in a channel."""
        return list(self.teams.world.standing(channel))

    async def says(
        self, text: str, *, channel: str = DEALS, user: str = ANNA, answer: str = "", root: str = ""
    ) -> Stands:
        """Say something to the bot in a channel; return what it answers in the person's chat that holds `answer`."""
        known = len(self.chat(user))
        await self.hears(mention(text, channel=channel, user=user, root=root))
        return await self.answered(user, answer, known=known)

    async def writes(self, text: str, *, user: str = ANNA, answer: str = "") -> Stands:
        """Say something in the chat with the bot; return the answer that holds `answer`."""
        known = len(self.chat(user))
        await self.hears(personal(text, user=user, chat=self.teams.world.chat_with(user).id))
        return await self.answered(user, answer, known=known)

    async def answered(self, user: str, answer: str, *, known: int = 0) -> Stands:
        """Return the newest message of a person's chat beyond the first `known` that holds `answer`."""

        def new() -> Stands | None:
            return next((one for one in reversed(self.chat(user)[known:]) if answer in words(one)), None)

        found: Stands = await self.until(new)
        return found

    async def presses(
        self, label: str, *, on: Stands, user: str = ANNA, inputs: Mapping[str, Any] | None = None
    ) -> Answered:
        """Press the button of a message whose title holds `label`."""
        button = next(one for one in buttons(on.card) if label in one["title"])
        data, verb = {**button["data"], **(inputs or {})}, str(button["verb"])
        private = on.conversation if on.conversation.startswith("a:") else ""
        return await self.hears(
            pressed(
                verb,
                data,
                message_id=on.id,
                root=on.root or on.id,
                channel=on.conversation,
                chat=private,
                user=user,
            )
        )


@asynccontextmanager
async def teams_house(
    folder: Path, teams: BotConnector, *, start: datetime, managed: Sequence[Subscription] = ()
) -> AsyncIterator[TeamsHouse]:
    """Run the bot from `start` on in a team of four channels and with two people who have it for themselves too."""
    for channel, name in ((TOKYO, "Tokyo"), (KATHMANDU, "Kathmandu"), (GONE, "Gone")):
        teams.world.add_channel(channel, name=name)
    hand, port, press = Hand(start), free_port(), free_port()
    settings = teams_settings(folder, teams, port=port)
    wishes = Wishes(
        allow=frozenset({("127.0.0.1", press)}),
        first_poll=timedelta(hours=48),
        force=True,
        console=Console(quiet=True),
    )
    async with running(settings, wishes=wishes, teams=True, pace=QUICK, clock=hand) as bot:
        await bot.steps.parts.store.upsert_managed(managed)
        home = TeamsHouse(bot=bot, hand=hand, press=press, teams=teams, endpoint=f"http://127.0.0.1:{port}{PATH}")
        try:
            await home.hears(installed(channel=DEALS, team=TEAM))
            for user in (ANNA, BEN):
                await home.hears(installed_personally(chat=teams.world.chat_with(user).id, user=user))
            yield home
        finally:
            await home.stop()


def words(message: Stands) -> str:
    """Return all that can be read of a message, as it looks: without the marks that make texts harmless."""
    told = [str(message.activity.get("summary") or ""), str(message.activity.get("text") or ""), *_texts(message.card)]
    return _WORDS.sub(r"\1", "\n".join(filter(None, told)))


def _texts(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        own = [part[name] for name in ("text", "title", "value") if isinstance(part.get(name), str)]
        return own + [
            text for name, value in part.items() if name not in ("data", "fallback") for text in _texts(value)
        ]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []


def buttons(card: Any) -> list[dict[str, Any]]:
    """Return everything in a card that can be pressed, also what stands behind another button."""
    if isinstance(card, Mapping):
        own = [dict(card)] if card.get("type") == "Action.Execute" else []
        inner = (value for name, value in card.items() if name != "fallback")
        return own + list(itertools.chain.from_iterable(buttons(value) for value in inner))
    return list(itertools.chain.from_iterable(map(buttons, card))) if isinstance(card, list) else []


def roots(messages: Sequence[Stands]) -> list[Stands]:
    """Return the first messages of the bot's threads that carry a delivery key, oldest first."""
    return [one for one in messages if one.key.startswith("entente-") and not one.root]


def replies(messages: Sequence[Stands], root: Stands) -> list[Stands]:
    """Return the messages under `root`, oldest first."""
    return [one for one in messages if one.root == root.id]
