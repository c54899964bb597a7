"""Which way a request goes, and whether it may go at all: pinned and checked here, or by the operator's proxy. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.ingest.addresses import AddressRule, ForbiddenAddressError, literal_address
from bot.ingest.domains import bare_host, registrable
from bot.settings import bypasses


def proxied_hosts(hosts: Iterable[str], *, extra: Iterable[str] = ()) -> frozenset[str]:
    """Return what may pass by a proxy: the registrable domains of `hosts`, and `extra` names as they are written."""
    named = {registrable(host) for host in hosts if host}
    return frozenset(named | {bare_host(name.strip()) for name in extra} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The rule for addresses, and for what goes by the proxy where there is one.

    A proxy resolves names itself, so nothing it connects to can be checked here: only `hosts` pass, names or the
    registrable domain above them, on ports 80 and 443, and literal addresses never. What the operator opened by hand
    and what `no_proxy` names goes directly, under the rule for addresses.
    """

    rule: AddressRule
    proxied: bool = False
    hosts: frozenset[str] = frozenset()
    no_proxy: tuple[str, ...] = ()

    def by_proxy(self, host: str, port: int) -> bool:
        """Return whether a request for `host` goes by the proxy; raise ForbiddenAddressError where it goes nowhere."""
        if not self.proxied or self.rule.lifted(host, port) or bypasses(host, self.no_proxy):
            self.rule.check_name(host, port)
            return False
        if literal_address(host) is not None:
            raise ForbiddenAddressError(f"{host} is a literal address, and those do not pass by the proxy")
        self.rule.check_name(host, port)
        name = bare_host(host)
        if name not in self.hosts and registrable(name) not in self.hosts:
            raise ForbiddenAddressError(f"{host} is neither a configured source nor one of proxy_hosts")
        return True
