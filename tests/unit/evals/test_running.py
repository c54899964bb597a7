"""What is evaluated sees no labels, encodes each text once, and is scored by the scorer beside the gold files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from bot.evals.baselines import country_finder, words_prediction
from bot.evals.gold import ARTICLES, ENTFA, Gold, find_gold, keyed, unlabelled
from bot.evals.running import RememberingEncoder
from bot.evals.tagging import without_country
from bot.evals.texts import entfa_part
from summarizers.base import Vectors


class CountingEncoder:
    """Encodes a text as its length, and remembers what it was asked."""

    dimension = 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)


def test_each_text_is_encoded_once_and_answers_keep_their_order() -> None:
    counting = CountingEncoder()
    encoder = RememberingEncoder(counting)
    encoder.encode(["a", "bb", "a"])
    assert encoder.encode(["ccc", "bb", "a"])[:, 0].tolist() == [3, 2, 1]
    assert counting.asked == ["a", "bb", "ccc"]
    assert encoder.encode([]).shape == (0, 2)


def test_labels_do_not_reach_the_reader() -> None:
    row = {"id": "1", "title": "t", "text": "x", "relevance": "core", "parties": {"required": ["PL"]}, "event": "e"}
    assert unlabelled([row]) == [{"id": "1", "title": "t", "text": "x"}]


def test_a_country_is_taken_out_of_gold_and_predictions() -> None:
    gold = {"id": "1", "parties": {"required": ["IN", "RU"], "allowed": ["IN", "RU", "US"]}}
    assert without_country(gold, "IN")["parties"] == {"required": ["RU"], "allowed": ["RU", "US"]}
    assert without_country({"id": "1", "parties": ["RU", "IN"]}, "IN")["parties"] == ["RU"]
    assert without_country({"id": "1", "relevant": False}, "IN")["parties"] == []


def test_the_gold_folder_is_named_by_the_variable_or_lies_beside(tmp_path: Path) -> None:
    beside = tmp_path / "shared" / "eval"
    beside.mkdir(parents=True)
    assert find_gold({}, checkout=tmp_path / "checkout") is None
    (beside / "score.py").write_text("", encoding="utf-8")
    assert find_gold({}, checkout=tmp_path / "checkout") == Gold(folder=beside)
    assert find_gold({"ENTENTE_SHARED": str(tmp_path / "other")}, checkout=tmp_path / "checkout") is None


def test_without_gold_the_command_says_skipped_and_ends_well(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["eval"], env={"ENTENTE_SHARED": str(tmp_path)})
    assert result.exit_code == 0
    assert result.output.startswith("skipped: no gold files")


@pytest.mark.parametrize("arguments", [["weather"], ["--only", "weather"], ["summaries", "weather"]])
def test_an_unknown_part_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["eval", *arguments])
    assert result.exit_code == 2
    assert "known are" in result.output


@pytest.mark.parametrize("arguments", [["summaries"], ["--only", "grounding"]])
def test_floors_are_set_from_every_part_only(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["eval", *arguments, "--set-floors"])
    assert result.exit_code == 2
    assert "needs every part" in result.output


@pytest.mark.corpus
def test_baselines_lie_where_simple_means_are_known_to_lie(shared: Path) -> None:
    gold = Gold(folder=shared / "eval")
    rows = gold.rows(ARTICLES)
    finder = country_finder(settings.shipped("gazetteer/countries.yaml")["countries"])
    figures = gold.scorer().articles(keyed(rows), {row["id"]: words_prediction(row, finder) for row in rows})
    assert 0.4 < figures["relevance.f1"] < 0.7
    assert 0.7 < figures["parties.f1"] < 0.9
    assert 0.65 < figures["keyfacts.coverage"] < 0.9


@pytest.mark.corpus
def test_flags_on_nothing_find_nothing(shared: Path) -> None:
    gold = Gold(folder=shared / "eval")
    rows = gold.rows(ENTFA)[:20]
    part = entfa_part(rows, {str(n): {"flags": []} for n in range(len(rows))}, scorer=gold.scorer())
    assert part.measures[0].ours.value == 0.0
    assert part.measures[0].baselines["look-up in the source"] > 0.5
