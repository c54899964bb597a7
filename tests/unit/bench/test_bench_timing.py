"""Turns, medians and ratios, by a clock that stands still until it is told to move."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.timing import Case, Contender, Measured, in_turn, measure, spread

SECONDS = st.floats(min_value=1e-6, max_value=1e3)


class FakeTimer:
    """Seconds that pass only where `work` says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.log: list[str] = []

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, *durations: float) -> Callable[[], None]:
        """Return work that takes `durations` in turn, the first of them in the untimed round."""
        left = list(durations)

        def run() -> None:
            self.log.append(name)
            self.now += left.pop(0)

        return run


def measured(**seconds: tuple[float, ...]) -> Measured:
    return Measured(on="texts", unit="articles", units=10, seconds=seconds)


def test_contenders_take_turns() -> None:
    a, b = (Contender(name=name, run=list) for name in "ab")
    assert "".join(contender.name for contender in in_turn((a, b), repeats=3)) == "ababab"


@pytest.mark.parametrize("repeats", [0, -1])
def test_no_rounds_are_refused(repeats: int) -> None:
    with pytest.raises(ValueError, match="at least one round"):
        list(in_turn((), repeats=repeats))


def test_measuring_warms_up_untimed_and_then_alternates() -> None:
    timer = FakeTimer()
    contenders = (
        Contender(name="ours", run=timer.work("ours", 60.0, 1.0, 2.0)),
        Contender(name="plain", run=timer.work("plain", 30.0, 4.0, 6.0)),
    )
    case = Case(on="texts", unit="articles", units=10, contenders=contenders)
    result = measure(case, repeats=2, timer=timer)
    assert timer.log == ["ours", "plain"] * 3
    assert result == measured(ours=(1.0, 2.0), plain=(4.0, 6.0))
    assert case.notes(result) == ()


def test_two_contenders_of_one_name_are_refused() -> None:
    twins = (Contender(name="same", run=list), Contender(name="same", run=list))
    with pytest.raises(ValueError, match="two contenders"):
        measure(Case(on="texts", unit="x", units=1, contenders=twins), repeats=1, timer=FakeTimer())


def test_rates_are_units_per_second() -> None:
    rate = measured(ours=(1.0, 2.0, 5.0)).rate("ours")
    assert (rate.median, rate.low, rate.high) == (5.0, 2.0, 10.0)


def test_a_ratio_compares_each_round_with_itself() -> None:
    # The second round was five times slower for both: the ratio does not see it.
    ratio = measured(ours=(1.0, 5.0, 1.0), plain=(3.0, 15.0, 2.0)).ratio("plain")
    assert (ratio.median, ratio.low, ratio.high) == (3.0, 2.0, 3.0)


def test_overhead_is_milliseconds_a_unit() -> None:
    cost = measured(ours=(1.0, 0.3), plain=(0.5, 0.4)).overhead("plain")
    assert cost.low == pytest.approx(-10.0)
    assert cost.high == pytest.approx(50.0)


def test_no_values_have_no_median() -> None:
    with pytest.raises(ValueError, match="no values"):
        spread([])


@settings(max_examples=60, deadline=None)
@given(st.lists(SECONDS, min_size=1, max_size=9))
def test_the_median_lies_between_the_ends(values: list[float]) -> None:
    found = spread(values)
    assert found.low == min(values) <= found.median <= max(values) == found.high


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SECONDS, SECONDS), min_size=1, max_size=9))
def test_ratios_turn_round_with_the_contenders(rounds: list[tuple[float, float]]) -> None:
    first, second = (tuple(column) for column in zip(*rounds, strict=True))
    there, back = measured(a=first, b=second).ratio("b"), measured(b=second, a=first).ratio("a")
    assert there.low == pytest.approx(1 / back.high)
    assert there.high == pytest.approx(1 / back.low)
