"""What a digest tells of trends: what all digests of a moment share is read once, the rest is a topic's."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing.dossier_plan import SILENCE
from bot.briefing.dossier_programmes import Programme
from bot.briefing.items import Material, compose_item
from bot.briefing.labels import Labels
from bot.briefing.phrasing import listed
from bot.briefing.selection import Chosen
from bot.briefing.subject import subject
from bot.briefing.topics import matches
from bot.briefing.trends import (
    MOST_PARTIES,
    WEEK,
    WEEKS,
    Moved,
    Pair,
    first_pairs,
    moves_of,
    named_in,
    quiet_of,
    still_quiet,
    tally_of,
    unseen_pairs,
)
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

_MOST, _MOST_READ, _MOST_PAIRS, _MOST_TRIED, _MOST_LATER = 20_000, 1000, 200, 12, 200
_KEPT, _KEPT_FOR = 4, timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is so for every topic in the week to a moment; `complete` where no story of the five weeks is missing."""

    recent: tuple[LeanStory, ...]
    complete: bool
    since: datetime | None
    pairs: Mapping[Pair, LeanStory]
    moves: tuple[Moved, ...]
    quiet: tuple[Programme, ...]


class WeekReads:
    """Keeps what digests of the same moment share for a minute: at 07:30 of a Friday a thousand may be made."""

    def __init__(self) -> None:
        """Keep nothing."""
        self._kept: dict[datetime, tuple[datetime, Shared]] = {}
        self._one = asyncio.Lock()

    async def shared(self, store: Store, end: datetime, *, clock: Clock) -> Shared:
        """Return what is known of the five weeks to `end`, read at most a minute ago."""
        async with self._one:
            known = self._kept.get(end)
            if known is not None and timedelta() <= clock() - known[0] < _KEPT_FOR:
                return known[1]
            found = await _read(store, end)
            self._kept = {end: (clock(), found), **dict(list(self._kept.items())[: _KEPT - 1])}
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
        shared = await self.reads.shared(self.store, end, clock=self.clock)
        own, complete = await self._of(shared.recent, topics)
        ids = {lean.story_id for lean in own}
        tally = await asyncio.to_thread(tally_of, own, end, named=named_in(topics))
        week = Week(
            tally=tally,
            end=end,
            since=shared.since,
            complete=complete and shared.complete,
            pairs={pair: lean for pair, lean in shared.pairs.items() if lean.story_id in ids},
            moves=tuple(one for one in shared.moves if one.lean.story_id in ids),
            quiet=await self._quiet(shared.quiet, topics, end),
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
        unsure = [lean for lean in await asyncio.to_thread(_any_of, leans, wordy) if lean.story_id not in known]
        read = await self.store.stories([lean.story_id for lean in unsure[:_MOST_READ]])
        known |= {story.id for story in read if any(matches(story, topic) for topic in wordy)}
        return tuple(lean for lean in leans if lean.story_id in known), len(unsure) <= _MOST_READ

    async def _quiet(self, quiet: Sequence[Programme], topics: Sequence[Topic], end: datetime) -> tuple[Programme, ...]:
        """Return the topic's intents that are a year without news, the latest first, as many as are shown."""
        leads = await asyncio.to_thread(_any_of, [one.lead for one in quiet], topics)
        asked = {lead.story_id for lead in leads}
        if any(map(reads_words, topics)):
            asked = {lean.story_id for lean in (await self._of(leads[:_MOST_READ], topics))[0]}
        found: list[Programme] = []
        for one in [one for one in quiet if one.lead.story_id in asked][:_MOST_TRIED]:
            parties = tuple(frozenset({code}) for code in one.newest.countries[:MOST_PARTIES])
            later = await self.store.leans(LeanScope(all_of=parties, since=end - SILENCE), _MOST_LATER)
            found += [one] if still_quiet(one, later, end) else []
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


async def _read(store: Store, end: datetime) -> Shared:
    start, cutoff = end - WEEK, end - SILENCE
    recent = await store.leans(LeanScope(since=end - WEEKS * WEEK), _MOST)
    old = await store.leans(LeanScope(until=cutoff), _MOST)
    pairs = await asyncio.to_thread(unseen_pairs, [lean for lean in recent if lean.first_seen <= end], recent, start)
    some = dict(list(pairs.items())[:_MOST_PAIRS])
    archive = await store.archive({Scope(countries=pair) for pair in some}) if some else None
    changed = [lean for lean in recent if lean.last_changed > start and lean.stage is not None]
    before = await store.stages_at([lean.story_id for lean in changed], start)
    deals = await store.deals({lean.deal_id for lean in changed if lean.deal_id})
    return Shared(
        recent=recent,
        complete=len(recent) < _MOST,
        since=await store.covered_since(),
        pairs=first_pairs(some, archive, start) if archive else {},
        moves=await asyncio.to_thread(moves_of, changed, before, deals, start),
        quiet=await asyncio.to_thread(quiet_of, old, end),
    )


def _any_of(leans: Sequence[LeanStory], topics: Sequence[Topic]) -> tuple[LeanStory, ...]:
    return tuple(lean for lean in leans if any(maybe(lean, topic) for topic in topics)) if topics else ()
