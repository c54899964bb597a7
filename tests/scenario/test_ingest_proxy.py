"""Behind a proxy: configured hosts by CONNECT, over TLS that a private authority vouches for, and nothing else."""

import asyncio
import base64
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.article import DropReason
from bot.errors import FetchError
from bot.ingest.answers import Fetched
from bot.ingest.http import FetchRules, SafeClient
from support.forwardproxy import ForwardProxy, forward_proxy
from support.privateca import PrivateCa, private_ca
from support.streams import listening

PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nover here"
AWAY = "HTTP/1.1 302 Found\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n"
HOST = "news.example.org"


async def unasked(host: str, _port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was resolved here, and not by the proxy")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> PrivateCa:
    return private_ca(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def publisher(authority: PrivateCa, *, name: str = HOST) -> AsyncIterator[int]:
    """A publisher over TLS: `/away?ADDRESS` leads there, every other path gives a page. Yields its port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            _, _, away = path.partition("/away?")
            writer.write(AWAY.format(away).encode() if away else PAGE)
            await writer.drain()

    async with listening(talk, tls=authority.server(name)) as port:
        yield port


def rules(proxy: ForwardProxy, authority: PrivateCa | None) -> FetchRules:
    return FetchRules(
        contact_url="https://example.invalid",
        host_gap=0,
        proxy_url=proxy.url,
        proxied_hosts=frozenset({"example.org"}),
        ca_bundle=None if authority is None else authority.bundle,
        total=10.0,
    )


async def refused(client: SafeClient, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await client.fetch(url)
    return caught.value


@pytest.mark.parametrize("over_tls", [False, True])
async def test_a_configured_host_is_fetched_by_a_tunnel_and_over_it_again(over_tls: bool, authority: PrivateCa) -> None:
    tls = authority.server("IP:127.0.0.1") if over_tls else None
    async with (
        publisher(authority) as port,
        forward_proxy(tunnels={f"{HOST}:443": port}, tls=tls) as proxy,
        SafeClient(rules(proxy, authority), resolver=unasked) as client,
    ):
        for path in ("/one", "/two"):
            got = await client.fetch(f"https://{HOST}{path}")
            assert isinstance(got, Fetched)
            assert (got.body, got.url) == (b"over here", f"https://{HOST}{path}")
        assert proxy.asked == [f"CONNECT {HOST}:443"]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://other.example.net/", "proxy_hosts"),
        ("https://example.org.evil.net/", "proxy_hosts"),
        (f"https://{HOST}:8443/", "port 8443"),
        (f"http://{HOST}:22/", "port 22"),
        ("https://93.184.216.34/", "literal"),
        ("http://1572395042/", "literal"),
        ("http://0x5db8d822/", "literal"),
        ("https://[2606:2800:220:1::1]/", "literal"),
        ("http://169.254.169.254/latest", "literal"),
        ("http://metadata.google.internal/", "local network"),
    ],
)
async def test_nothing_else_reaches_the_proxy_neither_at_once_nor_by_a_redirect(
    address: str, says: str, authority: PrivateCa
) -> None:
    async with (
        publisher(authority) as port,
        forward_proxy(tunnels={f"{HOST}:443": port}) as proxy,
        SafeClient(rules(proxy, authority), resolver=unasked) as client,
    ):
        for asked in (address, f"https://{HOST}/away?{address}"):
            error = await refused(client, asked)
            assert error.reason is DropReason.FORBIDDEN_ADDRESS
            assert says in error.problem
        assert proxy.asked == [f"CONNECT {HOST}:443"]


async def test_without_configured_hosts_nothing_passes(authority: PrivateCa) -> None:
    async with forward_proxy() as proxy:
        async with SafeClient(replace(rules(proxy, authority), proxied_hosts=frozenset()), resolver=unasked) as client:
            assert (await refused(client, f"https://{HOST}/")).reason is DropReason.FORBIDDEN_ADDRESS
        assert proxy.asked == []


def not_trusted(authority: PrivateCa, _folder: Path) -> tuple[PrivateCa | None, ssl.SSLContext | None, str]:
    return None, None, HOST


def of_another(_authority: PrivateCa, folder: Path) -> tuple[PrivateCa | None, ssl.SSLContext | None, str]:
    return private_ca(folder), None, HOST


def wrong_name(authority: PrivateCa, _folder: Path) -> tuple[PrivateCa | None, ssl.SSLContext | None, str]:
    return authority, None, "elsewhere.example.org"


def wrong_proxy(authority: PrivateCa, folder: Path) -> tuple[PrivateCa | None, ssl.SSLContext | None, str]:
    return authority, private_ca(folder).server("IP:127.0.0.1"), HOST


@pytest.mark.parametrize("case", [not_trusted, of_another, wrong_name, wrong_proxy])
async def test_a_certificate_nobody_vouches_for_is_refused(
    case: Callable[[PrivateCa, Path], tuple[PrivateCa | None, ssl.SSLContext | None, str]],
    authority: PrivateCa,
    tmp_path: Path,
) -> None:
    trusted, tls, name = case(authority, tmp_path)
    async with (
        publisher(authority, name=name) as port,
        forward_proxy(tunnels={f"{HOST}:443": port}, tls=tls) as proxy,
        SafeClient(rules(proxy, trusted), resolver=unasked) as client,
    ):
        error = await refused(client, f"https://{HOST}/")
        assert error.reason is DropReason.FETCH_FAILED
        assert "certificate" in error.problem.lower()


@pytest.mark.parametrize("password", ["s3cret-word", "wrong-word"])
async def test_the_proxys_password_reaches_the_proxy_and_no_log(
    password: str, authority: PrivateCa, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = base64.b64encode(f"desk:{password}".encode()).decode()
    wanted = base64.b64encode(b"desk:s3cret-word").decode()
    async with (
        publisher(authority) as port,
        forward_proxy(tunnels={f"{HOST}:443": port}, credentials=f"Basic {wanted}") as proxy,
    ):
        told = replace(rules(proxy, authority), proxy_url=proxy.url.replace("http://", f"http://desk:{password}@"))
        async with SafeClient(told, resolver=unasked) as client:
            if password == "s3cret-word":
                assert isinstance(await client.fetch(f"https://{HOST}/"), Fetched)
            else:
                assert "407" in (await refused(client, f"https://{HOST}/")).problem
    written = caplog.text + str([(record.msg, record.args) for record in caplog.records])
    assert "connect_tcp.started" in written
    assert password not in written
    assert given not in written
