"""Looks into the archive that the desk takes: what a subscription would send, and what its calendar says."""

from dataclasses import dataclass, replace

from bot.chat.wishes import Wish
from bot.domain.brief import Brief
from bot.domain.topic import Subscription
from bot.steps.look import look_of
from bot.steps.parts import Parts


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

    def with_calendar(self, wish: Wish) -> Wish:
        """Return `wish` with the dates of its calendar among its `skip_dates`; raise ValueError with a sentence."""
        return replace(wish, calendar=None)
