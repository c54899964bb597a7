"""Teams is reached as the settings say, and the bot's token goes to no host but an allowed one."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.teams.network import CLOUD_LINKS, TeamsClients, TeamsNetwork, piece, teams_clients
from bot.chat.teams.tokens import YOUNG_SECONDS
from bot.errors import ChannelUnavailable, ConfigError, InstallationUnavailable, OutcomeUnknown, RateLimited, Rejected
from support.botconnector import BotConnector, Fault, bot_connector
from support.botconnector_world import ANNA, APP_ID, CHANNEL, SECRET, TENANT
from support.forwardproxy import forward_proxy
from support.privateca import private_ca
from support.teamsline import clients_of

HOST = "smba.trafficmanager.net"
MEMBER = f"conversations/{piece(CHANNEL)}/members/{piece(ANNA)}"
PUBLIC = TeamsNetwork(
    login_url="https://login.invalid", openid_url="https://o.invalid", service_url="", hosts=frozenset({HOST})
)


@asynccontextmanager
async def lined(**more: Any) -> AsyncIterator[tuple[BotConnector, TeamsClients]]:
    """Open clients over a stand-in of their own."""
    async with bot_connector() as teams, clients_of(teams, **more) as clients:
        yield teams, clients


async def test_a_call_brings_the_token_and_the_token_is_asked_for_once() -> None:
    async with lined() as (teams, clients):
        for _ in range(3):
            assert (await clients.read(teams.url, MEMBER))["name"] == "Anna Adler"
        assert teams.tokens.requests == [
            {
                "grant_type": "client_credentials",
                "client_id": APP_ID,
                "scope": "https://api.botframework.com/.default",
            }
        ]
        assert teams.tokens.valid(await clients.token())


async def test_a_token_that_is_void_is_replaced_and_the_call_made_again() -> None:
    now = [0.0]
    async with lined(monotonic=lambda: now[0]) as (teams, clients):
        await clients.read(teams.url, MEMBER)
        now[0] = YOUNG_SECONDS
        teams.tokens.revoke()
        assert (await clients.read(teams.url, MEMBER))["name"] == "Anna Adler"
        assert len(teams.tokens.requests) == 2


async def test_a_token_that_is_refused_again_and_again_is_not_asked_for_again_and_again() -> None:
    async with lined() as (teams, clients):
        await clients.read(teams.url, MEMBER)
        teams.tokens.revoke()
        for _ in range(3):
            with pytest.raises(InstallationUnavailable):
                await clients.read(teams.url, MEMBER)
        assert len(teams.tokens.requests) == 1


async def test_a_wrong_secret_says_what_to_do_and_reaches_no_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with lined(secret="a-wrong-secret-nobody-may-see") as (teams, clients):
        with pytest.raises(InstallationUnavailable, match="set TEAMS_APP_SECRET") as raised:
            await clients.read(teams.url, MEMBER)
        shown = f"{raised.value} {clients!r} {caplog.text} {capsys.readouterr()}"
        assert "nobody-may-see" not in shown
        assert not [call for call in teams.record if call.route == "member"]


async def test_a_login_service_that_fails_costs_a_wait() -> None:
    async with lined() as (teams, clients):
        teams.plan("token", Fault(status=503, headers={"Retry-After": "9"}), Fault(drop=True))
        with pytest.raises(RateLimited) as raised:
            await clients.read(teams.url, MEMBER)
        assert raised.value.retry_after == 9.0
        with pytest.raises(RateLimited, match="login service cannot be reached"):
            await clients.read(teams.url, MEMBER)
        assert (await clients.read(teams.url, MEMBER))["name"] == "Anna Adler"


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/emea/",
        f"https://{HOST}.evil.example/emea/",
        f"https://evil.example/{HOST}/",
        f"https://evil.example\\@{HOST}/",
        f"https://{HOST}@evil.example/",
        f"https://user:word@{HOST}/",
        f"https://{HOST}:444/",
        f"https://{HOST}:443/",
        f"https://{HOST}./emea/",
        f"https://{HOST.upper()}/emea/",
        f"https://x{HOST}/",
        "https://smba.trafficmanager\u3002net/",
        "https://smba.trafficmanager.net\t/",
        f"https://{HOST}\n.evil.example/",
        f"https://{HOST}?@evil.example/",
        f"https://{HOST}#@evil.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://[bad/",
        "ftp://smba.trafficmanager.net/",
        "//smba.trafficmanager.net/",
        "smba.trafficmanager.net",
        "",
    ],
)
async def test_a_foreign_host_is_sent_nothing(url: str) -> None:
    async with teams_clients(PUBLIC, app_id=APP_ID, secret=SECRET, tenant=TENANT) as clients:
        with pytest.raises(ChannelUnavailable, match="nothing was sent") as raised:
            clients.conversations(url, channel="19:c")
        assert raised.value.channel == "19:c"
        assert "word" not in str(raised.value)
        with pytest.raises(ChannelUnavailable):
            await clients.begin(url, {})


@pytest.mark.parametrize("url", [f"https://{HOST}/emea/", f"https://{HOST}", f"https://{HOST}/amer/{TENANT}/"])
def test_regions_of_an_allowed_host_are_served(url: str) -> None:
    assert PUBLIC.serves(url)


async def test_the_token_is_withheld_where_the_request_leaves_too() -> None:
    """Whatever made the address, the look before the token is put on is the last one."""
    async with bot_connector() as teams, bot_connector() as other, clients_of(teams) as clients:
        with pytest.raises(ChannelUnavailable, match="nothing was sent"):
            await clients.client.get(f"{other.url}v3/{MEMBER}")
        assert not other.record
        assert not teams.tokens.requests


@given(st.text(max_size=40))
def test_no_id_leaves_its_place_in_a_path(name: str) -> None:
    try:
        made = piece(name)
    except Rejected:
        return
    assert not set(made) & set("/?#\\% \n") - {"%"}
    assert made not in {".", ".."}
    assert re.fullmatch(r"(?:[^%]|%[0-9A-F]{2})+", made)


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 501, "\ud800"])
def test_what_cannot_be_an_id_is_refused(name: str) -> None:
    with pytest.raises(Rejected, match="not sent"):
        piece(name)


async def test_redirects_are_not_followed_with_the_token() -> None:
    async with bot_connector() as other, _redirecting(f"{other.url}v3/") as url, bot_connector() as teams:
        hosts = frozenset({urlsplit(url).netloc, urlsplit(other.url).netloc})
        async with clients_of(teams, hosts=hosts) as clients:
            with pytest.raises(RateLimited, match="something before Teams answered 302"):
                await clients.read(url, MEMBER)
        assert not other.record


async def test_requests_go_by_the_proxy_the_token_too() -> None:
    async with bot_connector() as teams, forward_proxy() as proxy:
        async with clients_of(teams, proxy_url=proxy.url) as clients:
            await clients.read(teams.url, MEMBER)
            await clients.fetch(teams.openid_url)
        assert [asked.split("/")[:2] for asked in proxy.asked] == [["POST ", "login"], ["GET ", "emea"]]
        assert len(teams.record) == 3


async def test_exceptions_of_the_proxy_and_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with bot_connector() as teams:
        async with clients_of(teams) as clients:
            await clients.read(teams.url, MEMBER)
        async with clients_of(teams, proxy_url="http://127.0.0.1:9", no_proxy=("127.0.0.1",)) as clients:
            await clients.read(teams.url, MEMBER)
        async with clients_of(teams, proxy_url="http://127.0.0.1:9") as clients:
            with pytest.raises(RateLimited, match="cannot be reached"):
                await clients.read(teams.url, MEMBER)


async def test_a_proxy_that_wants_credentials_is_a_wait_and_no_lost_channel() -> None:
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(bot_connector())
        proxy = await stack.enter_async_context(forward_proxy(credentials="Basic eA=="))
        clients = await stack.enter_async_context(clients_of(teams, proxy_url=proxy.url))
        with pytest.raises(RateLimited):
            await clients.read(teams.url, MEMBER)
        assert not teams.record


async def test_a_private_authority_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    authority = private_ca(tmp_path)

    async def answer(_: web.BaseRequest) -> web.Response:
        return web.Response(body=b"keys")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=authority.server("IP:127.0.0.1")).start()
    url = f"https://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with bot_connector() as teams:
            async with clients_of(teams, ca_bundle=authority.bundle) as clients:
                assert await clients.fetch(url) == b"keys"
            async with clients_of(teams) as clients:
                with pytest.raises(OSError, match="cannot be read"):
                    await clients.fetch(url)
    finally:
        await runner.cleanup()


async def test_settings_that_are_none_are_told(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("nothing")
    async with bot_connector() as teams:
        with pytest.raises(ConfigError, match=r"ca\.pem cannot be read"):
            async with clients_of(teams, ca_bundle=bundle):
                pass
        with pytest.raises(ConfigError, match="proxy_url"):
            async with clients_of(teams, proxy_url="gopher://127.0.0.1:1"):
                pass


async def test_a_hang_ends_at_the_time_out_and_what_is_no_json_is_told() -> None:
    async with lined(timeout=0.3) as (teams, clients):
        teams.plan("member", Fault(hang=True))
        with pytest.raises(OutcomeUnknown, match="ReadTimeout"):
            await clients.read(teams.url, MEMBER)
    async with lined() as (teams, clients):
        teams.plan("member", Fault(status=502, html=True), Fault(drop=True))
        with pytest.raises(RateLimited):
            await clients.read(teams.url, MEMBER)
        with pytest.raises(OutcomeUnknown):
            await clients.read(teams.url, MEMBER)


async def test_httpx_is_as_quiet_as_it_was() -> None:
    log = logging.getLogger("httpx")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        async with lined():
            assert log.level == logging.ERROR
    finally:
        log.setLevel(before)


def test_every_cloud_has_its_own_links() -> None:
    assert set(CLOUD_LINKS) == {"public", "usgov", "usgovdod", "china"}
    assert len(set(CLOUD_LINKS.values())) == 4


@asynccontextmanager
async def _redirecting(to: str) -> AsyncIterator[str]:
    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(status=302, headers={"Location": to + request.path.partition("/v3/")[2]})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/emea/"
    finally:
        await runner.cleanup()
