"""`entente teams check`: what is missing, the ways through the firewall, and what asking for them shows."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner, Result

from bot.chat.teams.live_files import STORES
from bot.cli import app
from support.botconnector import BotConnector, Fault, bot_connector
from support.botconnector_world import APP_ID, SECRET, TENANT

_VARIABLES = ("TEAMS_APP_ID", "TEAMS_APP_SECRET", "TEAMS_TENANT_ID")


@pytest.fixture
async def teams() -> AsyncIterator[BotConnector]:
    async with bot_connector() as running:
        yield running


def variables(**changed: str) -> dict[str, str]:
    return {"TEAMS_APP_ID": APP_ID, "TEAMS_APP_SECRET": SECRET, "TEAMS_TENANT_ID": TENANT, **changed}


def there(teams: BotConnector, **changed: str) -> dict[str, str]:
    own = {
        "ENTENTE_TEAMS_SERVICE_HOSTS": urlsplit(teams.url).netloc,
        "ENTENTE_TEAMS_SERVICE_URL": teams.url,
        "ENTENTE_TEAMS_OPENID_URL": teams.openid_url,
        "ENTENTE_TEAMS_LOGIN_URL": teams.login_url,
        "ENTENTE_PROXY_URL": teams.base,
        "ENTENTE_NO_PROXY": "127.0.0.1",
    }
    return variables(**{**own, **changed})


def run(*arguments: str, env: Mapping[str, str]) -> Result:
    return CliRunner().invoke(app, ["teams", "check", *arguments], env={**dict.fromkeys(_VARIABLES), **env})


def test_all_that_is_missing_is_told_at_once() -> None:
    done = run(env={})
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "FAIL  teams_app_id: is not set; set TEAMS_APP_ID to the application (client) id",
        "FAIL  teams_app_secret: is not set; set TEAMS_APP_SECRET to a client secret's value",
        "FAIL  teams_tenant_id: is not set; set TEAMS_TENANT_ID to the directory (tenant) id",
    ]


def test_a_tenant_that_is_none_is_told() -> None:
    done = run(env=variables(TEAMS_TENANT_ID="common"))
    assert done.exit_code == 1
    assert "FAIL  teams_tenant_id: 'common' stands for any tenant" in done.output


@pytest.mark.parametrize(
    ("cloud", "hosts"),
    [
        ("public", ("login.microsoftonline.com", "login.botframework.com", "smba.trafficmanager.net")),
        ("usgov", ("login.microsoftonline.us", "login.botframework.azure.us", "smba.infra.gov.teams.microsoft.us")),
        ("usgovdod", ("login.microsoftonline.us", "login.botframework.azure.us", "smba.infra.dod.teams.microsoft.us")),
    ],
)
def test_the_ways_of_each_cloud_are_listed_and_nothing_is_asked(cloud: str, hosts: tuple[str, ...]) -> None:
    done = run(env=variables(ENTENTE_TEAMS_CLOUD=cloud, ENTENTE_PROXY_URL="http://me:pass@proxy.example.org:3128"))
    assert done.exit_code == 0
    ways = [line for line in done.output.splitlines() if line.startswith(("in ", "out "))]
    assert ways[0] == "in    your TLS proxy, /api/messages: what Teams sends (then plain to 127.0.0.1:3978)"
    assert ways[-1] == "out goes through proxy.example.org:3128"
    assert [host for host in hosts if not any(host in way for way in ways)] == []
    assert any(f"out   *{store}: files" in way for store in STORES for way in ways)
    assert SECRET not in done.output
    assert "pass@" not in done.output


async def test_over_the_network_the_token_the_keys_and_the_hosts_are_asked_for(teams: BotConnector) -> None:
    done = await asyncio.to_thread(run, "--network", env=there(teams))
    host = urlsplit(teams.url).netloc
    assert done.exit_code == 0, done.output
    assert f"ok    token: given by {host}" in done.output
    assert f"ok    keys: shown by {host}" in done.output
    assert f"ok    {host}: answers (" in done.output
    assert len(teams.called("token", "openid", "keys")) == 3


async def test_a_wrong_secret_is_told_without_it(teams: BotConnector) -> None:
    done = await asyncio.to_thread(run, "--network", env=there(teams, TEAMS_APP_SECRET="not-the-secret"))
    assert done.exit_code == 1
    assert "FAIL  token: " in done.output
    assert "not-the-secret" not in done.output


async def test_keys_that_cannot_be_had_are_told(teams: BotConnector) -> None:
    teams.plan("openid", Fault(status=503))
    done = await asyncio.to_thread(run, "--network", env=there(teams))
    assert done.exit_code == 1
    assert "FAIL  keys: none could be had from 127.0.0.1" in done.output


async def test_where_nobody_listens_that_is_told(unused_tcp_port: int, teams: BotConnector) -> None:
    gone = f"127.0.0.1:{unused_tcp_port}"
    env = there(teams, ENTENTE_TEAMS_SERVICE_HOSTS=f"{urlsplit(teams.url).netloc},{gone}")
    done = await asyncio.to_thread(run, "--network", env=env)
    assert done.exit_code == 1
    assert f"FAIL  {gone}: cannot be reached" in done.output
