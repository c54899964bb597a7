"""Clients of Teams over the fake Bot Connector, with the conversations that stand there."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from bot.chat.teams.network import TeamsClients, TeamsNetwork, teams_clients
from support.botconnector import BotConnector
from support.botconnector_world import APP_ID, SECRET, TENANT


def network_of(teams: BotConnector, **more: Any) -> TeamsNetwork:
    """Return how the stand-in is reached; `more` are fields of the network."""
    fields: dict[str, Any] = {
        "login_url": teams.login_url,
        "openid_url": teams.openid_url,
        "service_url": teams.url,
        "hosts": frozenset({urlsplit(teams.url).netloc}),
        "timeout": 5.0,
    }
    return TeamsNetwork(**{**fields, **more})


@asynccontextmanager
async def clients_of(
    teams: BotConnector, *, secret: str = SECRET, monotonic: Callable[[], float] = time.monotonic, **more: Any
) -> AsyncIterator[TeamsClients]:
    """Open clients as the app that the stand-in knows; `more` are fields of the network."""
    network = network_of(teams, **more)
    async with teams_clients(network, app_id=APP_ID, secret=secret, tenant=TENANT, monotonic=monotonic) as clients:
        yield clients
