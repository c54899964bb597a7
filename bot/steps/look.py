"""What a channel would be told and what the archive holds: reads the store, posts and stores nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.briefing.compose import COMMIT_MARGIN, compose, owed
from bot.briefing.digest import WEEK, compose_digest
from bot.briefing.items import compose_item
from bot.briefing.labels import Labels
from bot.briefing.precedents import scopes_of
from bot.briefing.selection import Chosen, Heard, Selection, Weighing, choose, ordered, select, weighing_of
from bot.briefing.slots import is_paused
from bot.briefing.why import Words, why
from bot.briefing.window import MAX_WINDOW, OWED_FOR, caught_up, kind_of, window_start
from bot.domain.brief import Brief, BriefItem, BriefKey, BriefKind, Receipt
from bot.domain.ids import DealId, StoryId
from bot.domain.moments import Clock
from bot.domain.story import Story
from bot.domain.topic import Subscription
from bot.domain.trends import Trends
from bot.steps.material import material_of
from bot.steps.parts import Parts
from bot.steps.trending import Trending, WeekReads
from bot.store import Store

REST_AT_ONCE = 40
"""Stories in one brief of what another left out; more wait behind its own button."""
PREVIEW_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Composes from what is stored. `first_poll` is the length of a first window.

    Why stories matter is said in `words`; without them it is left unsaid.
    """

    store: Store
    labels: Labels
    clock: Clock
    first_poll: timedelta = timedelta(hours=48)
    allowed: tuple[str, ...] = ()
    words: Words | None = None
    reads: WeekReads = field(default_factory=WeekReads)

    async def brief(self, subscription: Subscription, *, key: BriefKey, end: datetime) -> Brief:
        """Return the brief that `subscription` would get for the window that ends at `end`."""
        last = await self.store.last_delivered(subscription.id)
        start = window_start(end, last_delivered=last, first=self.first_poll)
        until = max(end, self.clock())
        stories = await self._due(subscription, start=start, until=until)
        selection = await self._selected(subscription, stories, heard=await self.heard(subscription.channel, stories))
        receipt = await self._receipt(subscription, start, until)
        brief = await self._told(
            subscription, selection, key=key, window=(start, end), receipt=receipt, kind=kind_of(key.slot)
        )
        return replace(brief, caught_up=caught_up(subscription, last_delivered=last, end=end))

    async def test(self, subscription: Subscription) -> Brief:
        """Return what `subscription` would send now, as a preview."""
        now = self.clock()
        brief = await self.brief(subscription, key=_key(subscription, "test", now), end=now)
        return replace(brief, kind=BriefKind.PREVIEW)

    async def preview(self, subscription: Subscription, days: int = PREVIEW_DAYS) -> Brief:
        """Return what `subscription` would have sent over the last `days` to who had never been told anything."""
        now = self.clock()
        start = now - min(timedelta(days=days), MAX_WINDOW)
        stories = await self.store.stories_changed(start, now)
        selection = await self._selected(subscription, stories, heard=Heard())
        receipt = await self._receipt(subscription, start, now)
        key = _key(subscription, "preview", now)
        return await self._told(
            subscription, selection, key=key, window=(start, now), receipt=receipt, kind=BriefKind.PREVIEW
        )

    async def rest(self, subscription: Subscription, parent: Brief, *, key: BriefKey) -> Brief:
        """Return the brief of the stories that `parent` left out and nobody told since, whatever is asked for now."""
        stories = await self.store.living_stories(parent.rest)
        heard = await self.heard(subscription.channel, stories)
        choices = (choose(story, heard) for story in stories if story.parties)
        selection = ordered((choice for choice in choices if choice is not None), maximum=REST_AT_ONCE)
        window = (parent.window_start, parent.window_end)
        brief = await self._told(
            subscription, selection, key=key, window=window, receipt=parent.receipt, kind=BriefKind.REST
        )
        return replace(brief, caught_up=parent.caught_up)

    async def digest(self, subscription: Subscription, *, key: BriefKey, end: datetime) -> Brief:
        """Return the digest of what the channel was told in the week that ends at `end`."""
        until = max(end, self.clock())
        tellings = await self.store.told_between(subscription.channel, end - WEEK, until)
        known = await self.store.told(subscription.channel)
        stories = {story.id: story for story in await self.store.stories([told.story_id for told in tellings])}
        told = [(telling, stories[telling.story_id]) for telling in tellings if telling.story_id in stories]
        links = {story: one.message.permalink for story, one in known.items() if one.message and one.message.permalink}
        digest = compose_digest(
            key,
            subscription=subscription,
            told=told,
            first={story: one.at for story, one in known.items() if one.at is not None},
            material=await material_of(self.store, self.labels, stories.values()),
            receipt=await self._receipt(subscription, end - WEEK, until),
            end=end,
            now=self.clock(),
        )
        return replace(digest, trends=await self._trends(subscription, end, links)) if digest.items else digest

    async def _trends(self, subscription: Subscription, end: datetime, links: Mapping[StoryId, str]) -> Trends:
        """Return the trends of what the digests of the channel ask for: it gets one for all of them."""
        here = await self.store.subscriptions_in(subscription.platform, subscription.channel)
        same = [one for one in here if one.workspace == subscription.workspace and one.digest]
        trending = Trending(
            store=self.store,
            labels=self.labels,
            clock=self.clock,
            reads=self.reads,
            material=partial(material_of, self.store, self.labels),
            links=links,
        )
        topics = list(dict.fromkeys(one.topic for one in same if not is_paused(one, end))) or [subscription.topic]
        return await trending.trends(subscription, topics, end=end)

    async def heard(self, channel: str, stories: Iterable[Story]) -> Heard:
        """Return what `channel` was told, and what of the deals that `stories` are of."""
        deals = {story.deal_id for story in stories if story.deal_id}
        known = await self.store.told(channel)
        return Heard(stories=known, deals=await self.store.told_deals(channel, deals) if deals and known else {})

    async def items(self, choices: Sequence[Chosen]) -> tuple[BriefItem, ...]:
        """Return what is to be told, in its order, as items, with what the archive says of each story."""
        stories = [choice.story for choice in choices]
        material = await material_of(self.store, self.labels, stories)
        return await self._with_why([compose_item(choice, material) for choice in choices], stories)

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

    async def _due(self, subscription: Subscription, *, start: datetime, until: datetime) -> tuple[Story, ...]:
        """Return what changed in the window and what earlier briefs still owe; some of it may be told already."""
        store = self.store
        changed = await store.stories_changed(start, until)
        earlier = await store.recent_briefs(subscription.id, start - OWED_FOR)
        chosen = {(item.story_id, item.revision) for brief in earlier for item in brief.items}
        on_the_edge = await store.stories_changed(start - COMMIT_MARGIN, start)
        left_out = {story for brief in earlier for story in brief.rest}
        missed = [s for s in on_the_edge if (s.id, s.revision) not in chosen and s.id not in left_out]
        told = {channel: await store.told(channel) for channel in {brief.channel for brief in earlier}}
        late = await store.living_stories(owed(earlier, told))
        stories: dict[StoryId, Story] = {story.id: story for story in (*changed, *missed, *late)}
        return tuple(stories.values())

    async def _selected(self, subscription: Subscription, stories: Collection[Story], *, heard: Heard) -> Selection:
        return select(
            stories,
            topic=subscription.topic,
            told=heard.stories,
            deals=heard.deals,
            maximum=subscription.max_stories,
            weighing=await self._weighing(subscription, stories),
        )

    async def _weighing(self, subscription: Subscription, stories: Iterable[Story]) -> Weighing | None:
        """Return how the articles of `stories` weigh, None where the subscription weighs nothing."""
        if not subscription.muted_sources and not subscription.min_score:
            return None
        weights = await self.store.weights({article for story in stories for article in story.article_ids})
        return weighing_of(
            subscription,
            sources={article: source for article, (source, _) in weights.items()},
            scores={article: score for article, (_, score) in weights.items() if score is not None},
        )

    async def _receipt(self, subscription: Subscription, since: datetime, until: datetime) -> Receipt:
        """Return the receipt of the sources that `subscription` hears."""
        sources = await self.store.sources()
        own = [source.id for source in sources if source.enabled and source.id not in subscription.muted_sources]
        return replace(await self.store.receipt(since, until, own), allowed=self.allowed)

    async def _told(
        self,
        subscription: Subscription,
        selection: Selection,
        *,
        key: BriefKey,
        window: tuple[datetime, datetime],
        receipt: Receipt,
        kind: BriefKind,
    ) -> Brief:
        """Return the brief of what was selected, with what the archive says of each story."""
        stories = [choice.story for choice in selection.chosen]
        brief = compose(
            key,
            subscription=subscription,
            selection=selection,
            material=await material_of(self.store, self.labels, stories),
            receipt=receipt,
            window=window,
            now=self.clock(),
            kind=kind,
        )
        return replace(brief, items=await self._with_why(brief.items, stories))


def look_of(parts: Parts) -> Look:
    """Return the look at what `parts` hold."""
    return Look(
        store=parts.store,
        labels=parts.labels,
        clock=parts.clock,
        first_poll=parts.first_poll,
        allowed=parts.allowed,
        words=parts.words,
        reads=parts.reads,
    )


def _key(subscription: Subscription, slot: str, now: datetime) -> BriefKey:
    date = now.astimezone(ZoneInfo(subscription.timezone)).date().isoformat()
    return BriefKey(subscription_id=subscription.id, local_date=date, slot=slot)
