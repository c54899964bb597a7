"""Which addresses may be connected to: public ones on ports 80 and 443, and those the operator opened by hand."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
WEB_PORTS = frozenset({80, 443})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CARRIES_IPV4 = (_NAT64, ipaddress.ip_network("::/96"))
_NEVER = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("fec0::/10"))


class ForbiddenAddressError(Exception):
    """The address may not be connected to."""


def is_public(address: IPAddress) -> bool:
    """Return whether `address` is on the public internet, IPv4 hidden in IPv6 (mapped, 6to4, NAT64) taken out first.

    `is_global` alone is not enough: it holds for NAT64, 6to4 and multicast forms of private addresses.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _NEVER):
            return False
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is None and any(address in network for network in _CARRIES_IPV4):
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(hidden)
    return address.is_global and not address.is_multicast and not address.is_reserved


def literal_address(host: str) -> IPAddress | None:
    """Return the address `host` spells, also in the old forms (`0x7f000001`, `2130706433`, `0`); None for a name."""
    bare = host.strip("[]").split("%", 1)[0].rstrip(".")
    try:
        return ipaddress.ip_address(bare)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))
    except OSError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """The rule with its exceptions: `allow` names (host, port) as written in an address, nothing else is lifted."""

    allow: frozenset[tuple[str, int]] = frozenset()

    def lifted(self, host: str, port: int) -> bool:
        """Return whether the operator opened exactly this host and port."""
        return (host.strip("[]").lower(), port) in self.allow

    def check_name(self, host: str, port: int) -> None:
        """Refuse by what the address says alone: port, literal address, names of this machine."""
        if self.lifted(host, port):
            return
        if port not in WEB_PORTS:
            raise ForbiddenAddressError(f"port {port} is not 80 or 443")
        literal = literal_address(host)
        if literal is not None and not is_public(literal):
            raise ForbiddenAddressError(f"{literal} is not a public address")
        if host.rstrip(".").lower().rpartition(".")[2] in {"localhost", "local", "internal"}:
            raise ForbiddenAddressError(f"{host} is a name of the local network")

    def check_addresses(self, host: str, port: int, *, addresses: Iterable[str]) -> None:
        """Refuse when any of the addresses the name stands for is not public."""
        if self.lifted(host, port):
            return
        for text in addresses:
            if not is_public(ipaddress.ip_address(text.split("%", 1)[0])):
                raise ForbiddenAddressError(f"{host} stands for {text}, which is not a public address")


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return every address the system knows for `host`, each once, in its order; raise OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, checks every address, connects to the checked address itself: no gap for DNS rebinding.

    TLS keeps the host name, because the connection above this one still carries it. A literal address is its own
    answer: nobody is asked for it.
    """

    def __init__(
        self, rule: AddressRule, *, resolver: Resolver = resolve, inner: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        """Take the rule, who resolves names, and what opens sockets to the addresses that were checked."""
        self._rule, self._resolver = rule, resolver
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; raise ForbiddenAddressError or httpcore.ConnectError."""
        self._rule.check_name(host, port)
        addresses = await self._addresses(host, port, timeout)
        self._rule.check_addresses(host, port, addresses=addresses)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int, seconds: float | None) -> Sequence[str]:
        literal = literal_address(host)
        if literal is not None:
            return (str(literal),)
        try:
            async with asyncio.timeout(seconds):
                return await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            if isinstance(error, TimeoutError):
                raise httpcore.ConnectTimeout(f"{host} was not resolved in time") from error
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  (httpcore's signature)
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing to be fetched lives behind a unix socket."""
        raise ForbiddenAddressError(f"{path} is a unix socket")

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its retries."""
        await asyncio.sleep(seconds)
