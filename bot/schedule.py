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

from bot.briefing.slots import SlotMoment, find_slot, next_due, tellings_at, tick_of
from bot.domain.moments import Clock, utc
from bot.domain.source import POLL_TICK, Source
from bot.domain.topic import Subscription
from bot.log import get_logger

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RETENTION_HOUR = 3
_REVIVE_MINUTES = 5
_TICK_MINUTES = int(POLL_TICK.total_seconds()) // 60
_DAY_SECONDS = 86_400
_A_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)
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
        self._looked: dict[str, datetime] = {}
        """Up to when each subscription's slots are enqueued, by id."""
        self._sources: tuple[str, ...] = ()
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})

    def load(self, subscriptions: Sequence[Subscription], sources: Sequence[Source]) -> None:
        """Replace all alarms by those of `subscriptions` and the enabled `sources`. Call `catch_up` afterwards.

        Every tick names all sources: which of them are due is known where they are polled.
        """
        self._subscriptions = tuple(subscriptions)
        self._sources = tuple(sorted(source.id for source in sources if source.enabled))
        self._scheduler.remove_all_jobs()
        self._looked = {subscription.id: self._clock() for subscription in self._subscriptions}
        for subscription in self._subscriptions:
            self._set(subscription)
        if self._sources:
            self._add(self._poll, IntervalTrigger(minutes=_TICK_MINUTES, start_date=_EPOCH, timezone=UTC), "poll")
        self._add(self._retain, CronTrigger(hour=_RETENTION_HOUR, timezone=UTC), "retention")
        self._add(self._revive, IntervalTrigger(minutes=_REVIVE_MINUTES, timezone=UTC), "revive")

    async def reload(self, subscriptions: Sequence[Subscription]) -> tuple[str, ...]:
        """Make the alarms be those of `subscriptions` while the clock runs; return the ids of what was enqueued by it.

        Alarms of what did not change stay. A slot that comes while an alarm is replaced is enqueued here where it is
        one before and after; slots that are new and past are not made up for, unless they came since the subscription
        was made.
        """
        before = {subscription.id: subscription for subscription in self._subscriptions}
        self._subscriptions = tuple(subscriptions)
        for gone in before.keys() - {subscription.id for subscription in self._subscriptions}:
            self._scheduler.remove_job(_job(gone))
            self._looked.pop(gone, None)
        changed = [subscription for subscription in self._subscriptions if before.get(subscription.id) != subscription]
        now = self._clock()
        due = [
            (subscription, slot)
            for subscription in changed
            for slot in _kept(before.get(subscription.id), subscription, since=self._since(subscription, now), now=now)
        ]
        for subscription in changed:
            self._looked[subscription.id] = now
            self._set(subscription, after=now)
        for subscription, slot in due:  # until they are enqueued they count as not looked at
            self._looked[subscription.id] = min(slot.moment - _INSTANT, self._looked[subscription.id])
        ids = []
        for subscription, slot in due:
            ids.append(await self._tell(subscription, slot))
            self._looked[subscription.id] = now
        return tuple(ids)

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
        it, with the digest where the week ended, and the current polling tick. What was done already stays done.
        """
        ids = list(await self._engine.revive(restarted=True))
        ids += [
            await self._tell(subscription, slot)
            for subscription in self._subscriptions
            for slot in tellings_at(subscription, now)
        ]
        if self._sources:
            ids.extend(await self._tick(now))
        return tuple(ids)

    def _add(self, function: Callable[..., Awaitable[object]], trigger: Any, name: str, *args: object) -> None:
        # Whether it is too late is decided by `due_slots`, so the scheduler itself forgives a whole day.
        self._scheduler.add_job(function, trigger, args=args, id=name, misfire_grace_time=_DAY_SECONDS)

    def _set(self, subscription: Subscription, *, after: datetime | None = None) -> None:
        """Set the alarm of `subscription` in place of the one it has."""
        name, trigger = _job(subscription.id), _SlotTrigger(subscription, after=after)
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)
        self._add(self._alarm, trigger, name, subscription)

    def _since(self, subscription: Subscription, now: datetime) -> datetime:
        """Return up to when slots of `subscription` are enqueued, or from when on they are due if it is new here."""
        known = self._looked.get(subscription.id)
        if known is not None:
            return known
        return now if subscription.due_from is None else max(utc(subscription.due_from) - _INSTANT, now - _A_DAY)

    async def _alarm(self, subscription: Subscription) -> None:
        for slot in tellings_at(subscription, self._clock() + _SOON):
            await self._tell(subscription, slot)
            self._looked[subscription.id] = max(slot.moment, self._looked.get(subscription.id, slot.moment))

    async def _revive(self) -> None:
        """Take up what ended in error, and the slots whose alarms failed to enqueue them."""
        await self._engine.revive()
        now = self._clock()
        for subscription in self._subscriptions:
            since = self._looked.get(subscription.id, now)
            if any(slot.moment > since for slot in tellings_at(subscription, now)):
                await self._alarm(subscription)

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

    def __init__(self, subscription: Subscription, *, after: datetime | None) -> None:
        self._subscription, self._after = subscription, after

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the first moment after the previous one, or from where the trigger begins, at first `now`."""
        slot = next_due(self._subscription, previous_fire_time or self._after or now - _INSTANT)
        return slot.moment if slot else None


def _job(subscription_id: str) -> str:
    return f"brief:{subscription_id}"


def _kept(
    before: Subscription | None, after: Subscription, *, since: datetime, now: datetime
) -> tuple[SlotMoment, ...]:
    """Return what came due after `since` while `before` was replaced by `after`, and is due by both."""
    due = [slot for slot in tellings_at(after, now) if slot.moment > since]
    if before is None:
        return tuple(due)
    return tuple(slot for slot in due if find_slot(before, local_date=slot.local_date, slot=slot.slot) == slot)
