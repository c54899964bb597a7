"""Asking a source for what it holds now: one way for each kind. Fetches and parses; decides nothing."""

from dataclasses import replace

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import FetchError, ParseError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import FEED, SafeClient
from bot.ingest.values import Feed
from bot.ingest.workers import Workers


class Asker:
    """Asks through one client and one set of workers."""

    def __init__(self, client: SafeClient, workers: Workers) -> None:
        self._client, self._workers = client, workers

    async def ask(self, source: Source, state: FetchState) -> tuple[Fetched | NotModified, Feed | None]:
        """Return the answer and the feed in it, None where nothing changed; raise SourceError."""
        return await self._feed(source, state)

    async def _feed(self, source: Source, state: FetchState) -> tuple[Fetched | NotModified, Feed | None]:
        if source.kind == "page_list":
            raise ParseError(source.url, "sources of kind page_list cannot be polled", reason=DropReason.UNREADABLE)
        answer = await self._client.fetch(source.url, limits=FEED, etag=state.etag, last_modified=state.last_modified)
        if isinstance(answer, NotModified):
            return answer, None
        feed = await self._workers.feed(answer.body, url=answer.url, charset=answer.charset)
        return (answer, feed) if not feed.alternates else await self._discovered(feed.alternates[0])

    async def _discovered(self, url: str) -> tuple[Fetched, Feed]:
        """Read the feed that an HTML page named, one hop and no further; validators would belong to the page."""
        answer = await self._client.fetch(url, limits=FEED)
        if isinstance(answer, NotModified):
            raise FetchError(url, "answered 'not modified' to an unconditional request")
        feed = await self._workers.feed(answer.body, url=answer.url, charset=answer.charset)
        if feed.alternates:
            raise ParseError(url, "is named as a feed, but is an HTML page", reason=DropReason.UNREADABLE)
        return replace(answer, etag=None, last_modified=None), feed
