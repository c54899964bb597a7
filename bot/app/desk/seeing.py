"""Looks into the archive that the desk takes: what a subscription would send, and what its calendar says."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing.skip_dates import skip_dates
from bot.chat.wishes import Wish
from bot.domain.brief import Brief
from bot.domain.topic import Subscription
from bot.steps.look import look_of
from bot.steps.parts import Parts

_CALENDAR_SECONDS = 1.5
"""A form must be answered within three, and people are asked about as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """Composes and stores nothing."""

    parts: Parts

    async def preview(self, subscription: Subscription) -> Brief:
        """Return what `subscription` would have sent over the last 7 days."""
        return await look_of(self.parts).preview(subscription)

    async def as_now(self, subscription: Subscription) -> Brief:
        """Return what `subscription` would send at this moment."""
        return await look_of(self.parts).test(subscription)

    async def with_calendar(self, wish: Wish, zone: str) -> Wish:
        """Return `wish` with the dates of its calendar; raise ValueError with a sentence for what is no calendar."""
        return await with_calendar(wish, zone, self.parts.clock())


async def with_calendar(wish: Wish, zone: str, now: datetime) -> Wish:
    """Return `wish` with the dates of its calendar, understood in its zone or else in `zone`, among its `skip_dates`.

    Raise ValueError with a sentence for a file that is no calendar. It is read on a thread: it may be large.
    """
    if wish.calendar is None:
        return wish
    zone = wish.timezone or zone
    today = now.astimezone(ZoneInfo(zone)).date()
    dates = await asyncio.to_thread(skip_dates, wish.calendar, timezone=zone, today=today, seconds=_CALENDAR_SECONDS)
    return replace(wish, calendar=None, skip_dates=(*(wish.skip_dates or ()), *dates))
