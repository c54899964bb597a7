"""Composing, delivering and answering: from stories to messages."""

from dataclasses import dataclass
from datetime import datetime

from bot.briefing.compose import is_silent
from bot.briefing.digest import speaks_for
from bot.briefing.slots import find_slot, is_paused
from bot.briefing.window import kind_of, parent_of
from bot.delivery.outbound import parts as parts_of
from bot.delivery.outcome import Lost, Outcome, Verdict
from bot.domain.brief import Brief, BriefKey, BriefKind
from bot.domain.delivery import CHART
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Subscription
from bot.errors import EngineError
from bot.log import get_logger
from bot.steps.look import look_of
from bot.steps.parts import Parts
from bot.steps.reacting import Reacting
from bot.steps.special import is_correction, is_special


@dataclass(frozen=True, slots=True)
class Tell:
    """The last steps: what a channel is told."""

    parts: Parts

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Return the parts to deliver, in order; a brief composed before is taken as it was. [] means silence.

        Only a slot of the schedule is kept in silence: who asks for a brief gets an answer. A subscription that was
        deleted, paused or given other times meanwhile gets nothing any more.
        """
        key = _key(subscription_id, local_date, slot)
        if is_special(key):
            return await Reacting(self.parts, look_of(self.parts)).compose(key)
        brief = await self.parts.store.brief(key) or await self._composed(key, now=datetime.fromisoformat(now))
        return [] if brief is None else list(parts_of(await self.parts.store.save_brief(brief)))

    async def _composed(self, key: BriefKey, *, now: datetime) -> Brief | None:
        """Return the brief of `key`, made now; None where nothing is to be said."""
        subscription = await self.parts.store.subscription(key.subscription_id)
        if subscription is None:
            get_logger("tell").info("subscription gone", brief=str(key))
            return None
        due = find_slot(subscription, local_date=key.local_date, slot=key.slot)
        if due is not None and is_paused(subscription, due.moment):
            return None
        look, end = look_of(self.parts), due.moment if due else now
        match kind_of(key.slot):
            case BriefKind.REST:
                return await self._rest(subscription, key)
            case BriefKind.DIGEST:
                return await self._digest(subscription, key, end=due.moment) if due else None
            case BriefKind.SCHEDULED if due is None:
                return None  # its times were changed meanwhile: the next slot tells it
        brief = await look.brief(subscription, key=key, end=end)
        return None if due is not None and is_silent(brief, subscription) else brief

    async def _digest(self, subscription: Subscription, key: BriefKey, *, end: datetime) -> Brief | None:
        """Return the digest of the channel's week; None where it was told nothing or another subscription brings it."""
        store = self.parts.store
        others = await store.subscriptions_in(subscription.platform, subscription.channel)
        if not speaks_for(subscription, others, now=end):
            return None
        digest = await look_of(self.parts).digest(subscription, key=key, end=end)
        return digest if digest.items else None

    async def _rest(self, subscription: Subscription, key: BriefKey) -> Brief | None:
        """Return the brief of what another left out; None where nothing of it is left to tell."""
        parent_key = parent_of(key)
        parent = await self.parts.store.brief(parent_key) if parent_key else None
        if parent is None or parent.channel != subscription.channel:
            return None
        brief = await look_of(self.parts).rest(subscription, parent, key=key)
        return brief if brief.items else None

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part of a composed brief; return `sent`, `unknown`, `failed` or `waiting:<seconds>`."""
        key = _key(subscription_id, local_date, slot)
        if is_correction(key):
            return await Reacting(self.parts, look_of(self.parts)).deliver(key, part)
        brief = await self.parts.store.brief(key)
        if brief is None:
            raise EngineError(f"brief {subscription_id}:{local_date}:{slot} was never composed")
        platform = await self._platform(brief)
        if platform not in self.parts.outbound:
            raise EngineError(f"brief {brief.key} wants {platform}, which is not connected")
        outcome = await self.parts.outbound[platform].deliver_part(brief, part)
        if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
            await self._report(brief, platform, outcome, part=part)
        return str(outcome)

    async def _report(self, brief: Brief, platform: str, outcome: Outcome, *, part: str) -> None:
        """Tell of a message that is not surely out; what can no longer be posted to is paused."""
        match outcome.lost:
            case Lost.CHANNEL:
                await self.parts.channel_lost(brief, outcome.reason)
            case Lost.WORKSPACE:
                await self.parts.workspace_lost(platform, brief.workspace, outcome.reason)
        if part == CHART:  # the log has it: a picture's words stand in the digest
            return
        place = f"channel {brief.channel}, brief {brief.key}"
        await self.parts.notify(f"A message is {outcome.verdict} ({place}, {part}): {outcome.reason}")

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
