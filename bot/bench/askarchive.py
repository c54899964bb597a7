"""A made-up archive of any size: deals between real countries over three years, told by real outlets. Seeded.

The same seed gives the same archive. Pairs follow Zipf's law, so that a few countries are in most stories; a deal has
one to six steps, each a story of one to four articles, some of which disagree on the figures. Articles, readings and
stories are those of the domain, and stories are made of their articles by the function that analysis uses.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from random import Random

import numpy as np

from bot.analysis.deals import family
from bot.analysis.stories import story_of
from bot.analysis.tables import Equipment, Tables
from bot.bench.askarticles import About, Said, told
from bot.bench.asktexts import Words
from bot.briefing.labels import Labels
from bot.domain.deal import Deal, DealStep, deal_id, furthest
from bot.domain.ids import DealId, StoryId, digest
from bot.domain.source import Source
from bot.domain.story import ChangeKind, Story, StoryChange
from bot.domain.vocabulary import CooperationType, Sector, Stage
from bot.store.filling import Filled

YEARS = 3
_BUSY = """US UA IN TR KR PL DE GB FR IL SA JP AE PK AU TW IT GR EG SE NO RO ES QA NL ID PH VN CZ FI BR CA SG MY AZ MA
KW RS DK CH BE PT HU BG LT EE LV KZ CL AR ZA NG TH IQ JO OM"""
BUSY = tuple(_BUSY.split())
"""The countries that most stories are of, busiest first; the rest follow by code."""
_STEPS_MOST = 6
_ORDER = [stage for stage in Stage if not stage.aside]
_TYPES = tuple(CooperationType)
_HANDED = 0.02
_MERGED = 0.02
_AT_ONCE = 500
_END = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who acts in the archive: countries by how busy they are, what they make, and who tells of it."""

    countries: tuple[str, ...]
    busy: tuple[float, ...]
    makers: tuple[str, ...]
    making: tuple[float, ...]
    equipment: dict[str, tuple[Equipment, ...]]
    firms: dict[tuple[str, Sector], tuple[str, ...]]
    sources: tuple[Source, ...]
    labels: Labels
    words: Words

    def pair(self, chance: Random) -> tuple[str, str]:
        """Return a supplier and a recipient, busy ones more often."""
        supplier = self.makers[bisect(self.making, chance.random() * self.making[-1])]
        recipient = supplier
        while recipient == supplier:
            recipient = self.countries[bisect(self.busy, chance.random() * self.busy[-1])]
        return supplier, recipient


def world_of(tables: Tables, labels: Labels, sources: Sequence[Source]) -> World:
    """Return the world of the shipped gazetteers; `sources` are who may tell."""
    named = [country.code for country in tables.countries if country.code not in {"EU", "NATO"}]
    countries = (*BUSY, *sorted(set(named) - set(BUSY)))
    equipment: dict[str, list[Equipment]] = {}
    for one in tables.equipment:
        if one.sector and len(one.origin) == 1 and one.origin[0] in countries and not one.ambiguous:
            equipment.setdefault(one.origin[0], []).append(one)
    firms: dict[tuple[str, Sector], list[str]] = {}
    for organisation in tables.organisations:
        if organisation.kind == "company" and len(organisation.countries) == 1 and not organisation.ambiguous:
            for sector in organisation.sectors or tuple(Sector):
                firms.setdefault((organisation.countries[0], sector), []).append(organisation.name)
    makers = tuple(code for code in countries if code in equipment)
    return World(
        countries=countries,
        busy=_zipf(len(countries)),
        makers=makers,
        making=_zipf(len(makers)),
        equipment={code: tuple(made) for code, made in equipment.items()},
        firms={key: tuple(names) for key, names in firms.items()},
        sources=tuple(source for source in sources if source.kind == "feed" and source.country != "RU"),
        labels=labels,
        words=Words(
            countries=[labels.country(code) for code in countries],
            firms=[one.name for one in tables.organisations],
            equipment=[one.designation for one in tables.equipment],
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A story that is to be told: when, how far things have got, how many articles tell it."""

    at: datetime
    stage: Stage
    articles: int
    merged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A deal that is to be told: its parties, its matter and its steps, oldest first."""

    about: About
    steps: tuple[Step, ...]


class Archive:
    """`size` stories, told in order of time up to `end`."""

    def __init__(self, world: World, size: int, *, seed: int = 7, end: datetime = _END) -> None:
        """Plan the archive; nothing is told yet."""
        self._world, self._seed, self._end = world, seed, end
        self.sources = world.sources
        counts, moments = [], []
        left, number = size, 0
        while left:
            chance = self._chance("steps", number)
            steps = min(left, 1 + min(int(chance.expovariate(1 / 1.4)), _STEPS_MOST - 1))
            counts.append(steps)
            moments.append(self._moments(chance, steps))
            left, number = left - steps, number + 1
        self._moments_of = moments
        deals = np.repeat(np.arange(len(counts)), counts)
        places = np.concatenate([np.arange(count) for count in counts])
        order = np.argsort([moment for each in moments for moment in each], kind="stable")
        self._order = list(zip(deals[order].tolist(), places[order].tolist(), strict=True))
        self.plan = lru_cache(maxsize=50_000)(self._plan)

    def batches(self) -> Iterator[Filled]:
        """Yield the archive in pieces of 500 stories, oldest first."""
        rest = iter(self._order)
        begun: dict[int, list[DealStep]] = {}
        while some := list(islice(rest, _AT_ONCE)):
            yield self._batch(some, begun)

    def _batch(self, some: Sequence[tuple[int, int]], begun: dict[int, list[DealStep]]) -> Filled:
        filled = Filled()
        for number, place in some:
            plan = self.plan(number)
            changes, said = self._story(plan, number, place)
            filled.changes.extend(changes)
            filled.articles.extend(one.article for one in said)
            filled.analyses.extend(one.analysis for one in said)
            filled.entries.extend(one.entry for one in said)
            story = changes[-1].story
            filled.deal_of[story.id] = self._deal_id(plan, number)
            begun.setdefault(number, []).append(_step(plan, story))
            if place == len(plan.steps) - 1:
                filled.deals.append(_deal(self._deal_id(plan, number), begun.pop(number)))
        return filled

    def _story(self, plan: Plan, number: int, place: int) -> tuple[list[StoryChange], list[Said]]:
        """Return how the story came about, a change for each of its revisions, and its articles."""
        chance = self._chance("story", number, place)
        step, name = plan.steps[place], self._story_id(number, place)
        said = [
            told(plan.about, step.stage, name, nth, at=step.at + timedelta(hours=3 * nth), world=self._world, by=chance)
            for nth in range(step.articles + step.merged)
        ]
        pairs = [(one.article, one.analysis) for one in said]
        first, _ = story_of(name, pairs[:1], before=None)
        changes = [StoryChange(kind=ChangeKind.CREATED, story=first, material=True)]
        absorbed: tuple[StoryId, ...] = ()
        if step.merged:
            other = StoryId(digest("bench", "merged", str(self._seed), str(number), str(place)))
            lone, _ = story_of(other, pairs[-1:], before=None)
            changes.append(StoryChange(kind=ChangeKind.CREATED, story=lone, material=True))
            absorbed = (other,)
        if len(pairs) > 1:
            grown, material = story_of(name, pairs, before=first)
            kind = ChangeKind.MERGED if absorbed else ChangeKind.GROWN
            changes.append(StoryChange(kind=kind, story=grown, material=material, absorbed=absorbed))
        return changes, said

    def _plan(self, number: int) -> Plan:
        chance = self._chance("deal", number)
        world = self._world
        supplier, recipient = world.pair(chance)
        made = world.equipment[supplier]
        equipment = made[int(len(made) * chance.random() ** 2)]
        firms = world.firms.get((supplier, equipment.sector or Sector.UAS), ())
        third = chance.choice(world.countries) if chance.random() < 0.08 else ""
        about = About(
            supplier=supplier,
            recipient=recipient,
            third="" if third in {supplier, recipient} else third,
            equipment=equipment,
            firm=firms[int(len(firms) * chance.random() ** 2)] if firms else "",
            types=(chance.choice(_TYPES),) if chance.random() < 0.4 else (CooperationType.PROCUREMENT,),
            quantity=chance.randrange(2, 400),
            value=chance.randrange(20, 90_000) * 100_000,
            year=self._end.year + chance.randrange(1, 8),
            share=chance.randrange(10, 80) if chance.random() < 0.2 else 0,
        )
        moments = self._moments_of[number]
        stages = _stages(len(moments), chance)
        return Plan(
            about=about,
            steps=tuple(
                Step(at=self._moment(at), stage=stage, articles=_articles(chance), merged=chance.random() < _MERGED)
                for at, stage in zip(moments, stages, strict=True)
            ),
        )

    def _moments(self, chance: Random, steps: int) -> list[int]:
        span = YEARS * 365 * 86_400
        far = list(accumulate((0.0, *(chance.expovariate(1 / 120) * 86_400 for _ in range(steps - 1)))))
        begin, stretch = chance.random() * max(0.0, span - far[-1]), min(1.0, span / (far[-1] or 1.0))
        return [int(begin + each * stretch) for each in far]

    def _moment(self, seconds: int) -> datetime:
        return self._end - timedelta(days=YEARS * 365) + timedelta(seconds=seconds)

    def _chance(self, *names: object) -> Random:
        return Random(":".join(map(str, (self._seed, *names))))  # noqa: S311 - a made-up archive, no secret

    def _story_id(self, number: int, place: int) -> StoryId:
        return StoryId(digest("bench", str(self._seed), str(number), str(place)))

    def _deal_id(self, plan: Plan, number: int) -> DealId:
        return deal_id(family(plan.about.equipment.designation), self._story_id(number, 0))


def _step(plan: Plan, story: Story) -> DealStep:
    return DealStep(
        story_id=story.id,
        programme=family(plan.about.equipment.designation),
        countries=story.countries,
        sectors=story.sectors,
        stage=story.stage,
        began=story.first_seen,
        changed=story.last_changed,
    )


def _deal(name: DealId, told: Sequence[DealStep]) -> Deal:
    history = tuple(sorted(told, key=lambda step: (step.began, step.story_id)))
    last = history[-1].stage
    return Deal(
        id=name,
        countries=tuple(sorted({country for step in history for country in step.countries})),
        programme=history[0].programme,
        sectors=history[-1].sectors,
        history=history,
        stage=furthest(history),
        aside=last if last is not None and last.aside else None,
    )


def _stages(count: int, chance: Random) -> list[Stage]:
    """Return stages that move forward, now and then with a delay or an end."""
    at = chance.randrange(0, len(_ORDER) - 1)
    stages = []
    for place in range(count):
        aside = place and chance.random() < 0.06
        stages.append(chance.choice((Stage.DELAYED, Stage.CANCELLED)) if aside else _ORDER[at])
        at = min(at + chance.randrange(0, 3), len(_ORDER) - 1)
    return stages


def _articles(chance: Random) -> int:
    return 1 if chance.random() < 0.7 else 1 + min(1 + int(chance.expovariate(1.2)), 3)


def _zipf(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (place + 1) for place in range(count)))
