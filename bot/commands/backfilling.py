"""What `entente backfill` does: survey, say what is to come, read in with a bar, and tell how it went."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.app.building import Built, Wishes, build, database_url
from bot.commands.backfill import Span
from bot.domain.backfill import Backfill
from bot.domain.ids import digest
from bot.domain.moments import system_clock
from bot.errors import BotError, ConfigError
from bot.ingest.pastlines import bytes_digest, survey
from bot.ingest.pastsources import PastSources
from bot.settings import Settings, load_sources
from bot.steps.backfilling import Backfilling, Past
from bot.steps.backfilling_lines import PastLines
from bot.steps.vectors import Vectors
from bot.store import Store, open_archive

_SHOWN = 20


async def read_lines(settings: Settings, path: Path, span: Span) -> int:
    """Read in a file of JSON Lines; return the exit status."""
    try:
        name = digest("jsonl", bytes_digest(path), *span.typed)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read ({error.strerror})") from error
    known = await known_backfill(settings, name)
    begun = known or begin(settings, span, name=name, what=f"JSON Lines {path.name}")
    console = Console(stderr=True)
    console.print(f"Looking through {path.name} …", highlight=False, markup=False)
    surveyed = survey(path, begun.holds, most=span.most)
    say_problems([f"line {bad.line}: {bad.problem}" for bad in surveyed.bad])
    begun = replace(begun, total=len(surveyed.places), left_out=surveyed.outside, bad=len(surveyed.bad))
    days = f", {surveyed.first:%Y-%m-%d} to {surveyed.last:%Y-%m-%d}" if surveyed.first and surveyed.last else ""
    print(f"{begun.total} items{days}; {surveyed.outside} outside the span, {begun.bad} bad lines. No request leaves.")  # noqa: T201
    if not span.dry_run and not _is_done(begun):
        async with opened(settings, Wishes()) as built:
            store = built.steps.parts.store
            sources = PastSources([*load_sources(settings), *await store.sources()])
            past = PastLines(surveyed=surveyed, sources=sources, clock=system_clock)
            done = await read_in(built, begun, past, summaries=span.summaries)
        print(told(done))  # noqa: T201
    return 1 if begun.bad else 0


async def list_backfills(settings: Settings) -> None:
    """Print what was read in, the last one first."""
    store = await open_archive(database_url(settings))
    try:
        found = await store.backfills()
    finally:
        await store.close()
    for one in found:
        state = "done" if one.finished else f"{one.done} of {one.total}, run it again to go on"
        print(f"{one.at:%Y-%m-%d %H:%M} UTC  {one.what}: {state}; {told(one)}")  # noqa: T201
    if not found:
        print("Nothing of the past was read in.")  # noqa: T201


def begin(settings: Settings, span: Span, *, name: str, what: str) -> Backfill:
    """Return a reading that is to begin; by default it ends where a first poll begins."""
    now = system_clock()
    until = span.until or now - timedelta(hours=settings.first_poll_hours)
    return Backfill(id=name, what=what, at=now, since=span.since, until=min(until, now))


async def known_backfill(settings: Settings, name: str) -> Backfill | None:
    """Return how far the reading got, None where it was never begun or there is no archive yet."""
    try:
        store: Store = await open_archive(database_url(settings))
    except BotError:
        return None  # opening it to write tells what is wrong with it
    try:
        return await store.backfill(name)
    finally:
        await store.close()


@asynccontextmanager
async def opened(settings: Settings, wishes: Wishes) -> AsyncIterator[Built]:
    """Build the parts; raise ConfigError where a bot holds a SQLite archive."""
    alone = database_url(settings).startswith("sqlite")
    try:
        context = build(settings, wishes, alone=alone)
        built = await context.__aenter__()
    except ConfigError as error:
        if "in use by another" not in error.problem:
            raise
        raise ConfigError(error.key, error.problem, hint="stop the bot while the past is read in") from error
    try:
        yield built
    finally:
        await context.__aexit__(None, None, None)


async def read_in(built: Built, backfill: Backfill, past: Past, *, summaries: bool) -> Backfill:
    """Read in what is left, with a bar where standard error is a terminal; problems are printed as they come."""
    console = Console(stderr=True)
    with _bar(console, backfill) as advance:

        def heard(now: Backfill, problems: Sequence[str]) -> None:
            say_problems(problems)
            advance(now)

        done = await Backfilling(built.steps.parts, heard).run(backfill, past, summaries=summaries)
    with console.status("making stories comparable") if sys.stderr.isatty() else nullcontext():
        while await Vectors(built.steps.parts).fill():
            pass
    return done


def told(done: Backfill) -> str:
    """Return how a reading went, in one line."""
    span = f"{done.since:%Y-%m-%d} to {done.until:%Y-%m-%d}" if done.since else f"up to {done.until:%Y-%m-%d}"
    return (
        f"{done.articles} new articles of {done.entries} new entries, {span}; "
        f"{done.left_out} left out, {done.bad} could not be used"
    )


def _is_done(backfill: Backfill) -> bool:
    if backfill.total and not backfill.finished:
        return False
    print("Nothing is left to read in.")  # noqa: T201
    return True


def say_problems(problems: Sequence[str]) -> None:
    """Print what could not be used on standard error, the first twenty of it."""
    console = Console(stderr=True)
    for problem in problems[:_SHOWN]:
        console.print(problem, style="yellow", highlight=False, markup=False, soft_wrap=True)
    if len(problems) > _SHOWN:
        console.print(f"and {len(problems) - _SHOWN} more", style="yellow", highlight=False)


@contextmanager
def _bar(console: Console, backfill: Backfill) -> Iterator[Callable[[Backfill], None]]:
    if not sys.stderr.isatty():
        yield lambda _now: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading in", total=backfill.total, completed=backfill.done)
        yield lambda now: bar.update(task, completed=now.done)
