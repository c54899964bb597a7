"""What models put around their sentences goes; what the sentences say stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.tidying import ended, tidied

TANKS = "Poland signed a contract for 180 tanks."


@pytest.mark.parametrize(
    "answer",
    [
        TANKS,
        f"<think>Is it 180?\n\nYes.</think>\n{TANKS}",
        f"I wonder about it.</think>{TANKS}",
        f"<thinking>So.</thinking> {TANKS}",
        f"Here is a summary of the articles:\n\n{TANKS}",
        f"Sure! Here's the summary: {TANKS}",
        f"Summary: {TANKS}",
        f"**Summary:** {TANKS}",
        f"- {TANKS}",
        f"1. {TANKS}",
        f"> {TANKS}",
        f"## {TANKS}",
        "Poland signed a **contract** for `180` tanks.",
        "Poland signed a contract [1] for 180 tanks [2, 3].",
        f"“{TANKS}”",
        f'"{TANKS}"',
        "poland signed a contract for 180 tanks .",
        f"{TANKS}<n>",
    ],
)
def test_only_the_sentence_is_left(answer: str) -> None:
    assert tidied(answer) == TANKS


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (
            "south korea sells 180 tanks . the deal is worth 6.5 billion dollars , it says .",
            "South korea sells 180 tanks. The deal is worth 6.5 billion dollars, it says.",
        ),
        (f"{TANKS}<n>It is worth 6.5 billion dollars.", f"{TANKS}\nIt is worth 6.5 billion dollars."),
        ("<think>I am still thinking of", ""),
        ("", ""),
        ("Costs: 5 million. Here is a tank: old.", "Costs: 5 million. Here is a tank: old."),
        ("The “K2” and the “T-50” were sold.", "The “K2” and the “T-50” were sold."),
        ("Sources say the F-16 [sic] flew.", "Sources say the F-16 [sic] flew."),
    ],
)
def test_answers_and_what_is_left_of_them(answer: str, left: str) -> None:
    assert tidied(answer) == left


@pytest.mark.parametrize(
    "unit", ["**a ", "__", "` ", "  ", " \n", "<think>", "</think>", "<n> ", "[1", "a .", "# ", "“", "- "]
)
def test_an_answer_that_never_ends_is_read_through(unit: str) -> None:
    assert len(tidied(unit * 300_000)) <= 20_000


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_answer_can_be_tidied(answer: str) -> None:
    assert len(tidied(answer)) <= len(answer) + answer.count("<")


@pytest.mark.parametrize(
    ("text", "is_ended"), [(TANKS, True), ("It is so!”", True), ("It is", False), ("It is,", False)]
)
def test_an_end_mark_ends_a_sentence(text: str, is_ended: bool) -> None:
    assert ended(text) == is_ended
