"""Answers out of the archive: counts stories in short, reads whole only what is shown, and fetches nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations

from bot.briefing.dossier import compose_dossier, plan_for, title_of
from bot.briefing.dossier_found import Embargo, Found, Near
from bot.briefing.dossier_scope import Groups, Matcher, ends_of, is_filtered, scope_of, span_of, unfiltered
from bot.briefing.items import Material
from bot.briefing.labels import Labels
from bot.briefing.phrasing import with_article
from bot.domain.archive import LeanStory, Tie
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.domain.moments import Clock
from bot.steps.material import material_of
from bot.steps.parts import Parts, Synthesis
from bot.store import Store

MOST, MOST_OF_MANY, MOST_OF_ONE = 5000, 1500, 600
"""Stories counted in short: between sides; of a group, a sector or part of a country; of a whole country, whose
partners the database counts."""
LOOK_BACK = timedelta(days=3 * 366)
"""How long before the span asked for intents and earlier stages are looked for."""
EVER = " since 2000"
"""What is said behind a question for all time: without days the last year is meant."""
_MOST_NEAR, _COUNTED = 3, 1000
_PAIR, _MOST_PAIRED = 2, 4
_ARTICLES_PER_STORY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossiers:
    """Composes answers from what is stored. `archive` is how far back a question without days goes.

    `say` states what was understood; `synthesis` writes where a model is set. Answers with one `turn` are made one
    after the other: two that count and read at once hinder each other, and both take longer.
    """

    store: Store
    labels: Labels
    clock: Clock
    groups: Groups = field(default_factory=dict)
    archive: timedelta = timedelta(days=365)
    embargoes: tuple[Embargo, ...] = ()
    say: Callable[[Asked], str] | None = None
    synthesis: Synthesis | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False, compare=False)

    async def dossier(self, asked: Asked, *, last_asked: datetime | None = None) -> Dossier:
        """Return what the archive holds on `asked`, and what changed in it since `last_asked`."""
        async with self.turn:
            dossier, material = await self._composed(asked, last_asked)
        return await self.synthesis(dossier, material) if self.synthesis and dossier.found else dossier

    async def _composed(self, asked: Asked, last_asked: datetime | None) -> tuple[Dossier, Material]:
        found = await self._found(asked, last_asked)
        plan = await asyncio.to_thread(plan_for, found)
        stories = await self.store.stories(plan.ids)
        material = await material_of(self.store, self.labels, stories, deals=False)
        names = [name for story in stories for name in story.article_ids[:_ARTICLES_PER_STORY]]
        analyses = {one.article_id: one for one in await self.store.analyses(tuple(dict.fromkeys(names)))}
        dossier = await asyncio.to_thread(
            compose_dossier,
            found,
            plan=plan,
            stories=stories,
            material=material,
            analyses=analyses,
            understood=self.say(asked) if self.say else "",
            wish=wish_of(asked, self.groups, self.labels),
        )
        return dossier, material

    async def _found(self, asked: Asked, last_asked: datetime | None) -> Found:
        now = self.clock()
        since, until = span_of(asked, now=now, archive=self.archive)
        scope = scope_of(asked, self.groups, since=since - LOOK_BACK, until=until)
        alone = _alone(asked, self.groups)
        most = MOST_OF_ONE if alone else MOST if len(ends_of(asked, self.groups)) > 1 else MOST_OF_MANY
        known = await self.store.leans(scope, limit=most)
        leans, before, undirected = await asyncio.to_thread(
            _parted, known, Matcher(asked, self.groups), since, directed=asked.direction is not None
        )
        capped = len(known) == most and known[-1].last_changed >= since
        found = Found(
            asked=asked,
            groups=self.groups,
            leans=leans,
            before=before,
            since=since,
            until=until,
            now=now,
            undirected=undirected,
            capped=capped,
            archive_since=await self.store.covered_since(),
            last_asked=last_asked,
            embargoes=self.embargoes,
            outlets=await self._outlets(leans),
        )
        if alone:
            ties = await self._ties(alone, since, until)
            found = replace(found, ties={alone: ties}, total=sum(tie.stories for tie in ties if not tie.partner))
        return found if leans else await self._with_near(found)

    async def _ties(self, country: str, since: datetime, until: datetime) -> tuple[Tie, ...]:
        partners = await self.store.ties(country, since=since, until=until)
        return (*partners, *await self.store.ties(country, since=since, until=until, alone=True))

    async def _outlets(self, leans: Sequence[LeanStory]) -> tuple[tuple[str, str], ...]:
        """Return name and country of the sources that tell any of `leans`, by name."""
        ids = await self.store.sources_of([lean.story_id for lean in leans])
        known = {source.id: source for source in await self.store.sources(tuple(ids))} if ids else {}
        return tuple(sorted((known[name].name, known[name].country) if name in known else (name, "") for name in ids))

    async def _with_near(self, found: Found) -> Found:
        """Return `found` with what lies nearest to a question that found nothing."""
        asked, title = found.asked, title_of(replace(found, asked=unfiltered(found.asked)), self.labels)
        within = await self._count(asked, since=found.since, until=found.until)
        ever = await self._count(asked, since=None, until=None)
        near: list[Near] = []
        if is_filtered(asked) and within:
            near.append(Near(label=f"{title}, whatever it is about", stories=within, ask=self._ask(asked, title)))
        if ever > within:
            near.append(Near(label=f"{title}, at any time", stories=ever, ask=f"{title}{EVER}"))
        near += await self._near_pairs(found)
        return replace(found, near=tuple(near), without_filters=within if is_filtered(asked) else 0)

    def _ask(self, asked: Asked, title: str) -> str:
        """Return how to ask for everything between the sides of `asked` in the days it names."""
        plain = replace(unfiltered(asked), since=asked.since, until=asked.until)
        return self.say(plain) if self.say and (asked.since or asked.until) else title

    async def _count(self, asked: Asked, *, since: datetime | None, until: datetime | None) -> int:
        scope = scope_of(unfiltered(asked), self.groups, since=since, until=until)
        return len(await self.store.leans(scope, limit=_COUNTED)) if scope.all_of else 0

    async def _near_pairs(self, found: Found) -> list[Near]:
        """Return the partners both sides have; where there are none, the pairs that either has most stories with."""
        ends = ends_of(found.asked, self.groups)
        codes = [next(iter(end)) for end in ends if len(end) == 1][:_PAIR]
        if len(codes) == _PAIR:
            one, other = [
                _partners(await self.store.ties(code, since=found.since, until=found.until)) for code in codes
            ]
            shared = sorted(set(one) & set(other), key=lambda code: (-min(one[code], other[code]), code))[:_MOST_NEAR]
            near = [
                Near(
                    label=f"Both have {with_article(self.labels.country(code))}: "
                    f"with {self.labels.country(codes[0])} {one[code]}, "
                    f"with {self.labels.country(codes[1])} {other[code]}",
                    stories=one[code] + other[code],
                )
                for code in shared
            ]
            if near:
                return near
        rows = await self.store.nearest_pairs(codes, _MOST_NEAR) if codes else ()
        return [_near_pair(one, other, number, self.labels) for one, other, number in rows]


def dossiers_of(parts: Parts) -> Dossiers:
    """Return the answers out of what `parts` hold."""
    return Dossiers(
        store=parts.store,
        labels=parts.labels,
        clock=parts.clock,
        groups=parts.groups,
        archive=parts.archive,
        say=parts.say,
        embargoes=parts.embargoes,
        synthesis=parts.synthesis,
        turn=parts.answering,
    )


def wish_of(asked: Asked, groups: Groups, labels: Labels) -> str:
    """Return what to type behind `subscribe` for more of it, "" where it cannot be said so: of a group, say.

    Of three and four countries each pair is named; of more nobody would want to read it.
    """
    ends = asked.direction or asked.countries
    if asked.groups or any(name in groups for name in ends) or len(ends) > _MOST_PAIRED:
        return ""
    names = [labels.country(code) for code in ends]
    joined = [(" → " if asked.direction else "–").join(names)] if len(names) <= _PAIR else []
    joined = joined or ["–".join(pair) for pair in combinations(names, _PAIR)]
    about = [*(labels.sectors[one] for one in asked.sectors), *(labels.types[one] for one in asked.types)]
    return ", ".join(filter(None, (*joined, *about, *asked.designations, *asked.organisations)))


def _alone(asked: Asked, groups: Groups) -> str:
    """Return the one country that is asked about with nothing else, "" else: its partners are counted in SQL."""
    ends = ends_of(asked, groups)
    single = len(ends) == 1 and not is_filtered(asked) and not asked.groups
    return asked.countries[0] if single else ""


def _parted(
    known: Sequence[LeanStory], matches: Matcher, since: datetime, *, directed: bool
) -> tuple[tuple[LeanStory, ...], tuple[LeanStory, ...], int]:
    """Return the stories asked for within the span and before it, and how many tell another or no direction."""
    ours = [lean for lean in known if matches(lean)]
    undirected = sum(lean.last_changed >= since and matches.undirected(lean) for lean in known) if directed else 0
    leans = tuple(lean for lean in ours if lean.last_changed >= since)
    before = tuple(lean for lean in ours if lean.last_changed < since)
    return leans, before, undirected - len(leans) if directed else 0


def _partners(ties: Iterable[Tie]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for tie in ties:
        counts[tie.partner] += tie.stories
    return counts


def _near_pair(one: str, other: str, number: int, labels: Labels) -> Near:
    title = f"{labels.country(one)}–{labels.country(other)}"
    return Near(label=f"{title}, at any time", stories=number, ask=f"{title}{EVER}")
