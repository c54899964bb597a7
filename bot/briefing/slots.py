"""When a subscription is due: local times turned into moments, summer time and pauses included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.brief import DIGEST
from bot.domain.moments import utc
from bot.domain.topic import WEEKDAYS, Subscription, Weekday

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
    return () if local_date in subscription.skip_dates else usual_slots_on(subscription, local_date)


def usual_slots_on(subscription: Subscription, local_date: date) -> tuple[SlotMoment, ...]:
    """Return the slots that a local date would have if no date were skipped."""
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
    if slot == DIGEST:
        return digest_on(subscription, date.fromisoformat(local_date))
    slots = slots_on(subscription, date.fromisoformat(local_date))
    return next((candidate for candidate in slots if candidate.slot == slot), None)


def digest_on(subscription: Subscription, local_date: date) -> SlotMoment | None:
    """Return the slot of the weekly digest where `local_date` is the day of it: with the last brief of the week."""
    slots = slots_on(subscription, local_date) if subscription.digest else ()
    if not slots or any(slots_on(subscription, day) for day in _rest_of_week(subscription, local_date)):
        return None
    return SlotMoment(local_date=local_date.isoformat(), slot=DIGEST, moment=slots[-1].moment)


def week_end(weekdays: Iterable[Weekday]) -> Weekday:
    """Return the day that ends the week of those `weekdays`: the one before the longest pause, the later of two."""
    days = sorted(WEEKDAYS.index(day) for day in set(weekdays))
    following = [*days[1:], days[0] + len(WEEKDAYS)]
    gaps = [(after - day, day) for day, after in zip(days, following, strict=True)]
    return WEEKDAYS[max(gaps)[1]]


def _rest_of_week(subscription: Subscription, local_date: date) -> Iterator[date]:
    last = WEEKDAYS.index(week_end(subscription.weekdays))
    for n in range((last - local_date.weekday()) % len(WEEKDAYS)):
        yield local_date + (n + 1) * _DAY


def last_due(subscription: Subscription, now: datetime) -> SlotMoment | None:
    """Return the latest slot whose moment has come at `now`, whether it was kept or not."""
    today = utc(now).astimezone(ZoneInfo(subscription.timezone)).date()
    days = (today + _DAY - n * _DAY for n in range(_LOOK_BACK + 2))
    due = [slot for day in days for slot in slots_on(subscription, day) if slot.moment <= now]
    return max(due, key=lambda slot: slot.moment, default=None)


def next_due(subscription: Subscription, after: datetime) -> SlotMoment | None:
    """Return the first slot whose moment comes after `after`."""
    today = utc(after).astimezone(ZoneInfo(subscription.timezone)).date()
    # However many dates are skipped, beyond all of them there is a slot within a week.
    days = (today + (n - 1) * _DAY for n in range(2 * _LOOK_BACK + len(WEEKDAYS) * len(subscription.skip_dates)))
    coming = (slot for day in days for slot in slots_on(subscription, day) if slot.moment > after)
    return next(coming, None)


def due_slots(subscription: Subscription, now: datetime) -> tuple[SlotMoment, ...]:
    """Return the slots to be told at `now`, oldest first: due, within their grace, and not fallen into a pause.

    What came before the subscription was made is not due.
    """
    today = utc(now).astimezone(ZoneInfo(subscription.timezone)).date()
    slots = [slot for n in (-2, -1, 0, 1) for slot in slots_on(subscription, today + n * _DAY)]
    due = [slot for slot in slots if slot.moment <= now < deadline(subscription, slot)]
    return tuple(slot for slot in due if not is_paused(subscription, slot.moment) and not _before(subscription, slot))


def tellings_at(subscription: Subscription, now: datetime) -> tuple[SlotMoment, ...]:
    """Return what is to be told at `now`: the last due slot, since the news of an earlier one is in it, and the digest.

    A slot that is too late, or fell into a pause, is not made up for.
    """
    last = last_due(subscription, now)
    if last is None or last not in due_slots(subscription, now):
        return ()
    digest = digest_on(subscription, date.fromisoformat(last.local_date))
    return (last,) if digest is None or digest.moment != last.moment else (last, digest)


def deadline(subscription: Subscription, slot: SlotMoment) -> datetime:
    """Return the moment from which `slot` is too late to tell: after its grace, by default at local midnight."""
    if subscription.grace_minutes is not None:
        return slot.moment + timedelta(minutes=subscription.grace_minutes)
    tomorrow = date.fromisoformat(slot.local_date) + _DAY
    return max(moment_of(tomorrow, "00:00", timezone=subscription.timezone), slot.moment + _MINUTE)


def is_paused(subscription: Subscription, moment: datetime) -> bool:
    """Whether `subscription` is paused at `moment`."""
    return subscription.paused_until is not None and moment < utc(subscription.paused_until)


def resumed(subscription: Subscription, now: datetime) -> Subscription:
    """Return `subscription` without its pause: over at `now`, so that the slots that fell into it stay untold."""
    if not is_paused(subscription, now):
        return subscription
    return subscription.model_copy(update={"paused_until": utc(now), "pause_note": ""})


def rescheduled(before: Subscription | None, after: Subscription, now: datetime) -> Subscription:
    """Return `after` with slots due from `now` on where it is new, or its times are others than those of `before`."""
    if before is not None and _times(before) == _times(after):
        return after.model_copy(update={"due_from": before.due_from})
    return after.model_copy(update={"due_from": utc(now)})


def tick_of(now: datetime, *, minutes: int) -> str:
    """Return the name of the polling tick that `now` falls into; ticks are `minutes` long and the same everywhere."""
    length = minutes * 60
    start = int(utc(now).timestamp()) // length * length
    return datetime.fromtimestamp(start, UTC).strftime("%Y%m%dT%H%M")


def _times(subscription: Subscription) -> tuple[object, ...]:
    return subscription.slots, set(subscription.weekdays), subscription.timezone, set(subscription.skip_dates)


def _before(subscription: Subscription, slot: SlotMoment) -> bool:
    return subscription.due_from is not None and slot.moment < utc(subscription.due_from)


def _exists(local_date: date, timezone: str) -> bool:
    """Whether the date is on the calendar there: a zone that crosses the date line skips one."""
    return moment_of(local_date, "12:00", timezone=timezone).astimezone(ZoneInfo(timezone)).date() == local_date
