"""Alerts: which are due now, and the brief that each is. Decisions are `bot.briefing.alerts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.briefing.alerts import (
    NEWS,
    News,
    alert_slot,
    date_of,
    may_alert,
    may_post,
    reached_before,
    reason_of,
    told_by,
    within_cap,
)
from bot.briefing.precedents import scopes_of
from bot.briefing.selection import Chosen, choose, matches
from bot.domain.brief import ALERT_PREFIX, Brief, BriefKey, BriefKind
from bot.domain.deal import Deal
from bot.domain.ids import DealId, StoryId
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage
from bot.steps.look import Look
from bot.steps.parts import Parts
from bot.steps.special import OneStory, Post, admits


@dataclass(frozen=True, slots=True)
class Alerting:
    """Finds what is to be told at once. It may be asked again and again: the same alert has the same name."""

    parts: Parts
    look: Look

    async def due(self, fresh: Sequence[News]) -> list[Post]:
        """Return the alerts of `fresh` that are due now, as far as each subscription's daily cap leaves room."""
        candidates = [news for news in fresh if news.timely and may_alert(news.story)]
        if not candidates:
            return []
        now = self.parts.clock()
        found: list[Post] = []
        for subscription in await self.parts.store.subscriptions():
            if subscription.alerts and not subscription.pause_note:
                found += await self._of(subscription, candidates, now=now)
        return found

    async def brief(self, key: BriefKey, subscription: Subscription) -> Brief | None:
        """Return the alert under `key`, None where it is no longer to be posted: it was told, changed, or is too many.

        All alerts of a channel are composed one after another, so what is counted here holds.
        """
        named = told_by(key.slot)
        news = await self._news(StoryId(named[0])) if named else None
        if named is None or news is None or news.story.revision != named[1] or not subscription.alerts:
            return None
        if not await self._is_due(subscription, news, now=self.parts.clock()):
            return None
        used = await self.parts.store.slots_used(subscription.id, key.local_date, ALERT_PREFIX)
        if not within_cap([key.slot], used=used, cap=subscription.alerts_per_day):
            return None
        choice = await self._choice(subscription, news)
        if choice is None:
            return None
        one = OneStory(self.parts, self.look)
        return await one.brief(key, subscription, kind=BriefKind.ALERT, choice=choice, since=news.learnt_at)

    async def _of(self, subscription: Subscription, candidates: Sequence[News], *, now: datetime) -> list[Post]:
        """Return the alerts of one subscription, first learnt first, each day's within its cap."""
        wanted: dict[str, list[str]] = {}
        for news in candidates:
            if matches(news.story, subscription.topic) and await self._is_due(subscription, news, now=now):
                wanted.setdefault(date_of(subscription, news), []).append(alert_slot(news.story))
        found: list[Post] = []
        for date, slots in wanted.items():
            used = await self.parts.store.slots_used(subscription.id, date, ALERT_PREFIX)
            chosen = within_cap(slots, used=used, cap=subscription.alerts_per_day)
            found += [(subscription.id, date, slot, subscription.channel) for slot in chosen]
        return found

    async def _is_due(self, subscription: Subscription, news: News, *, now: datetime) -> bool:
        """Whether `news` alerts the channel now; the cheap questions come first."""
        settled = await self.parts.store.settled_at(subscription.id)
        if not may_post(subscription, news, settled=settled, now=now):
            return False
        choice = await self._choice(subscription, news)
        if choice is None:
            return False
        before = reached_before(
            choice.told.stage if choice.told else None,
            choice.deal.stage if choice.deal else None,
            *await self._known_stages(news),
        )
        heard = choice.told is not None or choice.deal is not None
        archive = None if heard else await self.parts.store.archive(scopes_of(news.story))
        return reason_of(news.story, before=before, archive=archive) is not None

    async def _known_stages(self, news: News) -> tuple[Stage | None, ...]:
        """Return the stages that earlier stories of the deal, and older revisions of this one, had reached."""
        story = news.story
        deals = await self.parts.store.deals([story.deal_id]) if story.deal_id else dict[DealId, Deal]()
        stages = [deal.before(story.id) for deal in deals.values()]
        if story.revision > 1 and news.learnt_at - story.first_seen > NEWS:
            way = await self.parts.store.story_way(story.id)
            stages += [stage for revision, stage in way.revisions if revision < story.revision]
        return tuple(stages)

    async def _choice(self, subscription: Subscription, news: News) -> Chosen | None:
        """Return how the story is to be told, None where the channel knows it or the subscription does not want it."""
        store, story = self.parts.store, news.story
        choice = choose(story, await self.look.heard(subscription.channel, [story]))
        if choice is None or not matches(story, subscription.topic, heard=bool(choice.told or choice.deal)):
            return None
        return choice if await admits(store, subscription, story) else None

    async def _news(self, name: StoryId) -> News | None:
        stories = await self.parts.store.stories([name])
        learnt = await self.parts.store.learnt_at(name)
        return News(story=stories[0], learnt_at=learnt) if stories and learnt else None
