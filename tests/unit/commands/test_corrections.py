"""`entente corrections`: the log, readable and as JSON, whatever headlines hold."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.desk import Correction, CorrectionKind
from bot.domain.ids import StoryId
from bot.store import open_store
from support.values import HOUR, NOW


def keep(folder: Path, *found: Correction) -> None:
    async def fill() -> None:
        store = await open_store(f"sqlite:///{folder / 'entente.db'}")
        await store.settle_doubts([], found)
        await store.close()

    asyncio.run(fill())


def correction(name: str = "c1", **fields: Any) -> Correction:
    defaults: dict[str, Any] = {
        "id": name,
        "at": NOW,
        "kind": CorrectionKind.CORRECTED,
        "platform": "slack",
        "workspace": "",
        "channel": "C1",
        "story_id": StoryId("story-k2"),
        "headline": "Second contract",
        "detail": "stage was contract, is memorandum",
        "done": True,
        "said": True,
    }
    return Correction(**{**defaults, **fields})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ENTENTE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def test_the_log_is_a_table_newest_first(folder: Path) -> None:
    late = correction("c2", at=NOW + HOUR, headline="[red]Evil[/red]\x1b[31m", said=False, channel="C2")
    keep(folder, correction(), late, correction("open", done=False, headline="Not yet"))
    done = CliRunner().invoke(app, ["corrections"])
    assert done.exit_code == 0, done.output
    head, first, second = [line for line in done.output.splitlines() if line.strip()]
    assert head.split()[0] == "when"
    assert "[red]Evil[/red]" in first
    assert "\x1b[31m" not in done.output
    assert "its thread was not told" in first
    assert "stage was contract, is memorandum" in second


def test_the_log_of_one_channel_as_json(folder: Path) -> None:
    keep(folder, correction(), correction("c2", channel="C2"))
    done = CliRunner().invoke(app, ["corrections", "--channel", "C2", "--json"])
    (line,) = done.output.splitlines()
    record = json.loads(line)
    assert (record["channel"], record["kind"], record["said"], record["messages"]) == ("C2", "corrected", True, 0)


def test_an_empty_log_says_so(folder: Path) -> None:
    keep(folder)
    assert "Nothing that was posted" in CliRunner().invoke(app, ["corrections"]).output
