"""Skipped dates, weeks of other days, the weekly digest, and zones with rules of their own."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.slots import (
    digest_on,
    due_slots,
    find_slot,
    last_due,
    next_due,
    rescheduled,
    resumed,
    slots_on,
    tellings_at,
    week_end,
)
from bot.domain.topic import FOREVER, WEEKDAYS, Subscription, Weekday
from support.values import DAY, HOUR, NOW, make_subscription

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
MONDAY = date(2026, 11, 23)
ARAB_WEEK: tuple[Weekday, ...] = ("sun", "mon", "tue", "wed", "thu")


def daily(*slots: str, zone: str, **fields: Any) -> Subscription:
    return make_subscription(slots=slots, weekdays=WEEKDAYS, timezone=zone, **fields)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "slot", "day", "expected"),
    [
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:30"),  # skipped in spring: told at 03:30
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),  # comes twice in autumn: the first
        ("Asia/Karachi", "07:30", "2026-07-01", "2026-07-01T02:30"),  # Islamabad keeps no summer time now
        ("Asia/Karachi", "07:30", "2008-07-01", "2008-07-01T01:30"),  # and did so in 2008
        ("Europe/Istanbul", "07:30", "2026-01-15", "2026-01-15T04:30"),  # summer time all year since 2016
        ("Europe/Istanbul", "07:30", "2015-01-15", "2015-01-15T05:30"),
        ("Asia/Kathmandu", "07:30", "2026-11-23", "2026-11-23T01:45"),  # UTC+05:45
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45"),  # half an hour is skipped: told at 02:45
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"),  # half an hour comes twice: the first
        ("Pacific/Apia", "07:30", "2011-12-29", "2011-12-29T17:30"),  # before the date line was crossed
        ("Pacific/Apia", "07:30", "2011-12-31", "2011-12-30T17:30"),  # a day later there, not in the world
    ],
)
def test_local_times_as_moments(zone: str, slot: str, day: str, expected: str) -> None:
    (found,) = slots_on(daily(slot, zone=zone), date.fromisoformat(day))
    assert (found.moment, found.local_date) == (at(expected), day)


def test_the_day_that_apia_skipped_has_no_brief_and_no_gap() -> None:
    apia = daily("07:30", zone="Pacific/Apia")
    assert slots_on(apia, date(2011, 12, 30)) == ()
    first = next_due(apia, at("2011-12-29T17:00"))
    assert first is not None
    second = next_due(apia, first.moment)
    assert second is not None
    assert (first.local_date, second.local_date) == ("2011-12-29", "2011-12-31")
    assert second.moment - first.moment == DAY


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
@pytest.mark.parametrize("slot", ["01:45", "02:00", "02:15", "02:30", "02:59", "03:00"])
def test_every_day_of_a_year_has_one_brief(zone: str, slot: str) -> None:
    subscription, moment, dates = daily(slot, zone=zone), at("2026-01-01T12:00"), []
    while moment < at("2026-12-31T12:00"):
        following = next_due(subscription, moment)
        assert following is not None
        assert tellings_at(subscription, following.moment) == (following,)
        moment = following.moment
        dates.append(following.local_date)
    first = date.fromisoformat(dates[0])
    assert dates == [(first + n * DAY).isoformat() for n in range(len(dates))]
    assert len(dates) == 365


def test_a_skipped_date_has_no_brief_and_the_next_one_is_found_beyond_many() -> None:
    holidays = tuple(MONDAY + n * DAY for n in range(40))
    away = make_subscription(skip_dates=holidays)
    assert slots_on(away, MONDAY) == ()
    assert due_slots(away, NOW + MINUTE) == ()
    following = next_due(away, NOW)
    assert following is not None
    assert following.local_date == "2027-01-04"
    assert find_slot(away, local_date="2026-11-23", slot="0730") is None


@settings(max_examples=60, deadline=None)
@given(
    weekdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    skipped=st.sets(st.integers(0, 60)),
    begin=st.integers(0, 20 * 1440),
)
def test_from_slot_to_slot_none_is_lost_and_none_is_on_a_day_left_out(
    weekdays: set[Weekday], skipped: set[int], begin: int
) -> None:
    subscription = make_subscription(
        weekdays=tuple(sorted(weekdays)), skip_dates=tuple(sorted(MONDAY + n * DAY for n in skipped))
    )
    moment, found = NOW + begin * MINUTE, []
    end = moment + 80 * DAY
    while (slot := next_due(subscription, moment)) and slot.moment < end:
        found.append(slot)
        moment = slot.moment
    days = [MONDAY + n * DAY for n in range(-1, 110)]
    expected = [one for day in days for one in slots_on(subscription, day) if NOW + begin * MINUTE < one.moment < end]
    assert found == expected
    assert not {slot.local_date for slot in found} & {day.isoformat() for day in subscription.skip_dates}


@pytest.mark.parametrize(
    ("weekdays", "last"),
    [
        (("mon", "tue", "wed", "thu", "fri"), "fri"),
        (ARAB_WEEK, "thu"),
        (("sat", "sun", "mon", "tue", "wed"), "wed"),
        (WEEKDAYS, "sun"),
        (("mon", "wed", "fri"), "fri"),
        (("tue",), "tue"),
        (("mon", "thu"), "thu"),
    ],
)
def test_a_week_ends_before_its_longest_pause(weekdays: tuple[Weekday, ...], last: Weekday) -> None:
    assert week_end(weekdays) == last


def test_a_week_from_sunday_to_thursday() -> None:
    gulf = make_subscription(weekdays=ARAB_WEEK, timezone="Asia/Riyadh", digest=True)
    days = [MONDAY + n * DAY for n in range(7)]
    assert [bool(slots_on(gulf, day)) for day in days] == [True, True, True, True, False, False, True]
    assert [day for day in days if digest_on(gulf, day)] == [date(2026, 11, 26)]


def test_the_digest_comes_with_the_last_brief_that_the_week_has() -> None:
    friday = date(2026, 11, 27)
    week = make_subscription(slots=("07:30", "16:00"), digest=True)
    (digest,) = filter(None, [digest_on(week, MONDAY + n * DAY) for n in range(7)])
    assert (digest.local_date, digest.slot, digest.moment) == ("2026-11-27", "digest", at("2026-11-27T15:00"))
    assert find_slot(week, local_date="2026-11-27", slot="digest") == digest
    closed = week.model_copy(update={"skip_dates": (friday,)})
    assert digest_on(closed, friday) is None
    assert digest_on(closed, friday - DAY) is not None, "the week ends a day earlier"
    assert digest_on(week.model_copy(update={"digest": False}), friday) is None


def test_the_digest_is_due_with_its_slot_and_not_with_an_earlier_one() -> None:
    week = make_subscription(slots=("07:30", "16:00"), digest=True)
    assert [slot.slot for slot in tellings_at(week, at("2026-11-27T07:00"))] == ["0730"]
    assert [slot.slot for slot in tellings_at(week, at("2026-11-27T15:00"))] == ["1600", "digest"]
    assert tellings_at(week, at("2026-11-28T15:00")) == ()


def test_a_slot_before_the_subscription_was_made_is_not_due() -> None:
    made = rescheduled(None, make_subscription(), NOW + MINUTE)
    assert due_slots(made, NOW + HOUR) == ()
    assert last_due(made, NOW + HOUR) is not None
    assert len(due_slots(made, NOW + DAY)) == 1
    early = rescheduled(None, make_subscription(), NOW - MINUTE)
    assert len(due_slots(early, NOW)) == 1


def test_a_change_of_other_things_leaves_what_is_due() -> None:
    made = rescheduled(None, make_subscription(), NOW - DAY)
    assert rescheduled(made, made.model_copy(update={"max_stories": 3}), NOW).due_from == NOW - DAY
    assert rescheduled(made, made.model_copy(update={"slots": ("08:00",)}), NOW).due_from == NOW


def test_resuming_leaves_the_slots_of_the_pause_untold() -> None:
    paused = make_subscription(paused_until=FOREVER, pause_note="the channel is gone")
    again = resumed(paused, NOW + MINUTE)
    assert (again.paused_until, again.pause_note) == (NOW + MINUTE, "")
    assert due_slots(again, NOW + HOUR) == ()
    assert len(due_slots(again, NOW + DAY)) == 1
    assert resumed(again, NOW + HOUR) == again
