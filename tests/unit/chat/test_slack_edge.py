"""The socket: through the proxy or around it, over TLS with a bundle of one's own, and back after it was shut."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.chat.slack.app import SlackEdge
from bot.chat.slack.failures import Unreachable
from bot.chat.slack.network import SlackNetwork, slack_clients
from support.deskfake import NotingDesk
from support.faultproxy import FaultProxy, fault_proxy
from support.forwardproxy import forward_proxy


@asynccontextmanager
async def started(network: SlackNetwork) -> AsyncIterator[SlackEdge]:
    """Start an edge, and stop it."""
    async with slack_clients(network, bot_token="xoxb-1", app_token="xapp-1") as clients:
        edge = SlackEdge(clients, NotingDesk())
        assert await edge.start() == "Desk"
        try:
            yield edge
        finally:
            await edge.stop()


async def sockets(proxy: FaultProxy, count: int) -> None:
    """Wait until so many sockets were opened."""
    async with asyncio.timeout(20):
        while len(proxy.sockets) < count:
            proxy.opened.clear()
            await proxy.opened.wait()


async def test_the_proxy_carries_calls_and_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with fault_proxy() as slack, forward_proxy() as proxy:
        async with started(SlackNetwork(api_url=slack.url, proxy_url=proxy.url)) as edge:
            assert await edge.connected()
        assert "POST /api/auth.test" in proxy.asked
        assert "GET /api/socket/" in proxy.asked
        proxy.asked.clear()
        direct = SlackNetwork(api_url=slack.url, proxy_url=proxy.url, no_proxy=("127.0.0.1",))
        async with started(direct) as edge:
            assert await edge.connected()
        assert proxy.asked == []


async def test_a_socket_that_was_shut_is_opened_again() -> None:
    async with fault_proxy() as slack, started(SlackNetwork(api_url=slack.url)) as edge:
        await sockets(slack, 1)
        await slack.shut()
        await sockets(slack, 2)
        for _ in range(500):
            if await edge.connected():
                break
            await asyncio.sleep(0.02)
        assert await edge.connected()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of one's own for 127.0.0.1, and a server's context with it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is missing, so no certificate can be made")
    key, bundle = tmp_path / "key.pem", tmp_path / "ca.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(bundle), "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, key)
    return bundle, context


async def test_a_bundle_is_trusted_by_calls_and_the_socket(certificate: tuple[Path, ssl.SSLContext]) -> None:
    bundle, context = certificate
    async with fault_proxy(tls=context) as slack:
        async with started(SlackNetwork(api_url=slack.url, ca_bundle=bundle)) as edge:
            assert await edge.connected()
            await sockets(slack, 1)
        async with slack_clients(SlackNetwork(api_url=slack.url), bot_token="xoxb-1") as clients:
            with pytest.raises(Unreachable, match="Certificate"):
                await SlackEdge(clients, NotingDesk()).start()
