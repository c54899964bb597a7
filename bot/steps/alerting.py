"""Alerts: which are due now, and the brief that each is. Decisions are `bot.briefing.alerts`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefing.alerts import (
    LATEST,
    NEWS,
    News,
    alert_slot,
    date_of,
    is_far,
    is_first_of_pair,
    is_reached,
    may_alert,
    may_be_first,
    may_post,
    reached_before,
    reason_of,
    told_by,
    within_cap,
)
from bot.briefing.precedents import scopes_of
from bot.briefing.selection import Chosen, Heard, choose, matches
from bot.domain.brief import ALERT_PREFIX, Brief, BriefKey, BriefKind
from bot.domain.ids import StoryId
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage
from bot.steps.look import Look
from bot.steps.parts import Parts
from bot.steps.special import OneStory, Post, admits, is_served

_LONGEST_QUIET = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """News that may alert: how far the archive knew the deal before, and whether it is the first of its pair."""

    news: News
    known: Stage | None
    first: bool


@dataclass(frozen=True, slots=True)
class Alerting:
    """Finds what is to be told at once. It may be asked again and again: the same alert has the same name."""

    parts: Parts
    look: Look

    async def due(self, fresh: Sequence[News]) -> list[Post]:
        """Return the alerts of `fresh` that are due now, as far as each subscription's daily cap leaves room.

        What the archive says of news is asked once, whoever gets alerts; what a channel knows, only where it matters.
        """
        everywhere = await self.parts.store.subscriptions()
        subscriptions = [one for one in everywhere if one.alerts and is_served(self.parts, one)]
        candidates = await self._candidates(fresh) if subscriptions else []
        found: list[Post] = []
        for subscription in subscriptions if candidates else ():
            found += await self._of(subscription, candidates)
        return found

    async def brief(self, key: BriefKey, subscription: Subscription) -> Brief | None:
        """Return the alert under `key`, None where it is no longer to be posted: it was told, changed, or is too many.

        All alerts of a channel are composed one after another, so what is counted here holds.
        """
        named = told_by(key.slot)
        news = await self._news(StoryId(named[0])) if named else None
        if named is None or news is None or news.story.revision != named[1] or not subscription.alerts:
            return None
        used = await self.parts.store.slots_used(subscription.id, key.local_date, ALERT_PREFIX)
        if not within_cap([key.slot], used=used, cap=subscription.alerts_per_day):
            return None
        timely = await self._timely(subscription, await self._candidates([news]))
        heard = await self.look.heard(subscription.channel, [news.story])
        choices = [choice for one in timely if (choice := await self._choice(subscription, one, heard))]
        if not choices:
            return None
        one = OneStory(self.parts, self.look)
        return await one.brief(key, subscription, kind=BriefKind.ALERT, choice=choices[0], since=news.learnt_at)

    async def _of(self, subscription: Subscription, candidates: Sequence[_Candidate]) -> list[Post]:
        """Return the alerts of one subscription, first learnt first, each day's within its cap."""
        timely = await self._timely(subscription, candidates)
        days: dict[str, list[_Candidate]] = {}
        for one in timely:
            days.setdefault(date_of(subscription, one.news), []).append(one)
        found: list[Post] = []
        for date, listed in days.items():
            used = await self.parts.store.slots_used(subscription.id, date, ALERT_PREFIX)
            slots = await self._untold(subscription, listed, used=used)
            chosen = within_cap(slots, used=used, cap=subscription.alerts_per_day)
            found += [(subscription.id, date, slot, subscription.channel) for slot in chosen]
        return found

    async def _timely(self, subscription: Subscription, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        """Return the candidates that are of the topic and may be posted at this moment."""
        settled, now = await self.parts.store.settled_at(subscription.id), self.parts.clock()
        return [
            one
            for one in candidates
            if matches(one.news.story, subscription.topic, heard=True)
            and may_post(subscription, one.news, settled=settled, now=now)
        ]

    async def _untold(
        self, subscription: Subscription, listed: Sequence[_Candidate], *, used: Collection[str]
    ) -> list[str]:
        """Return the slots of the candidates that alert the channel and were not made yet."""
        open_ = [one for one in listed if alert_slot(one.news.story) not in used]
        if not open_ or len(used) >= subscription.alerts_per_day:
            return []
        heard = await self.look.heard(subscription.channel, [one.news.story for one in open_])
        return [alert_slot(one.news.story) for one in open_ if await self._choice(subscription, one, heard)]

    async def _choice(self, subscription: Subscription, one: _Candidate, heard: Heard) -> Chosen | None:
        """Return how the story is told, None where it does not alert the channel: known there, muted, no further."""
        story = one.news.story
        choice = choose(story, heard)
        if choice is None:
            return None
        known = choice.told is not None or choice.deal is not None
        told = (choice.told.stage if choice.told else None, choice.deal.stage if choice.deal else None)
        reason = reason_of(story, before=reached_before(one.known, *told), first=one.first and not known)
        wanted = reason is not None and matches(story, subscription.topic, heard=known)
        return choice if wanted and await admits(self.parts.store, subscription, story) else None

    async def _candidates(self, fresh: Sequence[News]) -> list[_Candidate]:
        """Return what of `fresh` may alert anybody, with what the archive knows of it."""
        now = self.parts.clock()
        lately = [news for news in fresh if news.timely and may_alert(news.story) and _is_late_enough(news, now)]
        since = await self.parts.store.covered_since() if lately else None
        deals = await self.parts.store.deals({news.story.deal_id for news in lately if news.story.deal_id})
        found = []
        for news in lately:
            story = news.story
            deal = deals.get(story.deal_id) if story.deal_id else None
            known = reached_before(deal.before(story.id) if deal else None, await self._own(news))
            first = may_be_first(story, since) and await self._is_first(news)
            if first or (is_far(story.stage) and is_reached(story.stage, known)):
                found.append(_Candidate(news=news, known=known, first=first))
        return found

    async def _own(self, news: News) -> Stage | None:
        """Return the stage that older revisions of a story had reached, where those are no news themselves."""
        story = news.story
        if story.revision == 1 or not is_far(story.stage) or news.learnt_at - story.first_seen <= NEWS:
            return None
        way = await self.parts.store.story_way(story.id)
        return reached_before(*(stage for revision, stage in way.revisions if revision < story.revision))

    async def _is_first(self, news: News) -> bool:
        return is_first_of_pair(news.story, await self.parts.store.archive(scopes_of(news.story)))

    async def _news(self, name: StoryId) -> News | None:
        stories = await self.parts.store.stories([name])
        learnt = await self.parts.store.learnt_at(name)
        return News(story=stories[0], learnt_at=learnt) if stories and learnt else None


def _is_late_enough(news: News, now: datetime) -> bool:
    """Whether `news` is late enough to be due anywhere: what is older was told, or is left to the briefs."""
    return now - news.learnt_at < LATEST + _LONGEST_QUIET
