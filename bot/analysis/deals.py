"""Deals: which stories, months apart, are steps of one programme between the same parties.

The outcome is a function of the stories alone. Of each story its leading designation counts, as a family (K2PL is K2);
without one, its first organisations on both sides with its main sector. Stories of one programme with the same parties
are one deal until eighteen months of silence. A story that names a third party beside the two, or one party only, is of
that deal where no other comes into question: so a round-up never makes one of what are several.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import timedelta
from itertools import count

from bot.analysis.naming import heirs
from bot.domain.deal import Deal, DealStep, deal_id, furthest
from bot.domain.ids import DealId, StoryId
from bot.domain.story import Story
from bot.domain.vocabulary import FactKind

SILENCE = timedelta(days=548)
_FAMILY = re.compile(r"^\D+\d+")
_PAIR = 2


def step_of(story: Story) -> DealStep | None:
    """Return what `story` says of its deal; None where it tells no programme or no party, or lives on in another."""
    programme = programme_of(story)
    if programme is None or not story.countries or story.merged_into is not None:
        return None
    return DealStep(
        story_id=story.id,
        programme=programme,
        countries=story.countries,
        sectors=story.sectors,
        stage=story.stage,
        began=story.first_seen,
        changed=story.last_changed,
    )


def programme_of(story: Story) -> str | None:
    """Return what `story` is about, in a form that its variants share."""
    designation = next((fact.value for fact in story.facts if fact.kind is FactKind.DESIGNATION), None)
    if designation is not None:
        return family(designation)
    sides = sorted(party.organisations[0].casefold() for party in story.parties if party.organisations)[:_PAIR]
    if len(sides) < _PAIR or not story.sectors:
        return None
    return "|".join((*sides, story.sectors[0].value))


def family(designation: str) -> str:
    """Return the letters and first number of a designation: "F-16V Block 70" and "F16" are one, "K2PL" is "K2"."""
    plain = unicodedata.normalize("NFKD", designation).casefold()
    squeezed = "".join(character for character in plain if character.isalnum())
    match = _FAMILY.match(squeezed)
    return match.group() if match else squeezed


def deals_of(steps: Iterable[DealStep], before: Mapping[StoryId, DealId]) -> tuple[Deal, ...]:
    """Return the deals that `steps`, all there are of their programmes, make.

    `before` tells of which deal of its programme a story was, so that deals keep their ids.
    """
    by_programme: dict[str, list[DealStep]] = {}
    for step in sorted(steps, key=_order):
        by_programme.setdefault(step.programme, []).append(step)
    groups = [group for programme in sorted(by_programme) for group in _linked(by_programme[programme])]
    coming = heirs([[step.story_id for step in group] for group in groups], before)
    taken = set(before.values())
    made = []
    for group, names in zip(groups, coming, strict=True):
        name = names[0] if names else _fresh(group, taken)
        taken.add(name)
        made.append(_deal(group, name))
    return tuple(made)


def _fresh(group: Sequence[DealStep], taken: Set[DealId]) -> DealId:
    """Return an id that no deal bears: of the first story, repeated while another deal was first known from that."""
    first = group[0]
    names = (deal_id(first.programme, *[first.story_id] * times) for times in count(1))
    return next(name for name in names if name not in taken)


def _deal(history: Sequence[DealStep], name: DealId) -> Deal:
    last = next((step.stage for step in reversed(history) if step.stage), None)
    return Deal(
        id=name,
        countries=tuple(sorted({country for step in history for country in step.countries})),
        programme=history[0].programme,
        sectors=history[-1].sectors,
        history=tuple(history),
        stage=furthest(history),
        aside=last if last is not None and last.aside else None,
    )


def _linked(steps: Sequence[DealStep]) -> list[list[DealStep]]:
    """Return the deals of one programme, each in order; stories of several parties first, then those that name one."""
    runs = _runs(steps)
    joined = list(range(len(runs)))
    for alone in (False, True):
        found = list(joined)
        for place, run in enumerate(runs):
            if (len(run[0].countries) < _PAIR) is alone:
                around = {found[other] for other, its in enumerate(runs) if _may_be_of(run, its)}
                if len(around) == 1:
                    _unite(joined, place, around.pop())
    groups: dict[int, list[DealStep]] = {}
    for place, run in enumerate(runs):
        groups.setdefault(joined[place], []).extend(run)
    return [sorted(group, key=_order) for group in groups.values()]


def _runs(steps: Sequence[DealStep]) -> list[list[DealStep]]:
    """Return the stories with exactly the same parties, cut where nothing was heard for long."""
    runs: list[list[DealStep]] = []
    last: dict[tuple[str, ...], list[DealStep]] = {}
    for step in steps:
        run = last.get(step.countries)
        if run is None or step.began - max(one.changed for one in run) > SILENCE:
            run = last[step.countries] = []
            runs.append(run)
        run.append(step)
    return runs


def _may_be_of(run: Sequence[DealStep], other: Sequence[DealStep]) -> bool:
    """Whether the stories of `run` may tell of the deal that `other` tells: three parties of two, one of several."""
    own, its = set(run[0].countries), set(other[0].countries)
    if not (own < its if len(own) < _PAIR else (its < own and len(its) >= _PAIR)):
        return False
    began, ended = run[0].began, max(step.changed for step in run)
    return other[0].began - ended <= SILENCE and began - max(step.changed for step in other) <= SILENCE


def _unite(joined: list[int], place: int, group: int) -> None:
    """Bring what stands at `place`, and all that is of one group with it, to where `group` is now."""
    kept, gone = joined[group], joined[place]
    joined[:] = [kept if value == gone else value for value in joined]


def _order(step: DealStep) -> tuple[object, str]:
    return (step.began, step.story_id)
