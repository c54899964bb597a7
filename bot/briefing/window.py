"""What a brief covers and of which kind it is: since the last one delivered, and what its slot's name says. Pure."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.slots import is_paused, usual_slots_on
from bot.domain.brief import (
    ALERT_PREFIX,
    DIGEST,
    FOLLOW_PREFIX,
    NOW_PREFIX,
    REST_PREFIX,
    BriefKey,
    BriefKind,
)
from bot.domain.moments import utc
from bot.domain.topic import Subscription

MAX_WINDOW = timedelta(days=31)
"""How far back a brief looks at most: over a pause, holidays or an outage of a month."""
OWED_FOR = timedelta(days=7)
"""How long before its window a brief looks for what earlier ones chose and could not deliver."""
LATE_AFTER = timedelta(minutes=30)
_PREFIXES = {
    NOW_PREFIX: BriefKind.NOW,
    REST_PREFIX: BriefKind.REST,
    ALERT_PREFIX: BriefKind.ALERT,
    FOLLOW_PREFIX: BriefKind.FOLLOW,
}
_DAY = timedelta(days=1)


def window_start(end: datetime, *, last_delivered: datetime | None, first: timedelta) -> datetime:
    """Return where the window of a brief begins: the end of the last delivered one, at most a month back."""
    if last_delivered is None:
        return end - first
    return min(end, max(last_delivered, end - MAX_WINDOW))


def caught_up(subscription: Subscription, *, last_delivered: datetime | None, end: datetime) -> bool:
    """Whether slots between the last delivered brief and `end` were left out by a pause or on skipped dates."""
    if last_delivered is None:
        return False
    start = window_start(end, last_delivered=last_delivered, first=MAX_WINDOW)
    zone = ZoneInfo(subscription.timezone)
    day, last = utc(start).astimezone(zone).date(), utc(end).astimezone(zone).date()
    while day <= last:
        for slot in usual_slots_on(subscription, day):
            skipped = day in subscription.skip_dates or is_paused(subscription, slot.moment)
            if start < slot.moment < end and skipped:
                return True
        day += _DAY
    return False


def kind_of(slot: str) -> BriefKind:
    """Return what kind of brief a slot of that name makes; a name of another form was wished for by hand."""
    if slot == DIGEST:
        return BriefKind.DIGEST
    if re.fullmatch(r"\d{4}", slot):
        return BriefKind.SCHEDULED
    return next((kind for prefix, kind in _PREFIXES.items() if slot.startswith(prefix)), BriefKind.NOW)


def is_late(kind: BriefKind, *, end: datetime, now: datetime) -> bool:
    """Whether a brief that was due at `end` is made so late at `now` that it has to say so."""
    return kind in {BriefKind.SCHEDULED, BriefKind.DIGEST} and now - end > LATE_AFTER


def rest_slot(parent: BriefKey) -> tuple[str, str]:
    """Return local date and slot of the brief that tells what `parent` left out."""
    return parent.local_date, f"{REST_PREFIX}{parent.slot}"


def parent_of(key: BriefKey) -> BriefKey | None:
    """Return the key of the brief whose rest the brief of `key` tells, None where it tells no rest."""
    if not key.slot.startswith(REST_PREFIX):
        return None
    slot = key.slot.removeprefix(REST_PREFIX)
    return BriefKey(subscription_id=key.subscription_id, local_date=key.local_date, slot=slot)
