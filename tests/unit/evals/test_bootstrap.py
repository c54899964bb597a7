"""Intervals: they hold the figure, shrink with agreement, and repeat with the seed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evals.bootstrap import grouped, over_events, over_items, percentiles
from bot.evals.gold import Keyed


def share_right(gold: Keyed, pred: Keyed) -> dict[str, float]:
    return {"share": sum(pred[row["id"]]["said"] == row["true"] for row in gold.values()) / len(gold)}


def rows(right: int, wrong: int) -> tuple[Keyed, Keyed]:
    gold: Keyed = {str(n): {"id": str(n), "true": 1} for n in range(right + wrong)}
    return gold, {key: {"said": int(int(key) < right)} for key in gold}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200))
def test_percentiles_are_values_in_order(values: list[float]) -> None:
    low, high = percentiles(values)
    assert low <= high
    assert {low, high} <= set(values)


def test_percentiles_leave_out_the_tails() -> None:
    assert percentiles([float(n) for n in range(1001)]) == (25.0, 975.0)


def test_percentiles_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentiles([])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20))
def test_the_interval_holds_the_figure(right: int, wrong: int) -> None:
    found = over_items(*rows(right, wrong), share_right, seed=1, rounds=200)["share"]
    assert found.value == right / (right + wrong)
    assert found.low <= found.value <= found.high


def test_more_items_make_a_narrower_interval() -> None:
    few, many = (over_items(*rows(n, n), share_right, seed=1, rounds=200)["share"] for n in (8, 200))
    assert many.high - many.low < few.high - few.low


def test_no_error_means_no_width_and_the_seed_repeats() -> None:
    sure = over_items(*rows(9, 0), share_right, seed=1, rounds=50)["share"]
    assert (sure.low, sure.high) == (1.0, 1.0)
    twice = [over_items(*rows(6, 5), share_right, seed=4, rounds=50) for _ in range(2)]
    assert twice[0] == twice[1]


def pairs_right(gold: Keyed, pred: Keyed) -> dict[str, float]:
    """How many of the pairs of one story are of one event; 1 where no two share a story."""
    keys = list(gold)
    joined = [(a, b) for n, a in enumerate(keys) for b in keys[n + 1 :] if pred[a]["story"] == pred[b]["story"]]
    return {"pairs": sum(gold[a]["event"] == gold[b]["event"] for a, b in joined) / len(joined) if joined else 1.0}


def test_events_are_drawn_whole_and_copies_do_not_mix() -> None:
    labels = {"a": "x", "b": "x", "c": "y"}
    gold: Keyed = {key: {"id": key, "event": event} for key, event in labels.items()}
    pred: dict[str, Any] = {"a": {"story": 1}, "b": {"story": 1}, "c": {"story": 2}}
    found = over_events(gold, pred, pairs_right, seed=1, rounds=100)["pairs"]
    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
    assert grouped(labels) == [["a", "b"], ["c"]]
