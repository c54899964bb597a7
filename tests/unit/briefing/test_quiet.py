"""Quiet hours: by the clock on the wall, over midnight and over summer time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.quiet import in_quiet_hours, quiet_until
from bot.domain.topic import QuietHours, Subscription
from support.values import NOW, make_subscription

MINUTE = timedelta(minutes=1)
ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]
times = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
moments = st.integers(0, 3 * 366 * 86_400).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=n))
quiet = st.builds(
    lambda start, end, zone: make_subscription(quiet_hours=QuietHours(start=start, end=end), timezone=zone),
    times,
    times,
    st.sampled_from(ZONES),
)


def berlin(start: str, end: str) -> Subscription:
    return make_subscription(quiet_hours=QuietHours(start=start, end=end), timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "end", "hour", "expected"),
    [
        ("20:00", "07:00", "2026-11-23T05:59", True),
        ("20:00", "07:00", "2026-11-23T06:00", False),
        ("20:00", "07:00", "2026-11-23T19:00", True),
        ("20:00", "07:00", "2026-11-23T18:59", False),
        ("12:00", "14:00", "2026-11-23T11:00", True),
        ("12:00", "14:00", "2026-11-23T13:00", False),
        ("09:00", "09:00", "2026-11-23T08:00", False),
    ],
)
def test_hours_are_local_and_may_go_over_midnight(start: str, end: str, hour: str, expected: bool) -> None:
    assert in_quiet_hours(berlin(start, end), datetime.fromisoformat(hour).replace(tzinfo=UTC)) is expected


def test_without_quiet_hours_every_moment_will_do() -> None:
    assert not in_quiet_hours(make_subscription(), NOW)
    assert quiet_until(make_subscription(), NOW) == NOW


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-29T00:30", "2026-03-29T01:30"),  # 02:30 is skipped: an hour later on the wall, 03:30
        ("2026-10-25T00:10", "2026-10-25T00:30"),  # 02:30 comes twice: at the first
        ("2026-10-25T01:10", "2026-10-25T01:30"),  # and again after the clock was set back
    ],
)
def test_an_end_at_the_edge_of_summer_time(moment: str, expected: str) -> None:
    hours = berlin("01:00", "02:30")
    assert quiet_until(hours, datetime.fromisoformat(moment).replace(tzinfo=UTC)) == datetime.fromisoformat(
        expected
    ).replace(tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(subscription=quiet, moment=moments)
def test_the_end_of_quiet_is_not_quiet_and_within_a_day(subscription: Subscription, moment: datetime) -> None:
    end = quiet_until(subscription, moment)
    assert not in_quiet_hours(subscription, end)
    assert moment <= end <= moment + timedelta(hours=26)
    if end > moment:
        edge = end - timedelta(hours=1)  # at most the gap of summer time is more than was asked for
        steps = (moment + n * 20 * MINUTE for n in range(80))
        assert all(in_quiet_hours(subscription, step) for step in steps if step < min(edge, end))
