"""Proxy, exceptions and certificates: the settings decide, not the environment."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.errors import ConfigError

PROXY = "http://proxy.invalid:3128"


@pytest.mark.parametrize(
    ("no_proxy", "url", "direct"),
    [
        ((), "https://slack.com/api/", False),
        (("slack.com",), "https://slack.com/api/", True),
        (("slack.com",), "wss://wss-primary.slack.com/link/?ticket=1", True),
        ((".Slack.com ",), "wss://wss-primary.slack.com/", True),
        (("lack.com",), "https://slack.com/", False),
        (("127.0.0.1",), "http://127.0.0.1:4300/api/", True),
        (("*",), "https://slack.com/", True),
        (("",), "https://slack.com/", False),
    ],
)
def test_exceptions_are_per_host(no_proxy: tuple[str, ...], url: str, direct: bool) -> None:
    network = SlackNetwork(proxy_url=PROXY, no_proxy=no_proxy)
    assert network.proxy_for(url) == (None if direct else PROXY)


def test_a_bundle_that_is_none_is_a_setting_gone_wrong(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_text("nothing")
    with pytest.raises(ConfigError, match=r"ca\.pem cannot be read"):
        SlackNetwork(ca_bundle=bundle).tls()
    assert SlackNetwork().tls() is None


@pytest.fixture
async def proxied() -> AsyncIterator[tuple[str, list[str]]]:
    """An HTTP proxy on loopback that answers everything itself and notes what it was asked for."""
    asked: list[str] = []

    async def answer(request: web.BaseRequest) -> web.Response:
        asked.append(f"{request.method} {request.headers['Host']}")
        return web.json_response({"ok": True, "team": "Desk"})

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}", asked
    await runner.cleanup()


async def test_requests_go_through_the_proxy(proxied: tuple[str, list[str]]) -> None:
    address, asked = proxied
    network = SlackNetwork(api_url="http://slack.invalid/api/", proxy_url=address)
    async with slack_clients(network, bot_token="xoxb-1") as clients:
        assert (await clients.bot.auth_test())["team"] == "Desk"
    assert asked == ["POST slack.invalid"]


async def test_variables_do_not_set_a_proxy(proxied: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    async with slack_clients(SlackNetwork(api_url=f"{proxied[0]}/api/"), bot_token="xoxb-1") as clients:
        assert clients.bot.proxy is None
        assert (await clients.bot.auth_test())["team"] == "Desk"
