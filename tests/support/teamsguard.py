"""Teams' endpoint in tests: really listening on loopback, with keys fetched from the fake Bot Connector."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.chat.teams.guard import Guard
from bot.chat.teams.http import MESSAGES_PATH, TeamsWeb, WebLimits
from bot.chat.teams.keys import Keys
from bot.listening import Listening
from support.botconnector import BotConnector, bot_connector
from support.botconnector_tokens import ISSUER
from support.teamswire import APP_ID, TENANT

Line = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to an invoke."""

    status: int = 200
    body: Any = None


@dataclass
class Hearing:
    """Takes what is handed on; `gate` holds it up until set, `fails` is raised instead of an answer."""

    heard: list[Mapping[str, Any]] = field(default_factory=list)
    answer: Said | None = None
    gate: asyncio.Event | None = None
    fails: Exception | None = None
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, activity: Mapping[str, Any]) -> Said | None:
        """Note an activity."""
        self.heard.append(activity)
        self.came.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.fails is not None:
            raise self.fails
        return self.answer


@dataclass
class Endpoint:
    """A running endpoint: `url` is where Teams posts to, `base` the server."""

    teams: BotConnector
    web: TeamsWeb
    keys: Keys
    hearing: Hearing
    base: str

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return self.base + MESSAGES_PATH


async def fetched(url: str) -> bytes:
    """Return what stands at `url`."""
    async with aiohttp.ClientSession(raise_for_status=True) as session, session.get(url) as response:
        return await response.read()


@asynccontextmanager
async def endpoint(
    *,
    limits: WebLimits | None = None,
    monotonic: Callable[[], float] = lambda: 0.0,
    first_time: Callable[[str], Awaitable[bool]] | None = None,
    warm: bool = True,
) -> AsyncIterator[Endpoint]:
    """Listen, ready for requests."""
    async with bot_connector() as teams:
        keys, hearing = Keys(fetched, teams.openid_url), Hearing()
        hosts = [urlsplit(teams.url).netloc, "smba.trafficmanager.net"]
        guard = Guard(keys, app_id=APP_ID, issuer=ISSUER, tenants=[TENANT], service_hosts=hosts)
        web = TeamsWeb(guard, hearing.take, limits=limits, monotonic=monotonic, first_time=first_time)
        web.ready = True
        server = Listening("127.0.0.1:0", web.answer, setting="teams_listen")
        await server.start()
        host, port = server.address
        try:
            if warm:
                await keys.warm()
            yield Endpoint(teams, web, keys, hearing, f"http://{host}:{port}")
        finally:
            if hearing.gate is not None:
                hearing.gate.set()
            await server.stop()
            await web.drain()
            await keys.close()
