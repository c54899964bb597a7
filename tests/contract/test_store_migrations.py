"""Migrations go up and down on an empty and on a filled database, and the tables are what they make."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from bot.errors import StorageError
from bot.store import open_archive, open_store
from bot.store.archive_tables import metadata
from bot.store.dialect import database_url, sync_url
from bot.store.migrate import check, downgrade, in_metadata, migrate
from support import values
from support.values import DAY, NOW


def engine(url: str) -> Engine:
    """A plain engine on the same database."""
    return create_engine(sync_url(database_url(url)))


def tables(url: str) -> set[str]:
    """Names of the tables in the database."""
    connected = engine(url)
    names = set(inspect(connected).get_table_names())
    connected.dispose()
    return names


def test_up_and_down_on_an_empty_database(empty_url: str) -> None:
    migrate(empty_url)
    assert set(metadata.tables) <= tables(empty_url)
    downgrade(empty_url)
    assert tables(empty_url) == {"alembic_version"}
    migrate(empty_url)
    migrate(empty_url)
    assert set(metadata.tables) <= tables(empty_url)


def test_the_tables_are_what_the_migrations_make(database: str) -> None:
    connected = engine(database)
    with connected.connect() as connection:
        options = {"include_object": in_metadata, "compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    connected.dispose()


async def test_a_filled_database_goes_down_and_up_and_keeps_its_stories(empty_url: str) -> None:
    story = values.make_story("a", title="Türkiye offers F-35 parts")
    store = await open_store(empty_url)
    entry, state = values.make_entry("a"), values.make_fetch_state()
    await store.save_reading(
        "run", values.make_source(), state=state, entries=[entry], drops=(), answered=True, seen=1, at=NOW
    )
    await store.save_articles("run", [values.make_article("a", text="Drones were named.")])
    await store.save_changes([values.make_change(story)])
    await store.close()
    await asyncio.to_thread(downgrade, empty_url, "0001")
    assert "story_texts" not in tables(empty_url)
    store = await open_store(empty_url)
    assert await store.recent_stories(NOW - DAY) == (story,)
    assert await store.search("turkiye f-35") == (story,)
    assert await store.search("drone") == (story,)
    await store.save_changes([values.make_change(values.make_story("a", title="Renamed", revision=2))])
    assert await store.search("turkiye") == ()
    await store.close()
    await asyncio.to_thread(downgrade, empty_url)
    assert tables(empty_url) == {"alembic_version"}


def test_nodes_that_start_together_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, [empty_url] * 4))
    assert set(metadata.tables) <= tables(empty_url)


def test_a_failed_migration_leaves_the_database_as_it_was(empty_url: str) -> None:
    migrate(empty_url, "0001")
    connected = engine(empty_url)
    with connected.begin() as connection:
        connection.execute(text("CREATE TABLE story_texts (id INTEGER)"))
    before = tables(empty_url)
    with pytest.raises(StorageError):
        migrate(empty_url)
    assert tables(empty_url) == before
    with connected.begin() as connection:
        connection.execute(text("DROP TABLE story_texts"))
    connected.dispose()
    migrate(empty_url)
    assert set(metadata.tables) <= tables(empty_url)


def test_a_row_that_refers_to_nothing_stops_a_migration(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/broken.db"
    migrate(url, "0001")
    connected = engine(url)
    with connected.begin() as connection:
        connection.execute(text("INSERT INTO story_parties (country, story_id) VALUES ('PL', 'nobody')"))
    connected.dispose()
    with pytest.raises(StorageError, match="a row of story_parties refers to no row of stories"):
        migrate(url)
    assert "story_texts" not in tables(url)


def test_an_unreachable_database_is_a_storage_error(tmp_path: object) -> None:
    with pytest.raises(StorageError, match="unable to open"):
        migrate(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    with pytest.raises(StorageError, match="the database refused"):
        migrate(f"postgresql:///x?host={tmp_path}&user=nobody")


def test_a_database_of_a_newer_version_is_refused_in_words(empty_url: str) -> None:
    migrate(empty_url)
    connected = engine(empty_url)
    with connected.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    connected.dispose()
    for act in (migrate, check):
        with pytest.raises(StorageError, match="newer version of entente"):
            act(empty_url)


async def test_an_archive_to_read_in_must_be_there_and_of_this_version(empty_url: str) -> None:
    with pytest.raises(StorageError, match="no archive yet"):
        await open_archive(empty_url)
    await asyncio.to_thread(migrate, empty_url, "0001")
    with pytest.raises(StorageError, match="older version of entente"):
        await open_archive(empty_url)
    assert "story_texts" not in tables(empty_url), "nothing was migrated"
    await asyncio.to_thread(migrate, empty_url)
    archive = await open_archive(empty_url)
    assert await archive.subscriptions() == ()
    await archive.close()
