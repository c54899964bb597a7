"""From the operator's settings to the rules of the safe client and of the workers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.ingest.http import FetchRules
from bot.ingest.routes import proxied_hosts
from bot.ingest.workers import PoolRules
from bot.settings import Settings


def fetch_rules(settings: Settings, *, allow: Iterable[tuple[str, int]] = (), hosts: Iterable[str] = ()) -> FetchRules:
    """Return how to fetch under `settings`; only `allow` opens addresses, never a setting.

    `hosts` are those of the configured sources, and of addresses given by hand: behind a proxy their registrable
    domains pass, with `settings.proxy_hosts`, and nothing else.
    """
    return FetchRules(
        contact_url=settings.contact_url,
        host_gap=settings.host_gap_seconds,
        allow=frozenset(allow),
        proxy_url=settings.proxy_url,
        proxied_hosts=proxied_hosts(hosts, extra=settings.proxy_hosts),
        no_proxy=settings.no_proxy,
        ca_bundle=settings.ca_bundle,
    )


def hosts_of(addresses: Iterable[str]) -> frozenset[str]:
    """Return the host of each address that has one, as `fetch_rules` wants them."""
    return frozenset(filter(None, map(_host, addresses)))


def pool_rules(settings: Settings) -> PoolRules:
    """Return how many workers to keep under `settings`."""
    return PoolRules(size=settings.workers)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
