"""Which stories a question is about, and how they stand to its direction. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import combinations

from bot.domain.archive import LeanScope, LeanStory
from bot.domain.asked import Asked
from bot.domain.texts import folded

Groups = Mapping[str, frozenset[str]]
"""The countries of each group by its name; EU and NATO hold their own codes too."""
_PAIR = 2


def ends_of(asked: Asked, groups: Groups) -> tuple[frozenset[str], ...]:
    """Return who is asked about: a set for each country and each group, those of a direction among them."""
    names = dict.fromkeys((*asked.parties, *(asked.direction or ())))
    return tuple(end_of(name, groups) for name in names)


def end_of(name: str, groups: Groups) -> frozenset[str]:
    """Return the party codes that a country's code or a group's name stands for."""
    return groups.get(name, frozenset({name}))


def is_pair(asked: Asked, groups: Groups) -> bool:
    """Whether a question is about two sides."""
    return len(ends_of(asked, groups)) == _PAIR


def span_of(asked: Asked, *, now: datetime, archive: timedelta) -> tuple[datetime, datetime]:
    """Return from when to when is asked about: the last `archive` by default; days are UTC, both included."""
    until = min(now, datetime.combine(asked.until, time.max, tzinfo=UTC)) if asked.until else now
    since = datetime.combine(asked.since, time.min, tzinfo=UTC) if asked.since else until - archive
    return min(since, until), until


def scope_of(asked: Asked, groups: Groups, *, since: datetime | None, until: datetime | None) -> LeanScope:
    """Return the least that a story must have, as the store looks for it; `matches` is exact.

    Of three and more sides any two are meant.
    """
    ends = ends_of(asked, groups)
    all_of = ends
    if len(ends) > _PAIR:
        every = frozenset[str]().union(*ends)
        all_of = (every, every)
    kinds: tuple[tuple[str, Collection[str]], ...] = (
        ("sector", asked.sectors),
        ("type", asked.types),
        ("organisation", asked.organisations),
        ("designation", asked.designations),
    )
    marks = tuple((kind, frozenset(map(str, names))) for kind, names in kinds if names)
    return LeanScope(all_of=all_of, marks=marks, since=since, until=until)


def unfiltered(asked: Asked) -> Asked:
    """Return the question about the same sides alone, over all time."""
    plain = replace(asked, direction=None, sectors=(), types=(), stages=(), organisations=(), designations=())
    return replace(plain, since=None, until=None)


def is_filtered(asked: Asked) -> bool:
    """Whether a question asks for less than everything between its sides."""
    return bool(
        asked.direction or asked.sectors or asked.types or asked.stages or asked.organisations or asked.designations
    )


class Matcher:
    """Tells whether a story in short is asked about; made once for a question."""

    def __init__(self, asked: Asked, groups: Groups) -> None:
        """Fold the names once."""
        ends = ends_of(asked, groups)
        pairs = combinations(ends, _PAIR) if len(ends) > _PAIR else (ends,)
        self._scopes = tuple(LeanScope(all_of=tuple(pair)) for pair in pairs)
        # Sides that share no country need no matching: each must be there, and that is told in a tenth of the time.
        self._plain = ends if len(ends) <= _PAIR and len(frozenset().union(*ends)) == sum(map(len, ends)) else None
        self._sectors, self._types = frozenset(asked.sectors), frozenset(asked.types)
        self._stages = frozenset(asked.stages)
        self._organisations = frozenset(map(folded, asked.organisations))
        self._designations = frozenset(map(_squeezed, asked.designations))
        self._way = tuple(end_of(name, groups) for name in asked.direction) if asked.direction else ()

    def __call__(self, lean: LeanStory) -> bool:
        """Whether `lean` has the parties and everything else that is asked for."""
        return self.undirected(lean) and (not self._way or directed(lean, self._way[0], self._way[1]))

    def undirected(self, lean: LeanStory) -> bool:
        """Whether `lean` is asked about but for the direction."""
        return (
            self._unites(lean)
            and (not self._sectors or not self._sectors.isdisjoint(lean.sectors))
            and (not self._types or not self._types.isdisjoint(lean.types))
            and (not self._stages or lean.stage in self._stages)
            and (not self._organisations or not self._organisations.isdisjoint(map(folded, lean.organisations)))
            and (not self._designations or not self._designations.isdisjoint(_keys(lean.designations)))
        )

    def _unites(self, lean: LeanStory) -> bool:
        if self._plain is not None:
            return not any(end.isdisjoint(lean.countries) for end in self._plain)
        return any(scope.unites(lean.countries) for scope in self._scopes)


def _keys(names: Collection[str]) -> set[str]:
    """Return what designations are found by, as the store has it: F-35 is F35, and Bayraktar TB2 also is TB2."""
    short = (word for name in names for word in name.split() if _numbered(word))
    return {_squeezed(name) for name in (*names, *short)}


def _squeezed(name: str) -> str:
    return folded(name).replace(" ", "")


def _numbered(word: str) -> bool:
    return any(mark.isdigit() for mark in word) and any(mark.isalpha() for mark in word)


def directed(lean: LeanStory, giver: frozenset[str], getter: frozenset[str]) -> bool:
    """Whether one of `giver` supplies another of `getter`; partners supply nobody."""
    return any(
        supplier != recipient
        for supplier in giver.intersection(lean.suppliers)
        for recipient in getter.intersection(lean.recipients)
    )
