"""What the parts of the store share."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.moments import Clock
from bot.store.codec import decode
from bot.store.database import Database
from bot.store.dialect import chunks

ValueT = TypeVar("ValueT")


class Part:
    """A group of methods over the one database. Every failure of theirs is a `bot.errors.StorageError`."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def _values(self, kind: type[ValueT], query: Select[str]) -> tuple[ValueT, ...]:
        """Return the values whose bodies `query` selects."""
        async with self._database.read() as connection:
            bodies = (await connection.execute(query)).scalars().all()
            return tuple(decode(kind, body) for body in bodies)

    async def _by_id(
        self,
        query: Select[Any],
        *,
        column: ColumnElement[str],
        ids: Collection[str],
        read: Callable[[Row[Any]], ValueT],
    ) -> dict[str, ValueT]:
        """Return what `read` makes of the rows with `column` among `ids`, by their first column.

        It is one visit to the database, where a statement by itself pays for several.
        """

        def found(connection: Connection) -> dict[str, ValueT]:
            parts = (connection.execute(query.where(column.in_(some))) for some in chunks(set(ids)))
            return {row[0]: read(row) for rows in parts for row in rows}

        return await self._database.transact(found) if ids else {}


async def bodies_by_id(
    connection: AsyncConnection, query: Select[str, str], *, column: ColumnElement[str], ids: Collection[str]
) -> Mapping[str, str]:
    """Return id and body of the rows that `query` selects with `column` among `ids`."""
    found: dict[str, str] = {}
    for some in chunks(set(ids)):
        rows = await connection.execute(query.where(column.in_(some)))
        found.update({row[0]: row[1] for row in rows})
    return found
