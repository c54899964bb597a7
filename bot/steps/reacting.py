"""What follows from a cycle of stories at once: corrections, alerts, and what followers are told.

Everything is decided from what is stored, so that it may be asked again after a crash, by any node, at any time: what
is due has a name made of ids, and the engine and the ledger do under one name only one thing.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.briefing.alerts import FOLLOWED_LATEST, News
from bot.delivery.outbound import parts as parts_of
from bot.domain.brief import ALERT_PREFIX, Brief, BriefKey
from bot.log import get_logger
from bot.steps.alerting import Alerting
from bot.steps.correcting import Correcting
from bot.steps.doubting import Doubting
from bot.steps.following import Following
from bot.steps.look import Look
from bot.steps.parts import Parts
from bot.steps.special import FIX_PREFIX, Post

_LOOK_BACK = FOLLOWED_LATEST + timedelta(days=1)
"""What was learnt before is due nowhere any more: quiet hours are shorter than a day."""
log = get_logger("reacting")


@dataclass(frozen=True, slots=True)
class Reacting:
    """The last step of a cycle, and the briefs it leads to."""

    parts: Parts
    look: Look

    async def react(self) -> list[Post]:
        """Return what is to be posted now; corrections first, so that nothing wrong is built upon."""
        now = self.parts.clock()
        found = await self._correcting.due()
        fresh = [News(story=story, learnt_at=at) for story, at in await self.parts.store.learnt_since(now - _LOOK_BACK)]
        alerts = await Alerting(self.parts, self.look).due(fresh)
        told = await Following(self.parts, self.look).due(fresh, alerts=alerts)
        if found or alerts or told:
            log.info("to be told now", corrections=len(found), alerts=len(alerts), followers=len(told))
        return [*found, *alerts, *told]

    async def compose(self, key: BriefKey) -> list[str]:
        """Return the parts of a special brief, in order; one composed before is taken as it was. [] means nothing."""
        if key.slot.startswith(FIX_PREFIX):
            return await self._correcting.compose(key)
        brief = await self.parts.store.brief(key) or await self._made(key)
        return [] if brief is None else list(parts_of(await self.parts.store.save_brief(brief)))

    async def deliver(self, key: BriefKey, part: str) -> str:
        """Deliver one part of a correction; other special briefs are delivered as any."""
        return await self._correcting.deliver(key, part)

    async def _made(self, key: BriefKey) -> Brief | None:
        if key.slot.startswith(ALERT_PREFIX):
            subscription = await self.parts.store.subscription(key.subscription_id)
            return await Alerting(self.parts, self.look).brief(key, subscription) if subscription else None
        return await Following(self.parts, self.look).brief(key)

    @property
    def _correcting(self) -> Correcting:
        return Correcting(self.parts, Doubting(self.parts, self.look))
