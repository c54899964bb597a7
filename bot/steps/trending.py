"""Reads what a digest tells of trends: five weeks of stories in short, once for all digests of the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing import trends
from bot.briefing.dossier_plan import SILENCE
from bot.briefing.dossier_programmes import Programme
from bot.briefing.items import Material, compose_item
from bot.briefing.labels import Labels
from bot.briefing.phrasing import listed
from bot.briefing.selection import Chosen
from bot.briefing.subject import subject
from bot.briefing.topics import matches
from bot.briefing.trends import Moved, Pair
from bot.briefing.trends_chart import weeks_chart
from bot.briefing.trends_topic import maybe, reads_words
from bot.briefing.trends_words import MAX_QUIET, About, Week, basis_of, trend_groups
from bot.domain.archive import LeanScope, LeanStory, Scope
from bot.domain.brief import ItemKind
from bot.domain.ids import StoryId
from bot.domain.moments import Clock
from bot.domain.story import Story
from bot.domain.topic import Subscription, Topic
from bot.domain.trends import Trends
from bot.store import Store

_MOST, _MOST_READ, _MOST_PAIRS, _MOST_TRIED, _MOST_LATER = 20_000, 1000, 30, 12, 200
_KEPT, _KEPT_FOR = 4, timedelta(seconds=60)


class WeekReads:
    """Keeps what was read for the digests of a moment for a minute: at 07:30 of a Friday many are made at once."""

    def __init__(self) -> None:
        """Keep nothing."""
        self._kept: dict[LeanScope, tuple[datetime, tuple[LeanStory, ...]]] = {}
        self._one = asyncio.Lock()

    async def leans(self, store: Store, scope: LeanScope, *, clock: Clock) -> tuple[LeanStory, ...]:
        """Return at most 20,000 stories of `scope` in short, read at most a minute ago."""
        async with self._one:
            known = self._kept.get(scope)
            if known is not None and timedelta() <= clock() - known[0] < _KEPT_FOR:
                return known[1]
            found = await store.leans(scope, _MOST)
            self._kept[scope] = (clock(), found)
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
            return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Trending:
    """Counts a topic's weeks. `material` reads what stories are told with; `links` lead to where they were told."""

    store: Store
    labels: Labels
    clock: Clock
    reads: WeekReads
    material: Callable[[Iterable[Story]], Awaitable[Material]]
    links: Mapping[StoryId, str] = field(default_factory=dict)

    async def trends(self, subscription: Subscription, topics: Sequence[Topic], *, end: datetime) -> Trends:
        """Return the trends of what is of any of `topics` in the week to `end`."""
        start = end - trends.WEEK
        recent = await self.reads.leans(self.store, LeanScope(since=end - trends.WEEKS * trends.WEEK), clock=self.clock)
        own, complete = await self._of(recent, topics)
        tally = await asyncio.to_thread(trends.tally_of, own, end, named=trends.named_in(topics))
        since = await self.store.covered_since()
        pairs = trends.unseen_pairs((lean for lean in own if lean.first_seen <= end), recent, start)
        week = Week(
            tally=tally,
            end=end,
            since=since,
            complete=complete and len(recent) < _MOST,
            pairs=await self._first(pairs, start),
            moves=await self._moves([lean for lean in own if lean.last_changed > start], start),
            quiet=await self._quiet(topics, end),
        )
        about = await self._about(week.shown)
        local = end.astimezone(ZoneInfo(subscription.timezone))
        return Trends(
            groups=trend_groups(week, about, self.labels),
            basis=basis_of(week),
            chart=weeks_chart(tally, local, slug=subscription.id, labels=self.labels),
        )

    async def _of(self, leans: Sequence[LeanStory], topics: Sequence[Topic]) -> tuple[tuple[LeanStory, ...], bool]:
        """Return those of `leans` that are of any of `topics`, newest change first, and whether all were looked at.

        Words stand in texts: stories that only their words can keep are read whole, the newest of them.
        """
        quick = [topic for topic in topics if not reads_words(topic)]
        wordy = [topic for topic in topics if reads_words(topic)]
        sure = await asyncio.to_thread(_any_of, leans, quick)
        if not wordy:
            return sure, True
        known = {lean.story_id for lean in sure}
        open_ = [lean for lean in await asyncio.to_thread(_any_of, leans, wordy) if lean.story_id not in known]
        read = await self.store.stories([lean.story_id for lean in open_[:_MOST_READ]])
        known |= {story.id for story in read if any(matches(story, topic) for topic in wordy)}
        return tuple(lean for lean in leans if lean.story_id in known), len(open_) <= _MOST_READ

    async def _first(self, pairs: Mapping[Pair, LeanStory], start: datetime) -> Mapping[Pair, LeanStory]:
        some = dict(list(pairs.items())[:_MOST_PAIRS])
        if not some:
            return {}
        archive = await self.store.archive({Scope(countries=pair) for pair in some})
        return trends.first_pairs(some, archive, start)

    async def _moves(self, changed: Sequence[LeanStory], start: datetime) -> tuple[Moved, ...]:
        staged = [lean for lean in changed if lean.stage is not None][:_MOST_READ]
        before = await self.store.stages_at([lean.story_id for lean in staged if lean.first_seen <= start], start)
        deals = await self.store.deals({lean.deal_id for lean in staged if lean.deal_id})
        return trends.moves_of(staged, before, deals, start)

    async def _quiet(self, topics: Sequence[Topic], end: datetime) -> tuple[Programme, ...]:
        """Return intents that are a year without news, the latest first, as many as are shown and one more."""
        cutoff = end - SILENCE
        old = await self.reads.leans(self.store, LeanScope(until=cutoff), clock=self.clock)
        own, _ = await self._of(old, topics)
        found: list[Programme] = []
        for one in (await asyncio.to_thread(trends.quiet_of, own, end))[:_MOST_TRIED]:
            parties = tuple(frozenset({code}) for code in one.newest.countries[: trends.MOST_PARTIES])
            later = await self.store.leans(LeanScope(all_of=parties, since=cutoff), _MOST_LATER)
            if trends.still_quiet(one, later, end):
                found.append(one)
            if len(found) >= MAX_QUIET:
                break
        return tuple(found)

    async def _about(self, ids: Sequence[StoryId]) -> Mapping[StoryId, About]:
        """Return what each story is about, with the message it was told in here, else its article."""
        stories = await self.store.stories(ids)
        material = await self.material(stories)
        about: dict[StoryId, About] = {}
        for story in stories:
            item = compose_item(Chosen(story=story, kind=ItemKind.NEW), material)
            who = "–".join(dict.fromkeys(party.name for party in item.parties)) or listed(story.countries)
            text = f"{who}, {subject(item, self.labels)}"
            about[story.id] = About(text=text, url=self.links.get(story.id) or item.link)
        return about


def _any_of(leans: Sequence[LeanStory], topics: Sequence[Topic]) -> tuple[LeanStory, ...]:
    return tuple(lean for lean in leans if any(maybe(lean, topic) for topic in topics)) if topics else ()
