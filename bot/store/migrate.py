"""Migrations from within the package: no alembic.ini, no command line, one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.store.database import prepare_sqlite, translated
from bot.store.dialect import database_url, is_sqlite, sync_url

_NEWER = "the archive is of a newer version of entente; update this one"
_LOCK = 0x656E_7465  # any constant; all nodes ask PostgreSQL for the same one


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database to `revision` or newer; nodes that start together wait for each other. Raise StorageError."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = "base") -> None:
    """Take the database back to `revision`; what later revisions added is lost. Raise StorageError."""
    _run(url, lambda config: command.downgrade(config, revision))


def check(url: str) -> None:
    """Raise StorageError unless the database is there and at this program's revision; nothing is written."""
    address = database_url(url)
    if is_sqlite(address) and not Path(address.database or "").is_file():
        raise StorageError("there is no archive yet; `entente run --once` makes one")
    with _connection(address, write=False) as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    script = ScriptDirectory.from_config(_config())
    known = {revision.revision for revision in script.walk_revisions()}
    if found == tuple(script.get_heads()):
        return
    if not found:
        raise StorageError("there is no archive yet; `entente run --once` makes one")
    if set(found) <= known:
        raise StorageError("the archive is of an older version of entente; `entente run` brings it up to date")
    raise StorageError(_NEWER)


def in_metadata(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Whether Alembic compares a schema object: the text index is each database's own and written in its migration."""
    own = kind == "column" and name == "document"
    return not (own or (name or "").startswith(("story_fts", "ix_story_texts_document")))


def _run(url: str, act: Callable[[Config], None]) -> None:
    config = _config()
    with _connection(database_url(url)) as connection:
        config.attributes["connection"] = connection
        try:
            act(config)
        except CommandError as error:  # Alembic's word for a revision that is not among ours
            raise StorageError(_NEWER) from error
        _check_references(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    return config


@contextmanager
def _connection(url: URL, *, write: bool = True) -> Iterator[Connection]:
    """Open a transaction, to migrate in (`write`) or to look."""
    engine = create_engine(sync_url(url))
    if is_sqlite(url):
        prepare_sqlite(engine, always_write=write)
        event.listen(engine, "connect", _free_references)
    try:
        with translated(), engine.begin() as connection:
            if write and not is_sqlite(url):
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
