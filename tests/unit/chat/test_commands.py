"""One parser for every platform: commands, country questions, and help for the rest."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.vocabulary import vocabulary_of
from bot.chat import commands
from bot.chat.commands import (
    AskCommand,
    AuditCommand,
    Command,
    CorrectionsCommand,
    EditCommand,
    FeedbackCommand,
    HelpCommand,
    ListCommand,
    NowCommand,
    PauseCommand,
    PrivacyCommand,
    ResumeCommand,
    SourcesCommand,
    StatusCommand,
    SubscribeCommand,
    TransferCommand,
    UnsubscribeCommand,
    WhyCommand,
)
from bot.chat.parsing import help_text, parse
from bot.chat.parsing_help import CHAPTERS
from bot.domain.asked import Asked
from bot.domain.vocabulary import Sector
from bot.settings import load

WORDS = vocabulary_of(load())
TODAY = date(2026, 11, 23)
"""A Monday."""


def said(text: str, *, zone: str = "UTC") -> Command:
    return parse(text, WORDS, today=TODAY, zone=zone)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("now", NowCommand()),
        ("  NOW! ", NowCommand()),
        ("now 2", NowCommand(which="2")),
        ("brief", NowCommand()),
        ("list", ListCommand()),
        ("Sources.", SourcesCommand()),
        ("audit", AuditCommand()),
        ("corrections", CorrectionsCommand()),
        ("feedback", FeedbackCommand()),
        ("feedback reset", FeedbackCommand(reset=True)),
        ("status", StatusCommand()),
        ("privacy", PrivacyCommand()),
        ("", HelpCommand()),
        ("help", HelpCommand()),
        ("?", HelpCommand()),
        ("help subscribe", HelpCommand(topic="subscribe")),
        ("unsubscribe", UnsubscribeCommand()),
        ("unsubscribe 2", UnsubscribeCommand(which="2")),
        ("remove #2", UnsubscribeCommand(which="2")),
        ("stop all", UnsubscribeCommand(which="all")),
        ("delete morning-brief", UnsubscribeCommand(which="morning-brief")),
        ("resume", ResumeCommand()),
        ("resume 3", ResumeCommand(which="3")),
        ("test 1", commands.TestCommand(which="1")),
        ("why https://example.org/a", WhyCommand(url="https://example.org/a")),
        ("why <https://example.org/a?b=1|a label>", WhyCommand(url="https://example.org/a?b=1")),
        ("transfer 2 to @U123", TransferCommand(to=("U123",), which="2")),
        ("transfer to @U123 and @W77", TransferCommand(to=("U123", "W77"))),
        ("transfer morning-brief to @S99", TransferCommand(to=("S99",), which="morning-brief")),
        ("Pakistan  Türkiye", AskCommand(asked=Asked(countries=("PK", "TR")), text="Pakistan Türkiye")),
        (
            "EU drones since May",
            AskCommand(
                asked=Asked(groups=("EU",), sectors=(Sector.UAS,), since=date(2026, 5, 1)), text="EU drones since May"
            ),
        ),
        ("why did Türkiye sell", AskCommand(asked=Asked(countries=("TR",)), text="why did Türkiye sell")),
        ("sources on Norway?", AskCommand(asked=Asked(countries=("NO",)), text="sources on Norway?")),
        ("Japonya Polonya", AskCommand(asked=Asked(countries=("JP", "PL")), text="Japonya Polonya")),
    ],
)
def test_what_is_said_is_one_command(text: str, command: Command) -> None:
    assert said(text) == command


@pytest.mark.parametrize(
    ("text", "which", "days", "until"),
    [
        ("pause", "", None, None),
        ("pause 2", "2", None, None),
        ("pause all", "all", None, None),
        ("pause 3 days", "", 3, None),
        ("pause 2 3 days", "2", 3, None),
        ("pause 2 for a week", "2", 7, None),
        ("pause for two weeks", "", 14, None),
        ("pause morning-brief 1 month", "morning-brief", 30, None),
        ("pause until Monday", "", None, date(2026, 11, 30)),
        ("pause till fri", "", None, date(2026, 11, 27)),
        ("pause until tomorrow", "", None, date(2026, 11, 24)),
        ("pause until 2026-12-01", "", None, date(2026, 12, 1)),
        ("pause until 1 Dec", "", None, date(2026, 12, 1)),
        ("pause until December 1st", "", None, date(2026, 12, 1)),
        ("pause until 3 May", "", None, date(2027, 5, 3)),
        ("pause until May", "", None, date(2027, 5, 1)),
        ("pause until 24.12.", "", None, date(2026, 12, 24)),
        ("pause until 31/12/2026", "", None, date(2026, 12, 31)),
        ("pause until next week", "", None, date(2026, 11, 30)),
        ("pause until the end of the year", "", None, date(2027, 1, 1)),
        ("pause until 29 February", "", None, date(2028, 2, 29)),
        ("pause forever", "", None, None),
        ("pause 1 until further notice", "1", None, None),
        ("pause this week", "", None, date(2026, 11, 30)),
        ("pause today", "", 1, None),
        ("pause it for 10 days", "", 10, None),
    ],
)
def test_a_pause_says_how_long(text: str, which: str, days: int | None, until: date | None) -> None:
    assert said(text) == PauseCommand(which=which, days=days, until=until)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pause for 3 hours", "whole days"),
        ("pause until 2020-01-01", "not a day to come"),
        ("pause until 30 February", "Say how long"),
        ("pause until 03/04/2027", "two days"),
        ("pause 0 days", "Say how long"),
        ("pause 99999 weeks", "Say how long"),
        ("pause until 9999-01-01", "ten years"),
        ("pause soon", "Say how long"),
        ("transfer 2", "new owners"),
        ("transfer 2 to @U1A @U2B @U3C", "new owners"),
        ("unsubscribe from PK-TR", "number in the list"),
        ("why", "address"),
        ("make coffee", "must name a country"),
        ("subscirbe PK-TR drones", "“subscribe PK-TR drones”"),
        ("unsubcribe 2", "“unsubscribe 2”"),
        ("pasue 3 days", "“pause 3 days”"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(text: str, problem: str) -> None:
    command = said(text)
    assert isinstance(command, HelpCommand)
    assert problem in command.problem
    assert command.not_understood == text


def test_subscribe_and_edit_without_words_open_the_form() -> None:
    subscribe, edit = said("subscribe"), said("edit 2")
    assert isinstance(subscribe, SubscribeCommand)
    assert subscribe.form
    assert isinstance(edit, EditCommand)
    assert (edit.form, edit.which) == (True, "2")


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("edit 2 at 08:00", "2"),
        ("edit #2: at 08:00", "2"),
        ("edit at 08:00", ""),
        ("edit K2 tanks", ""),
        ("edit 7am", ""),
        ("edit 5 stories", ""),
        ("edit PK-TR", ""),
        ("edit mon-fri", ""),
        ("edit x7f3-2 PK-TR", "x7f3-2"),
        ("change number 3 to daily", "3"),
    ],
)
def test_an_edit_knows_which_from_what(text: str, which: str) -> None:
    command = said(text)
    assert isinstance(command, EditCommand)
    assert command.which == which
    assert not command.form
    assert command.wish.unknown == ()


@pytest.mark.parametrize("row", [row for chapter in CHAPTERS for row in (*chapter.examples, *chapter.more)], ids=str)
def test_every_example_of_the_help_is_understood(row: object) -> None:
    command = said(row.typed)  # type: ignore[attr-defined]
    assert not isinstance(command, HelpCommand)
    if isinstance(command, SubscribeCommand | EditCommand):
        assert command.wish.unknown == ()
        assert command.wish.problems == ()


@pytest.mark.parametrize(
    ("topic", "said_there"),
    [
        ("ask", "ask Turkish exports to Pakistan"),
        ("follow-ups", "• only drones"),
        ("private", "ask privately"),
        ("search", "More like 1"),
        ("export", "CSV"),
    ],
)
def test_there_is_a_short_chapter_on_each_thing_that_can_be_asked(topic: str, said_there: str) -> None:
    text = help_text(HelpCommand(topic=topic), name="/entente")
    assert said_there in text
    assert "There is no help" not in text
    assert len(text.splitlines()) <= 8
    assert f"help {topic}" in help_text(HelpCommand(), name="/entente") or topic == "ask"


def test_help_names_what_was_not_understood() -> None:
    text = help_text(HelpCommand(not_understood="make coffee"), name="/entente")
    assert text.startswith("Not understood: “make coffee”")
    assert text.endswith("/entente help")
    assert len(text.splitlines()) <= 3
    assert "Not understood" not in help_text(HelpCommand(), name="/entente")


def test_help_on_a_topic_tells_more_of_it() -> None:
    whole, topic = (help_text(HelpCommand(topic=name), name="/entente") for name in ("", "subscribing"))
    assert "one direction" in topic
    assert "one direction" not in whole
    assert "There is no help on “tea”" in help_text(HelpCommand(topic="tea"), name="/entente")
    assert len(whole.splitlines()) <= 24


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600))
def test_whatever_is_said_gives_a_command(text: str) -> None:
    command = said(text)
    if isinstance(command, AskCommand):
        assert command.follows or not command.asked.empty
        assert len(command.text) <= 300
