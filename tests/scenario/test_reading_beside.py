"""`ask`, `explain` and `brief --dry-run` read the archive while a bot holds the folder, and make none where none is."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.building import held
from bot.store import open_store
from support.values import (
    NOW,
    make_analysis,
    make_article,
    make_change,
    make_entry,
    make_fetch_state,
    make_source,
    make_story,
    make_subscription,
)

COMMANDS = (
    ("ask", "Poland", "Korea", "--now", "2026-11-23"),
    ("ask", "Poland Korea tanks", "--now", "2026-11-23", "--format", "csv"),
    ("explain", "article-k2"),
    ("explain", "article-k2", "--json"),
    ("brief", "--subscription", "desk", "--dry-run"),
)


def entente(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ENTENTE_", "DATABASE_"))}
    environment = {**kept, "ENTENTE_DATA_DIR": str(folder), "COLUMNS": "200"}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


async def fill(folder: Path) -> None:
    """Store one story and its way there."""
    store = await open_store(f"sqlite:///{folder / 'entente.db'}")
    entry, state = make_entry("k2"), make_fetch_state()
    await store.upsert_sources([make_source()])
    await store.save_reading(
        "run", make_source(), state=state, entries=[entry], drops=(), answered=True, seen=1, at=NOW
    )
    await store.save_articles("run", [make_article("k2")])
    await store.save_analyses("run", [make_analysis("k2")])
    await store.save_changes([make_change(make_story())])
    await store.upsert_managed([make_subscription()])
    await store.close()


def test_they_read_while_a_bot_holds_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    asyncio.run(fill(folder))
    before = sorted(path.name for path in folder.iterdir())
    with held(folder):
        for arguments in COMMANDS:
            done = entente(*arguments, folder=folder)
            assert (done.returncode, done.stderr) == (0, ""), arguments
            assert "K2" in done.stdout
    assert sorted({path.name for path in folder.iterdir()} - {"lock"}) == before, "nothing was made beside it"


@pytest.mark.parametrize("arguments", COMMANDS)
def test_where_there_is_no_archive_they_say_so_and_make_none(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = entente(*arguments, folder=tmp_path / "var")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["entente: there is no archive yet; `entente run --once` makes one"]
    assert not (tmp_path / "var").exists()
