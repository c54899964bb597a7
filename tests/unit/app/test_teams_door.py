"""The door to Teams: what ends a start, what does not, and what becomes of who speaks before there is a desk."""

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app.teams_door import TeamsDoor, door
from bot.app.teams_network import teams_network
from bot.chat.teams.handlers_read import InvokeAnswer
from bot.errors import ConfigError
from bot.settings import Settings
from support.botconnector import BotConnector, Fault, bot_connector
from support.deskfake import NotingDesk
from support.teamsrun import settings_at, until
from support.teamswire import PATH, mention, pressed


class Kept:
    """Keeps the activities it is given."""

    def __init__(self) -> None:
        self.activities: list[Mapping[str, Any]] = []
        self.drained = 0

    async def receive(self, activity: Mapping[str, Any]) -> InvokeAnswer | None:
        """Keep one."""
        self.activities.append(activity)
        return InvokeAnswer(200, {"taken": True}) if activity["type"] == "invoke" else None

    async def drain(self) -> None:
        """Count."""
        self.drained += 1


def settings(teams: BotConnector, **changed: Any) -> Settings:
    return Settings(**{**settings_at(teams), **changed})


def at(opened: TeamsDoor, path: str) -> str:
    host, port = opened.server.address
    return f"http://{host}:{port}{path}"


async def health(opened: TeamsDoor) -> int:
    async with aiohttp.ClientSession() as session, session.get(at(opened, "/healthz")) as answer:
        return answer.status


async def test_who_speaks_before_there_is_a_desk_is_acknowledged_and_handed_on_later() -> None:
    async with bot_connector() as teams, door(settings(teams)) as opened:
        kept, said = Kept(), mention("list")
        assert await health(opened) == 503
        assert (await teams.send(at(opened, PATH), said)).status == 200
        pressing = asyncio.create_task(teams.send(at(opened, PATH), pressed("entente_details", {})))
        assert kept.activities == []
        opened.give(NotingDesk(), kept)
        answer = await pressing
        assert (answer.status, answer.body) == (200, {"taken": True})
        await until(lambda: len(kept.activities) == 2)
        assert said["id"] in {one["id"] for one in kept.activities}
        assert await health(opened) == 200
        await opened.shut()
        assert kept.drained == 1


async def test_a_start_that_never_came_to_a_desk_ends_though_somebody_waits() -> None:
    async with bot_connector() as teams:
        async with door(settings(teams)) as opened:
            assert (await teams.send(at(opened, PATH), mention("list"))).status == 200
        assert [call.route for call in teams.record if call.route == "send"] == []


async def test_a_secret_that_is_refused_ends_the_start_and_is_not_told() -> None:
    async with bot_connector() as teams:
        with pytest.raises(ConfigError) as found:
            async with door(settings(teams, teams_app_secret=SecretStr("another-secret"))):
                raise AssertionError("it opened")
    assert str(found.value).startswith("teams_app_secret: the app is refused a token")
    assert "another-secret" not in str(found.value)


async def test_a_login_or_keys_out_of_reach_do_not_keep_the_bot_from_starting() -> None:
    async with bot_connector() as teams:
        teams.plan("token", Fault(status=503))
        teams.plan("openid", Fault(status=503))
        async with door(settings(teams)) as opened:
            assert await health(opened) == 503
            kept = Kept()
            opened.give(NotingDesk(), kept)
            assert await health(opened) == 200


async def test_an_address_that_is_taken_is_named_with_its_setting() -> None:
    async with bot_connector() as teams:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
            with pytest.raises(ConfigError, match="teams_listen"):
                async with door(settings(teams, teams_listen=listen)):
                    raise AssertionError("it opened")


@pytest.mark.parametrize(
    ("cloud", "login", "openid", "scope", "host"),
    [
        ("public", "login.microsoftonline.com", "login.botframework.com", "api.botframework.com", "trafficmanager.net"),
        ("usgov", "login.microsoftonline.us", "azure.us", "api.botframework.us", "smba.infra.gov.teams.microsoft.us"),
        ("usgovdod", "login.microsoftonline.us", "azure.us", "api.botframework.us", "infra.dod.teams.microsoft.us"),
    ],
)
def test_each_cloud_has_its_own_addresses(cloud: Any, login: str, openid: str, scope: str, host: str) -> None:
    network = teams_network(Settings(teams_cloud=cloud))
    assert login in network.login_url
    assert openid in network.openid_url
    assert scope in network.scope
    assert host in network.service_url
    assert network.serves(network.service_url)
    assert not network.serves("https://smba.example/teams")
    assert sum(network.serves(url) for url in ELSEWHERE) == (1 if cloud != "public" else 0)


ELSEWHERE = ("https://smba.infra.gov.teams.microsoft.us/teams", "https://smba.infra.dod.teams.microsoft.us/teams")


def test_what_is_set_stands_before_what_the_cloud_says() -> None:
    network = teams_network(
        Settings(
            teams_login_url="https://login.example",
            teams_openid_url="https://keys.example/openid",
            teams_service_url="https://smba.example/teams",
            teams_service_hosts=("SMBA.example", "other.example:8443"),
            proxy_url="http://proxy.example:3128",
            no_proxy=(".corp",),
        )
    )
    assert (network.login_url, network.openid_url) == ("https://login.example", "https://keys.example/openid")
    assert network.service_url == "https://smba.example/teams"
    assert network.serves("https://other.example:8443/x")
    assert network.proxy_for("https://smba.example/") == "http://proxy.example:3128"
