"""The question set is understood; a wrong file of it is refused with the row named."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.groups import groups_from
from bot.app.question_terms import spoken_from
from bot.cli import app
from bot.commands.evalask import measure_questions
from bot.errors import ConfigError
from bot.evals.asking import phrasings_from
from bot.evals.floors import below, read_floors

CHECKOUT = Path(__file__).resolve().parents[3]


def test_the_question_set_is_understood_no_worse_than_its_floors() -> None:
    part = measure_questions(CHECKOUT)
    assert part is not None
    assert below(part.measures, read_floors()) == ()
    assert int(part.counts.split()[0]) >= 150


def test_a_checkout_without_a_question_set_is_skipped(tmp_path: Path) -> None:
    assert measure_questions(tmp_path) is None


def test_the_command_measures_the_set_alone() -> None:
    ran = CliRunner().invoke(app, ["eval", "ask", "--check"])
    assert ran.exit_code == 0
    assert "whole record exact" in ran.output


@pytest.mark.parametrize("row", [{"ask": "x"}, {"ask": "x", "want": {"colour": 1}}, {"want": {}, "other": 1}, "x"])
def test_a_wrong_row_of_the_question_set_is_named(row: object) -> None:
    with pytest.raises(ConfigError, match=r"questions\[0\]"):
        phrasings_from({"questions": [row]})


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"members": ["XX"], "as_of": "2026", "forms": {}}, "members"),
        ({"members": ["FR"], "as_of": "2026", "forms": {}}, "as_of"),
        ({"members": [False]}, "members"),
        ({"colour": 1}, "groups.G"),
    ],
)
def test_a_wrong_group_is_refused_by_name(row: object, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        groups_from({"groups": {"G": row}})


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ({"since": "since"}, "languages.en.since"),
        ({"give": [True]}, "languages.en.give"),
        ({"count": {"one": "1"}}, "count"),
    ],
)
def test_a_wrong_list_of_question_words_is_refused_by_name(rows: object, key: str) -> None:
    limits = {"characters": 1, "read": 1, "parties": 1}
    with pytest.raises(ConfigError, match=key):
        spoken_from({"limits": limits, "languages": {"en": rows}})
