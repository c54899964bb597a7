"""Migrations from within the package: no alembic.ini, no command line, one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.store.database import prepare_sqlite, translated
from bot.store.dialect import database_url, is_sqlite, sync_url

_LOCK = 0x656E_7465  # any constant; all nodes ask PostgreSQL for the same one


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to `revision` or newer; nodes that start together wait for each other. Raise StorageError."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = "base") -> None:
    """Take the database back to `revision`; what later revisions added is lost. Raise StorageError."""
    _run(url, lambda config: command.downgrade(config, revision))


def in_metadata(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Whether Alembic compares a schema object: the text index is each database's own and written in its migration."""
    own = kind == "column" and name == "document"
    return not (own or (name or "").startswith(("story_fts", "ix_story_texts_document")))


def _run(url: str, act: Callable[[Config], None]) -> None:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    with _connection(database_url(url)) as connection:
        config.attributes["connection"] = connection
        act(config)
        _check_references(connection)


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    engine = create_engine(sync_url(url))
    if is_sqlite(url):
        prepare_sqlite(engine, always_write=True)
        event.listen(engine, "connect", _free_references)
    try:
        with translated(), engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()


def _free_references(connection: Any, _record: object) -> None:
    """Let a migration rebuild a table that others refer to; SQLite reads this pragma outside transactions only."""
    connection.execute("PRAGMA foreign_keys = OFF").close()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageError(f"a row of {broken[0]} refers to no row of {broken[2]}; the migration was taken back")
