"""A made-up archive on disk, opened as the bot opens its own, for the bench of questions."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot import settings as configuration
from bot.app.groups import group_members
from bot.app.heap import short_collections
from bot.app.questionwords import question_words_of, saying
from bot.app.reading import labels_of, tables_of
from bot.bench.askarchive import Archive, World, world_of
from bot.bench.askquestions import Questions
from bot.domain.ids import StoryId
from bot.steps.dossiers import Dossiers
from bot.store import Store, open_store
from bot.store.filling import fill
from bot.store.migrate import migrate

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""When the questions are asked: half an hour after the newest article."""
_WIDTH, _AT_ONCE, _TOPICS = 384, 2_000, 500
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """An open archive of `size` stories; `run` does asynchronous work on the one event loop it is used on."""

    size: int
    path: Path
    store: Store
    dossiers: Dossiers
    runner: asyncio.Runner

    def run(self, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Do `work` and return what came of it."""

        async def done() -> ResultT:
            return await work()

        # A runner's own `run` spells out the task it is done with, answer and all.
        return self.runner.get_loop().run_until_complete(done())


def shipped_world() -> World:
    """Return the world of the shipped gazetteers and sources."""
    settings = configuration.load()
    return world_of(tables_of(settings), labels_of(), configuration.load_sources(settings))


def questions_of(world: World, seed: int = 11) -> Questions:
    """Return questions asked on the day of `NOW`."""
    return Questions(world, sorted(group_members()), today=NOW.date(), seed=seed)


def made(world: World, size: int, folder: Path) -> Path:
    """Return the file of an archive of `size` stories in `folder`, made where it is not there yet."""
    path = folder / f"ask-{size}.db"
    if not path.exists():
        fresh = path.with_suffix(".part")
        for old in folder.glob(f"{fresh.name}*"):
            old.unlink()
        archive = Archive(world, size)
        migrate(f"sqlite:///{fresh}")
        fill(f"sqlite:///{fresh}", archive.sources, archive.batches())
        fresh.rename(path)
    return path


@contextmanager
def room(path: Path, size: int) -> Iterator[Room]:
    """Open the archive at `path`, in WAL and with collections of garbage kept short, as the bot does."""
    with asyncio.Runner() as runner, short_collections():
        store = runner.run(open_store(f"sqlite:///{path}", migrate=False, clock=lambda: NOW))
        try:
            yield Room(size=size, path=path, store=store, dossiers=dossiers_over(store), runner=runner)
        finally:
            runner.run(store.close())


def dossiers_over(store: Store) -> Dossiers:
    """Return the answers out of `store`, worded as the bot words them; no model writes."""
    return Dossiers(
        store=store,
        labels=labels_of(),
        clock=lambda: NOW,
        groups=group_members(),
        say=saying(configuration.load()),
    )


def ready_words() -> None:
    """Load the words of questions, as the bot does when it starts."""
    question_words_of(configuration.load())


def with_vectors(room: Room, ids: list[StoryId]) -> None:
    """Give the stories `ids` made-up vectors of length 1, around five hundred topics, unless they have some."""
    with sqlite3.connect(room.path) as connection:
        if connection.execute("SELECT count(*) FROM story_vectors").fetchone()[0] == len(ids):
            return
    chance = np.random.default_rng(5)
    topics = chance.normal(size=(_TOPICS, _WIDTH))
    moments = (NOW - timedelta(days=1) + timedelta(seconds=second) for second in count())
    writing = room.runner.run(open_store(f"sqlite:///{room.path}", migrate=False, clock=lambda: next(moments)))
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        raw = topics[chance.integers(0, _TOPICS, len(some))] + 0.5 * chance.normal(size=(len(some), _WIDTH))
        rows = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
        vectors = dict(zip(some, rows, strict=True))
        room.run(lambda vectors=vectors: writing.save_vectors("made up", vectors))  # type: ignore[misc]
    room.runner.run(writing.close())


def story_ids(path: Path) -> list[StoryId]:
    """Return the ids of all living stories in the file, oldest first."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT id FROM stories WHERE merged_into IS NULL ORDER BY rowid")
        return [StoryId(row[0]) for row in rows]


def forget_pages(path: Path) -> bool:
    """Ask the system to keep nothing of the file at `path` in memory; return whether it can be asked."""
    if not hasattr(os, "posix_fadvise"):
        return False
    for file in path.parent.glob(f"{path.name}*"):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)
    return True
