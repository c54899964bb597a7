"""What the page on commands shows as typed is understood as typed."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import EditCommand, HelpCommand, SubscribeCommand
from bot.chat.parsing import parse
from bot.settings import load

WORDS = vocabulary_of(load())
_PAGE = (Path(__file__).parents[3] / "docs" / "commands.md").read_text(encoding="utf-8")
_NO_COMMANDS = re.compile(
    r"config/|languages|/entente|https://…|…$|^until|^without$|^no$|^not$|^list$|^today$|^forever$|^also$"
)


def _typed(part: str) -> list[str]:
    """Return what stands in code in the section `part` and may be typed."""
    text = _PAGE.split(f"## {part}", 1)[1].split("\n## ", 1)[0] if part else _PAGE.split("\n## ", 1)[0]
    return [typed for typed in re.findall(r"`([^`]+)`", text) if not _NO_COMMANDS.search(typed)]


def _said(typed: str) -> str:
    return typed.replace("@name", "@U1A").replace("@a", "@U1A").replace("@b", "@U2B")


@pytest.mark.parametrize("typed", _typed(""))
def test_a_command_of_the_page_is_one(typed: str) -> None:
    command = parse(_said(typed), WORDS, today=date(2026, 11, 23), zone="UTC")
    assert typed.startswith("help") or not isinstance(command, HelpCommand)


@pytest.mark.parametrize("typed", [*_typed("What about"), *_typed("When"), *_typed("How")])
def test_an_example_of_the_page_is_understood(typed: str) -> None:
    command = parse(f"subscribe {_said(typed)}", WORDS, today=date(2026, 11, 23), zone="UTC")
    assert isinstance(command, SubscribeCommand)
    assert (command.wish.unknown, command.wish.problems) == ((), ())


@pytest.mark.parametrize("typed", _typed("Changes"))
def test_a_change_of_the_page_is_understood(typed: str) -> None:
    said = _said(typed) if typed.startswith(("edit", "pause")) else f"edit 1 {_said(typed)}"
    command = parse(said, WORDS, today=date(2026, 11, 23), zone="UTC")
    assert not isinstance(command, HelpCommand)
    if isinstance(command, EditCommand):
        assert (command.wish.unknown, command.wish.problems) == ((), ())
