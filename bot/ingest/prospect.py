"""What an address given by hand turns out to be: a feed, a sitemap, or a page that names its feed."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.article import DropReason
from bot.domain.source import SourceKind
from bot.errors import FetchError, ParseError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import FEED, SafeClient
from bot.ingest.urls import canonical
from bot.ingest.values import Feed
from bot.ingest.workers import Workers

_COUNTRIES = {"uk": "GB", "eu": "EU", "mil": "US", "gov": "US"}
# Country domains that anybody takes for the sound of them.
_ANYWHERE = frozenset({"io", "co", "tv", "me", "ai", "fm", "ly", "gg", "to", "cc", "ws", "la", "su", "so", "sh", "st"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What was found: `url` is the address to poll, which is not the one given where a page named its feed."""

    url: str
    kind: SourceKind
    title: str
    language: str | None
    entries: int


async def prospect(client: SafeClient, workers: Workers, url: str) -> Prospect:
    """Ask `url` once, and once the feed it names where it is a page; raise SourceError for a dead end."""
    answer, feed = await _read(client, workers, url)
    address = answer.moved_to or url
    if feed.alternates:
        address = feed.alternates[0]
        answer, feed = await _read(client, workers, address)
        address = answer.moved_to or address
        if feed.alternates:
            raise ParseError(address, "is named as a feed, but is an HTML page", reason=DropReason.UNREADABLE)
    sitemap = feed.reader.startswith("sitemap") or bool(feed.children)
    return Prospect(
        url=address,
        kind="sitemap" if sitemap else "feed",
        title=feed.title,
        language=feed.language or next((entry.language for entry in feed.entries if entry.language), None),
        entries=len(feed.entries),
    )


def place_of(url: str) -> str:
    """Return what two addresses of one source have in common: scheme, trackers, `www.` and a last slash aside."""
    return canonical(url).partition("://")[2].removeprefix("www.").rstrip("/")


def country_of(url: str) -> str:
    """Return the country a host's last label stands for, INT where it stands for none."""
    try:
        last = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return "INT"
    if last in _COUNTRIES:
        return _COUNTRIES[last]
    return last.upper() if len(last) == 2 and last.isascii() and last.isalpha() and last not in _ANYWHERE else "INT"


async def _read(client: SafeClient, workers: Workers, url: str) -> tuple[Fetched, Feed]:
    answer = await client.fetch(url, limits=FEED)
    if isinstance(answer, NotModified):
        raise FetchError(url, "answered 'not modified' to an unconditional request")
    return answer, await workers.feed(answer.body, url=answer.url, charset=answer.charset)
