"""What the engine is given and how its database is set up. Nothing here knows DBOS."""

import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigError, StorageError


class Steps(Protocol):
    """What the workflows do; arguments and results are JSON, ids only. Each may run again after a crash."""

    async def poll(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Read the sources; return how many entries are new."""

    async def collect(self, run_id: str, source_ids: Sequence[str]) -> int:
        """Fetch the pages of new entries; return how many articles were stored."""

    async def analyse(self, run_id: str, limit: int) -> int:
        """Analyse at most `limit` articles; return how many, 0 when none is left."""

    async def group(self, run_id: str) -> int:
        """Group analysed articles into stories; return how many stories changed."""

    async def summarise(self, run_id: str, limit: int) -> int:
        """Summarise at most `limit` stories; return how many, 0 when none is left."""

    async def react(self, run_id: str) -> Sequence[Sequence[str]]:
        """Return the briefs to post at once: subscription, local date, slot and channel of each."""

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Compose and store the brief; return its parts in order of delivery, none for silence."""

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part; return `sent`, `unknown`, `failed` or `waiting:<seconds>`."""

    async def answer(self, request_id: str) -> str:
        """Answer a stored request; return how that went, or `waiting:<seconds>`."""

    async def retain(self, utc_date: str) -> int:
        """Delete what is past its time; return how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often queues are looked at, and how a step is retried: first wait in seconds, doubling, at most so often."""

    queue_seconds: float = 0.5
    retry_seconds: float = 2.0
    retry_attempts: int = 8


def engine_url(url: str, executor_id: str) -> str:
    """Return `url` without an async driver; refuse what would lose or double work."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError("engine_url", "is not a database URL") from error
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ConfigError("engine_url", f"{backend} is not supported", hint="use sqlite or postgresql")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigError("engine_url", "needs a file", hint="write sqlite:///var/engine.sqlite")
    if backend == "postgresql" and executor_id == "local":
        hint = "set ENTENTE_EXECUTOR_ID to a name that is stable and unique to this node"
        raise ConfigError("executor_id", "is not set, and PostgreSQL may have many nodes", hint=hint)
    return parsed.set(drivername=backend).render_as_string(hide_password=False)


def use_wal(file: Path) -> None:
    """Let readers and the writer of an SQLite file work side by side; set once per file."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def route_logs() -> None:
    """Let DBOS log through the program's own masked handler: it adds a console of its own where it finds no handler."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def may_pass(error: BaseException) -> bool:
    """Whether a step that raised `error` may succeed when it is tried again."""
    return isinstance(error, (StorageError, OSError, TimeoutError))
