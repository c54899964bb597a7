"""Which addresses may be reached, and that checking and connecting use the same answer."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.addresses import AddressRule, ForbiddenAddressError, PinnedBackend, is_public, literal_address

PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:0a00:0001::",
    "2001:db8::1",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@given(st.sampled_from([text for text in PRIVATE if "." in text and ":" not in text]), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_no_ipv6_disguise_makes_a_private_address_public(text: str, disguise: int) -> None:
    number = int(ipaddress.IPv4Address(text))
    disguised = (
        number,
        number | 0xFFFF << 32,
        number | 0x64FF9B << 96,
        0x2002 << 112 | number << 80,
    )[disguise]
    assert not is_public(ipaddress.IPv6Address(disguised))


@pytest.mark.parametrize(
    "host", ["0x7f000001", "2130706433", "0", "127.1", "017700000001", "127.0.0.1.", "[::1]", "::1%1"]
)
def test_old_spellings_of_this_machine_are_seen_through(host: str) -> None:
    literal = literal_address(host)
    assert literal is not None
    assert not is_public(literal)


def test_a_name_is_no_literal_address() -> None:
    assert literal_address("news.example") is None


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("93.184.216.34", 22),
        ("127.0.0.1", 80),
        ("localhost", 80),
        ("printer.local", 443),
        ("metadata.google.internal", 80),
        ("0x7f000001", 80),
    ],
)
def test_the_name_alone_can_be_enough_to_refuse(host: str, port: int) -> None:
    with pytest.raises(ForbiddenAddressError):
        AddressRule().check_name(host, port)


def test_an_opened_address_lifts_the_rule_for_itself_alone() -> None:
    rule = AddressRule(allow=frozenset({("127.0.0.1", 8080)}))
    rule.check_name("127.0.0.1", 8080)
    rule.check_addresses("127.0.0.1", 8080, addresses=["127.0.0.1"])
    for host, port in (("127.0.0.1", 8081), ("127.0.0.2", 8080), ("localhost", 8080), ("news.example", 8080)):
        with pytest.raises(ForbiddenAddressError):
            rule.check_name(host, port)
    with pytest.raises(ForbiddenAddressError):
        rule.check_addresses("news.example", 80, addresses=["127.0.0.1"])


class ChangingResolver:
    """Answers differently from call to call, as a rebinding name does."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.calls = 0

    async def __call__(self, _host: str, _port: int) -> Sequence[str]:
        self.calls += 1
        return self.answers.pop(0)


async def test_one_private_address_among_several_refuses_the_name() -> None:
    backend = PinnedBackend(AddressRule(), resolver=ChangingResolver(["93.184.216.34", "10.0.0.8"]))
    with pytest.raises(ForbiddenAddressError, match=r"10\.0\.0\.8"):
        await backend.connect_tcp("news.example", 80)


async def test_a_name_that_changes_its_answer_is_checked_at_each_connect() -> None:
    resolver = ChangingResolver([], ["127.0.0.1"])
    backend = PinnedBackend(AddressRule(), resolver=resolver)
    with pytest.raises(httpcore.ConnectError):
        await backend.connect_tcp("news.example", 80)
    with pytest.raises(ForbiddenAddressError):
        await backend.connect_tcp("news.example", 80)
    assert resolver.calls == 2


class NotedSockets(httpcore.AsyncNetworkBackend):
    """Notes where sockets would be opened to; those in `down` refuse."""

    def __init__(self, *down: str) -> None:
        self.down = down
        self.opened: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.opened.append(host)
        if host in self.down:
            raise httpcore.ConnectError(f"{host} is down")
        return httpcore.AsyncMockStream([])


async def test_sockets_are_opened_to_the_very_addresses_that_were_checked_whatever_the_name_says_next() -> None:
    resolver = ChangingResolver(["93.184.216.34", "93.184.216.35"], ["127.0.0.1"])
    sockets = NotedSockets("93.184.216.34")
    backend = PinnedBackend(AddressRule(), resolver=resolver, inner=sockets)
    await backend.connect_tcp("rebinding.example", 80)
    assert (resolver.calls, sockets.opened) == (1, ["93.184.216.34", "93.184.216.35"])
    with pytest.raises(ForbiddenAddressError):
        await backend.connect_tcp("rebinding.example", 80)
    assert sockets.opened == ["93.184.216.34", "93.184.216.35"]


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "127.0.0.1."])
async def test_nobody_is_asked_for_a_literal_address(host: str) -> None:
    resolver = ChangingResolver()
    with pytest.raises(ForbiddenAddressError):
        await PinnedBackend(AddressRule(), resolver=resolver).connect_tcp(host, 80)
    rule = AddressRule(allow=frozenset({(host.strip("[]"), 9)}))
    with pytest.raises(httpcore.ConnectError):
        await PinnedBackend(rule, resolver=resolver).connect_tcp(host, 9, timeout=2.0)
    assert resolver.calls == 0


async def test_unix_sockets_are_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        await PinnedBackend(AddressRule()).connect_unix_socket("/run/some.sock")


async def test_a_name_nobody_knows_is_a_connect_error() -> None:
    async def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(httpcore.ConnectError):
        await PinnedBackend(AddressRule(), resolver=unknown).connect_tcp("news.example", 80)
