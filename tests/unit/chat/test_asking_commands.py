"""Questions and searches become commands: follow-ups, private ones, those that name no country."""

from datetime import date

import pytest

from bot.app.vocabulary import vocabulary_of
from bot.chat.commands import AskCommand, Command, HelpCommand, SearchCommand
from bot.chat.parsing import parse
from bot.settings import load

WORDS = vocabulary_of(load())


def said(text: str) -> Command:
    return parse(text, WORDS, today=date(2026, 11, 23), zone="UTC")


@pytest.mark.parametrize(
    "text", ["only drones", "since June", "the other way round", "without dates", "K2 tanks since 2025"]
)
def test_what_may_change_a_question_is_one_that_follows(text: str) -> None:
    command = said(text)
    assert isinstance(command, AskCommand)
    assert command.follows


@pytest.mark.parametrize("text", ["Pakistan Türkiye", "what does Poland buy from Korea", "EU drones since May"])
def test_what_names_parties_stands_alone(text: str) -> None:
    command = said(text)
    assert isinstance(command, AskCommand)
    assert not command.follows


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("privately Pakistan Türkiye", True),
        ("Pakistan Türkiye --private", True),
        ("Pakistan Türkiye, just for me", True),
        ("Pakistan Türkiye privat", True),
        ("private companies in Poland", False),
        ("Polish private companies and Korea", False),
        ("Pakistan Türkiye", False),
    ],
)
def test_an_answer_for_the_asker_alone_is_asked_for_in_words(text: str, private: bool) -> None:
    command = said(text)
    assert isinstance(command, AskCommand)
    assert command.private is private
    assert "--private" not in command.text


def test_a_search_has_words_and_what_narrows_them() -> None:
    command = said("search AESA radar Poland since 2025")
    assert isinstance(command, SearchCommand)
    assert (command.words, command.asked.countries, command.asked.since) == ("AESA radar", ("PL",), date(2025, 1, 1))


@pytest.mark.parametrize("text", ["search", "thank you", "Wakanda", "make coffee"])
def test_what_holds_nothing_to_look_for_gets_help(text: str) -> None:
    command = said(text)
    assert isinstance(command, HelpCommand)
    assert command.not_understood or command.problem


def test_an_endless_question_gets_a_line_and_is_not_quoted_whole() -> None:
    command = said("Pakistan " * 1200)
    assert isinstance(command, HelpCommand)
    assert "10,7" in command.problem
    assert len(command.not_understood) <= 200
