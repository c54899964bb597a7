"""What `sources check` does: ask several sources side by side, show each as it answers, note what was learned."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bot import settings as configuration
from bot.commands.rows import edit, with_verified
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.errors import ConfigError, SourceError
from bot.ingest.answers import Fetched, NotModified
from bot.ingest.asking import Asker
from bot.ingest.http import SafeClient
from bot.ingest.opening import fetch_rules, hosts_of, pool_rules
from bot.ingest.values import Feed
from bot.ingest.workers import WorkerPool
from bot.log import get_logger
from bot.settings import Settings

log = get_logger("check")
_COLUMNS = ("source", "answer", "entries", "newest", "read as", "learned")
_REASON = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to do beside looking: `record` into a folder, `mark` those that answered as verified."""

    record: Path | None = None
    mark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How one source answered: with `feed`, or with the `problem` that kept it from."""

    source: Source
    answer: Fetched | None = None
    feed: Feed | None = None
    problem: str = ""

    @property
    def answered(self) -> bool:
        """Whether something could be read."""
        return not self.problem

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return len(self.feed.entries) if self.feed else 0

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        if self.feed is None:
            return (self.source.id, f"FAIL {self.problem}", "", "", self.source.kind, "")
        newest = _newest(self.feed)
        return (
            self.source.id,
            "ok",
            str(self.entries),
            f"{newest:%Y-%m-%d %H:%M}" if newest else "undated",
            f"{self.source.kind}, {self.feed.reader}" if self.feed.reader != self.source.kind else self.source.kind,
            ", ".join(self._learned(self.feed)),
        )

    def _learned(self, feed: Feed) -> list[str]:
        notes: list[str] = []
        if self.answer is not None and self.answer.moved_to:
            notes.append(f"moved to {self.answer.moved_to}")
        if feed.language and feed.language.split("-")[0] != self.source.language:
            notes.append(f"says its language is {feed.language}")
        if feed.hub:
            notes.append("hub offered")
        if feed.ttl_minutes:
            notes.append(f"ttl {feed.ttl_minutes} min")
        if feed.refused:
            notes.append(f"{len(feed.refused)} refused")
        return notes


async def check_sources(
    settings: Settings, names: Sequence[str], *, allow: frozenset[tuple[str, int]], wanted: Wanted | None = None
) -> int:
    """Ask the named sources, or all that are enabled, and show a row each; return 1 where one did not answer."""
    wanted, console = wanted or Wanted(), Console()
    sources = chosen(configuration.load_sources(settings), names)
    if wanted.mark and settings.sources_file is None:
        raise ConfigError("sources_file", "is not set", hint="--mark writes into your own list: ENTENTE_SOURCES_FILE")
    seen = await _shown(settings, sources, allow=allow, console=console)
    await _settle(settings, seen, wanted)
    return int(not all(one.answered for one in seen))


def chosen(sources: Sequence[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """Return the sources called `names`, in that order, or the enabled ones; raise ConfigError for an unknown name."""
    known = {str(source.id): source for source in sources}
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ConfigError("sources", f"{unknown[0]!r} is not in the list", hint="see entente sources list")
    if names:
        return tuple(known[name] for name in dict.fromkeys(names))
    return tuple(source for source in sources if source.enabled)


async def _shown(
    settings: Settings, sources: Sequence[Source], *, allow: frozenset[tuple[str, int]], console: Console
) -> list[Seen]:
    """Show a table that fills as sources answer; where nobody watches, a plain line for each."""
    by_id: dict[SourceId, Seen] = {}
    live = Live(console=console, transient=True, auto_refresh=False) if console.is_terminal else nullcontext(None)
    with live as screen:
        async for one in _asked(settings, sources, allow=allow):
            by_id[one.source.id] = one
            if screen is None:
                console.print(_line(one), markup=False, highlight=False, soft_wrap=True)
            else:
                screen.update(_table(sources, by_id), refresh=True)
    if console.is_terminal:
        console.print(_table(sources, by_id))
    return [by_id[source.id] for source in sources]


async def _asked(
    settings: Settings, sources: Sequence[Source], *, allow: frozenset[tuple[str, int]]
) -> AsyncIterator[Seen]:
    """Yield how each source answered, as soon as it did."""
    gate = asyncio.Semaphore(settings.polls_at_once)
    rules = fetch_rules(settings, allow=allow, hosts=hosts_of(source.url for source in sources))
    async with SafeClient(rules) as client, WorkerPool(pool_rules(settings)) as workers:
        asker = Asker(client, workers)

        async def ask(source: Source) -> Seen:
            async with gate:
                return await _one(asker, source)

        tasks = [asyncio.create_task(ask(source)) for source in sources]
        try:
            for done in asyncio.as_completed(tasks):
                yield await done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _one(asker: Asker, source: Source) -> Seen:
    try:
        answer, feed = await asker.ask(source, FetchState(source_id=source.id))
    except SourceError as error:
        return Seen(source=source, problem=f"{error.reason}: {error.problem}"[:_REASON])
    except Exception as error:  # a bug that one source brings out must not end the look at the others
        log.exception("checking failed unexpectedly", source=source.id)
        return Seen(source=source, problem=f"{type(error).__name__}: {error}"[:_REASON])
    if isinstance(answer, NotModified) or feed is None:
        return Seen(source=source, problem="answered 'not modified' to an unconditional request")
    return Seen(source=source, answer=answer, feed=feed)


async def _settle(settings: Settings, seen: Sequence[Seen], wanted: Wanted) -> None:
    """Keep what was learned: recorded pages, verified rows, sources that were muted and speak again."""
    from bot.commands import learning  # noqa: PLC0415  (only what was learned needs the archive)

    good = [one for one in seen if one.entries]
    lines: list[str] = []
    if wanted.record is not None:
        async with WorkerPool(pool_rules(settings)) as workers:
            lines += await learning.record(wanted.record, good, workers)
    if wanted.mark and settings.sources_file is not None and good:
        file, ids = settings.sources_file, {one.source.id for one in good}
        edit(file, lambda text: with_verified(text, ids, where=str(file)))
        lines.append(f"{len(ids)} rows of {file} say verified: true")
    lines += await learning.unmute(settings, [one.source.id for one in good])
    for line in lines:
        Console(stderr=True).print(line, markup=False, highlight=False, soft_wrap=True)


def _table(sources: Sequence[Source], by_id: dict[SourceId, Seen]) -> Table:
    table = Table(box=None, title=f"{len(by_id)} of {len(sources)} asked", title_justify="left")
    for name in _COLUMNS:
        table.add_column(name, no_wrap=name in ("source", "entries", "newest"))
    for source in sources:
        one = by_id.get(source.id)
        style = "dim" if one is None else ("" if one.answered else "red")
        cells = one.cells() if one else (source.id, "…", "", "", source.kind, "")
        table.add_row(*(Text(cell) for cell in cells), style=style)
    return table


def _line(one: Seen) -> str:
    name, _answer, entries, newest, kind, learned = one.cells()
    if one.feed is None:
        return f"FAIL  {name}: {one.problem}"
    told = f"ok    {name}: {entries} {'entry' if one.entries == 1 else 'entries'}, newest {newest}, {kind}"
    return f"{told}; {learned}" if learned else told


def _newest(feed: Feed) -> datetime | None:
    dates = [entry.published or entry.updated for entry in feed.entries]
    return max((date for date in dates if date), default=None)
