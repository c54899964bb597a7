"""From what somebody wishes to a subscription, and whether it may be. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.ids import SubscriptionId, digest
from bot.domain.moments import utc
from bot.domain.topic import FOREVER, Subscription, Topic

MAX_PER_CHANNEL, MAX_PER_WORKSPACE = 20, 200
MAX_PAUSE_DAYS = 366
_SLUG, _PLAIN = 32, re.compile(r"[^a-z0-9]+")
EDITED = (
    *("topic", "slots", "weekdays", "timezone", "language", "max_stories", "quiet_day", "quiet_hours"),
    *("grace_minutes", "skip_dates", "alerts", "alerts_per_day", "broadcast", "digest", "owners"),
)
"""What a form or a typed edit may change. Place, pauses, mutes and accepted proposals have ways of their own."""


def edited(known: Subscription, wanted: Subscription) -> Subscription:
    """Return `known` with what an edit may change taken from `wanted`; what changed meanwhile otherwise stays."""
    return known.model_copy(update={name: getattr(wanted, name) for name in EDITED})


def id_for(topic: Topic, seed: str) -> SubscriptionId:
    """Return a readable id for a new subscription, the same for the same `seed`: pk-tr-3f9a1c0e."""
    who = [code for pair in topic.pairs for code in (pair.first, pair.second)] + list(topic.countries)
    words = (*dict.fromkeys(who), *topic.sectors, *topic.words)
    slug = _PLAIN.sub("-", "-".join(words).lower())[:_SLUG].strip("-") or "all"
    return SubscriptionId(f"{slug}-{digest('subscription', seed)[:8]}")


def too_many(*, in_channel: int, in_workspace: int) -> str:
    """Return why no further subscription fits, "" where one does."""
    if in_channel >= MAX_PER_CHANNEL:
        return (
            f"This channel has {in_channel} subscriptions, and {MAX_PER_CHANNEL} are the most; unsubscribe one first."
        )
    if in_workspace >= MAX_PER_WORKSPACE:
        return f"There are {in_workspace} subscriptions already; {MAX_PER_WORKSPACE} are the most."
    return ""


def twin_of(wanted: Subscription, listed: Sequence[Subscription]) -> Subscription | None:
    """Return the subscription of the same channel that tells the same at a same time, if there is one."""
    return next(
        (
            one
            for one in listed
            if one.id != wanted.id
            and one.channel == wanted.channel
            and one.topic == wanted.topic
            and one.timezone == wanted.timezone
            and set(one.slots) & set(wanted.slots)
            and set(one.weekdays) & set(wanted.weekdays)
        ),
        None,
    )


def pause_end(now: datetime, zone: str, *, days: int | None = None, until: date | None = None) -> datetime:
    """Return the moment until which a pause lasts: so many days on at this hour, the day named, or for ever.

    Raise ValueError, whose text may be shown, for a length or day that makes no sense.
    """
    here = utc(now).astimezone(ZoneInfo(zone))
    if until is not None:
        if until <= here.date():
            raise ValueError("That day has come already; name a later one.")
        if (until - here.date()).days > MAX_PAUSE_DAYS:
            raise ValueError("A pause with an end lasts a year at most; without one it lasts until “resume”.")
        return utc(datetime.combine(until, datetime.min.time(), tzinfo=ZoneInfo(zone)))
    if days is None:
        return FOREVER
    if not 1 <= days <= MAX_PAUSE_DAYS:
        raise ValueError(f"A pause lasts 1 to {MAX_PAUSE_DAYS} days; without a number it lasts until “resume”.")
    return utc(here + timedelta(days=days))
