"""From the operator's settings to the rules of the safe client and of the workers."""

from collections.abc import Iterable

from bot.ingest.http import FetchRules
from bot.ingest.workers import PoolRules
from bot.settings import Settings


def fetch_rules(settings: Settings, *, allow: Iterable[tuple[str, int]] = ()) -> FetchRules:
    """Return how to fetch under `settings`; only `allow` opens addresses, never a setting."""
    return FetchRules(
        contact_url=settings.contact_url,
        host_gap=settings.host_gap_seconds,
        allow=frozenset(allow),
        proxy_url=settings.proxy_url,
        no_proxy=settings.no_proxy,
        ca_bundle=settings.ca_bundle,
    )


def pool_rules(settings: Settings) -> PoolRules:
    """Return how many workers to keep under `settings`."""
    return PoolRules(size=settings.workers)
