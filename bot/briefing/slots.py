"""When a subscription is due: local times turned into moments, summer time and pauses included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.moments import utc
from bot.domain.topic import WEEKDAYS, Subscription

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LOOK_BACK = 8
"""Days: more than a week, so that a weekly slot is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotMoment:
    """A slot on one local date: `slot` is its name, such as 0730; `moment` is when it is due, in UTC."""

    local_date: str
    slot: str
    moment: datetime


def slot_name(local_time: str) -> str:
    """Return the name of the slot at `local_time`: 0730 for 07:30."""
    return local_time.replace(":", "")


def moment_of(local_date: date, local_time: str, *, timezone: str) -> datetime:
    """Return the UTC moment of a local time.

    A time that summer time skips is as much later as the gap is wide; one that comes twice means the first.
    """
    wall = datetime.combine(local_date, time.fromisoformat(local_time), tzinfo=ZoneInfo(timezone))
    return wall.astimezone(UTC)


def slots_on(subscription: Subscription, local_date: date) -> tuple[SlotMoment, ...]:
    """Return the slots of `subscription` on a local date, in order of their moments; none on a day left out."""
    zone = subscription.timezone
    if WEEKDAYS[local_date.weekday()] not in subscription.weekdays or not _exists(local_date, zone):
        return ()
    moments = [
        SlotMoment(
            local_date=local_date.isoformat(), slot=slot_name(slot), moment=moment_of(local_date, slot, timezone=zone)
        )
        for slot in subscription.slots
    ]
    return tuple(sorted(moments, key=lambda slot: slot.moment))


def find_slot(subscription: Subscription, *, local_date: str, slot: str) -> SlotMoment | None:
    """Return the slot that a brief's key names, or None where the subscription has no such slot (any more)."""
    slots = slots_on(subscription, date.fromisoformat(local_date))
    return next((candidate for candidate in slots if candidate.slot == slot), None)


def last_due(subscription: Subscription, now: datetime) -> SlotMoment | None:
    """Return the latest slot whose moment has come at `now`, whether it was kept or not."""
    today = utc(now).astimezone(ZoneInfo(subscription.timezone)).date()
    days = (today + _DAY - n * _DAY for n in range(_LOOK_BACK + 2))
    due = [slot for day in days for slot in slots_on(subscription, day) if slot.moment <= now]
    return max(due, key=lambda slot: slot.moment, default=None)


def next_due(subscription: Subscription, after: datetime) -> SlotMoment | None:
    """Return the first slot whose moment comes after `after`."""
    today = utc(after).astimezone(ZoneInfo(subscription.timezone)).date()
    days = (today + (n - 1) * _DAY for n in range(2 * _LOOK_BACK))
    coming = (slot for day in days for slot in slots_on(subscription, day) if slot.moment > after)
    return next(coming, None)


def due_slots(subscription: Subscription, now: datetime) -> tuple[SlotMoment, ...]:
    """Return the slots to be told at `now`, oldest first: due, within their grace, and not fallen into a pause."""
    today = utc(now).astimezone(ZoneInfo(subscription.timezone)).date()
    slots = [slot for n in (-2, -1, 0, 1) for slot in slots_on(subscription, today + n * _DAY)]
    due = [slot for slot in slots if slot.moment <= now < deadline(subscription, slot)]
    return tuple(slot for slot in due if not is_paused(subscription, slot.moment))


def deadline(subscription: Subscription, slot: SlotMoment) -> datetime:
    """Return the moment from which `slot` is too late to tell: after its grace, by default at local midnight."""
    if subscription.grace_minutes is not None:
        return slot.moment + timedelta(minutes=subscription.grace_minutes)
    tomorrow = date.fromisoformat(slot.local_date) + _DAY
    return max(moment_of(tomorrow, "00:00", timezone=subscription.timezone), slot.moment + _MINUTE)


def is_paused(subscription: Subscription, moment: datetime) -> bool:
    """Whether `subscription` is paused at `moment`."""
    return subscription.paused_until is not None and moment < utc(subscription.paused_until)


def tick_of(now: datetime, *, minutes: int) -> str:
    """Return the name of the polling tick that `now` falls into; ticks are `minutes` long and the same everywhere."""
    length = minutes * 60
    start = int(utc(now).timestamp()) // length * length
    return datetime.fromtimestamp(start, UTC).strftime("%Y%m%dT%H%M")


def _exists(local_date: date, timezone: str) -> bool:
    """Whether the date is on the calendar there: a zone that crosses the date line skips one."""
    return moment_of(local_date, "12:00", timezone=timezone).astimezone(ZoneInfo(timezone)).date() == local_date
