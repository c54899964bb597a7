"""Which articles are worth comparing: those that stand near each other in time under a word or name they share.

Each article stands under a few keys: rare words of its title, pairs of these, the same with the parties, designations,
pairs of organisations. Two are neighbours where, under two keys at least, few others stand between them by (moment,
id). So a word that everybody uses costs no more than a rare one, and who is a neighbour of whom depends on the set of
articles alone.
"""

import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations

from bot.analysis.rarity import Rarity
from bot.analysis.signatures import Signature

REACH = 8
"""How far apart two may stand under a key."""
SHARED = 2
"""Under how many keys two must stand near each other."""
_TITLE_TERMS = 9
_PAIRED = 5
_WITH_PARTIES = 6
_LEAD_TERMS = 4
_NAMES = 4
Key = int
Place = tuple[datetime, str]


def keys_of(one: Signature, rarity: Rarity) -> tuple[Key, ...]:
    """Return the keys `one` stands under, each once."""
    title = _rarest(one.title, rarity, most=_TITLE_TERMS)
    lead = _rarest(one.terms.keys() - one.title.keys(), rarity, most=_LEAD_TERMS)
    names = sorted(one.organisations)[:_NAMES]
    parties = sorted(one.countries)
    kinds: tuple[Iterator[tuple[str, ...]], ...] = (
        ((term,) for term in (*title, *lead)),
        (("pair", *sorted(pair)) for pair in combinations(title[:_PAIRED], 2)),
        (("parties", term, *parties) for term in title[:_WITH_PARTIES] if parties),
        (("names", *pair) for pair in combinations(names, 2)),
        (("designation", name) for name in sorted(one.designations)[:_NAMES]),
    )
    return tuple(dict.fromkeys(_number(words) for kind in kinds for words in kind))


class Neighbours:
    """The index: under each key the articles in order."""

    def __init__(self) -> None:
        """Begin empty."""
        self._under: dict[Key, list[Place]] = {}

    def __len__(self) -> int:
        """Count the keys in use."""
        return len(self._under)

    def add(self, place: Place, keys: Sequence[Key]) -> tuple[set[str], list[tuple[str, str]]]:
        """Take in an article; return its neighbours, and pairs that stood near under a key and do not any more."""
        near: Counter[str] = Counter()
        parted: list[tuple[str, str]] = []
        for key in keys:
            row = self._under.setdefault(key, [])
            at = bisect_left(row, place)
            near.update(name for _, name in row[max(0, at - REACH) : at + REACH])
            if len(row) > REACH:
                parted += _straddling(row, at)
            row.insert(at, place)
        return {name for name, count in near.items() if count >= SHARED}, parted

    def remove(self, place: Place, keys: Sequence[Key]) -> list[tuple[str, str]]:
        """Let an article go; return the pairs that stand near under one more key by that."""
        joined: list[tuple[str, str]] = []
        for key in keys:
            row = self._under.get(key, [])
            at = bisect_left(row, place)
            if at >= len(row) or row[at] != place:
                continue
            del row[at]
            joined += _straddling(row, at)
            if not row:
                del self._under[key]
        return joined

    def near(self, first: Place, second: Place, shared: Sequence[Key]) -> bool:
        """Whether the two, which share the keys `shared`, are neighbours."""
        count = 0
        for key in shared:
            row = self._under.get(key, ())
            count += abs(bisect_left(row, first) - bisect_left(row, second)) <= REACH
        return count >= SHARED


def _straddling(row: Sequence[Place], at: int) -> list[tuple[str, str]]:
    """Return the pairs exactly `REACH` apart in `row` with the gap `at` between them."""
    starts = range(max(0, at - REACH), min(at, len(row) - REACH))
    return [(row[start][1], row[start + REACH][1]) for start in starts]


def _rarest(terms: Iterable[str], rarity: Rarity, *, most: int) -> list[str]:
    return sorted(terms, key=lambda term: (-rarity.of(term), term))[:most]


def _number(words: Sequence[str]) -> Key:
    """Return a number for a key, the same in every process; a clash only makes two be compared in vain."""
    return zlib.crc32("\x1f".join(words).encode("utf-8", "surrogatepass"))
