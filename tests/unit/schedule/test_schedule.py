"""The alarms over the real APScheduler, and what a stopped clock missed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.slots import due_slots
from bot.domain.topic import WEEKDAYS, Subscription
from bot.schedule import Schedule
from support.values import NOW, make_source, make_subscription

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EDGES = [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 6), (3, 27), (4, 3), (10, 23), (10, 30))]


class Desk:
    """Notes what is enqueued."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.channels: list[str | None] = []
        self.sources: list[tuple[str, ...]] = []
        self.revivals: list[bool] = []
        self.rang = asyncio.Event()

    async def enqueue_poll(self, source_ids: Sequence[str], tick: str, *, shard: str = "all") -> tuple[str, ...]:
        self.sources.append(tuple(source_ids))
        self.ids.append(f"poll:{shard}:{tick}")
        self.rang.set()
        return (self.ids[-1],)

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = None
    ) -> str:
        self.channels.append(channel)
        self.ids.append(f"brief:{subscription_id}:{local_date}:{slot}")
        return self.ids[-1]

    async def enqueue_retention(self, utc_date: str) -> str:
        self.ids.append(f"retention:{utc_date}")
        return self.ids[-1]

    async def revive(self, *, restarted: bool = False) -> tuple[str, ...]:
        self.revivals.append(restarted)
        return ()


def _schedule(*subscriptions: Subscription, now: datetime = NOW, sources: Sequence[Any] = ()) -> tuple[Schedule, Desk]:
    desk = Desk()
    schedule = Schedule(desk, clock=lambda: now)
    schedule.load(subscriptions, sources)
    return schedule, desk


def _jobs(schedule: Schedule) -> dict[str, Any]:
    return {job.id: job for job in schedule._scheduler.get_jobs()}


async def test_alarms_are_rebuilt_by_every_load() -> None:
    schedule, _ = _schedule(make_subscription(slots=("07:30", "18:00")), make_subscription("navy"))
    assert set(_jobs(schedule)) == {"brief:desk", "brief:navy", "retention", "revive"}
    schedule.load([make_subscription("navy")], [make_source(), make_source("slow", poll_minutes=240)])
    assert set(_jobs(schedule)) == {"brief:navy", "retention", "revive", "poll"}


async def test_an_alarm_enqueues_the_slot_that_is_due_and_no_earlier_one() -> None:
    schedule, desk = _schedule(make_subscription(slots=("07:30", "07:00")))
    job = _jobs(schedule)["brief:desk"]
    await job.func(*job.args)
    assert desk.ids == ["brief:desk:2026-11-23:0730"]
    assert desk.channels == ["C-desk"]


async def test_an_alarm_during_a_pause_is_silent() -> None:
    schedule, desk = _schedule(make_subscription(paused_until=NOW + HOUR))
    job = _jobs(schedule)["brief:desk"]
    await job.func(*job.args)
    assert desk.ids == []


async def test_a_clock_set_back_a_little_does_not_hide_the_slot() -> None:
    schedule, desk = _schedule(make_subscription(), now=NOW - timedelta(seconds=5))
    job = _jobs(schedule)["brief:desk"]
    await job.func(*job.args)
    assert desk.ids == ["brief:desk:2026-11-23:0730"]


@settings(max_examples=60, deadline=None)
@given(
    start=st.sampled_from(EDGES),
    hour=st.integers(0, 4),
    minute=st.sampled_from([0, 15, 30, 59]),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC"]),
)
async def test_at_the_edges_of_summer_time_every_date_has_one_brief(
    start: datetime, hour: int, minute: int, zone: str
) -> None:
    subscription = make_subscription(slots=(f"{hour:02}:{minute:02}",), weekdays=WEEKDAYS, timezone=zone)
    schedule, _ = _schedule(subscription)
    (job,) = [job for name, job in _jobs(schedule).items() if name.startswith("brief")]
    fired: list[str] = []
    alarm = job.trigger.get_next_fire_time(None, start)
    while alarm < start + 6 * DAY:
        fired += [slot.local_date for slot in due_slots(subscription, alarm) if slot.moment == alarm]
        alarm = job.trigger.get_next_fire_time(alarm, alarm + timedelta(seconds=1))
    first = datetime.fromisoformat(fired[0])
    assert fired == [(first + n * DAY).date().isoformat() for n in range(len(fired))]
    assert len(fired) in {5, 6, 7}, "a shorter day may let one more alarm in, a longer one may keep one out"


async def test_catching_up_tells_the_last_due_slot_within_its_grace() -> None:
    late = NOW + 5 * HOUR
    subscriptions = [
        make_subscription("twice", slots=("06:00", "07:30")),
        make_subscription("impatient", grace_minutes=60),
        make_subscription("paused", paused_until=NOW + 6 * HOUR),
        make_subscription("weekend", weekdays=("sat", "sun")),
        make_subscription("later", slots=("23:00",)),
    ]
    schedule, desk = _schedule(*subscriptions)
    assert await schedule.catch_up(late) == ("brief:twice:2026-11-23:0730",)
    assert desk.ids == ["brief:twice:2026-11-23:0730"]
    assert desk.revivals == [True], "what ended in error is taken up first"


async def test_polling_goes_by_ticks_that_name_every_source() -> None:
    sources = [
        make_source("wire"),
        make_source("ministry", poll_minutes=15),
        make_source("trade"),
        make_source("asleep", enabled=False),
    ]
    schedule, desk = _schedule(sources=sources, now=NOW + timedelta(minutes=20))
    await schedule.catch_up(NOW + timedelta(minutes=20))
    assert desk.ids == ["poll:all:20261123T0650"]
    assert desk.sources == [("ministry", "trade", "wire")]
    job = _jobs(schedule)["poll"]
    assert job.trigger.get_next_fire_time(None, NOW).minute % 5 == 0
    await job.func(*job.args)
    assert desk.ids[-1] == "poll:all:20261123T0650", "the alarm and the catch-up name one tick alike"


async def test_the_day_is_cleaned_up_once() -> None:
    schedule, desk = _schedule()
    job = _jobs(schedule)["retention"]
    await job.func(*job.args)
    assert desk.ids == ["retention:2026-11-23"]


async def test_a_started_clock_rings_on_the_running_loop_and_stops() -> None:
    schedule, desk = _schedule(sources=[make_source()])
    schedule.start()
    schedule._scheduler.modify_job("poll", next_run_time=datetime.now(UTC))
    await asyncio.wait_for(desk.rang.wait(), 10)
    assert desk.ids == ["poll:all:20261123T0630"]
    schedule.stop()
    await asyncio.sleep(0)
    assert not schedule._scheduler.running
    schedule.stop()


@pytest.mark.parametrize("option", ["coalesce", "max_instances"])
async def test_late_is_once(option: str) -> None:
    schedule, _ = _schedule(make_subscription())
    schedule.start()
    job = _jobs(schedule)["brief:desk"]
    assert int(getattr(job, option)) == 1
    schedule.stop()
    await asyncio.sleep(0)
