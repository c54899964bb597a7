"""Column types: moments that refuse to be naive, text that every database takes."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Dialect, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from bot.domain.moments import utc

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return `text` with NUL and lone surrogates replaced by U+FFFD, one for one, so that spans stay where they are."""
    return _UNSTORABLE.sub("\ufffd", text)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC: ISO 8601 text of fixed width in SQLite, so that it sorts; a timestamp in PostgreSQL."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the native type where the database has one that keeps the zone."""
        native: TypeEngine[Any] = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else String(32)
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Bring the moment to UTC; raise ValueError where it has no zone."""
        if value is None:
            return None
        moment = utc(value)
        return moment if dialect.name == "postgresql" else moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return utc(value if dialect.name == "postgresql" else datetime.fromisoformat(value))


class CleanText(TypeDecorator[str]):
    """Text from outside: what a database cannot hold is replaced, so that one hostile title costs no batch."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the hook's shape
        """Return the text as it can be stored."""
        return None if value is None else storable(value)
