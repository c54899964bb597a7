"""What every kind of source is asked with, and what asking gives."""

import hashlib
from dataclasses import dataclass

from bot.domain.moments import Clock
from bot.domain.source import FetchState, Source
from bot.errors import FetchError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.http import Limits, SafeClient
from bot.ingest.robots import Robots
from bot.ingest.values import Feed
from bot.ingest.workers import Workers

Asked = tuple[Fetched | NotModified, Feed | None]
"""The answer, and the feed in it: None where nothing changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """One client, one set of workers, the rules of the sites asked, and the time."""

    client: SafeClient
    workers: Workers
    robots: Robots
    clock: Clock

    async def fetch(self, url: str, *, limits: Limits) -> Fetched:
        """Return the answer to an unconditional request; raise FetchError."""
        answer = await self.client.fetch(url, limits=limits)
        if isinstance(answer, NotModified):
            raise FetchError(url, "answered 'not modified' to an unconditional request")
        return answer

    async def fetch_changed(self, source: Source, state: FetchState, *, limits: Limits) -> Fetched | NotModified:
        """Ask a source's own address, where it was learned to be, with the validators of the last answer."""
        url = state.address(source)
        return await self.client.fetch(url, limits=limits, etag=state.etag, last_modified=state.last_modified)


def body_digest(body: bytes) -> str:
    """Return the name of a body: equal for equal bytes."""
    return hashlib.sha256(body).hexdigest()[:32]


def is_known(answer: Fetched, state: FetchState) -> bool:
    """Return whether the last successful answer had the same body: servers that know no 304 cost no parse either."""
    return state.body_digest is not None and state.body_digest == body_digest(answer.body)
