"""Countries in a row and what stands between them, resolved into pairs and countries. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from bot.domain.topic import Pair

_MANY = 4


class Link(StrEnum):
    """What stands between two countries."""

    BLANK = "blank"
    DASH = "dash"
    ARROW = "arrow"
    BACK = "back"
    WITH = "with"
    AND = "and"
    COMMA = "comma"


_TIGHT = frozenset({Link.DASH, Link.ARROW, Link.BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Pairs and single countries; `twice` are those that were paired with themselves."""

    pairs: tuple[Pair, ...] = ()
    countries: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


@dataclass(slots=True)
class _Made:
    pairs: list[Pair]
    countries: list[str]
    twice: list[str]

    def pair(self, first: str, second: str, *, directed: bool = False) -> None:
        if first == second:
            self.twice.append(first)
        else:
            self.pairs.append(Pair(first=first, second=second, directed=directed))


def resolve(codes: list[str], links: list[Link], *, between: bool = False) -> Who:
    """Return who is meant by `codes`, with `links` between one and the next.

    A dash, a blank or "and" between two makes a pair; three and more in a list are countries. After "between" all of
    them are paired with each other, up to the one behind "and".
    """
    made = _Made([], [], [])
    if between and len(codes) > 1:
        stop = next((n for n, link in enumerate(links, 1) if link is Link.AND), 1)
        for first, second in combinations(codes[: stop + 1], 2):
            made.pair(first, second)
        codes, links = codes[stop + 1 :], links[stop + 1 :]
    segments = _split(codes, links, {Link.COMMA})
    couples = [_is_couple(*segment) for segment in segments]
    for n, (segment, couple) in enumerate(zip(segments, couples, strict=True)):
        last_of_list = n == len(segments) - 1 and n > 0 and not all(couples)
        if couple and segment[1] == [Link.AND] and last_of_list:
            made.countries.extend(segment[0])
        else:
            _segment(*segment, made)
    return Who(
        pairs=tuple(dict.fromkeys(made.pairs)),
        countries=tuple(dict.fromkeys(made.countries)),
        twice=tuple(dict.fromkeys(made.twice)),
    )


def _is_couple(codes: list[str], links: list[Link]) -> bool:
    return len(codes) == 2 and links[0] in (Link.AND, Link.BLANK)


def _split(codes: list[str], links: list[Link], at: set[Link]) -> list[tuple[list[str], list[Link]]]:
    """Return the stretches of a row between the links in `at`."""
    if not codes:
        return []
    stretches: list[tuple[list[str], list[Link]]] = [([codes[0]], [])]
    for code, link in zip(codes[1:], links, strict=True):
        if link in at:
            stretches.append(([code], []))
        else:
            stretches[-1][0].append(code)
            stretches[-1][1].append(link)
    return stretches


def _segment(codes: list[str], links: list[Link], made: _Made) -> None:
    """Resolve what stands between two commas."""
    if Link.WITH in links:
        head, tail = links.index(Link.WITH), codes[links.index(Link.WITH) + 1 :]
        if head == 0 and not _TIGHT & set(links):
            for other in tail:
                made.pair(codes[0], other)
            return
    if Link.ARROW in links or Link.BACK in links:
        _arrows(codes, links, made)
        return
    groups = _split(codes, links, {Link.AND, Link.WITH})
    singles = [group for group in groups if len(group[0]) == 1]
    if len(groups) == 2 and len(singles) == 2:
        if codes[0] == codes[1]:
            made.countries.append(codes[0])
        else:
            made.pair(*codes)
        return
    for group in groups:
        _group(*group, made)


def _arrows(codes: list[str], links: list[Link], made: _Made) -> None:
    """Resolve a row with a direction: each arrow joins its neighbours, and what follows by "and" has the same giver."""
    giver = codes[0]
    loose = [codes[0]]
    for n, link in enumerate(links):
        left, right = codes[n], codes[n + 1]
        if link is Link.ARROW:
            giver = left
            made.pair(left, right, directed=True)
            loose = [code for code in loose if code != left]
        elif link is Link.BACK:
            made.pair(right, left, directed=True)
            loose = [code for code in loose if code != left]
            giver = ""
        elif link is Link.DASH:
            made.pair(left, right)
            loose = [code for code in loose if code != left]
        elif (
            link is Link.AND and giver and n and links[n - 1] in (Link.ARROW, Link.AND) and Link.ARROW not in links[n:]
        ):
            made.pair(giver, right, directed=True)
        else:
            loose.append(right)
    made.countries.extend(loose)


def _group(codes: list[str], links: list[Link], made: _Made) -> None:
    """Resolve countries side by side: chains of dashes are pairs, two with a blank are one, more are countries."""
    atoms = _split(codes, links, {Link.BLANK})
    if len(atoms) == 2 and all(len(atom) == 1 for atom, _ in atoms) and codes[0] != codes[1]:
        made.pair(*codes)
        return
    for chain, _ in atoms:
        if len(chain) == 1:
            made.countries.append(chain[0])
        elif len(chain) <= _MANY:
            for first, second in combinations(chain, 2):
                made.pair(first, second)
        else:
            for first, second in pairwise(chain):
                made.pair(first, second)
