"""Connections and transactions: readers plain, writers alone, errors translated at the edge."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.domain.guarding import Keeper
from bot.errors import StorageError
from bot.store.dialect import is_sqlite, sync_url

ResultT = TypeVar("ResultT")
_WRITES = "entente_writes"
_THREADS = 2
_PRAGMAS = (
    "PRAGMA busy_timeout = 30000",  # first: the others may have to wait for a lock
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)
_ROOM = ("PRAGMA cache_size = -32000",)
"""Answers read thousands of rows all over the file: with 32 MB a connection, not two, they take a quarter less time."""


class Conflict(StorageError):
    """A unique key was taken between two looks; the transaction can be tried again."""


class Database:
    """One engine. SQLite writers queue up in this process, so that none starves on the busy timeout.

    It is used on one event loop. `keeper` gives what knows again what is forgotten, None while it has no key.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, pool_pre_ping=not is_sqlite(url), hide_parameters=True)
        self._writers = self._engine.execution_options(**{_WRITES: True})
        self._turn: AbstractAsyncContextManager[Any] = nullcontext()
        self._direct: _Direct | None = None
        self.keeper: Callable[[], Keeper | None] = lambda: None
        if is_sqlite(url):
            prepare_sqlite(self._engine.sync_engine)
            self._turn = asyncio.Lock()
            self._direct = _Direct(url)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a read transaction: one unchanging view in SQLite; raise StorageError."""
        with translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction that holds the write lock from its start; raise StorageError."""
        with translated():
            async with self._turn, self._writers.begin() as connection:
                yield connection

    async def transact(self, work: Callable[[Connection], ResultT], *, write: bool = False) -> ResultT:
        """Run `work` in a transaction, for small work that is done often; raise StorageError.

        With SQLite that is one visit to a thread, where the async driver pays several for every statement.
        """
        with translated():
            if self._direct is None:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(work)
            async with self._turn if write else nullcontext():
                return await self._direct.run(work, write=write)

    async def clean(self, *statements: str) -> None:
        """Write the database anew after `statements`, so that nothing of what was deleted is left in its file.

        It waits half a minute for others to let it; raise StorageError where they do not.
        """
        with translated():
            await asyncio.to_thread(_clean, self._engine.url, statements)

    async def close(self) -> None:
        """Close all connections."""
        if self._direct is not None:
            await asyncio.to_thread(self._direct.close)
        await self._engine.dispose()


class _Direct:
    """Plain connections to a SQLite file, used on threads."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(sync_url(url), hide_parameters=True)
        prepare_sqlite(self._engine, pragmas=_ROOM)
        self._writers = self._engine.execution_options(**{_WRITES: True})
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="store")

    async def run(self, work: Callable[[Connection], ResultT], *, write: bool) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work, write)

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], ResultT], write: bool) -> ResultT:
        with (self._writers if write else self._engine).begin() as connection:
            return work(connection)


def _clean(url: URL, statements: Sequence[str]) -> None:
    engine = create_engine(sync_url(url), isolation_level="AUTOCOMMIT")
    sqlite = is_sqlite(url)
    try:
        with engine.connect() as connection:
            if sqlite:
                connection.exec_driver_sql("PRAGMA busy_timeout = 30000")
                for statement in statements:
                    connection.exec_driver_sql(statement)
            connection.exec_driver_sql("VACUUM" if sqlite else "VACUUM (ANALYZE)")
            if sqlite:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()


class Transactions:
    """The two ways into a database under the names a library of others calls SQLAlchemy's engine by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a write transaction; raise StorageError."""
        return self._database.write()

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Open a read transaction; raise StorageError."""
        return self._database.read()


def prepare_sqlite(engine: Engine, *, always_write: bool = False, pragmas: Sequence[str] = ()) -> None:
    """Take transactions into our own hands, as SQLAlchemy's SQLite notes tell for Python before 3.12.

    The driver must not begin by itself; readers begin plainly, writers with BEGIN IMMEDIATE: a read transaction that
    turns into a write fails at once in WAL, whatever the busy timeout.
    """

    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *pragmas):
            cursor.execute(pragma)
        cursor.close()

    def begin(connection: Connection) -> None:
        writes = always_write or connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the libraries' errors into StorageError; no statement and no value of a row gets into the message."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(_told(error)) from error
    except (SQLAlchemyError, ValidationError) as error:
        raise StorageError(_told(error)) from error


def _told(error: SQLAlchemyError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return f"a stored {error.title} cannot be read: {error.error_count()} fields do not fit"
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).splitlines() or [""]
    return f"the database refused: {lines[0]} ({type(cause).__name__})"
