"""What differs between SQLite and PostgreSQL, kept in one place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, String, Table, func, make_url, type_coerce
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError

ItemT = TypeVar("ItemT")
Values = Mapping[str, Any]
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_CHUNK = 500


def database_url(text: str) -> URL:
    """Return the URL with the driver of this project; raise StorageError where it is no usable database."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StorageError("the database URL cannot be read; write sqlite:///file.db or postgresql://…") from error
    name = url.drivername.partition("+")[0]
    if name not in _DRIVERS:
        raise StorageError(f"no database {name!r}; write sqlite:///file.db or postgresql://…")
    if name == "sqlite" and url.database in (None, "", ":memory:"):
        raise StorageError("an in-memory database would forget what was told; name a file, as in sqlite:///file.db")
    return url.set(drivername=_DRIVERS[name])


def sync_url(url: URL) -> URL:
    """Return `url` for a plain connection, as migrations use it; psycopg speaks both ways under one name."""
    return url.set(drivername="sqlite+pysqlite") if is_sqlite(url) else url


def is_sqlite(url: URL) -> bool:
    """Whether the database is a SQLite file."""
    return url.get_backend_name() == "sqlite"


def chunks(items: Collection[ItemT]) -> Iterator[Sequence[ItemT]]:
    """Yield `items` in lists short enough for an IN clause."""
    ordered = list(items)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


async def insert_new(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> Sequence[Row[Any]]:
    """Insert the rows that break no unique key and return their primary keys."""
    return await connection.run_sync(insert_new_now, table, rows)


def insert_new_now(connection: Connection, table: Table, rows: Sequence[Values]) -> Sequence[Row[Any]]:
    """Do as `insert_new` does, on a plain connection."""
    if not rows:
        return []
    statement = _insert(connection, table).on_conflict_do_nothing().returning(*table.primary_key.columns)
    return connection.execute(statement, _in_order(rows, _key(table))).all()


async def insert_or_leave(connection: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert the rows that break no unique key, as `insert_new` does, but faster for many: nothing is returned."""
    if rows:
        statement = _insert(connection, table).on_conflict_do_nothing()
        await connection.execute(statement, _in_order(rows, _key(table)))


async def upsert(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Values],
    *,
    key: Sequence[str] = (),
    keep: Collection[str] = (),
) -> None:
    """Insert the rows, or bring those with their key up to date, except for the columns named in `keep`.

    The key is the primary one where none is named.
    """
    if not rows:
        return
    keys = key or _key(table)
    statement = _insert(connection, table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in keys and name not in keep}
    if fresh:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=fresh)
    else:
        statement = statement.on_conflict_do_nothing()
    await connection.execute(statement, _in_order(rows, keys))


def utc_day(connection: AsyncConnection, moment: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the day of `moment` in UTC, as ISO 8601 text."""
    if connection.dialect.name == "sqlite":
        return func.substr(type_coerce(moment, String), 1, 10)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD")


def utc_month(connection: AsyncConnection | Connection, moment: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the month of `moment` in UTC, such as 2026-11."""
    if connection.dialect.name == "sqlite":
        return func.substr(type_coerce(moment, String), 1, 7)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM")


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def _in_order(rows: Sequence[Values], keys: Sequence[str]) -> list[Values]:
    """Return the rows by key: two writers that lock rows in one order cannot wait for each other."""
    return sorted(rows, key=lambda row: [str(row.get(name)) for name in keys])


def _insert(connection: AsyncConnection | Connection, table: Table) -> Any:
    return sqlite_insert(table) if connection.dialect.name == "sqlite" else postgresql_insert(table)
