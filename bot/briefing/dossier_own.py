"""Whether a figure is of the thing that a line names: texts on one system often count and price another. Pure."""

import re

from bot.domain.analysis import Fact
from bot.domain.story import Story
from bot.domain.vocabulary import FactKind, Sector

_SPLIT = re.compile(r"[^\w/.-]+")
_SHORTEST = 2
_NEAR = 1
_PLAIN = frozenset({"class", "block", "mark", "mk", "type", "project", "system", "systems", "us", "uk", "eu", "nato"})
_BORNE = frozenset(
    {Sector.ENGINES, Sector.MISSILES, Sector.NAVAL_WEAPONS, Sector.SENSORS_EW, Sector.SMALL_ARMS_AMMUNITION}
)
_BEARERS = frozenset(
    name + end
    for end in ("", "s")
    for name in (
        *("ship", "warship", "vessel", "boat", "submarine", "frigate", "corvette", "destroyer", "carrier"),
        *("aircraft", "plane", "jet", "fighter", "helicopter"),
    )
)
"""What bears weapons, engines and sensors: so many of these are not so many of those."""


def names(counted: Fact, named: Fact) -> bool:
    """Whether a quantity counts the thing `named`: 12 TB2 of Bayraktar TB2, 32 F-35A of F-35."""
    said = counted.value.casefold()
    return (
        named.value.casefold() in said
        or named.evidence.quote.casefold() in said
        or bool(_words(named.value, named.evidence.quote) & _words(counted.value))
    )


def is_own(fact: Fact, named: Fact | None, story: Story) -> bool:
    """Whether a quantity or a sum that `story` holds may be told of the thing `named`.

    A quantity that names something else is not, nor a plain one far from the name in a text on several things, nor
    the ships and aircraft that bear a weapon or an engine. A sum is not where its sentence is on another thing alone.
    """
    if named is None or _names_it(fact, named):
        return True
    facts = story.facts
    others = [one for one in facts if one.kind is FactKind.DESIGNATION and not names(one, named)]
    here = [one for one in facts if _beside(one, fact, within=0) and one is not fact]
    if fact.kind is FactKind.QUANTITY:
        near = any(_beside(one, fact, within=_NEAR) for one in facts if one is named or names(one, named))
        bearers = bool(_words(fact.value) & _BEARERS) and not _BORNE.isdisjoint(story.sectors[:1])
        return not _is_a_name(fact.value) and not bearers and (not others or near)
    if any(names(one, named) for one in here if one.kind in (FactKind.DESIGNATION, FactKind.QUANTITY)):
        return True
    counts_other = any(one.kind is FactKind.QUANTITY and _is_a_name(one.value) for one in here)
    return not counts_other and not any(one in others for one in here)


def _names_it(fact: Fact, named: Fact) -> bool:
    return fact.kind is FactKind.QUANTITY and names(fact, named)


def _beside(one: Fact, other: Fact, *, within: int) -> bool:
    here, there = one.evidence, other.evidence
    return here.article_id == there.article_id and abs(here.sentence - there.sentence) <= within


def _is_a_name(quantity: str) -> bool:
    """Whether what is counted bears a name of its own: 36 Rafale, 30 MQ-9B, and not 36 aircraft."""
    words = quantity.split()[1:]
    return any(word[:1].isupper() or (any(map(str.isdigit, word)) and any(map(str.isalpha, word))) for word in words)


def _words(*texts: str) -> frozenset[str]:
    found = (word for text in texts for word in _SPLIT.split(text.casefold()))
    return frozenset(word for word in found if len(word) >= _SHORTEST and not word.isdigit() and word not in _PLAIN)
