"""Sitemaps that others name: an index, or robots.txt. One level, one site, few requests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.article import DropReason
from bot.domain.source import FetchState
from bot.errors import ParseError, SourceError
from bot.ingest.answers import Fetched
from bot.ingest.asking.tools import Asked, Tools, body_digest, is_known
from bot.ingest.discovery import looks_like_news
from bot.ingest.http import FEED
from bot.ingest.urls import canonical, same_site
from bot.ingest.values import Child, Feed, FeedEntry, Refused

MAX_FOLLOWED = 5
MAX_URLS = 1_000
NEWS_DAYS = timedelta(days=2)
_TOLD = 20
_EVER = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which sitemaps to follow, and which others are told of as not followed."""

    urls: tuple[str, ...]
    refused: tuple[Refused, ...] = ()


def choose(children: Iterable[Child], *, url: str, now: datetime) -> Choice:
    """Choose at most five of the sitemaps named at `url`: those of the same site that say news or changed of late.

    Those that say news go first, newer ones before older ones. A sitemap of another site is refused.
    """
    refused: list[Refused] = []
    wanted: list[tuple[bool, datetime, str]] = []
    for child in children:
        if not same_site(child.url, url):
            refused.append(Refused(url=child.url, title="", problem="a sitemap of another site is not followed"))
        elif canonical(child.url) == canonical(url):
            refused.append(Refused(url=child.url, title="", problem="a sitemap index that names itself"))
        else:
            modified = child.modified or _EVER
            news = looks_like_news(child.url)
            if news or modified >= now - NEWS_DAYS:
                wanted.append((news, modified, child.url))
    wanted.sort(key=lambda one: one[:2], reverse=True)
    return Choice(urls=tuple(one[2] for one in wanted[:MAX_FOLLOWED]), refused=tuple(refused[:_TOLD]))


async def follow(tools: Tools, index: Fetched, children: Sequence[Child], *, state: FetchState) -> Asked:
    """Return what the newest news sitemaps of an index hold; raise SourceError where it names none, or all fail."""
    choice = choose(children, url=index.url, now=tools.clock())
    if not choice.urls:
        problem = f"a sitemap index of {len(children)} that names none of news or of the last two days on its own site"
        raise ParseError(index.url, problem, reason=DropReason.EMPTY)
    return await read_all(tools, index, choice, state=state)


async def read_all(tools: Tools, named_by: Fetched, choice: Choice, *, state: FetchState) -> Asked:
    """Return what the chosen sitemaps hold together, at most 1,000 addresses; raise the first's error where all fail.

    The answer is `named_by` with a body that names all that was read, and without validators: an index that did not
    change says nothing of its sitemaps.
    """
    refused, first = list(choice.refused), None
    answers: list[Fetched] = []
    for url in choice.urls:
        try:
            answers.append(await tools.fetch(url, limits=FEED))
        except SourceError as error:
            first = first or error
            refused.append(Refused(url=url, title="", problem=error.problem))
    names = " ".join(f"{answer.url} {body_digest(answer.body)}" for answer in answers)
    ages = [answer.max_age for answer in answers if answer.max_age is not None]
    max_age = min(ages, default=None)
    whole = replace(named_by, body=names.encode(), etag=None, last_modified=None, max_age=max_age)
    if answers and is_known(whole, state):
        return whole, None
    entries: list[FeedEntry] = []
    read = 0
    for answer in answers:
        try:
            feed = await _sitemap(tools, answer)
        except SourceError as error:
            first = first or error
            refused.append(Refused(url=answer.url, title="", problem=error.problem))
            continue
        read += 1
        entries += feed.entries
        refused += feed.refused
    if not read and first is not None:
        raise first
    if len(entries) > MAX_URLS:
        refused.append(Refused(url=named_by.url, title="", problem=f"addresses beyond the first {MAX_URLS}"))
    return whole, Feed(reader="sitemapindex", entries=tuple(entries[:MAX_URLS]), refused=tuple(refused))


async def _sitemap(tools: Tools, answer: Fetched) -> Feed:
    feed = await tools.workers.feed(answer.body, url=answer.url, charset=answer.charset)
    if feed.children or feed.alternates:
        what = "an index inside an index" if feed.children else "an HTML page"
        raise ParseError(answer.url, f"is {what}, which is not followed", reason=DropReason.UNREADABLE)
    return feed
