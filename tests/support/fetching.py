"""A safe client for a loopback server: that address is opened, everything else stays forbidden."""

from collections.abc import Sequence

from bot.ingest.http import FetchRules, SafeClient
from support.loopback import LoopbackServer


async def no_names(host: str, _port: int) -> Sequence[str]:
    """A resolver for tests that must not ask the network: literal addresses stand for themselves."""
    return (host,)


def loopback_client(server: LoopbackServer, total: float = 30.0, read: float = 10.0) -> SafeClient:
    """Return a client that may reach `server` and nothing else."""
    wanted = FetchRules(
        contact_url="https://example.invalid/bot", allow=frozenset({server.address}), total=total, read=read
    )
    return SafeClient(wanted, resolver=no_names)


def article_html(title: str, paragraphs: Sequence[str], *, head: str = "") -> bytes:
    """Return an article page."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article><footer>About us</footer></body>"
    ).encode()


PARAGRAPHS = tuple(
    f"Paragraph {number}: the two ministries said that the shipyard will build four corvettes under the agreement "
    f"which was signed in the capital last week, and that deliveries would begin in the year after next."
    for number in range(1, 7)
)
