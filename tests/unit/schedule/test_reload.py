"""Alarms replaced while the clock runs: no slot is lost and none is doubled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.slots import rescheduled, resumed, slots_on
from bot.domain.topic import WEEKDAYS, Subscription
from bot.schedule import Schedule
from support.values import NOW, make_subscription

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SLOT = NOW  # 07:30 in Warsaw
ID = "brief:desk:2026-11-23:0730"


class Clock:
    """The clock and its alarms, moved by hand: an alarm rings when its time has come."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.ids: list[str] = []
        self.fails = 0
        self.schedule = Schedule(self, clock=lambda: self.now)
        self._next: dict[str, tuple[Any, datetime | None]] = {}

    async def enqueue_poll(self, source_ids: Sequence[str], tick: str, *, shard: str = "all") -> tuple[str, ...]:
        raise AssertionError("nothing is polled here")

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = None
    ) -> str:
        if self.fails:
            self.fails -= 1
            raise OSError("the database is away")
        self.ids.append(f"brief:{subscription_id}:{local_date}:{slot}")
        return self.ids[-1]

    async def enqueue_retention(self, utc_date: str) -> str:
        raise AssertionError("nothing is cleaned up here")

    async def revive(self, *, restarted: bool = False) -> tuple[str, ...]:
        return ()

    def load(self, *subscriptions: Subscription) -> None:
        """Begin with these."""
        self.schedule.load(subscriptions, [])
        self.seen()

    def seen(self) -> None:
        """Learn of alarms that were set, as the scheduler does at once."""
        jobs = [job for job in self.schedule._scheduler.get_jobs() if job.id.startswith("brief:")]
        known = {job.id: self._next[job.id] for job in jobs if job.id in self._next}
        self._next = {
            job.id: known[job.id]
            if job.id in known and known[job.id][0] is job
            else (job, job.trigger.get_next_fire_time(None, self.now))
            for job in jobs
        }

    async def move(self, to: datetime) -> None:
        """Let time pass from alarm to alarm, ringing each."""
        while True:
            waiting = [(moment, name) for name, (_, moment) in self._next.items() if moment and moment <= to]
            if not waiting:
                break
            moment, name = min(waiting)
            self.now = max(self.now, moment)
            job = self._next[name][0]
            self._next[name] = (job, job.trigger.get_next_fire_time(moment, self.now))
            await job.func(*job.args)
        self.now = max(self.now, to)

    async def reload(self, *subscriptions: Subscription) -> None:
        """Take on these while running."""
        await self.schedule.reload(subscriptions)
        self.seen()


def daily(*slots: str, **fields: Any) -> Subscription:
    return make_subscription(slots=slots or ("07:30",), weekdays=WEEKDAYS, **fields)


async def test_an_alarm_of_what_did_not_change_stays() -> None:
    clock = Clock(SLOT - HOUR)
    clock.load(daily(), daily(id="navy"))
    before = {job.id: job for job in clock.schedule._scheduler.get_jobs()}
    await clock.reload(daily(), daily(id="navy", max_stories=3), daily(id="new"))
    after = {job.id: job for job in clock.schedule._scheduler.get_jobs()}
    assert after["brief:desk"] is before["brief:desk"]
    assert after["brief:navy"] is not before["brief:navy"]
    assert set(after) == {"brief:desk", "brief:navy", "brief:new", "retention", "revive"}
    await clock.reload(daily())
    assert {job.id for job in clock.schedule._scheduler.get_jobs()} == {"brief:desk", "retention", "revive"}


async def test_a_slot_that_comes_while_its_alarm_is_replaced_is_told() -> None:
    clock = Clock(SLOT - HOUR)
    clock.load(daily())
    clock.now = SLOT + SECOND  # the alarm has not rung yet
    await clock.reload(daily(max_stories=3))
    await clock.move(SLOT + MINUTE)
    assert clock.ids == [ID]


async def test_a_subscription_made_a_minute_before_its_slot_is_told_and_one_made_after_is_not() -> None:
    for made, told in ((SLOT - MINUTE, [ID]), (SLOT + MINUTE, [])):
        clock = Clock(made)
        clock.load()
        wanted = rescheduled(None, daily(), made)
        await clock.reload(wanted)
        await clock.move(SLOT + 5 * HOUR)
        assert clock.ids == told
        clock.load(wanted)  # the bot starts anew at noon
        await clock.schedule.catch_up(clock.now)
        assert set(clock.ids) == set(told)
        await clock.move(SLOT + DAY)
        assert clock.ids[-1] == "brief:desk:2026-11-24:0730"


async def test_the_news_that_it_was_made_may_come_after_the_slot() -> None:
    clock = Clock(SLOT + 2 * SECOND)
    clock.load()
    await clock.reload(rescheduled(None, daily(), SLOT - SECOND))
    assert clock.ids == [ID]


async def test_a_slot_moved_into_the_past_is_not_told_today() -> None:
    clock = Clock(SLOT)
    clock.load(daily("18:00"))
    clock.now = SLOT + 4 * HOUR
    wanted = rescheduled(daily("18:00"), daily("09:00"), clock.now)
    await clock.reload(wanted)
    await clock.move(SLOT + 12 * HOUR)
    assert clock.ids == []
    clock.load(wanted)
    await clock.schedule.catch_up(clock.now)
    assert clock.ids == []


async def test_paused_deleted_and_resumed() -> None:
    clock = Clock(SLOT - HOUR)
    clock.load(daily())
    paused = daily(paused_until=SLOT + DAY)
    await clock.reload(paused)
    await clock.move(SLOT + MINUTE)
    assert clock.ids == []
    await clock.reload(resumed(paused, clock.now))
    await clock.move(SLOT + 2 * MINUTE)
    clock.load(resumed(paused, SLOT + MINUTE))
    await clock.schedule.catch_up(clock.now)
    assert clock.ids == [], "the slot fell into the pause"
    await clock.move(SLOT + DAY)
    assert clock.ids == ["brief:desk:2026-11-24:0730"]
    await clock.reload()
    await clock.move(SLOT + 2 * DAY)
    assert len(clock.ids) == 1


async def test_a_slot_that_could_not_be_enqueued_is_swept_up() -> None:
    clock = Clock(SLOT - HOUR)
    clock.load(daily())
    clock.fails = 1
    try:
        await clock.move(SLOT)
    except OSError:
        clock.now = SLOT + 3 * MINUTE
    await clock.schedule._revive()
    await clock.schedule._revive()
    assert clock.ids == [ID]


async def test_the_last_slot_of_the_week_brings_the_digest() -> None:
    clock = Clock(SLOT - HOUR)
    week = make_subscription(slots=("07:30", "16:00"), digest=True)
    clock.load(week)
    for day in range(7):
        for hours in (0, 9):
            await clock.move(SLOT + day * DAY + hours * HOUR)
    assert [one for one in clock.ids if one.endswith("digest")] == ["brief:desk:2026-11-27:digest"]
    assert clock.ids[-1] == "brief:desk:2026-11-27:digest", "after the last brief"


times = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.sampled_from([0, 30]))


@settings(max_examples=60, deadline=None)
@given(
    slots=st.lists(times, min_size=1, max_size=3, unique=True),
    reloads=st.lists(st.tuples(st.integers(0, 4 * 1440), st.booleans()), max_size=12),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]),
    ring_first=st.booleans(),
)
async def test_reloads_at_any_moment_lose_and_double_nothing(
    slots: list[str], reloads: list[tuple[int, bool]], zone: str, ring_first: bool
) -> None:
    start = NOW - 6 * HOUR - 7 * MINUTE
    clock, maximum = Clock(start), 1
    clock.load(daily(*slots, timezone=zone))
    for minutes, changes in sorted(reloads):
        moment = start + minutes * MINUTE
        await clock.move(moment if ring_first else moment - MINUTE)
        clock.now = moment
        maximum += changes
        await clock.reload(daily(*slots, timezone=zone, max_stories=maximum))
    end = start + 5 * DAY
    await clock.move(end)
    subscription = daily(*slots, timezone=zone)
    days = [(start + n * DAY).date() for n in range(-1, 8)]
    due = [slot for day in days for slot in slots_on(subscription, day) if start < slot.moment <= end]
    assert clock.ids == [f"brief:desk:{slot.local_date}:{slot.slot}" for slot in due]
