"""One live process per executor id: a second one would take up the first one's work while it still runs."""

import fcntl
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from bot.domain.ids import digest
from bot.errors import EngineError

_TRIES, _PAUSE = 6, 0.5
"""How often and how far apart, in seconds: a database may need a moment to see that a killed process is gone."""


class Sole:
    """Holds the name of an executor until it is released or the process dies, however it dies."""

    def __init__(self) -> None:
        self._held = ExitStack()

    def hold_file(self, database: Path) -> None:
        """Hold an SQLite database, which serves one process; raise EngineError where another has it."""
        place = database.with_name(f"{database.name}.lock")
        file = self._held.enter_context(place.open("a"))
        self._wait(lambda: _locked(file.fileno()), f"{database} is in use by another process of this program")

    def hold_name(self, url: str, executor_id: str) -> None:
        """Hold `executor_id` on a PostgreSQL server; raise EngineError where another process has it."""
        connection = self._held.enter_context(psycopg.connect(url, autocommit=True, connect_timeout=10))
        key = int(digest("executor", executor_id), 16) % 2**63

        def taken() -> bool:
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (key,)).fetchone()
            return bool(row and row[0])

        self._wait(taken, f"another process runs under the executor id {executor_id!r}; each node needs its own")

    def release(self) -> None:
        """Let go; without effect where nothing is held."""
        with suppress(psycopg.Error):
            self._held.close()

    def _wait(self, attempt: Callable[[], bool], problem: str) -> None:
        for number in range(_TRIES):
            if attempt():
                return
            if number < _TRIES - 1:
                time.sleep(_PAUSE)
        self.release()
        raise EngineError(problem)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
