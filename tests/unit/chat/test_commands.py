"""One parser for every platform: commands, country questions, and help for the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.commands import (
    AskCommand,
    Command,
    HelpCommand,
    ListCommand,
    NowCommand,
    SourcesCommand,
)
from bot.chat.parsing import help_text, parse

CODES = {"pakistan": "PK", "türkiye": "TR", "eu": "EU"}


def find(text: str) -> tuple[str, ...]:
    """Resolve words by a small table."""
    return tuple(CODES[word] for word in text.casefold().split() if word in CODES)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("now", NowCommand()),
        ("  NOW! ", NowCommand()),
        ("list", ListCommand()),
        ("Sources.", SourcesCommand()),
        ("", HelpCommand()),
        ("help", HelpCommand()),
        ("Pakistan  Türkiye", AskCommand(countries=("PK", "TR"), text="Pakistan Türkiye")),
        ("EU drones since May", AskCommand(countries=("EU",), text="EU drones since May")),
        ("make coffee", HelpCommand(not_understood="make coffee")),
    ],
)
def test_parse(said: str, command: Command) -> None:
    assert parse(said, find_countries=find) == command


def test_help_names_what_was_not_understood() -> None:
    text = help_text(HelpCommand(not_understood="make coffee"), name="/entente")
    assert text.startswith("Not understood: “make coffee”")
    assert "/entente now" in text
    assert "Not understood" not in help_text(HelpCommand(), name="/entente")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600))
def test_whatever_is_said_gives_a_command(said: str) -> None:
    command = parse(said, find_countries=find)
    if isinstance(command, AskCommand):
        assert command.countries
        assert len(command.text) <= 300
