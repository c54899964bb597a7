"""Composing, delivering and answering: from stories to messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.compose import is_silent
from bot.briefing.slots import find_slot
from bot.delivery.outbound import parts as parts_of
from bot.delivery.outcome import Verdict
from bot.domain.brief import Brief, BriefKey, Dossier
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription
from bot.errors import EngineError
from bot.steps.look import Look
from bot.steps.parts import Parts


@dataclass(frozen=True, slots=True)
class Tell:
    """The last steps: what a channel is told."""

    parts: Parts

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Return the parts to deliver, in order; a brief composed before is taken as it was. [] means silence.

        Only a slot of the schedule is kept in silence: who asks for a brief gets an answer.
        """
        key = _key(subscription_id, local_date, slot)
        brief = await self.parts.store.brief(key)
        if brief is not None:
            return list(parts_of(brief))
        subscription = await self._subscription(subscription_id)
        due = find_slot(subscription, local_date=local_date, slot=slot)
        end = due.moment if due else datetime.fromisoformat(now)
        brief = await self._look().brief(subscription, key=key, end=end)
        if due is not None and is_silent(brief, subscription):
            return []
        return list(parts_of(await self.parts.store.save_brief(brief)))

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part of a composed brief; return `sent`, `unknown`, `failed` or `waiting:<seconds>`."""
        brief = await self.parts.store.brief(_key(subscription_id, local_date, slot))
        if brief is None:
            raise EngineError(f"brief {subscription_id}:{local_date}:{slot} was never composed")
        platform = await self._platform(brief)
        if platform not in self.parts.outbound:
            raise EngineError(f"brief {brief.key} wants {platform}, which is not connected")
        outcome = await self.parts.outbound[platform].deliver_part(brief, part)
        if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
            place = f"channel {brief.channel}, brief {brief.key}"
            await self.parts.notify(f"A message is {outcome.verdict} ({place}, {part}): {outcome.reason}")
        return str(outcome)

    async def dossier(self, countries: Sequence[str]) -> Dossier:
        """Return what the archive holds on a country or a pair."""
        return await self._look().dossier(countries)

    def _look(self) -> Look:
        parts = self.parts
        return Look(
            store=parts.store,
            labels=parts.labels,
            clock=parts.clock,
            first_poll=parts.first_poll,
            archive=parts.archive,
            allowed=parts.allowed,
            words=parts.words,
        )

    async def _platform(self, brief: Brief) -> str:
        """Return where the brief goes; only one stored before briefs named it needs its subscription for that."""
        return brief.platform or (await self._subscription(brief.key.subscription_id)).platform

    async def _subscription(self, name: str) -> Subscription:
        subscription = await self.parts.store.subscription(SubscriptionId(name))
        if subscription is None:
            raise EngineError(f"there is no subscription {name}")
        return subscription


def _key(subscription_id: str, local_date: str, slot: str) -> BriefKey:
    return BriefKey(subscription_id=SubscriptionId(subscription_id), local_date=local_date, slot=slot)
