"""What people type becomes what they mean: every row of the files of phrasings."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import EditCommand, SubscribeCommand
from bot.chat.parsing import parse
from bot.settings import load
from support.wishflat import flat

WORDS = vocabulary_of(load())
TODAY = date(2026, 11, 23)
_FOLDER = Path(__file__).parent / "phrasings"
ROWS: list[dict[str, Any]] = [
    row for file in sorted(_FOLDER.glob("*.yaml")) for row in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["say"])[:60])
def test_a_phrasing_is_understood(row: dict[str, Any]) -> None:
    command = parse(row["say"], WORDS, today=TODAY, zone=row.get("zone", "UTC"))
    assert isinstance(command, SubscribeCommand | EditCommand)
    assert flat(command.wish) == row["want"]


def test_there_are_enough_of_them_and_none_twice() -> None:
    said = [row["say"] for row in ROWS]
    assert len(said) == len(set(said))
    assert len(said) >= 190
