"""What the parts of the store share."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select
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


async def bodies_by_id(
    connection: AsyncConnection, query: Select[str, str], *, column: ColumnElement[str], ids: Collection[str]
) -> Mapping[str, str]:
    """Return id and body of the rows that `query` selects with `column` among `ids`."""
    found: dict[str, str] = {}
    for some in chunks(set(ids)):
        rows = await connection.execute(query.where(column.in_(some)))
        found.update({row[0]: row[1] for row in rows})
    return found


def values_in_order(kind: type[ValueT], bodies: Mapping[str, str], *, ids: Collection[Any]) -> tuple[ValueT, ...]:
    """Return the values in the order of `ids`, without those that were not found."""
    return tuple(decode(kind, bodies[name]) for name in ids if name in bodies)
