"""Local times as moments: summer time, pauses, grace, and what was missed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.slots import deadline, due_slots, find_slot, last_due, moment_of, next_due, slots_on, tick_of
from bot.domain.topic import WEEKDAYS, Subscription
from support.values import NOW, make_subscription

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Africa/Cairo",
]
light = settings(max_examples=60, deadline=None)
moments = st.integers(0, 4 * 366 * 86_400).map(lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + seconds * SECOND)
times = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
subscriptions = st.builds(
    make_subscription,
    slots=st.lists(times, min_size=1, max_size=4).map(tuple),
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(lambda days: tuple(sorted(days))),
    timezone=st.sampled_from(ZONES),
    grace_minutes=st.none() | st.integers(1, 1440),
)


def _daily(*slots: str, zone: str, **fields: Any) -> Subscription:
    return make_subscription(slots=slots, weekdays=WEEKDAYS, timezone=zone, **fields)


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        (date(2026, 3, 29), "02:30", "2026-03-29T01:30"),  # skipped by summer time: told at 03:30
        (date(2026, 10, 25), "02:30", "2026-10-25T00:30"),  # comes twice: the first
        (date(2026, 11, 23), "07:30", "2026-11-23T06:30"),
        (date(2026, 7, 1), "07:30", "2026-07-01T05:30"),
    ],
)
def test_summer_time_in_berlin(day: date, time: str, expected: str) -> None:
    assert moment_of(day, time, timezone="Europe/Berlin") == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_hour_that_comes_twice_has_one_slot() -> None:
    berlin = _daily("02:30", zone="Europe/Berlin")
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert due_slots(berlin, first) == due_slots(berlin, second)
    assert last_due(berlin, first) == last_due(berlin, second)
    assert [slot.local_date for slot in due_slots(berlin, second)] == ["2026-10-25"]


def test_a_date_that_a_zone_skips_has_no_slot() -> None:
    samoa = _daily("07:30", zone="Pacific/Apia")
    assert slots_on(samoa, date(2011, 12, 30)) == ()
    assert len(slots_on(samoa, date(2011, 12, 31))) == 1


@light
@given(subscription=subscriptions, now=moments)
def test_every_slot_is_due_from_its_moment_to_its_deadline(subscription: Subscription, now: datetime) -> None:
    day = now.astimezone(ZoneInfo(subscription.timezone)).date()
    for slot in slots_on(subscription, day):
        end = deadline(subscription, slot)
        assert slot.moment < end <= slot.moment + 25 * HOUR
        assert slot in due_slots(subscription, slot.moment)
        assert slot in due_slots(subscription, end - SECOND)
        assert slot not in due_slots(subscription, end)
        assert slot not in due_slots(subscription, slot.moment - SECOND)


@light
@given(subscription=subscriptions, now=moments)
def test_no_two_slots_have_one_id_and_dates_are_local(subscription: Subscription, now: datetime) -> None:
    zone = ZoneInfo(subscription.timezone)
    days = [now.astimezone(zone).date() + n * DAY for n in range(10)]
    slots = [slot for day in days for slot in slots_on(subscription, day)]
    assert len({(slot.local_date, slot.slot) for slot in slots}) == len(slots)
    assert all(slot.moment.astimezone(zone).date().isoformat() == slot.local_date for slot in slots)


@light
@given(subscription=subscriptions, now=moments)
def test_the_last_due_slot_is_the_latest_of_all(subscription: Subscription, now: datetime) -> None:
    last = last_due(subscription, now)
    assert last is not None
    assert now - 8 * DAY < last.moment <= now
    assert last_due(subscription, last.moment) == last
    earlier = last_due(subscription, last.moment - SECOND)
    assert earlier is None or earlier.moment < last.moment
    assert all(slot.moment <= last.moment for slot in due_slots(subscription, now))


@light
@given(subscription=subscriptions, now=moments)
def test_going_from_slot_to_slot_leaves_none_out(subscription: Subscription, now: datetime) -> None:
    slot = next_due(subscription, now)
    assert slot is not None
    for _ in range(5):
        before = last_due(subscription, slot.moment - SECOND)
        assert before is None or before.moment <= now
        now = slot.moment
        slot = next_due(subscription, now)
        assert slot is not None
        assert slot.moment > now


@light
@given(subscription=subscriptions, now=moments)
def test_a_slot_is_found_again_by_its_name(subscription: Subscription, now: datetime) -> None:
    slot = last_due(subscription, now)
    assert slot is not None
    assert find_slot(subscription, local_date=slot.local_date, slot=slot.slot) == slot
    assert find_slot(subscription, local_date=slot.local_date, slot="asked") is None


def test_a_pause_covers_the_slots_that_fall_into_it() -> None:
    until = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    paused = _daily("07:30", "10:00", zone="Europe/Berlin", paused_until=until)
    assert due_slots(paused, until + MINUTE) == (), "07:30 fell into the pause and stays untold"
    assert [slot.slot for slot in due_slots(paused, until + HOUR)] == ["1000"]


def test_grace_ends_at_local_midnight_unless_set() -> None:
    tokyo = _daily("07:30", zone="Asia/Tokyo")
    (slot,) = slots_on(tokyo, date(2026, 11, 23))
    assert deadline(tokyo, slot) == datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    short = _daily("07:30", zone="Asia/Tokyo", grace_minutes=90)
    assert deadline(short, slot) == slot.moment + 90 * MINUTE


@light
@given(now=moments, minutes=st.integers(15, 1440))
def test_a_tick_is_the_same_all_through_its_time(now: datetime, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    start = datetime.strptime(tick_of(now, minutes=minutes), "%Y%m%dT%H%M").replace(tzinfo=UTC)
    assert start <= now < start + length
    assert tick_of(start, minutes=minutes) == tick_of(start + length - MINUTE, minutes=minutes)
    assert tick_of(start + length, minutes=minutes) != tick_of(start, minutes=minutes)


def test_ticks_are_named_in_utc() -> None:
    assert tick_of(NOW.astimezone(ZoneInfo("Asia/Tokyo")), minutes=60) == "20261123T0600"
