"""How SQLite is held: its settings, its write lock, several processes on one file."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from bot.errors import StorageError
from bot.store import open_store
from bot.store.database import Database
from bot.store.dialect import database_url
from bot.store.tables import chat_events, poll_runs, sources
from support import values
from support.stores import copy_sqlite
from support.values import NOW

WRITER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from bot.domain.brief import BriefKey
from bot.domain.delivery import DeliveryKey
from bot.store import open_store

async def main(url, owner):
    store, fresh = await open_store(url), 0
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for number in range(100):
        brief = BriefKey(subscription_id="desk", local_date="2026-11-23", slot=f"{number:04}")
        key = DeliveryKey(brief=brief, part="root")
        claim = await store.claim(key, channel="C", owner=owner, now=now, lease=timedelta(minutes=1))
        fresh += claim.fresh
        await store.delivery(key)
    await store.close()
    print(fresh)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated file of the test's own."""
    return copy_sqlite(sqlite_template, tmp_path)


async def test_every_connection_is_set_up(url: str) -> None:
    database = Database(database_url(url))
    async with database.read() as one, database.read() as other:
        for connection in (one, other):
            assert [
                (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ] == ["wal", 1, 1, 30_000]
    await database.close()


async def test_a_writer_holds_the_lock_from_its_start(url: str) -> None:
    """A deferred transaction that reads before it writes would fail at once here: its view is older than the lock."""
    database, other = Database(database_url(url)), Database(database_url(url))
    order: list[str] = []

    async def second() -> None:
        async with other.write() as connection:
            order.append("second begins")
            count = len((await connection.execute(select(chat_events.c.id))).all())
            await connection.execute(insert(chat_events), {"id": f"Ev{count}", "seen_at": NOW})

    async with database.write() as connection:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.2)
        await connection.execute(insert(chat_events), {"id": "Ev0", "seen_at": NOW})
        order.append("first ends")
    await waiting
    assert order == ["first ends", "second begins"]
    async with database.read() as connection:
        assert set((await connection.execute(select(chat_events.c.id))).scalars()) == {"Ev0", "Ev1"}
    await database.close()
    await other.close()


async def test_readers_do_not_wait_for_a_writer_and_keep_their_view(url: str) -> None:
    database = Database(database_url(url))
    everything = select(chat_events.c.id)
    async with database.read() as reader:
        assert (await reader.execute(everything)).all() == []
        async with database.write() as writer:
            await writer.execute(insert(chat_events), {"id": "Ev1", "seen_at": NOW})
        assert (await reader.execute(everything)).all() == []
    async with database.read() as reader:
        assert (await reader.execute(everything)).scalars().all() == ["Ev1"]
    await database.close()


async def test_an_error_takes_everything_back_and_tells_no_values(url: str) -> None:
    database = Database(database_url(url))
    stranger = {"run_id": "r", "source_id": "s3cret", "at": NOW, "answered": True, "error": None, "seen": 0}

    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(insert(sources), {"id": "wire", "body": "{}"})
            await connection.execute(insert(poll_runs), stranger)

    with pytest.raises(StorageError) as caught:
        await write()
    assert str(caught.value) == "the database refused: FOREIGN KEY constraint failed (IntegrityError)"
    async with database.read() as connection:
        assert (await connection.execute(select(sources.c.id))).all() == []
    await database.close()


async def test_a_body_that_cannot_be_read_is_a_storage_error(url: str) -> None:
    store = await open_store(url, migrate=False)
    await store.upsert_sources([values.make_source()])
    database = Database(database_url(url))
    async with database.write() as connection:
        await connection.execute(text("UPDATE sources SET body = '{}'"))
    with pytest.raises(StorageError, match="a stored Source cannot be read"):
        await store.sources()
    await database.close()
    await store.close()


async def test_an_unmigrated_file_is_a_storage_error(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'new.db'}", migrate=False)
    with pytest.raises(StorageError, match="no such table"):
        await store.sources()
    await store.close()


@pytest.mark.parametrize(("losses", "gets_through"), [(1, True), (9, True), (10, False)])
async def test_a_claim_whose_rival_fails_meanwhile_is_tried_again(url: str, losses: int, gets_through: bool) -> None:
    """The trigger plays the rival: it is in the way of the insert and gone when its row is looked for."""
    store, database = await open_store(url, migrate=False), Database(database_url(url))
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE rivals (id INTEGER PRIMARY KEY)"))
        await connection.execute(
            text(
                f"""CREATE TRIGGER rival BEFORE INSERT ON deliveries
                    WHEN (SELECT count(*) FROM rivals) < {losses}
                    BEGIN INSERT INTO rivals VALUES (NULL); SELECT RAISE(IGNORE); END"""
            )
        )
    await database.close()
    claim = store.claim(values.make_delivery_key(), channel="C", owner="n", now=NOW, lease=values.HOUR)
    if gets_through:
        assert (await claim).fresh
    else:
        with pytest.raises(StorageError, match="claim and lose this story"):
            await claim
    await store.close()


def test_two_processes_that_start_on_one_new_file_share_it(tmp_path: Path, root: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, f"sqlite:///{tmp_path / 'shared.db'}"]
    running = [
        subprocess.Popen([*command, owner], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for owner in ("one", "two")
    ]
    ended = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [(errors, status) for _, errors, status in ended] == [("", 0), ("", 0)]
    fresh = [int(output) for output, _, _ in ended]
    assert sum(fresh) == 100
