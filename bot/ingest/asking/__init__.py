"""Asking a source for what it holds now: one way for each kind. Fetches and parses; decides nothing."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.moments import Clock, system_clock
from bot.domain.source import FetchState, Source
from bot.ingest.asking.feed import ask_feed
from bot.ingest.asking.gdelt import ask_gdelt
from bot.ingest.asking.gdeltdoc import ask_gdelt_doc
from bot.ingest.asking.googlenews import ask_google_news
from bot.ingest.asking.index import NEWS_DAYS
from bot.ingest.asking.pagelist import ask_page_list
from bot.ingest.asking.sitemap import ask_sitemap
from bot.ingest.asking.tools import Asked, Tools, body_digest
from bot.ingest.http import SafeClient
from bot.ingest.robots import Robots
from bot.ingest.workers import Workers

__all__ = ["NEWS_DAYS", "Asked", "Asker", "body_digest"]

_WAYS: Mapping[str, Callable[[Tools, Source, FetchState], Awaitable[Asked]]] = {
    "feed": ask_feed,
    "sitemap": ask_sitemap,
    "page_list": ask_page_list,
    "gdelt": ask_gdelt,
    "gdelt_doc": ask_gdelt_doc,
    "google_news": ask_google_news,
}


class Asker:
    """Asks through one client and one set of workers."""

    def __init__(self, client: SafeClient, workers: Workers, clock: Clock = system_clock) -> None:
        """Take the parts; the rules of sites (robots.txt) are kept as long as this lives."""
        self._tools = Tools(client=client, workers=workers, robots=Robots(client, clock=clock), clock=clock)

    async def ask(self, source: Source, state: FetchState) -> Asked:
        """Return the answer and the feed in it, None where nothing changed; raise SourceError.

        Where a source is made of several files, the answer is the one that named them, and its body names them all.
        """
        return await _WAYS[source.kind](self._tools, source, state)
