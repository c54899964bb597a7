"""What `feed` and `extract` do: files and addresses in, one JSON object per line out, status 1 if any failed."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.jsonl import write_record
from bot.domain.article import DropReason, PageKind
from bot.domain.ids import SourceId
from bot.domain.moments import system_clock
from bot.domain.source import FetchState, Source
from bot.errors import FetchError, ParseError, SourceError
from bot.ingest.asking import Asker
from bot.ingest.http import FEED, Limits, SafeClient
from bot.ingest.inflate import Body, BodyError
from bot.ingest.opening import fetch_rules, hosts_of, pool_rules
from bot.ingest.pages import Pages
from bot.ingest.rules import page_limits
from bot.ingest.values import Feed, Page
from bot.ingest.workers import WorkerPool
from bot.settings import Settings

_ASKED = SourceId("asked")
_BATCH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What reading one file or address needs."""

    client: SafeClient
    pages: Pages
    workers: WorkerPool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one file or address gave: the lines to print, and whether it failed."""

    records: Sequence[Mapping[str, Any]]
    failed: bool = False


Reader = Callable[[Tools, str], Awaitable[Read]]


def print_all(names: Sequence[str], *, allow: frozenset[tuple[str, int]], settings: Settings, read: Reader) -> int:
    """Read `names` a few at a time, print their lines in order, and return the exit status."""

    async def work() -> int:
        failed = False
        async with (
            SafeClient(fetch_rules(settings, allow=allow, hosts=hosts_of(names))) as client,
            WorkerPool(pool_rules(settings)) as workers,
        ):
            tools = Tools(client=client, pages=Pages(client, workers, clock=system_clock), workers=workers)
            for batch in _batches(names):
                for result in await asyncio.gather(*(read(tools, name) for name in batch)):
                    _print(result.records)
                    failed = failed or result.failed
        return int(failed)

    return asyncio.run(work())


async def read_feed(tools: Tools, name: str) -> Read:
    """Return the entries of the feed `name`, or the reason why it cannot be read."""
    try:
        feed = await _feed(tools, name)
        if feed.alternates:
            raise ParseError(name, f"an HTML page; it names the feed {feed.alternates[0]}")
        if feed.children:
            raise ParseError(name, f"a sitemap index; of its {len(feed.children)} newest is {feed.children[0].url}")
    except (SourceError, BodyError, OSError) as error:
        return Read(records=({"file": name, "error": _problem(error)},), failed=True)
    return Read(records=tuple(_entries(name, feed)))


async def read_page(tools: Tools, name: str) -> Read:
    """Return the text of the page or PDF document `name`; an address that gives none gets a line that says its kind."""
    try:
        page = await _page(tools, name)
    except FetchError as error:
        blocked = error.reason in {DropReason.BLOCKED, DropReason.ROBOTS}
        page = Page(kind=PageKind.BLOCKED if blocked else PageKind.ERROR, url=error.url)
        return Read(records=({**_record(name, page), "error": error.problem},), failed=True)
    except (SourceError, BodyError, OSError) as error:
        return Read(records=({"file": name, "error": _problem(error)},), failed=True)
    if page.kind is PageKind.RESERVED:
        return Read(records=({**_record(name, page), "error": page.detail},), failed=True)
    return Read(records=(_record(name, page),))


async def _feed(tools: Tools, name: str) -> Feed:
    """Return the feed in a file, or at an address: that of a page or an index leads to the feeds they name."""
    if not _is_address(name):
        return await tools.workers.feed(await asyncio.to_thread(_read_file, name, FEED), url=name)
    source = Source.model_construct(id=_ASKED, name=name, url=name, kind="feed", country="INT")
    _answer, feed = await Asker(tools.client, tools.workers).ask(source, FetchState(source_id=_ASKED))
    if feed is None:
        raise FetchError(name, "answered 'not modified' to an unconditional request")
    return feed


async def _page(tools: Tools, name: str) -> Page:
    if not _is_address(name):
        limits = page_limits(name.removesuffix(".gz"))
        return await tools.workers.page(await asyncio.to_thread(_read_file, name, limits), url=name)
    return await tools.pages.read(name)


def _read_file(name: str, limits: Limits) -> bytes:
    """Return the bytes of the file `name`, unpacked if it ends in .gz; raise OSError or BodyError."""
    path = Path(name)
    body = Body("gzip" if path.suffix == ".gz" else "", limit=limits.max_bytes)
    with path.open("rb") as stream:
        while chunk := stream.read(65_536):
            body.feed(chunk)
    return body.finish()


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


def _problem(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return error.problem if isinstance(error, BodyError | SourceError) else str(error)


def _entries(name: str, feed: Feed) -> Iterator[Mapping[str, Any]]:
    for entry in feed.entries:
        yield {
            "file": name,
            "id": entry.guid,
            "title": entry.title,
            "url": entry.url or None,
            "published": _iso(entry.published),
            "updated": _iso(entry.updated),
            "author": entry.author,
            "language": entry.language,
            "text": entry.text,
        }


def _record(name: str, page: Page) -> Mapping[str, Any]:
    address = page.url if _is_address(page.url) else None
    return {
        "file": name,
        "url": page.canonical or address,
        "title": page.title,
        "text": page.text,
        "published": _iso(page.published),
        "author": page.author,
        "language": page.language,
        "kind": page.kind.value,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _BATCH):
        yield names[start : start + _BATCH]


def _print(records: Sequence[Mapping[str, Any]]) -> None:
    for record in records:
        write_record(sys.stdout, record)
    sys.stdout.flush()
