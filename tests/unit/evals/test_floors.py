"""Floors and the page: what falls is named, what is shown carries its interval."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.evals.bootstrap import Interval
from bot.evals.floors import HELD_OUT, below, raised, read_floors, read_held_out, write_floors
from bot.evals.measures import Measure, Part, Table
from bot.evals.report import page


def measure(key: str, value: float, *, low: float = 0.5, high: float = 0.9) -> Measure:
    ours = Interval(value=value, low=low, high=high)
    return Measure(key=key, label=key, ours=ours, baselines={"plain": 0.4}, target=0.93)


def test_a_figure_below_its_floor_is_named() -> None:
    lines = below([measure("a.f1", 0.69), measure("b.f1", 0.8)], {"a.f1": 0.7, "b.f1": 0.7})
    assert lines == ("a.f1: 0.690 is below its floor 0.700",)


def test_a_figure_without_floor_fails_and_a_floor_not_measured_does_not() -> None:
    assert below([measure("a.f1", 0.9)], {"b.f1": 0.7}) == ("a.f1: has no floor",)


def test_not_a_number_is_below_every_floor() -> None:
    assert len(below([measure("a.f1", float("nan"))], {"a.f1": 0.0})) == 1


@limits(max_examples=40, deadline=None)
@given(low=st.floats(0, 1), rest=st.floats(0, 1))
def test_floors_just_set_are_held(tmp_path_factory: pytest.TempPathFactory, low: float, rest: float) -> None:
    path = tmp_path_factory.mktemp("floors") / "floors.json"
    measures = [measure("a.f1", low + rest, low=low, high=low + rest)]
    write_floors(raised(measures, {}, {}), path)
    assert below(measures, read_floors(path)) == ()


@limits(max_examples=60, deadline=None)
@given(before=st.floats(0, 1), low=st.floats(0, 1), held=st.none() | st.floats(0, 1))
def test_a_floor_is_the_lower_end_held_out_and_only_rises(before: float, low: float, held: float | None) -> None:
    unseen = {} if held is None else {"a.f1": Interval(value=1.0, low=held, high=1.0)}
    floor = raised([measure("a.f1", 1.0, low=low, high=1.0)], {"a.f1": before}, unseen)["a.f1"]
    assert floor >= before
    assert floor <= max(before, low, 0.0)
    if held is not None:
        assert floor <= max(before, held)


def test_the_held_out_figures_can_be_read_and_lie_between_none_and_all() -> None:
    held = read_held_out()
    assert {"articles.relevance.f1", "headlines.relevance.f1", "articles.sectors.f1"} <= set(held)
    assert all(figure.low <= figure.value <= figure.high for figure in held.values())
    assert all(0.0 < figure.low < 1.0 for key, figure in held.items() if key.endswith(".f1"))


def test_every_script_has_its_file_of_held_out_figures_and_a_missing_one_holds_none(tmp_path: Path) -> None:
    assert read_held_out(tmp_path) == {}
    for place, name in enumerate(HELD_OUT):
        row = {"value": 0.5, "low": 0.4, "high": 0.6}
        (tmp_path / name).write_text(json.dumps({f"{place}.f1": row}), encoding="utf-8")
    assert read_held_out(tmp_path) == {
        f"{place}.f1": Interval(value=0.5, low=0.4, high=0.6) for place in range(len(HELD_OUT))
    }


@pytest.mark.parametrize("name", HELD_OUT)
@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', '{"a": {"low": 0.5}}', '{"a": {"low": "x"}}'])
def test_broken_held_out_figures_are_told_by_name(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(name)):
        read_held_out(tmp_path)


@pytest.mark.parametrize("text", ["", "[1]", '{"a": "high"}', '{"a": true}', '{"a": NaN}'])
def test_a_broken_file_is_told_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"floors\.json"):
        read_floors(path)


def test_the_committed_floors_can_be_read() -> None:
    floors = read_floors()
    assert {"articles.relevance.f1", "headlines.parties.f1", "events.pairs.f1", "entfa.f1"} <= set(floors)


def test_the_page_shows_figure_interval_baseline_and_target() -> None:
    part = Part(title="articles", counts="3 items, 2 core", measures=(measure("a.f1", 0.75),))
    text = page([part], day=date(2026, 11, 23), rounds=300)
    assert "on 2026-11-23" in text
    assert "| a.f1 | **0.750** (0.500–0.900) | – | plain 0.400 | 0.93 |" in text
    assert "3 items, 2 core." in text


def test_held_out_figures_stand_beside_those_in_sample() -> None:
    part = Part(title="articles", counts="3 items", measures=(measure("a.f1", 0.75),))
    held = {"a.f1": Interval(value=0.7, low=0.6, high=0.8)}
    assert "(0.500–0.900) | 0.700 (0.600–0.800) | plain" in page(
        [part], day=date(2026, 11, 23), rounds=3, held_out=held
    )


def test_tables_take_a_part_apart_with_a_cell_for_each_column() -> None:
    table = Table(title="By kind", columns=("few", "many"), rows=(("names", "1", "2"),))
    text = page([Part(title="flags", counts="3 items", tables=(table,))], day=date(2026, 11, 23), rounds=3)
    assert text.endswith("\nBy kind:\n\n|  | few | many |\n|---|---|---|\n| names | 1 | 2 |\n")
    assert "| measure |" not in text
