"""One article page, fetched as its publisher allows: robots.txt, reservations, AMP pages and pages that are gone."""

from bot.domain.article import DropReason, PageKind
from bot.domain.moments import Clock
from bot.errors import ExtractionError, FetchError
from bot.ingest.answers import Fetched
from bot.ingest.http import SafeClient
from bot.ingest.reading import led_away
from bot.ingest.reservations import Reservations
from bot.ingest.robots import Robots
from bot.ingest.rules import page_limits
from bot.ingest.urls import canonical
from bot.ingest.values import Page
from bot.ingest.workers import Workers

RESERVED = "reserved by its publisher"
_UNREADABLE_TYPES = ("image/", "audio/", "video/", "font/", "application/zip", "application/octet-stream")
_READABLE = frozenset({PageKind.ARTICLE, PageKind.PAYWALL})


class Pages:
    """Fetches pages through one client and reads them in one set of workers."""

    def __init__(self, client: SafeClient, workers: Workers, *, clock: Clock) -> None:
        self._client, self._workers = client, workers
        self._robots = Robots(client, clock=clock)
        self._reservations = Reservations(client, clock=clock)

    async def read(self, url: str) -> Page:
        """Return the page at `url`; raise FetchError or ExtractionError.

        What its publisher reserves against mining comes back as such, without title and text. An AMP page that says
        where it lives on the same site is read there; where that fails, as it stands.
        """
        page = await self._one(url)
        own = page.canonical
        if not page.amp or own is None or own == canonical(page.url):
            return page
        try:
            lasting = await self._one(own)
        except (FetchError, ExtractionError):
            return page
        return lasting if lasting.kind in {*_READABLE, PageKind.RESERVED} else page

    async def _one(self, url: str) -> Page:
        await self._robots.check(url)
        if await self._reservations.reserved(url):
            return _reserved(url)
        answer = await self._client.fetch(url, limits=page_limits(url))
        if not isinstance(answer, Fetched):
            raise FetchError(url, "unasked 'not modified'")
        if answer.url != url:
            await self._robots.check(answer.url)
            if await self._reservations.reserved(answer.url):
                return _reserved(answer.url)
        if answer.opted_out:
            return _reserved(answer.url)
        _check_usable(url, answer)
        page = await self._workers.page(answer.body, url=answer.url, charset=answer.charset)
        return _reserved(answer.url) if page.opted_out else page


def _reserved(url: str) -> Page:
    return Page(kind=PageKind.RESERVED, url=url, opted_out=True, detail=RESERVED)


def _check_usable(asked: str, answer: Fetched) -> None:
    """Raise FetchError for an answer not worth parsing: no text, or another page instead of the article."""
    if answer.content_type.startswith(_UNREADABLE_TYPES) and not answer.body.startswith(b"%PDF-"):
        raise FetchError(asked, answer.content_type, reason=DropReason.UNREADABLE)
    where = led_away(asked, answer.url)
    if where:
        raise FetchError(asked, f"leads to {where}", reason=DropReason.EMPTY)
