"""What a check of sources leaves behind where that was asked for: fixtures without words, sources heard again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bot.app.building import database_url
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import ConfigError, ParseError, StorageError
from bot.ingest.answers import Fetched
from bot.ingest.structure import structure_of
from bot.ingest.values import Feed
from bot.ingest.wanted import Wanted
from bot.ingest.workers import Workers
from bot.settings import Settings
from bot.store import open_archive

_RECORDED = frozenset({"feed", "sitemap", "page_list"})
_PLACE = "https://example.invalid/recorded"


class Answered(Protocol):
    """A source that was asked, and what it said."""

    @property
    def source(self) -> Source:
        """The source."""

    @property
    def answer(self) -> Fetched | None:
        """Its answer."""


async def record(folder: Path, seen: Sequence[Answered], workers: Workers) -> list[str]:
    """Write each answer, stripped to its structure, into `folder`; return what happened, a line each.

    A file is written only where it is read as the answer was: as many entries, as many sitemaps.
    """
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        return [await _recorded(folder, one.source, one.answer, workers) for one in seen if one.answer is not None]
    except OSError as error:
        raise ConfigError(str(folder), f"cannot be written in ({error.strerror})") from error


async def _recorded(folder: Path, source: Source, answer: Fetched, workers: Workers) -> str:
    if source.kind not in _RECORDED:
        return f"not recorded: {source.id}: sources of kind {source.kind} are not"
    try:
        bare = await asyncio.to_thread(
            structure_of, answer.body, url=answer.url, charset=answer.charset, selector=source.selector
        )
        before = _size(await _read(workers, source, answer.body, url=answer.url, charset=answer.charset))
        after = _size(await _read(workers, source, bare, url=_PLACE, charset=None))
    except ParseError as error:
        return f"not recorded: {source.id}: {error.problem}"
    if before != after:
        return f"not recorded: {source.id}: without its words it gives {after} entries instead of {before}"
    file = folder / f"{source.id}.{_ending(bare)}"
    await asyncio.to_thread(file.write_bytes, bare)
    return f"recorded: {file}"


async def _read(workers: Workers, source: Source, body: bytes, *, url: str, charset: str | None) -> Feed:
    wanted = Wanted(kind="list", selector=source.selector, language=source.language) if source.selector else None
    return await workers.feed(body, url=url, charset=charset, wanted=wanted)


def _size(feed: Feed) -> int:
    return len(feed.entries) + len(feed.children)


def _ending(body: bytes) -> str:
    if body.startswith((b"{", b"[")):
        return "json"
    return "html" if body.startswith(b"<!doctype html>") else "xml"


async def unmute(settings: Settings, answered: Sequence[SourceId]) -> list[str]:
    """Have sources polled again that were muted after 410 and answer now; return what happened.

    Without an archive nothing is muted; one that cannot be worked with is told.
    """
    try:
        store = await open_archive(database_url(settings))
    except StorageError as error:
        there = (settings.data_dir / "entente.db").exists() or settings.database_url is not None
        return [f"The archive was not reached, so a source muted after 410 stays so: {error}"] if there else []
    try:
        states = await store.fetch_states()
        muted = [name for name in answered if name in states and states[name].gone]
        await store.amend_states(muted, _heard)
    except StorageError as error:
        return [f"The archive refused, so a source muted after 410 stays so: {error}"]
    finally:
        await store.close()
    return [f"{name} answered 410 before; it is polled again" for name in muted]


def _heard(state: FetchState) -> FetchState:
    return replace(state, gone=False, failures=0, last_error=None, next_poll_at=None)
