"""A news sitemap: its own address, an index, or a site whose robots.txt names it."""

from urllib.parse import urlsplit

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import ParseError
from bot.ingest.answers import Fetched
from bot.ingest.asking.feed import ask_feed
from bot.ingest.asking.index import Choice, choose, read_all
from bot.ingest.asking.tools import Asked, Tools
from bot.ingest.discovery import looks_like_news
from bot.ingest.http import FEED
from bot.ingest.values import Child


async def ask_sitemap(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return what the sitemap holds; a front page or robots.txt leads to the sitemaps that robots.txt names."""
    url = state.address(source)
    parts = urlsplit(url)
    if parts.path not in {"", "/", "/robots.txt"} or parts.query:
        return await ask_feed(tools, source, state)
    named = await tools.robots.sitemaps(url)
    if not named:
        raise ParseError(url, "robots.txt names no sitemap", reason=DropReason.EMPTY)
    news = tuple(name for name in named if looks_like_news(name))
    said = Fetched(url=url, status=200, body=b"")
    if news:
        choice = choose([Child(url=name) for name in news], url=url, now=tools.clock())
        if choice.urls:
            return await read_all(tools, said, choice, state=state)
    return await _first(tools, said, named, state=state)


async def _first(tools: Tools, said: Fetched, named: tuple[str, ...], *, state: FetchState) -> Asked:
    """Read the first sitemap of the site where none says news: mostly an index, whose news sitemaps are followed."""
    now = tools.clock()
    choice = choose([Child(url=name, modified=now) for name in named[:1]], url=said.url, now=now)
    if not choice.urls:
        raise ParseError(said.url, "robots.txt names sitemaps of other sites only", reason=DropReason.EMPTY)
    index = await tools.fetch(choice.urls[0], limits=FEED)
    feed = await tools.workers.feed(index.body, url=index.url, charset=index.charset)
    if not feed.children:
        return await read_all(tools, said, Choice(urls=choice.urls), state=state)
    found = choose(feed.children, url=index.url, now=now)
    if not found.urls:
        raise ParseError(index.url, "names no sitemap of news or of the last two days", reason=DropReason.EMPTY)
    return await read_all(tools, said, found, state=state)
