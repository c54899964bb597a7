"""A week's trends in words: groups of lines, each on its stories, and what they were counted from. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.briefing.dossier_programmes import Programme
from bot.briefing.labels import Labels
from bot.briefing.phrasing import counted, day
from bot.briefing.trends import WEEK, WEEKS, Moved, Pair, Tally, WeekCounts, newly_quiet, telling
from bot.domain.archive import LeanStory
from bot.domain.ids import StoryId
from bot.domain.trends import TrendGroup, TrendLine

MAX_COUNTS, MAX_PAIRS, MAX_MOVES, MAX_QUIET = 5, 4, 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a story is about in a few words ("Poland–South Korea, 180 K2"), and where it can be read."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """All that is told of a topic's week to `end`.

    `since` is when the archive began to watch, None where it never did; `complete` says that all stories of the five
    weeks were counted.
    """

    tally: Tally
    end: datetime
    since: datetime | None
    complete: bool = True
    pairs: Mapping[Pair, LeanStory] = field(default_factory=dict)
    moves: Sequence[Moved] = ()
    quiet: Sequence[Programme] = ()

    @property
    def compared(self) -> bool:
        """Whether this week may be held against those before."""
        return self.complete and self.since is not None and self.since <= self.end - WEEKS * WEEK

    @property
    def shown(self) -> tuple[StoryId, ...]:
        """The stories that lines are about."""
        named = [lean.story_id for lean in list(self.pairs.values())[:MAX_PAIRS]]
        named += [one.lean.story_id for one in self.moves[:MAX_MOVES]]
        named += [one.lead.story_id for one in self.quiet[:MAX_QUIET]]
        return tuple(dict.fromkeys(named))


def trend_groups(week: Week, about: Mapping[StoryId, About], labels: Labels) -> tuple[TrendGroup, ...]:
    """Return the groups that have something to say; stories of which nothing is known any more are left out."""
    pairs = [_pair(pair, lean, about, labels, week) for pair, lean in list(week.pairs.items())[:MAX_PAIRS]]
    moves = [_move(one, about, labels) for one in week.moves[:MAX_MOVES]]
    quiet = [_quiet(one, about, labels, week.end) for one in week.quiet[:MAX_QUIET]]
    made = (
        _group("THIS WEEK AGAINST THE FOUR BEFORE" if week.compared else "THIS WEEK", _counts(week, labels), 0),
        _group("NEW PAIRS", pairs, len(week.pairs) - MAX_PAIRS),
        _group("STAGES REACHED", moves, len(week.moves) - MAX_MOVES),
        _group("INTENTS WITHOUT NEWS FOR A YEAR", quiet, len(week.quiet) - MAX_QUIET),
    )
    return tuple(group for group in made if group.lines)


def basis_of(week: Week) -> str:
    """Return in a line what the trends were counted from."""
    watched = f"our archive watches since {day(week.since)}" if week.since else "our archive does not watch yet"
    rule = (
        "" if week.compared else "; too short a time to tell trends" if week.complete else "; too many to tell trends"
    )
    stories = counted(week.tally.stories, "story", "stories")
    return f"Counted: {stories} of this topic first seen in five weeks; {watched}{rule}."


def _counts(week: Week, labels: Labels) -> list[TrendLine]:
    whole = week.tally.whole
    new = counted(whole.now, "new story", "new stories") if whole.now else "No new story"
    now = f"{new} of this topic"
    if not week.compared:
        return [TrendLine(text=f"{now}.")] if whole.now else []
    lines = [TrendLine(text=f"{now}; {_against(whole)}.")] if sum(whole.weeks) else []
    for one in telling(week.tally)[:MAX_COUNTS]:
        name = labels.sectors[one.sector] if one.sector else labels.country(one.country)
        lines.append(TrendLine(text=f"{name[:1].upper()}{name[1:]}: {one.now}; {_against(one)}."))
    return lines


def _against(one: WeekCounts) -> str:
    if not one.mean:
        return "none in the four weeks before"
    word = {1: "up from ", -1: "down from ", 0: ""}[one.tendency]
    return f"{word}{one.mean:.3g} a week in the four before"


def _pair(pair: Pair, lean: LeanStory, about: Mapping[StoryId, About], labels: Labels, week: Week) -> TrendLine | None:
    known = about.get(lean.story_id)
    if known is None or week.since is None:
        return None
    names = "–".join(labels.country(code) for code in pair)
    what = known.text.partition(", ")[2]
    said = f"{names}: first in our archive since {day(week.since)}{f' ({what})' if what else ''}"
    return TrendLine(text=said, stories=(lean.story_id,), url=known.url)


def _move(one: Moved, about: Mapping[StoryId, About], labels: Labels) -> TrendLine | None:
    known, stage = about.get(one.lean.story_id), one.lean.stage
    if known is None or stage is None:
        return None
    text = f"{known.text}: {labels.stages[one.was]} → {labels.stages[stage]}"
    return TrendLine(text=text, stories=(one.lean.story_id,), url=known.url)


def _quiet(one: Programme, about: Mapping[StoryId, About], labels: Labels, end: datetime) -> TrendLine | None:
    known = about.get(one.lead.story_id)
    if known is None or one.stage is None:
        return None
    since = f"nothing since {day(one.newest.last_changed)}{' (a year this week)' if newly_quiet(one, end) else ''}"
    text = f"{known.text}: {labels.stages[one.stage]}, {since}"
    return TrendLine(text=text, stories=tuple(lean.story_id for lean in one.leans), url=known.url)


def _group(label: str, lines: Iterable[TrendLine | None], left_out: int) -> TrendGroup:
    return TrendGroup(label=label, lines=tuple(line for line in lines if line is not None), left_out=max(0, left_out))
