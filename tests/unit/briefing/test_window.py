"""What a brief covers, what a pause or holidays leave to catch up with, and what a slot's name says."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.window import MAX_WINDOW, caught_up, is_late, kind_of, parent_of, rest_slot, window_start
from bot.domain.brief import BriefKey, BriefKind
from bot.domain.ids import SubscriptionId
from bot.domain.topic import FOREVER
from support.values import DAY, HOUR, NOW, make_key, make_subscription

MINUTE = timedelta(minutes=1)
FRIDAY = NOW - 3 * DAY


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, 2 * DAY), (DAY, DAY), (20 * DAY, 20 * DAY), (90 * DAY, MAX_WINDOW), (-HOUR, timedelta())],
)
def test_the_window_starts_at_the_last_delivered_brief(last: timedelta | None, expected: timedelta) -> None:
    delivered = NOW - last if last is not None else None
    assert window_start(NOW, last_delivered=delivered, first=2 * DAY) == NOW - expected


def test_a_weekend_is_nothing_to_catch_up_with() -> None:
    assert not caught_up(make_subscription(), last_delivered=FRIDAY, end=NOW)
    assert not caught_up(make_subscription(), last_delivered=None, end=NOW)


def test_holidays_are_caught_up_with() -> None:
    thursday = NOW - 4 * DAY
    holiday = make_subscription(skip_dates=(date(2026, 11, 20),))
    assert caught_up(holiday, last_delivered=thursday, end=NOW)
    assert not caught_up(holiday, last_delivered=FRIDAY, end=NOW), "told after it"
    saturday = make_subscription(skip_dates=(date(2026, 11, 21),))
    assert not caught_up(saturday, last_delivered=FRIDAY, end=NOW), "no brief was due that day"


def test_a_pause_is_caught_up_with_where_a_slot_fell_into_it() -> None:
    thursday = NOW - 4 * DAY
    paused = make_subscription(paused_until=FRIDAY + HOUR)
    assert caught_up(paused, last_delivered=thursday, end=NOW)
    short = make_subscription(paused_until=FRIDAY + HOUR)
    assert not caught_up(short, last_delivered=FRIDAY, end=NOW)
    assert caught_up(make_subscription(paused_until=FOREVER), last_delivered=thursday, end=NOW)


def test_what_was_missed_otherwise_is_a_longer_window_and_no_catching_up() -> None:
    assert not caught_up(make_subscription(), last_delivered=NOW - 10 * DAY, end=NOW)


@pytest.mark.parametrize(
    ("slot", "kind"),
    [
        ("0730", BriefKind.SCHEDULED),
        ("digest", BriefKind.DIGEST),
        ("now-abc", BriefKind.NOW),
        ("rest-0730", BriefKind.REST),
        ("rest-rest-0730", BriefKind.REST),
        ("alert-s-2", BriefKind.ALERT),
        ("f-s-2", BriefKind.FOLLOW),
        ("once-abc", BriefKind.NOW),
    ],
)
def test_a_slot_names_the_kind_of_its_brief(slot: str, kind: BriefKind) -> None:
    assert kind_of(slot) is kind


def test_only_what_was_due_can_be_late() -> None:
    late = NOW + 31 * MINUTE
    assert is_late(BriefKind.SCHEDULED, end=NOW, now=late)
    assert not is_late(BriefKind.SCHEDULED, end=NOW, now=NOW + 30 * MINUTE)
    assert not is_late(BriefKind.NOW, end=NOW, now=late)


@settings(max_examples=40, deadline=None)
@given(
    slot=st.sampled_from(["0730", "now-1", "digest", "rest-0730", "alert-x-1"]), name=st.sampled_from(["desk", "a-b"])
)
def test_the_rest_of_a_brief_names_its_parent(slot: str, name: str) -> None:
    parent = make_key(name, slot=slot)
    local_date, rest = rest_slot(parent)
    assert parent_of(BriefKey(subscription_id=SubscriptionId(name), local_date=local_date, slot=rest)) == parent
    assert (parent_of(parent) is None) is not slot.startswith("rest-")
