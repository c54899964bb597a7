"""Asking for the past: sitemaps of a span, and GDELT's files one by one. The client's rules hold for every request."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.domain.article import DropReason, Entry
from bot.domain.ids import entry_id
from bot.domain.source import Source
from bot.errors import ParseError, SourceError
from bot.ingest.asking.gdelt import DEFAULT_THEMES
from bot.ingest.asking.tools import Tools
from bot.ingest.fips import fips_codes
from bot.ingest.gkg import MAX_PACKED
from bot.ingest.http import FEED, Limits
from bot.ingest.urls import canonical, same_site
from bot.ingest.values import FeedEntry
from bot.ingest.wanted import Wanted

MOST_SITEMAPS = 500
"""Sitemaps of one site that are read; a newspaper of twenty years names one a month."""
_DEEPEST = 2
_QUARTER = timedelta(minutes=15)
_FILE = Limits(max_bytes=MAX_PACKED, accept="application/zip, */*;q=0.5")
_SUFFIX = ".gkg.csv.zip"


@dataclass(slots=True)
class Found:
    """What sitemaps hold of a span, by address, and what could not be read of them."""

    entries: dict[str, FeedEntry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    outside: int = 0


async def find_in_sitemaps(
    tools: Tools, url: str, holds: Callable[[datetime], bool], *, since: datetime | None
) -> Found:
    """Return what the sitemap at `url` holds, those it names, or those that robots.txt of a site names.

    Sitemaps of other sites are not followed, nor those that have not changed since `since`. A sitemap that cannot be
    read is told and costs no other; raise SourceError where a site names none.
    """
    found = Found()
    parts = urlsplit(url)
    first: Sequence[str] = (url,)
    if parts.path in {"", "/", "/robots.txt"} and not parts.query:
        first = [name for name in await tools.robots.sitemaps(url) if same_site(name, url)]
        if not first:
            raise ParseError(url, "robots.txt names no sitemap of its own site", reason=DropReason.EMPTY)
    level, seen = list(first), set(first)
    for _depth in range(_DEEPEST + 1):
        named: list[str] = []
        for address in level:
            if len(found.asked) >= MOST_SITEMAPS:
                found.problems.append(f"{address}: sitemaps beyond the first {MOST_SITEMAPS} are not read")
                return found
            named += [name for name in await _sitemap(tools, address, found, holds, since=since) if name not in seen]
            seen.update(named)
        level = list(dict.fromkeys(named))
    return found


async def _sitemap(
    tools: Tools, url: str, found: Found, holds: Callable[[datetime], bool], *, since: datetime | None
) -> list[str]:
    """Add what a sitemap holds to `found`; return the sitemaps that it names where it is an index."""
    found.asked.append(url)
    try:
        await tools.robots.check(url)
        answer = await tools.fetch(url, limits=FEED)
        feed = await tools.workers.feed(answer.body, url=url, charset=answer.charset, wanted=Wanted(kind="past"))
    except SourceError as error:
        found.problems.append(f"{url}: {error.problem}")
        return []
    for entry in feed.entries:
        moment = entry.published or entry.updated
        if moment is not None and holds(moment) and same_site(entry.url, url):
            found.entries.setdefault(canonical(entry.url), entry)
        else:
            found.outside += 1
    fresh = [child for child in feed.children if since is None or child.modified is None or child.modified >= since]
    return [child.url for child in fresh if same_site(child.url, url)]


def gdelt_files(base: str, since: datetime, until: datetime) -> Iterator[str]:
    """Yield the addresses of the files below `base` of each quarter of an hour of a span, oldest first."""
    moment = since.astimezone(UTC).replace(second=0, microsecond=0)
    moment += timedelta(minutes=-moment.minute % 15)
    while moment <= until:
        yield f"{base.rstrip('/')}/{moment:%Y%m%d%H%M%S}{_SUFFIX}"
        moment += _QUARTER


def moment_of_file(name: str) -> datetime | None:
    """Return the moment in the name of a GDELT file, None where it has none."""
    try:
        return datetime.strptime(name.rpartition("/")[2][:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


async def read_gdelt_file(tools: Tools, place: str, source: Source) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    """Return the wanted rows of the file at an address or a path, and what could not be used; raise SourceError."""
    wanted = Wanted(kind="gkg", themes=source.themes or DEFAULT_THEMES, countries=fips_codes(source.countries))
    if "://" in place:
        body = (await tools.fetch(place, limits=_FILE)).body
    else:
        body = await asyncio.to_thread(_read, place)
    feed = await tools.workers.feed(body, url=place, wanted=wanted)
    return feed.entries, tuple(f"{place}: {one.problem}" for one in feed.refused)


def _read(place: str) -> bytes:
    try:
        with Path(place).open("rb") as stream:
            return stream.read(MAX_PACKED + 1)
    except OSError as error:
        raise ParseError(place, f"cannot be read ({error.strerror})", reason=DropReason.UNREADABLE) from error


def past_entry(source: Source, item: FeedEntry) -> Entry:
    """Return an item as an entry of `source`."""
    return Entry(
        id=entry_id(source.id, canonical(item.url)),
        source_id=source.id,
        url=item.url,
        title=item.title,
        text=item.text,
        published=item.published,
        updated=item.updated,
        author=item.author,
        language=item.language,
    )
