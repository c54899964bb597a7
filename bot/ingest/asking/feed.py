"""A feed, or the page or sitemap index that leads to one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.errors import ParseError, SourceError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.asking.index import follow
from bot.ingest.asking.tools import Asked, Tools, is_known
from bot.ingest.http import FEED
from bot.ingest.values import Feed

_TRIED = 3
_COMMENTS = re.compile(r"^comments (?:on|for)\b", re.IGNORECASE)


async def ask_feed(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return what the feed holds; a page leads to the feed it names, an index to its sitemaps, one hop each."""
    answer = await tools.fetch_changed(source, state, limits=FEED)
    if isinstance(answer, NotModified) or is_known(answer, state):
        return answer, None
    feed = await tools.workers.feed(answer.body, url=answer.url, charset=answer.charset)
    if feed.children:
        return await follow(tools, answer, feed.children, state=state)
    if feed.alternates:
        return await _discovered(tools, answer, feed.alternates, state=state)
    return answer, feed


async def _discovered(tools: Tools, page: Fetched, alternates: Sequence[str], *, state: FetchState) -> Asked:
    """Read the first of three feeds named by `page` that holds articles; raise the first's error where none does.

    Validators would belong to the page, so none are kept.
    """
    first: SourceError | None = None
    spare: tuple[Fetched, Feed] | None = None
    for url in alternates[:_TRIED]:
        try:
            await tools.robots.check(url)
            answer, feed = await _named(tools, url)
        except SourceError as error:
            first = first or error
            continue
        answer = replace(answer, etag=None, last_modified=None, moved_to=page.moved_to)
        if feed.entries and not _COMMENTS.match(feed.title):
            return (answer, None) if is_known(answer, state) else (answer, feed)
        spare = spare or (answer, feed)
    if spare is not None:
        return spare
    raise first or ParseError(page.url, "names no feed", reason=DropReason.UNREADABLE)


async def _named(tools: Tools, url: str) -> tuple[Fetched, Feed]:
    answer = await tools.fetch(url, limits=FEED)
    feed = await tools.workers.feed(answer.body, url=answer.url, charset=answer.charset)
    if feed.alternates or feed.children:
        what = "an HTML page" if feed.alternates else "a sitemap index"
        raise ParseError(url, f"is named as a feed, but is {what}", reason=DropReason.UNREADABLE)
    return answer, feed
