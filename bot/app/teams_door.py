"""The door to Teams: open before the rest of the house is built, so that nobody waits for models to be read.

Import this late: only who uses Teams pays for its library.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from bot.app import teams_settings
from bot.app.teams_network import teams_network
from bot.app.teams_places import StoredPlaces
from bot.app.waiting import WaitingDesk
from bot.chat.heard import Desk
from bot.chat.teams.guard import Guard
from bot.chat.teams.handlers_read import InvokeAnswer
from bot.chat.teams.http import HEALTH_PATH, TeamsWeb
from bot.chat.teams.keys import Keys
from bot.chat.teams.network import TeamsClients, teams_clients
from bot.chat.teams.sdk import from_name
from bot.errors import ConfigError, DeliveryError, InstallationUnavailable
from bot.listening import Listening, plain
from bot.log import get_logger
from bot.settings import Settings

log = get_logger("teams")
_DRAIN_SECONDS, _LOGIN_SECONDS = 10.0, 5.0


class Receives(Protocol):
    """What takes activities that were let in."""

    async def receive(self, activity: Mapping[str, Any]) -> InvokeAnswer | None:
        """Take one, and return what an invoke is answered."""

    async def drain(self) -> None:
        """Wait until all is done that was taken."""


class Hall:
    """Where activities wait that came before there was anybody to take them."""

    def __init__(self) -> None:
        """Begin with nobody there."""
        self.desk = WaitingDesk()
        self.handlers: Receives | None = None
        self._there = asyncio.Event()
        self._waiting: set[asyncio.Task[InvokeAnswer | None]] = set()

    def give(self, desk: Desk, handlers: Receives) -> None:
        """Hand everything on from now on, also what waits."""
        self.handlers = handlers
        self.desk.give(desk)
        self._there.set()

    async def first_time(self, event: str) -> bool:
        """Return whether a request is new; while the bot starts all are, and the handlers look again."""
        return self.handlers is None or await self.desk.first_time(event)

    async def take(self, activity: Mapping[str, Any]) -> InvokeAnswer | None:
        """Hand an activity on. While the bot starts, only what wants an answer waits for one."""
        if self.handlers is None and activity.get("type") != "invoke":
            task = asyncio.create_task(self._handed(activity), name="teams-waiting")
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)
            return None
        return await self._handed(activity)

    async def drain(self) -> None:
        """Wait until all is done that was taken; with nobody there, let it go: the bot never came so far."""
        if self.handlers is None:
            for task in self._waiting:
                task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        if self.handlers is not None:
            await self.handlers.drain()

    async def _handed(self, activity: Mapping[str, Any]) -> InvokeAnswer | None:
        await self._there.wait()
        if self.handlers is None:
            raise RuntimeError("somebody was said to be there")
        return await self.handlers.receive(activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsDoor:
    """Teams is heard; what is said waits in the `hall` for who takes it, and that for the store at `places`."""

    clients: TeamsClients
    keys: Keys
    places: StoredPlaces
    hall: Hall
    web: TeamsWeb
    server: Listening

    def give(self, desk: Desk, handlers: Receives) -> None:
        """Let `handlers` take what was heard and what will be, for `desk`."""
        self.hall.give(desk, handlers)

    async def shut(self) -> None:
        """Hear no more, and let what was acknowledged come to the desk."""
        if not await self.server.stop():
            return
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                if self.hall.handlers is not None:
                    await self.web.drain()
                await self.hall.drain()
        except TimeoutError:
            log.warning("what was heard last is not answered: the bot stops")
        await self.keys.close()

    async def watch(self) -> None:
        """Return never: Teams comes to the bot, so that nothing can be seen to have broken."""
        await asyncio.Event().wait()


@asynccontextmanager
async def door(settings: Settings) -> AsyncIterator[TeamsDoor]:
    """Open it; raise ConfigError for a setting that is missing or refused."""
    teams_settings.check(settings)
    app_id, tenant, secret = settings.teams_app_id or "", settings.teams_tenant_id or "", settings.teams_app_secret
    network = teams_network(settings)
    async with AsyncExitStack() as stack:
        own = secret.get_secret_value() if secret else ""
        clients = await stack.enter_async_context(teams_clients(network, app_id=app_id, secret=own, tenant=tenant))
        keys, hall = Keys(clients.fetch, network.openid_url), Hall()
        guard = Guard(
            keys,
            app_id=app_id,
            issuer=from_name(settings.teams_cloud).token_issuer,
            tenants=teams_settings.tenants_of(settings),
            service_hosts=network.hosts,
        )
        heard = TeamsWeb(guard, hall.take, first_time=hall.first_time)
        heard.ready = True
        server = Listening(settings.teams_listen, partial(_answer, hall, heard), setting="teams_listen", backlog=1024)
        made = TeamsDoor(clients=clients, keys=keys, places=StoredPlaces(), hall=hall, web=heard, server=server)
        stack.push_async_callback(made.shut)
        await server.start()
        log.info("listening", address=":".join(map(str, server.address)))
        await asyncio.gather(keys.warm(), _signed_in(clients))
        yield made


async def _answer(hall: Hall, heard: TeamsWeb, request: web.BaseRequest) -> web.StreamResponse:
    """Answer a request: the bot is well once it answers people, though it hears them before."""
    if request.path == HEALTH_PATH and hall.handlers is None:
        return plain(503, text="starting")
    return await heard.answer(request)


async def _signed_in(clients: TeamsClients) -> None:
    """Ask for the first token: a secret that is refused is told at the start, a login out of reach is only noted."""
    try:
        async with asyncio.timeout(_LOGIN_SECONDS):
            await clients.token()
        log.info("connected", tenant=clients.tenant)
    except InstallationUnavailable as error:
        raise ConfigError("teams_app_secret", error.problem) from error
    except (DeliveryError, TimeoutError) as error:
        problem = error.problem if isinstance(error, DeliveryError) else f"no answer within {_LOGIN_SECONDS:g} s"
        log.warning("Teams cannot be written to yet", problem=problem)
