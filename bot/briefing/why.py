"""Why a story matters: one sentence on how it stands in the archive, and only what the archive proves. Pure.

"First" needs an archive that covered twelve months when the story came up; a month is the least for anything. Both are
measured to the story's own first day, so that a story of the archive's first weeks is never called a first later on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from babel.dates import format_date

from bot.briefing.labels import Labels
from bot.briefing.precedents import Standing, market_of, standing, suppliers_before
from bot.domain.archive import Archive, Scope
from bot.domain.deal import Deal
from bot.domain.story import Story
from bot.domain.vocabulary import Stage

LEAST_COVERED = timedelta(days=30)
YEAR_COVERED = timedelta(days=366)
_MOST_ORDINAL, _MOST_OTHERS, _MOST_STEPS = 10, 3, 3


class Words(Protocol):
    """The catalogue of fixed words."""

    @property
    def language(self) -> str:
        """An ISO 639-1 code."""

    def say(self, key: str, /, **values: str) -> str:
        """Return the text of `key` with its placeholders filled."""

    def count(self, key: str, number: int, /, **values: str) -> str:
        """Return the form of `key` that `number` takes."""

    def listed(self, words: Sequence[str]) -> str:
        """Return `words` as a list in running text."""

    def dashed(self, words: Sequence[str]) -> str:
        """Return `words` side by side, as names of parties."""


def why(story: Story, archive: Archive, *, labels: Labels, words: Words, deal: Deal | None = None) -> str:
    """Return the sentence, "" where the archive proves nothing worth saying; `deal` is the one `story` is of."""
    if archive.since is None or story.first_seen - archive.since < LEAST_COVERED:
        return ""
    teller = _Teller(story=story, since=archive.since, labels=labels, words=words)
    return next(filter(None, _candidates(teller, archive, deal)), "")


def _candidates(teller: "_Teller", archive: Archive, deal: Deal | None) -> Iterator[str]:
    found = standing(teller.story, archive)
    if teller.story.first_seen - teller.since >= YEAR_COVERED:
        yield teller.supplier(suppliers_before(teller.story, archive))
        yield teller.first(found) if found else ""
    yield teller.programme(deal) if deal else ""
    yield teller.counted(found) if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    """Says it in words; each way returns "" where there is nothing of it to say."""

    story: Story
    since: datetime
    labels: Labels
    words: Words

    def supplier(self, before: frozenset[str]) -> str:
        """Return that a country buys such things of another supplier than those `before`."""
        market = market_of(self.story)
        if market is None or not 0 < len(before) <= _MOST_OTHERS:
            return ""
        others = self.words.listed(sorted(self._name(code) for code in before))
        ordinal = self._ordinal(len(before) + 1)
        return self.words.say("why.supplier", ordinal=ordinal, others=others, **self._what(market))

    def first(self, found: Standing) -> str:
        """Return that the story is the first of its scope, or the first that got so far."""
        kind = _kind(found.scope)
        if found.new:
            return self.words.say(f"why.first_{kind}", **self._what(found.scope))
        if not found.unreached or not found.before:
            return ""
        stage = self._stage(self.story.stage)
        return self.words.count(f"why.first_stage_{kind}", found.before, stage=stage, **self._what(found.scope))

    def programme(self, deal: Deal) -> str:
        """Return at which other stages the programme was told before, oldest first, the last few."""
        steps = sorted(deal.history, key=lambda step: (step.began, step.story_id))
        begun: dict[Stage, datetime] = {}
        for step in steps:
            earlier = step.story_id != self.story.id and step.began < self.story.first_seen
            if earlier and step.stage is not None and step.stage is not self.story.stage:
                begun.setdefault(step.stage, step.began)
        if not begun:
            return ""
        told = [self.words.say("why.step", stage=self._stage(one), date=self._date(at)) for one, at in begun.items()]
        return self.words.say("why.programme", steps=self.words.listed(told[-_MOST_STEPS:]))

    def counted(self, found: Standing) -> str:
        """Return the how-manieth of its scope the story is, and that none had got so far before."""
        if not found.before:
            return ""
        kind, number = _kind(found.scope), found.before + 1
        if number <= _MOST_ORDINAL:
            line = self.words.say(f"why.{kind}", ordinal=self._ordinal(number), **self._what(found.scope))
        else:
            line = self.words.count(f"why.{kind}_more", found.before, **self._what(found.scope))
        if found.unreached:
            return self.words.say("why.none_before", line=line, stage=self._stage(self.story.stage))
        return self.words.say("why.end", line=line)

    def _what(self, scope: Scope) -> dict[str, str]:
        """Return the placeholders that tell a scope and since when it is watched."""
        since = self._date(self.since)
        if scope.sector is None:
            parties = self.words.dashed(sorted(self.labels.country(code) for code in scope.countries))
            return {"since": since, "parties": parties}
        sector = self.words.say(f"sector.{scope.sector.value}")
        country = self.words.listed([self._name(code) for code in scope.countries])
        return {"since": since, "sector": sector, "country": country}

    def _name(self, code: str) -> str:
        """Return the country as running text names it: the Netherlands."""
        name = self.labels.country(code)
        takes = code in self.words.say("names.with_article").split()
        return self.words.say("names.article", name=name) if takes else name

    def _stage(self, stage: Stage | None) -> str:
        return self.words.say(f"stage.{stage.value}") if stage else ""

    def _ordinal(self, number: int) -> str:
        return self.words.say(f"why.ordinal.{number}")

    def _date(self, moment: datetime) -> str:
        """Return the day, as 1 Sep, with its year where that is not the story's."""
        shape = "d MMM" if moment.year == self.story.first_seen.year else "d MMM y"
        return format_date(moment.date(), shape, locale=self.words.language)


def _kind(scope: Scope) -> str:
    return "pair" if scope.sector is None else "field"
