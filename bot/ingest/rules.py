"""What a fetch is held to: how much may come, how long it may take, where it may go."""

from dataclasses import dataclass
from pathlib import Path

MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may come: `max_bytes` after inflating; `truncate` keeps the beginning instead of refusing."""

    max_bytes: int
    accept: str = "*/*"
    truncate: bool = False

    @property
    def wire_bytes(self) -> int:
        """How much may come over the connection: headers and framing beside a body that is not packed."""
        return 2 * self.max_bytes + 262_144


FEED = Limits(
    max_bytes=10_000_000,
    accept="application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
)
PAGE = Limits(max_bytes=3_000_000, accept="text/html, application/xhtml+xml;q=0.9, */*;q=0.5")
DOCUMENT = Limits(max_bytes=10_000_000, accept="application/pdf, text/html;q=0.9, */*;q=0.5")
ROBOTS = Limits(max_bytes=512_000, accept="text/plain, */*;q=0.5", truncate=True)


def page_limits(url: str) -> Limits:
    """Return the limits for an article page; an address that ends as PDF documents do may give more."""
    return DOCUMENT if url.partition("#")[0].partition("?")[0].lower().endswith(".pdf") else PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """How to fetch. Times in seconds; `total` covers all hops of one fetch, waiting for the host's turn aside.

    `allow` lifts address, port and gap rules for exactly these (host, port). Behind a proxy only `proxied_hosts` pass:
    host names, or the registrable domains above them; an empty set lets nothing pass.
    """

    contact_url: str
    host_gap: float = 2.0
    allow: frozenset[tuple[str, int]] = frozenset()
    proxy_url: str | None = None
    proxied_hosts: frozenset[str] = frozenset()
    no_proxy: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
