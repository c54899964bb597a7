"""When a source is silent and when it is dead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.figures import SourceFigures, dead, silent
from bot.domain.ids import SourceId
from support.values import DAY, HOUR, NOW

SPEAKING = SourceFigures(
    source_id=SourceId("wire"),
    first_polled_at=NOW - 60 * DAY,
    last_success_at=NOW,
    seen=500,
    newest_at=NOW - HOUR,
    last_new_at=NOW - HOUR,
    usual_gap=12 * HOUR,
)


def quiet_for(silence: timedelta, **fields: object) -> SourceFigures:
    return replace(SPEAKING, newest_at=NOW - silence, last_new_at=NOW - silence, **fields)  # type: ignore[arg-type]


def test_a_source_is_silent_after_three_times_its_usual_gap() -> None:
    assert not silent(SPEAKING, NOW)
    assert not silent(quiet_for(36 * HOUR - timedelta(seconds=1)), NOW)
    assert silent(quiet_for(36 * HOUR), NOW)


def test_less_than_a_day_is_no_silence() -> None:
    assert not silent(quiet_for(23 * HOUR, usual_gap=HOUR), NOW)
    assert silent(quiet_for(24 * HOUR, usual_gap=HOUR), NOW)


def test_silence_ends_where_nobody_listened() -> None:
    assert not silent(quiet_for(60 * HOUR, last_success_at=NOW - 30 * HOUR), NOW)


def test_an_old_entry_seen_now_and_a_new_one_seen_before_both_break_the_silence() -> None:
    assert not silent(replace(quiet_for(5 * DAY), last_new_at=NOW - HOUR), NOW)
    assert not silent(replace(quiet_for(5 * DAY), newest_at=NOW - HOUR), NOW)


@pytest.mark.parametrize(
    "fields", [{"seen": 4}, {"usual_gap": None}, {"last_new_at": None}, {"last_success_at": None}], ids=str
)
def test_a_source_hardly_known_is_never_silent(fields: dict[str, object]) -> None:
    assert silent(quiet_for(90 * DAY), NOW)
    assert not silent(replace(quiet_for(90 * DAY), **fields), NOW)  # type: ignore[arg-type]


FAILING = SourceFigures(source_id=SourceId("wire"), first_polled_at=NOW - DAY, failures=3)


def test_a_source_that_never_answered_three_polls_over_a_day_is_dead() -> None:
    assert dead(FAILING, NOW)
    assert not dead(replace(FAILING, failures=2), NOW)
    assert not dead(replace(FAILING, first_polled_at=NOW - 23 * HOUR), NOW)
    assert not dead(replace(FAILING, first_polled_at=None), NOW)


def test_a_source_that_answered_once_is_dead_after_a_week_of_failures() -> None:
    answered = replace(FAILING, first_polled_at=NOW - 90 * DAY, failures=9)
    assert not dead(replace(answered, last_success_at=NOW - 6 * DAY), NOW)
    assert dead(replace(answered, last_success_at=NOW - 7 * DAY), NOW)
    assert not dead(replace(answered, last_success_at=NOW - 7 * DAY, failures=0), NOW)


def test_a_source_that_is_gone_is_dead() -> None:
    assert dead(replace(SPEAKING, gone=True), NOW)
    assert not dead(SPEAKING, NOW)


def test_gaps_are_shown_in_hours() -> None:
    assert SPEAKING.usual_gap_hours == 12.0
    assert replace(SPEAKING, usual_gap=None).usual_gap_hours is None
