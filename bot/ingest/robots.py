"""robots.txt for article pages (RFC 9309). A feed the operator configured counts as permitted; none is asked for it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from protego import Protego

from bot.domain.article import DropReason
from bot.domain.moments import Clock
from bot.errors import FetchError
from bot.ingest.answers import Fetched
from bot.ingest.charset import decode
from bot.ingest.http import ROBOTS, SafeClient
from bot.ingest.urls import resolve_link

_AGENT = "Entente"
_SITEMAPS = 100
_KEEP = timedelta(hours=24)
_KEEP_UNREACHED = timedelta(hours=1)
_OPEN = Protego.parse("")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A site's rules, or why they could not be had, and until when that holds."""

    rules: Protego
    until: datetime
    error: FetchError | None = None


class Robots:
    """Says which pages may be fetched; keeps each site's rules for a day, and honours its crawl delay."""

    def __init__(self, client: SafeClient, *, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str) -> None:
        """Return if robots.txt lets Entente fetch `url`; raise FetchError, reason ROBOTS, where it does not.

        No robots.txt (4xx) permits everything; one that cannot be reached permits nothing for an hour, and the error
        keeps the reason why.
        """
        if not (await self._rules(url)).can_fetch(url, _AGENT):
            raise FetchError(url, "robots.txt does not permit it", reason=DropReason.ROBOTS)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the addresses of the sitemaps that robots.txt of the site of `url` names, in its order, at most 100.

        Raise FetchError where it cannot be reached.
        """
        named = (resolve_link(url, sitemap) for sitemap in (await self._rules(url)).sitemaps)
        return tuple(dict.fromkeys(filter(None, islice(named, _SITEMAPS))))

    async def _rules(self, url: str) -> Protego:
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise FetchError(url, "is not a valid address") from error
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):  # one request for the rules, however many pages wait
            known = self._known.get(origin)
            if known is None or known.until <= self._clock():
                known = await self._learn(origin, parts.hostname or "")
                self._known[origin] = known
        if known.error is not None:
            raise FetchError(url, f"robots.txt: {known.error.problem}", reason=known.error.reason)
        return known.rules

    async def _learn(self, origin: str, host: str) -> _Known:
        try:
            answer = await self._client.fetch(f"{origin}/robots.txt", limits=ROBOTS)
        except FetchError as error:
            absent = error.status is not None and 400 <= error.status < 500 and error.status != 429
            if absent and error.reason is not DropReason.BLOCKED:
                return _Known(rules=_OPEN, until=self._clock() + _KEEP)
            return _Known(rules=_OPEN, until=self._clock() + _KEEP_UNREACHED, error=error)
        if not isinstance(answer, Fetched):
            return _Known(rules=_OPEN, until=self._clock() + _KEEP_UNREACHED)
        rules = Protego.parse(decode(answer.body, answer.charset))
        delay = rules.crawl_delay(_AGENT)
        if delay:
            self._client.slow_down(host, float(delay))
        return _Known(rules=rules, until=self._clock() + _KEEP)
