"""Composing, delivering and answering: from stories to messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.briefing.compose import compose, is_silent, window_start
from bot.briefing.dossier import compose_dossier
from bot.briefing.items import Material
from bot.briefing.slots import find_slot
from bot.delivery.outbound import parts as parts_of
from bot.delivery.outcome import Verdict
from bot.domain.brief import Brief, BriefKey, Dossier
from bot.domain.ids import SubscriptionId
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.errors import EngineError
from bot.steps.parts import Parts

_ARCHIVE_STORIES = 200


@dataclass(frozen=True, slots=True)
class Tell:
    """The last steps: what a channel is told."""

    parts: Parts

    async def compose(self, subscription_id: str, local_date: str, slot: str, now: str) -> list[str]:
        """Return the parts to deliver, in order; a brief composed before is taken as it was. [] means silence."""
        key = _key(subscription_id, local_date, slot)
        brief = await self.parts.store.brief(key)
        if brief is not None:
            return list(parts_of(brief))
        subscription = await self._subscription(subscription_id)
        due = find_slot(subscription, local_date=local_date, slot=slot)
        end = due.moment if due else datetime.fromisoformat(now)
        brief = await self.preview(subscription, key=key, end=end)
        if is_silent(brief, subscription):
            return []
        return list(parts_of(await self.parts.store.save_brief(brief)))

    async def preview(self, subscription: Subscription, *, key: BriefKey, end: datetime) -> Brief:
        """Return the brief that `subscription` would get for the window that ends at `end`; nothing is stored."""
        store, now = self.parts.store, self.parts.clock()
        start = window_start(
            end, last_delivered=await store.last_delivered(subscription.id), first=self.parts.first_poll
        )
        stories = await store.stories_changed(start, max(end, now))
        receipt = await store.receipt(start, max(end, now))
        return compose(
            key,
            subscription=subscription,
            stories=stories,
            told=await store.told(subscription.channel),
            material=await self._material(stories),
            receipt=replace(receipt, allowed=self.parts.allowed),
            window=(start, end),
            now=now,
        )

    async def deliver(self, subscription_id: str, local_date: str, slot: str, part: str) -> str:
        """Deliver one part of a composed brief; return `sent`, `unknown`, `failed` or `waiting:<seconds>`."""
        brief = await self.parts.store.brief(_key(subscription_id, local_date, slot))
        if brief is None:
            raise EngineError(f"brief {subscription_id}:{local_date}:{slot} was never composed")
        subscription = await self._subscription(subscription_id)
        if subscription.platform not in self.parts.outbound:
            raise EngineError(f"subscription {subscription_id} wants {subscription.platform}, which is not connected")
        outcome = await self.parts.outbound[subscription.platform].deliver_part(brief, part)
        if outcome.verdict in {Verdict.UNKNOWN, Verdict.FAILED}:
            place = f"channel {brief.channel}, brief {brief.key}"
            await self.parts.notify(f"A message is {outcome.verdict} ({place}, {part}): {outcome.reason}")
        return str(outcome)

    async def dossier(self, countries: Sequence[str]) -> Dossier:
        """Return what the archive holds on a country or a pair."""
        now = self.parts.clock()
        since = now - self.parts.archive
        stories = await self.parts.store.pair_stories(tuple(countries), since, _ARCHIVE_STORIES)
        return compose_dossier(countries, stories=stories, material=await self._material(stories), since=since, now=now)

    async def _subscription(self, name: str) -> Subscription:
        subscription = await self.parts.store.subscription(SubscriptionId(name))
        if subscription is None:
            raise EngineError(f"there is no subscription {name}")
        return subscription

    async def _material(self, stories: Iterable[Story]) -> Material:
        store = self.parts.store
        listed = tuple(stories)
        ids = tuple(dict.fromkeys(name for story in listed for name in story.article_ids))
        articles = await store.articles(ids)
        sources = await store.sources(tuple({article.source_id for article in articles}))
        return Material(
            articles={article.id: article for article in articles},
            sources={source.id: source for source in sources},
            summaries=await store.summaries([story.id for story in listed]),
            labels=self.parts.labels,
        )


def _key(subscription_id: str, local_date: str, slot: str) -> BriefKey:
    return BriefKey(subscription_id=SubscriptionId(subscription_id), local_date=local_date, slot=slot)
