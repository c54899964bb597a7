"""What is run again after an error, when, and what the operator hears of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.revival import Ended, Ward, retry_id
from support.values import DAY, HOUR, NOW

BRIEF = "brief:desk:2026-11-23:0730"
MINUTE = timedelta(minutes=1)


def ended(name: str = BRIEF, /, **fields: Any) -> Ended:
    return Ended(**{"workflow_id": name, "ended": NOW, "problem": "a bug", **fields})


def again(*each: Ended, at: datetime, restarted: bool = False, taken: tuple[str, ...] = ()) -> tuple[str, ...]:
    return Ward().plan(each, taken=taken, now=at, restarted=restarted).again


def test_ids_of_reruns_count_up() -> None:
    assert retry_id(BRIEF) == f"{BRIEF}:retry1"
    assert retry_id(f"{BRIEF}:retry1") == f"{BRIEF}:retry2"
    assert (ended().reruns, ended(f"{BRIEF}:retry12").reruns) == (0, 12)


@pytest.mark.parametrize(("reruns", "wait"), [(0, MINUTE), (1, 10 * MINUTE), (2, HOUR), (3, 4 * HOUR)])
def test_each_rerun_waits_longer_and_a_restart_does_not_wait(reruns: int, wait: timedelta) -> None:
    name = f"{BRIEF}:retry{reruns}" if reruns else BRIEF
    assert again(ended(name), at=NOW + wait - MINUTE / 2) == ()
    assert again(ended(name), at=NOW + wait) == (name,)
    assert again(ended(name), at=NOW, restarted=True) == (name,)


@pytest.mark.parametrize(
    "hopeless",
    [ended(f"{BRIEF}:retry4"), ended(parked=True), ended(ended=NOW - 13 * HOUR), ended("poll:all:20261123T0650")],
)
def test_what_is_hopeless_or_done_by_the_next_tick_is_told_and_not_run(hopeless: Ended) -> None:
    plan = Ward().plan([hopeless], taken=(), now=NOW, restarted=True)
    assert plan.again == ()
    assert hopeless.workflow_id in plan.notice


def test_what_was_run_again_already_is_left_alone() -> None:
    plan = Ward().plan([ended()], taken={f"{BRIEF}:retry1"}, now=NOW + DAY / 3, restarted=True)
    assert (plan.again, plan.notice) == ((), "")


def test_a_lasting_problem_is_told_once_in_a_while() -> None:
    ward, told = Ward(), []
    for tick in range(13 * 12):  # every five minutes for 13 hours, each tick of polling fails
        now = NOW + tick * 5 * MINUTE
        failed = ended(f"poll:all:{tick}", ended=now, problem="no\ndisk")
        told.append(ward.plan([failed, ended(ended=now)], taken=(), now=now, restarted=False).notice)
    assert len([notice for notice in told if "no disk" in notice]) == 3
    assert len([notice for notice in told if BRIEF in notice]) == 1


def test_many_at_once_make_one_short_notice() -> None:
    plan = Ward().plan([ended(f"ask:C1:{n}") for n in range(8)], taken=(), now=NOW, restarted=True)
    assert len(plan.again) == 8
    assert plan.notice.endswith("; and 3 more")
    assert "is run again" in plan.notice
