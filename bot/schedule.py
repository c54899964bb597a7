"""The clock: the only module that knows APScheduler. It never works, it only enqueues under ids that make twice once.

Jobs live in memory and are rebuilt from the subscriptions and sources; any number of nodes may run the clock.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.briefing.slots import SlotMoment, due_slots, last_due, next_due, tick_of
from bot.domain.moments import Clock
from bot.domain.source import POLL_TICK, Source
from bot.domain.topic import Subscription
from bot.log import get_logger

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RETENTION_HOUR = 3
_REVIVE_MINUTES = 5
_TICK_MINUTES = int(POLL_TICK.total_seconds()) // 60
_DAY_SECONDS = 86_400
_SOON = timedelta(seconds=30)
"""A clock set back a little between the alarm and the look at it must not hide the slot; slots are minutes apart."""


class Enqueues(Protocol):
    """The part of the engine that the clock talks to; each call twice is once."""

    async def enqueue_poll(self, source_ids: Sequence[str], tick: str, *, shard: str = ...) -> tuple[str, ...]:
        """Enqueue the polling of sources at a tick."""

    async def enqueue_brief(
        self, subscription_id: str, local_date: str, slot: str, *, channel: str | None = ...
    ) -> str:
        """Enqueue a brief."""

    async def enqueue_retention(self, utc_date: str) -> str:
        """Enqueue the day's clean-up."""

    async def revive(self, *, restarted: bool = ...) -> tuple[str, ...]:
        """Enqueue again what ended in error."""


class Schedule:
    """Alarms for briefs, polling and clean-up, on the event loop that starts it."""

    def __init__(self, engine: Enqueues, *, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._subscriptions: tuple[Subscription, ...] = ()
        self._sources: tuple[str, ...] = ()
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})

    def load(self, subscriptions: Sequence[Subscription], sources: Sequence[Source]) -> None:
        """Replace all alarms by those of `subscriptions` and the enabled `sources`. Call `catch_up` afterwards.

        Every tick names all sources: which of them are due is known where they are polled.
        """
        self._subscriptions = tuple(subscriptions)
        self._sources = tuple(sorted(source.id for source in sources if source.enabled))
        self._scheduler.remove_all_jobs()
        for subscription in self._subscriptions:
            self._add(self._alarm, _SlotTrigger(subscription), f"brief:{subscription.id}", subscription)
        if self._sources:
            self._add(self._poll, IntervalTrigger(minutes=_TICK_MINUTES, start_date=_EPOCH, timezone=UTC), "poll")
        self._add(self._retain, CronTrigger(hour=_RETENTION_HOUR, timezone=UTC), "retention")
        self._add(self._engine.revive, IntervalTrigger(minutes=_REVIVE_MINUTES, timezone=UTC), "revive")

    def every(self, minutes: int, function: Callable[[], Awaitable[object]], *, name: str) -> None:
        """Call `function` every so many minutes, in memory only; `load` takes it away again."""
        self._add(function, IntervalTrigger(minutes=minutes, timezone=UTC), name)

    def start(self) -> None:
        """Start the alarms; call on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the alarms; what is enqueued stays so."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def catch_up(self, now: datetime) -> tuple[str, ...]:
        """Enqueue what a stopped clock missed, and return the ids.

        That is what ended in error, the last due slot of every subscription while its grace lasts and no pause covers
        it, and the current polling tick. What was done already stays done.
        """
        ids = list(await self._engine.revive(restarted=True))
        ids += [
            await self._tell(subscription, slot)
            for subscription in self._subscriptions
            for slot in _missed(subscription, now)
        ]
        if self._sources:
            ids.extend(await self._tick(now))
        return tuple(ids)

    def _add(self, function: Callable[..., Awaitable[object]], trigger: Any, name: str, *args: object) -> None:
        # Whether it is too late is decided by `due_slots`, so the scheduler itself forgives a whole day.
        self._scheduler.add_job(function, trigger, args=args, id=name, misfire_grace_time=_DAY_SECONDS)

    async def _alarm(self, subscription: Subscription) -> None:
        for slot in _missed(subscription, self._clock() + _SOON):
            await self._tell(subscription, slot)

    async def _tell(self, subscription: Subscription, slot: SlotMoment) -> str:
        get_logger("schedule").info("brief due", subscription=subscription.id, date=slot.local_date, slot=slot.slot)
        return await self._engine.enqueue_brief(
            subscription.id, slot.local_date, slot.slot, channel=subscription.channel
        )

    async def _poll(self) -> None:
        await self._tick(self._clock() + _SOON)

    async def _tick(self, now: datetime) -> tuple[str, ...]:
        return await self._engine.enqueue_poll(self._sources, tick_of(now, minutes=_TICK_MINUTES))

    async def _retain(self) -> str:
        return await self._engine.enqueue_retention(self._clock().date().isoformat())


class _SlotTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Rings at the moments of `slots_on`.

    APScheduler's own cron trigger skips a slot soon after midnight on the day after summer time begins.
    """

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the first moment after the previous one, or from `now` on."""
        after = previous_fire_time or now - timedelta(microseconds=1)
        slot = next_due(self._subscription, after)
        return slot.moment if slot else None


def _missed(subscription: Subscription, now: datetime) -> tuple[SlotMoment, ...]:
    """Return the last due slot unless it is too late or paused; the news of an earlier one is in it."""
    last = last_due(subscription, now)
    return tuple(slot for slot in due_slots(subscription, now) if slot == last)
