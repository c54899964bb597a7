"""What a channel would be told and what the archive holds: reads the store, posts and stores nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.briefing.compose import COMMIT_MARGIN, MAX_WINDOW, compose, owed, window_start
from bot.briefing.dossier import compose_dossier
from bot.briefing.items import Material, compose_item
from bot.briefing.labels import Labels
from bot.briefing.precedents import scopes_of
from bot.briefing.selection import Chosen
from bot.briefing.why import Words, why
from bot.domain.brief import Brief, BriefItem, BriefKey, Dossier
from bot.domain.ids import DealId, StoryId
from bot.domain.moments import Clock
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.store import Store

_ARCHIVE_STORIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Composes from what is stored. `first_poll` is the length of a first window, `archive` how far a dossier goes.

    Why stories matter is said in `words`; without them it is left unsaid.
    """

    store: Store
    labels: Labels
    clock: Clock
    first_poll: timedelta = timedelta(hours=48)
    archive: timedelta = timedelta(days=365)
    allowed: tuple[str, ...] = ()
    words: Words | None = None

    async def brief(self, subscription: Subscription, *, key: BriefKey, end: datetime) -> Brief:
        """Return the brief that `subscription` would get for the window that ends at `end`."""
        store, now = self.store, self.clock()
        start = window_start(end, last_delivered=await store.last_delivered(subscription.id), first=self.first_poll)
        until = max(end, now)
        stories = await self._stories(subscription, start=start, until=until)
        brief = compose(
            key,
            subscription=subscription,
            stories=stories,
            told=await store.told(subscription.channel),
            material=await self._material(stories),
            receipt=replace(await store.receipt(start, until), allowed=self.allowed),
            window=(start, end),
            now=now,
        )
        return replace(brief, items=await self._with_why(brief.items, stories))

    async def items(self, chosen: Sequence[Chosen]) -> tuple[BriefItem, ...]:
        """Return stories that were chosen, as they are told."""
        stories = [choice.story for choice in chosen]
        material = await self._material(stories)
        return await self._with_why([compose_item(choice, material) for choice in chosen], stories)

    async def dossier(self, countries: Sequence[str]) -> Dossier:
        """Return what the archive holds on a country or a pair."""
        now = self.clock()
        since = now - self.archive
        stories = await self.store.pair_stories(tuple(countries), since, _ARCHIVE_STORIES)
        material = await self._material(stories)
        watched = await self.store.covered_since() or now
        told_since = max(since, min([watched, *(story.last_changed for story in stories)]))
        dossier = compose_dossier(countries, stories=stories, material=material, since=told_since, now=now)
        return replace(dossier, items=await self._with_why(dossier.items, stories))

    async def why(self, stories: Sequence[Story]) -> tuple[str, ...]:
        """Return what the archive says of each of `stories`, "" where it proves nothing worth saying."""
        if self.words is None or not stories:
            return ("",) * len(stories)
        archive = await self.store.archive({scope for story in stories for scope in scopes_of(story)})
        deals = await self.store.deals({story.deal_id for story in stories if story.deal_id})
        return tuple(
            why(story, archive, labels=self.labels, words=self.words, deal=deals.get(story.deal_id or DealId("")))
            for story in stories
        )

    async def _with_why(self, items: Sequence[BriefItem], stories: Iterable[Story]) -> tuple[BriefItem, ...]:
        """Return `items`, those of `stories` that are told, with what the archive says of each."""
        by_id = {story.id: story for story in stories}
        lines = await self.why([by_id[item.story_id] for item in items])
        return tuple(replace(item, why=line) for item, line in zip(items, lines, strict=True))

    async def _stories(self, subscription: Subscription, *, start: datetime, until: datetime) -> tuple[Story, ...]:
        """Return what changed in the window and what earlier briefs still owe; some of it may be told already."""
        store = self.store
        changed = await store.stories_changed(start, until)
        earlier = await store.recent_briefs(subscription.id, until - MAX_WINDOW)
        chosen = {(item.story_id, item.revision) for brief in earlier for item in brief.items}
        on_the_edge = await store.stories_changed(start - COMMIT_MARGIN, start)
        missed = [story for story in on_the_edge if (story.id, story.revision) not in chosen]
        told = {channel: await store.told(channel) for channel in {brief.channel for brief in earlier}}
        late = await store.living_stories(owed(earlier, told))
        stories: dict[StoryId, Story] = {story.id: story for story in (*changed, *missed, *late)}
        return tuple(stories.values())

    async def _material(self, stories: Iterable[Story]) -> Material:
        store = self.store
        listed = tuple(stories)
        ids = tuple(dict.fromkeys(name for story in listed for name in story.article_ids))
        articles = await store.articles(ids)
        sources = await store.sources(tuple({article.source_id for article in articles}))
        return Material(
            articles={article.id: article for article in articles},
            sources={source.id: source for source in sources},
            summaries=await store.summaries([story.id for story in listed]),
            labels=self.labels,
            deals=await store.deals({story.deal_id for story in listed if story.deal_id}),
        )
