"""The whole bot beside local-slack with a clock and a press of the test's own: days pass when they are told to."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from bot import settings as configuration
from bot.app.building import Wishes
from bot.app.service import running
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.chat.slack.standin import APP_TOKEN, BOT_TOKEN, BOT_USER, StandIn, local_slack
from bot.commands.rounds import QUICK
from bot.commands.sampling import demo_settings
from bot.domain.topic import Subscription
from bot.sample.edition import Edition, SampleItem, edition_from
from bot.settings import Settings
from support.days import PRESS_PORT, Days, Hand

HTTP_PORT = 4100
SECRET = "local-slack"
DEALS, TOKYO, KATHMANDU, GONE = "C0DEALS", "C0TOKYO", "C0KATHMANDU", "C0GONE"
ALEX, BEA = "U0ALEX", "U0BEA"
HTTP = {
    "slack_mode": "http",
    "slack_listen": f"127.0.0.1:{HTTP_PORT}",
    "slack_signing_secret": SecretStr(SECRET),
}
_SECONDS = 60.0
Message = dict[str, Any]


def workspace(mode: str) -> dict[str, Any]:
    """Return a workspace of two people and four channels; `mode` is socket or events (over HTTP)."""
    app = {
        "appId": "A0ENTENTE",
        "botUserId": BOT_USER,
        "botName": "entente",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SECRET,
        "mode": "socket",
    }
    people = [
        {"id": ALEX, "name": "alex", "real_name": "Alex Reader", "tz": "Europe/Warsaw"},
        {"id": BEA, "name": "bea", "real_name": "Bea Analyst", "tz": "Asia/Tokyo"},
    ]
    names = {DEALS: "deals", TOKYO: "tokyo", KATHMANDU: "kathmandu", GONE: "gone"}
    channels = [{"id": id_, "name": name, "members": [ALEX, BEA, BOT_USER]} for id_, name in names.items()]
    space = {
        "workspace": {"name": "Desk", "domain": "desk", "teamId": "T0DESK"},
        "app": app,
        "users": people,
        "channels": channels,
    }
    return over_http(space) if mode == "events" else space


def over_http(space: Mapping[str, Any]) -> dict[str, Any]:
    """Return the workspace `space` with an app that is called over signed HTTP."""
    address = f"http://127.0.0.1:{HTTP_PORT}/slack/events"
    return {**space, "app": {**space["app"], "signingSecret": SECRET, "mode": "events", "requestUrl": address}}


def slack_settings(folder: Path, *, mode: str, api_url: str) -> Settings:
    """Return the bot's settings; the history may be read."""
    return demo_settings(folder).model_copy(
        update={
            **(HTTP if mode == "events" else {}),
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_app_token": SecretStr(APP_TOKEN),
            "slack_api_url": api_url,
            "slack_history": True,
        }
    )


def edition(*slugs: str, aged: float = 0, more: Sequence[SampleItem] = ()) -> Edition:
    """Return the items of the sample edition named `slugs`, `aged` hours older, and `more`."""
    shipped = edition_from(configuration.shipped("sample/edition.yaml"))
    kept = [item for item in shipped.items if item.slug in slugs]
    older = [item.model_copy(update={"hours_ago": item.hours_ago + aged}) for item in kept]
    return shipped.model_copy(update={"items": (*more, *older)})


@dataclass(kw_only=True)
class House(Days):
    """The running bot beside local-slack."""

    desk: StandIn

    async def until(self, channel: str, found: Callable[[list[Message]], Any]) -> Any:
        """Return what `found` finds in a channel, as soon as it finds something."""
        async with asyncio.timeout(_SECONDS):
            while not (result := found(await self.desk.messages(channel))):  # noqa: ASYNC110  (nobody tells)
                await asyncio.sleep(0.1)
        return result

    async def says(self, text: str, *, channel: str = DEALS, user: str = ALEX, answer: str = "") -> str:
        """Give a slash command; return the bot's answer that holds `answer`."""
        known = {message["ts"] for message in await self.desk.messages(channel)}
        await self.desk.control("command", channel=channel, user=user, command="/entente", text=text)

        def new(messages: list[Message]) -> str:
            texts = (words(each) for each in messages if each["ts"] not in known)
            return next((one for one in texts if answer in one), "")

        return str(await self.until(channel, new))


@asynccontextmanager
async def house(
    folder: Path, desk: StandIn, *, mode: str, api_url: str, start: datetime, managed: Sequence[Subscription] = ()
) -> AsyncIterator[House]:
    """Run the bot from `start` on; `managed` subscriptions stand in its configuration."""
    hand = Hand(start)
    settings = slack_settings(folder, mode=mode, api_url=api_url)
    wishes = Wishes(
        allow=frozenset({("127.0.0.1", PRESS_PORT)}),
        first_poll=timedelta(hours=48),
        force=True,
        console=Console(quiet=True),
    )
    async with running(settings, wishes=wishes, slack=True, pace=QUICK, clock=hand) as bot:
        await bot.steps.parts.store.upsert_managed(managed)
        made = House(bot=bot, hand=hand, desk=desk)
        try:
            yield made
        finally:
            await made.stop()


async def thread_of(home: House, channel: str, root: Message) -> list[Message]:
    """Return a thread as the Web API gives it, its root first."""
    async with slack_clients(SlackNetwork(api_url=f"{home.desk.url}/api/"), bot_token=BOT_TOKEN) as clients:
        response = await clients.bot.conversations_replies(channel=channel, ts=root["ts"])
    return list(response["messages"])


def words(message: Message) -> str:
    """Return all that can be read of a message."""
    return "\n".join((str(message.get("text", "")), *_texts(message.get("blocks") or [])))


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() if not isinstance(value, str) for text in _texts(value)]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []


def roots(messages: Sequence[Message]) -> list[Message]:
    """Return the first messages of the bot's threads that carry a delivery key, oldest first."""
    return [
        each
        for each in messages
        if str((each.get("blocks") or [{}])[0].get("block_id", "")).startswith("entente-")
        and each.get("thread_ts", each["ts"]) == each["ts"]
    ]


def replies(messages: Sequence[Message], root: Message) -> list[Message]:
    """Return the bot's messages under `root` that everybody sees."""
    under = [each for each in messages if each.get("thread_ts") == root["ts"] and each["ts"] != root["ts"]]
    return [each for each in under if each.get("subtype") != "ephemeral"]


Live = Callable[[StandIn, Path, str, Path | None], Awaitable[dict[str, Any]]]
"""Lives days on a stand-in, in a folder, in a mode; where a folder for pictures is named, a browser looks on."""


async def told_of(live: Live, arguments: Sequence[str]) -> None:
    """Print what came of `live` as JSON; `arguments` are local-slack, a folder for pictures, the mode, and browser."""
    binary, artefacts, mode = Path(arguments[0]), Path(arguments[1]), arguments[2]
    seen = arguments[3] == "browser"
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(artefacts.mkdir, exist_ok=True)
        async with local_slack(binary, workspace=workspace(mode)) as desk:
            told = await live(desk, Path(folder), mode, artefacts if seen else None)
    json.dump(told, sys.stdout)
