"""How a topic's week stands to the four before it: counts, first pairs, stages reached, intents gone quiet. Pure.

Small numbers are no trend. A count is called up or down where it is off the mean of the four weeks by at least `LEAST`
stories, is twice the mean or more, or half of it or less, and lies further off than chance takes a count of that size
in about one week of twenty: two standard deviations of the difference between a count and a mean of four. It is so
called only where the archive watched all five weeks.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from math import sqrt

from bot.briefing.dossier_plan import SILENCE, stale_of
from bot.briefing.dossier_programmes import Programme, programmes_of
from bot.domain.archive import Archive, LeanStory, Scope
from bot.domain.deal import Deal, furthest
from bot.domain.ids import DealId, StoryId
from bot.domain.topic import Topic
from bot.domain.vocabulary import Sector, Stage

WEEK, WEEKS = timedelta(days=7), 5
LEAST, TIMES, DEVIATIONS = 3, 2.0, 2.0
WATCHED = timedelta(days=30)
"""How long before a week the archive must have watched for anything of it to be called the first."""
MOST_PARTIES = 3
"""Parties of a story whose pairs are told of: a summit's list says of no two that they cooperate."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCounts:
    """How many stories each week had, oldest first, this week last: of a sector, of a country, or of neither: all."""

    weeks: tuple[int, ...]
    sector: Sector | None = None
    country: str = ""

    @property
    def now(self) -> int:
        """This week's."""
        return self.weeks[-1]

    @property
    def mean(self) -> float:
        """The mean of the weeks before."""
        return sum(self.weeks[:-1]) / (len(self.weeks) - 1)

    @property
    def tendency(self) -> int:
        """1 for up, -1 for down, 0 where the numbers are too small or too near to say so."""
        off, before = self.now - self.mean, len(self.weeks) - 1
        chance = DEVIATIONS * sqrt(max(self.mean, 1.0) * (1 + 1 / before))
        if abs(off) < max(LEAST, chance):
            return 0
        if off > 0:
            return int(self.now >= TIMES * self.mean)
        return -int(self.now * TIMES <= self.mean)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A story whose stage is another than its deal, or itself, had reached before the week, or at first."""

    lean: LeanStory
    was: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The five weeks of a topic, by the days stories were first seen."""

    whole: WeekCounts
    sectors: tuple[WeekCounts, ...]
    countries: tuple[WeekCounts, ...]

    @property
    def stories(self) -> int:
        """All stories counted."""
        return sum(self.whole.weeks)


def tally_of(leans: Iterable[LeanStory], end: datetime, *, named: Collection[str] = ()) -> Tally:
    """Return the counts of the five weeks to `end`; countries `named` in the topic are in all of it and say nothing."""
    whole: Counter[int] = Counter()
    sectors: dict[Sector, Counter[int]] = {}
    countries: dict[str, Counter[int]] = {}
    for lean in leans:
        week = _week(lean.first_seen, end)
        if week is None:
            continue
        whole[week] += 1
        for sector in dict.fromkeys(lean.sectors):
            sectors.setdefault(sector, Counter())[week] += 1
        for country in set(lean.countries) - set(named):
            countries.setdefault(country, Counter())[week] += 1
    return Tally(
        whole=WeekCounts(weeks=_weeks(whole)),
        sectors=_ranked(WeekCounts(weeks=_weeks(each), sector=name) for name, each in sectors.items()),
        countries=_ranked(WeekCounts(weeks=_weeks(each), country=name) for name, each in countries.items()),
    )


def telling(tally: Tally) -> tuple[WeekCounts, ...]:
    """Return the sectors and countries that have a tendency, the farthest off their mean first."""
    found = [one for one in (*tally.sectors, *tally.countries) if one.tendency]
    return tuple(sorted(found, key=lambda one: (-abs(one.now - one.mean), one.sector or "", one.country)))


def named_in(topics: Iterable[Topic]) -> frozenset[str]:
    """Return the countries that topics ask for."""
    return frozenset(
        code
        for topic in topics
        for code in (*topic.countries, *(end for pair in topic.pairs for end in (pair.first, pair.second)))
    )


def unseen_pairs(leans: Iterable[LeanStory], seen: Iterable[LeanStory], start: datetime) -> dict[Pair, LeanStory]:
    """Return the pairs of stories first seen after `start` that no story of `seen` before it has, by their first."""
    before = {pair for lean in seen if lean.first_seen <= start for pair in combinations(sorted(lean.countries), 2)}
    found: dict[Pair, LeanStory] = {}
    for lean in sorted(leans, key=lambda lean: (lean.first_seen, lean.story_id)):
        if lean.first_seen > start and len(lean.countries) <= MOST_PARTIES:
            for one, other in combinations(sorted(lean.countries), 2):
                if (one, other) not in before:
                    found.setdefault((one, other), lean)
    return found


def first_pairs(pairs: Mapping[Pair, LeanStory], archive: Archive, start: datetime) -> dict[Pair, LeanStory]:
    """Return those of `pairs` that the archive has no story of from before `start`; none where it watched too short."""
    if archive.since is None or archive.since > start - WATCHED:
        return {}
    earlier = [story for story in archive.stories if story.first_seen <= start]
    return {
        pair: lean for pair, lean in pairs.items() if not any(story.within(Scope(countries=pair)) for story in earlier)
    }


def moves_of(
    leans: Iterable[LeanStory],
    before: Mapping[StoryId, Stage | None],
    deals: Mapping[DealId, Deal],
    start: datetime,
) -> tuple[Moved, ...]:
    """Return the stories changed after `start` that went further than known `before`, or stand still: furthest first.

    What a story's deal had reached by `start` counts too. Of several stories of a deal the furthest is told.
    """
    found: dict[str, Moved] = {}
    for lean in leans:
        was = _was(lean, before, deals, start) if lean.last_changed > start else None
        if was is None or lean.stage is None or not _moved(was, lean.stage):
            continue
        key = lean.deal_id or lean.story_id
        if key not in found or lean.stage.rank > _rank(found[key].lean.stage):
            found[key] = Moved(lean=lean, was=was)
    return tuple(sorted(found.values(), key=lambda one: (-_rank(one.lean.stage), one.lean.story_id)))


def quiet_of(old: Sequence[LeanStory], end: datetime) -> tuple[Programme, ...]:
    """Return the intents of `old` stories of which nothing was heard for a year, those that became so last first."""
    stale = stale_of(programmes_of(old), end)
    return tuple(sorted(stale, key=lambda one: (one.newest.last_changed, one.key), reverse=True))


def still_quiet(one: Programme, later: Sequence[LeanStory], end: datetime) -> bool:
    """Whether an intent is stale with all that came later between its parties."""
    return any(each.key == one.key for each in stale_of(programmes_of((*one.leans, *later)), end))


def newly_quiet(one: Programme, end: datetime) -> bool:
    """Whether an intent's year without news ended in the week to `end`."""
    return one.newest.last_changed > end - SILENCE - WEEK


def _week(moment: datetime, end: datetime) -> int | None:
    """Return which of the five weeks to `end` a moment is in, 0 the oldest; starts are excluded, ends included."""
    back = (end - moment) // WEEK
    return WEEKS - 1 - back if moment <= end and back < WEEKS else None


def _weeks(counts: Counter[int]) -> tuple[int, ...]:
    return tuple(counts[week] for week in range(WEEKS))


def _ranked(counts: Iterable[WeekCounts]) -> tuple[WeekCounts, ...]:
    return tuple(sorted(counts, key=lambda one: (-sum(one.weeks), one.sector or "", one.country)))


def _was(
    lean: LeanStory, before: Mapping[StoryId, Stage | None], deals: Mapping[DealId, Deal], start: datetime
) -> Stage | None:
    """Return the furthest stage known of a story before `start`, and of its deal before that or before the story."""
    deal = deals.get(lean.deal_id) if lean.deal_id else None
    others = [step for step in deal.history if step.story_id != lean.story_id] if deal else []
    steps = [step for step in others if step.changed <= start or step.began < lean.first_seen]
    known = [stage for stage in (before.get(lean.story_id), furthest(steps)) if stage is not None]
    return max(known, key=lambda stage: stage.rank, default=None)


def _moved(was: Stage, now: Stage) -> bool:
    return now is not was and (now.aside or was.aside or now.rank > was.rank)


def _rank(stage: Stage | None) -> int:
    return -2 if stage is None else stage.rank
