"""How a story stands among those the archive holds: counted, not yet told. Pure.

A story never counts itself, and what was merged into another is that one. Stories are in order by their first days, at
the same moment by id.
"""

from dataclasses import dataclass

from bot.domain.archive import Archive, Precedent, Scope
from bot.domain.story import Story
from bot.domain.vocabulary import PartyRole, Stage

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a story stands in a scope: how many stories came up before it since the archive began.

    `new` says that no other story at all is known from before it, `unreached` that none had got as far as it has.
    """

    scope: Scope
    before: int
    new: bool
    unreached: bool


def scopes_of(story: Story) -> tuple[Scope, ...]:
    """Return the scopes whose stories must be known to judge `story`."""
    return tuple(dict.fromkeys(filter(None, (scope_of(story), market_of(story)))))


def scope_of(story: Story) -> Scope | None:
    """Return what a story is counted among: of two parties the pair; of others one country's stories of its sector."""
    countries = story.countries
    if len(countries) == _PAIR:
        return Scope(countries=countries)
    anchor = _anchor(story)
    return Scope(countries=(anchor,), sector=story.sectors[0]) if anchor and story.sectors else None


def market_of(story: Story) -> Scope | None:
    """Return the stories among which a new supplier shows: what the one recipient gets of the sector, once chosen."""
    getting, giving = _with(story, PartyRole.RECIPIENT), _with(story, PartyRole.SUPPLIER)
    if len(getting) != 1 or len(giving) != 1 or not story.sectors or not _chosen(story.stage):
        return None
    return Scope(countries=tuple(getting), sector=story.sectors[0])


def standing(story: Story, archive: Archive) -> Standing | None:
    """Return how `story` stands among the stories of its scope; None where it has none.

    One that came up later may still have got as far sooner, so for that all known by the last change are looked at.
    """
    scope = scope_of(story)
    if scope is None or archive.since is None:
        return None
    others = _others(story, archive, scope)
    place = (story.first_seen, story.id)
    earlier = [other for other in others if (other.first_seen, other.story_id) < place]
    known = [other for other in others if other.first_seen <= story.last_changed]
    return Standing(
        scope=scope,
        before=sum(other.first_seen >= archive.since for other in earlier),
        new=not earlier,
        unreached=_notable(story.stage) and not any(_as_far(other, story.stage) for other in known),
    )


def suppliers_before(story: Story, archive: Archive) -> frozenset[str]:
    """Return who was chosen before to supply the story's market; nobody where its own supplier is among them."""
    market = market_of(story)
    if market is None:
        return frozenset()
    known = [other for other in _others(story, archive, market) if other.first_seen <= story.last_changed]
    bought = [other for other in known if _chosen(other.reached) and set(market.countries) <= set(other.recipients)]
    found = frozenset(supplier for other in bought for supplier in other.suppliers)
    return frozenset() if found & set(_with(story, PartyRole.SUPPLIER)) else found


def _others(story: Story, archive: Archive, scope: Scope) -> list[Precedent]:
    return [other for other in archive.stories if other.story_id != story.id and other.within(scope)]


def _anchor(story: Story) -> str | None:
    """Return the party that a story of one or many parties is about: the only one who gets, or gives, or is host."""
    for role in (PartyRole.RECIPIENT, PartyRole.SUPPLIER, PartyRole.HOST):
        having = _with(story, role)
        if len(having) == 1:
            return having[0]
    return story.countries[0] if len(story.countries) == 1 else None


def _with(story: Story, role: PartyRole) -> list[str]:
    return sorted({party.country for party in story.parties if party.role is role})


def _as_far(other: Precedent, stage: Stage | None) -> bool:
    return other.reached is not None and stage is not None and other.reached.rank >= stage.rank


def _notable(stage: Stage | None) -> bool:
    """Whether having got that far is worth saying: more than talk, and not aside."""
    return stage is not None and stage.rank >= Stage.MOU.rank


def _chosen(stage: Stage | None) -> bool:
    return stage is not None and stage.rank >= Stage.SELECTED.rank
