"""A server that fails is left alone, and one request at a time finds out whether it is back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from summarizers.breaker import Breaker, Leave, Phase, Rule, State, asked, shared, told


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def failing(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.tell(breaker.ask(), ok=False)


def test_it_opens_after_failures_in_a_row_and_says_how_long() -> None:
    clock = Clock()
    breaker = Breaker(Rule(failures=3, pause=10.0), clock=clock)
    failing(breaker, 2)
    breaker.tell(breaker.ask(), ok=True)
    failing(breaker, 2)
    assert breaker.ask().given
    failing(breaker, 1)
    clock.now += 4
    assert breaker.ask() == Leave(given=False, wait=6.0)
    assert breaker.state.phase is Phase.OPEN


@pytest.mark.parametrize(("ok", "phase"), [(True, Phase.CLOSED), (False, Phase.OPEN)])
def test_one_trial_decides_after_the_pause(ok: bool, phase: Phase) -> None:
    clock = Clock()
    breaker = Breaker(Rule(failures=1, pause=10.0), clock=clock)
    failing(breaker, 1)
    clock.now += 10
    trial = breaker.ask()
    assert trial.given
    assert not breaker.ask().given
    breaker.tell(trial, ok=ok)
    assert breaker.state.phase is phase
    assert breaker.ask().given is ok


def test_a_trial_nobody_hears_of_again_gives_way_to_another() -> None:
    clock = Clock()
    breaker = Breaker(Rule(failures=1, pause=10.0), clock=clock)
    failing(breaker, 1)
    clock.now += 10
    lost = breaker.ask()
    clock.now += 10
    assert breaker.ask().given
    breaker.tell(lost, ok=True)
    assert breaker.state.phase is Phase.HALF_OPEN


def test_news_from_before_it_opened_changes_nothing() -> None:
    breaker = Breaker(Rule(failures=2, pause=10.0), clock=Clock())
    slow = breaker.ask()
    failing(breaker, 2)
    opened = breaker.state
    breaker.tell(slow, ok=True)
    breaker.tell(slow, ok=False)
    assert breaker.state == opened


@pytest.mark.parametrize(("failures", "pause"), [(0, 1.0), (1, 0.0), (1, float("inf")), (1, float("nan"))])
def test_a_rule_that_could_never_close_is_refused(failures: int, pause: float) -> None:
    with pytest.raises(ValueError, match="breaker"):
        Rule(failures=failures, pause=pause)


def test_one_server_has_one_breaker_in_the_process() -> None:
    assert shared("http://one.invalid") is shared("http://one.invalid")
    assert shared("http://one.invalid") is not shared("http://two.invalid")


STATES = st.builds(
    State,
    phase=st.sampled_from(Phase),
    failed=st.integers(0, 9),
    since=st.floats(0, 1e6),
    turn=st.integers(0, 9),
)
RULES = st.builds(Rule, failures=st.integers(1, 9), pause=st.floats(0.01, 1e4))


@given(state=STATES, rule=RULES, later=st.floats(0, 1e6))
def test_who_is_refused_is_told_a_wait_after_which_leave_is_given(state: State, rule: Rule, later: float) -> None:
    after, leave = asked(state, now=state.since + later, rule=rule)
    if leave.given:
        assert leave.turn == after.turn
        return
    assert after == state
    assert 0 < leave.wait <= rule.pause * 1.001
    assert asked(after, now=state.since + rule.pause * 1.001 + 1, rule=rule)[1].given


@given(state=STATES, rule=RULES, ok=st.booleans(), turn=st.integers(0, 9))
def test_an_outcome_never_moves_the_turn_back_and_old_news_moves_nothing(
    state: State, rule: Rule, ok: bool, turn: int
) -> None:
    after = told(state, ok=ok, turn=turn, now=state.since, rule=rule)
    assert after.turn >= state.turn
    assert turn == state.turn or after == state


class Asking(RuleBasedStateMachine):
    """Requests come, succeed, fail and get lost in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker(Rule(failures=3, pause=10.0), clock=self.clock)
        self.out: list[Leave] = []
        self.in_row = 0

    @rule()
    def ask(self) -> None:
        before = self.breaker.state
        leave = self.breaker.ask()
        if before.phase is Phase.CLOSED:
            assert leave.given
        if leave.given:
            self.out.append(leave)
        trials = [one for one in self.out if one.turn == self.breaker.state.turn]
        assert self.breaker.state.phase is not Phase.HALF_OPEN or len(trials) <= 1

    @precondition(lambda self: self.out)
    @rule(data=st.data(), ok=st.booleans())
    def tell(self, data: st.DataObject, ok: bool) -> None:
        leave = self.out.pop(data.draw(st.integers(0, len(self.out) - 1)))
        fresh = leave.turn == self.breaker.state.turn
        closed = self.breaker.state.phase is Phase.CLOSED
        self.breaker.tell(leave, ok=ok)
        if fresh:
            self.in_row = 0 if ok else self.in_row + 1
            if closed:
                assert (self.breaker.state.phase is Phase.OPEN) == (self.in_row >= 3)

    @rule(seconds=st.floats(0, 30))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds


TestAsking = Asking.TestCase
