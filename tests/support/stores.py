"""Fixtures: databases of both dialects, migrated once, empty for each test.

A folder of tests gets them by importing them in its conftest.py.
"""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.store import Store, open_store
from bot.store.archive_tables import metadata
from bot.store.migrate import migrate
from support.postgres import Unavailable, cluster
from support.values import NOW

_NUMBERS = itertools.count()
DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The socket folder of a private cluster; skips with the reason where there can be none."""
    try:
        with cluster() as folder:
            yield folder
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_migrated(postgres_socket: str) -> str:
    """The URL of a migrated database that is emptied for each test: making one costs half a second."""
    url = create_database(postgres_socket)
    migrate(url)
    return url


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, in each dialect."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return create_database(request.getfixturevalue("postgres_socket"))


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated, empty database, in each dialect; leave its tables as they are."""
    if request.param == "sqlite":
        return copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
    url: str = request.getfixturevalue("postgres_migrated")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY".encode())
    return url


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """An open store, in each dialect, whose clock stands at `NOW`."""
    opened = await open_store(database, migrate=False, clock=lambda: NOW)
    yield opened
    await opened.close()


def copy_sqlite(template: Path, folder: Path) -> str:
    """Return the URL of a copy of `template` in `folder`."""
    return f"sqlite:///{shutil.copy(template, folder / 'test.db')}"


def create_database(socket: str) -> str:
    """Create a database in the cluster behind `socket` and return its URL."""
    name = f"test_{next(_NUMBERS)}"
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql:///{name}?host={socket}&user=postgres"
