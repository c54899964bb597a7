"""Briefs that no subscription's slot makes: alerts, what followers are told, and corrections."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.briefing.selection import Chosen, weighing_of
from bot.briefing.subject import in_short
from bot.domain.brief import ALERT_PREFIX, FOLLOW_PREFIX, Brief, BriefKey, BriefKind
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.errors import InstallationUnavailable
from bot.steps.look import Look
from bot.steps.parts import Parts
from bot.store import Store

FIX_PREFIX = "fix-"
"""How the slots of corrections begin; the correction's id stands behind."""
Post = tuple[str, str, str, str]
"""What is to be posted, ids only: subscription, local date, slot, and the channel whose turn it takes."""


def is_special(key: BriefKey) -> bool:
    """Whether a brief is made of what happened, and not of a schedule or a wish."""
    return key.slot.startswith((ALERT_PREFIX, FOLLOW_PREFIX, FIX_PREFIX))


def is_correction(key: BriefKey) -> bool:
    """Whether a brief only mends what others told."""
    return key.slot.startswith(FIX_PREFIX)


def is_served(parts: Parts, subscription: Subscription) -> bool:
    """Whether the bot is still in the workspace of `subscription`; a platform that is not connected says so later."""
    outbound = parts.outbound.get(subscription.platform)
    try:
        return outbound is None or outbound.platform.at(subscription.workspace) is not None
    except InstallationUnavailable:
        return False


async def admits(store: Store, subscription: Subscription, story: Story) -> bool:
    """Whether what `subscription` gives for the story's sources lets it be told there."""
    if not (subscription.muted_sources or subscription.min_score):
        return True
    weights = await store.weights(set(story.article_ids))
    sources = {article: source for article, (source, _) in weights.items()}
    scores = {article: score for article, (_, score) in weights.items() if score is not None}
    return weighing_of(subscription, sources=sources, scores=scores).admits(story)


@dataclass(frozen=True, slots=True)
class OneStory:
    """Makes the brief that tells one story to `subscription`, which may stand for a person."""

    parts: Parts
    look: Look

    async def brief(
        self, key: BriefKey, subscription: Subscription, *, kind: BriefKind, choice: Chosen, since: datetime
    ) -> Brief:
        """Return the brief; `since` is when we learnt of what it tells."""
        now = self.parts.clock()
        items = await self.look.items([choice])
        receipt = await self.parts.store.receipt(min(since, now), now)
        return Brief(
            key=key,
            channel=subscription.channel,
            title=in_short(items[0], self.parts.labels),
            timezone=subscription.timezone,
            window_start=min(since, now),
            window_end=now,
            composed_at=now,
            items=items,
            receipt=replace(receipt, allowed=self.parts.allowed),
            platform=subscription.platform,
            workspace=subscription.workspace,
            kind=kind,
            language=subscription.language,
        )
