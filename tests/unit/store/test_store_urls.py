"""Which databases the store opens."""

import pytest

from bot.errors import StorageError
from bot.store.dialect import chunks, database_url, is_sqlite, sync_url


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///var/entente.db", "sqlite+aiosqlite"),
        ("sqlite+pysqlite:///var/entente.db", "sqlite+aiosqlite"),
        ("postgresql://bot@db/entente", "postgresql+psycopg"),
        ("postgres://bot@db/entente", "postgresql+psycopg"),
        ("postgresql+asyncpg://bot@db/entente", "postgresql+psycopg"),
    ],
)
def test_the_driver_is_ours(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "entente.db", "mysql://bot@db/entente", "sqlite://", "sqlite:///:memory:"])
def test_what_cannot_be_used_is_refused_with_a_way_out(given: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///file\.db"):
        database_url(given)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(StorageError) as caught:
        database_url("mysql://bot:hunter2@db/entente")
    assert "hunter2" not in str(caught.value)


def test_migrations_use_the_plain_driver() -> None:
    assert sync_url(database_url("sqlite:///x.db")).drivername == "sqlite+pysqlite"
    assert sync_url(database_url("postgresql://db/x")).drivername == "postgresql+psycopg"
    assert not is_sqlite(database_url("postgresql://db/x"))


def test_chunks_hold_everything_once() -> None:
    numbers = list(range(1234))
    parts = list(chunks(numbers))
    assert [number for part in parts for number in part] == numbers
    assert max(map(len, parts)) == 500
    assert list(chunks([])) == []
