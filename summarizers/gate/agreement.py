"""How closely a sentence keeps to its sources, in a few numbers: what of it stands there, and in how many pieces.

Pieces are the extractive fragments of Grusky, Naaman and Artzi, "Newsroom" (NAACL 2018), found greedily.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizers.gate.lines import Line

MEASURES = ("words", "pairs", "triples", "pieces", "jumps", "gaps", "best_line", "suspicion")
_FAR = 20
# Two words that follow one another oftener than that are read no further.
_MOST_PLACES = 2000


@dataclass(frozen=True, slots=True)
class Sequel:
    """The words of the sources in order: where each first stands, where each two that follow one another do, and lines.

    `lines` gives for each word the number of its line.
    """

    words: tuple[str, ...]
    first: Mapping[str, int]
    pairs: Mapping[tuple[str, str], Sequence[int]]
    lines: Sequence[int]

    def piece(self, told: Sequence[str], at: int, places: Sequence[int]) -> tuple[int, int]:
        """Return the longest stretch of the sources that `told` has from `at` on, the first such: place and size.

        `places` are those of the first two words of it.
        """
        words = self.words
        left = len(told) - at
        best, size = places[0], 2
        for place in places:
            # Longer than the best so far is only what goes on where that ends.
            if size == left:
                break
            if place + size >= len(words) or words[place + size] != told[at + size]:
                continue
            length = 2
            while length < left and place + length < len(words) and told[at + length] == words[place + length]:
                length += 1
            if length > size:
                best, size = place, length
        return best, size


def sequel_of(lines: Sequence[Line]) -> Sequel:
    """Read the lines of the sources in order."""
    words = tuple(word.plain for line in lines for word in line.words)
    first: dict[str, int] = {}
    for place, word in enumerate(words):
        first.setdefault(word, place)
    pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, pair in enumerate(pairwise(words)):
        places = pairs[pair]
        if len(places) < _MOST_PLACES:
            places.append(place)
    numbers = tuple(number for number, line in enumerate(lines) for _ in line.words)
    return Sequel(words=words, first=first, pairs=dict(pairs), lines=numbers)


def pieces_of(line: Line, sequel: Sequel) -> list[tuple[int, int]]:
    """Return for each word of a sentence the longest stretch of the sources that begins with it: place and size."""
    told = [word.plain for word in line.words]
    found: list[tuple[int, int]] = []
    for at, pair in enumerate(pairwise(told)):
        places = sequel.pairs.get(pair)
        found.append(sequel.piece(told, at, places) if places else _alone(sequel, pair[0]))
    return [*found, _alone(sequel, told[-1])] if told else []


def _alone(sequel: Sequel, word: str) -> tuple[int, int]:
    place = sequel.first.get(word)
    return (0, 0) if place is None else (place, 1)


def measures_of(
    line: Line, sequel: Sequel, suspicion: float, pieces: Sequence[tuple[int, int]] | None = None
) -> list[float]:
    """Return the MEASURES of a sentence; `suspicion` is how likely the most doubtful of its words is made up.

    `pieces` are those of `pieces_of` where they have been read before.
    """
    told = [word.plain for word in line.words]
    reach = pieces_of(line, sequel) if pieces is None else pieces
    count = max(1, len(told))
    taken = _taken(reach)
    gaps = [abs(b - (a + size)) for (a, size), (b, _) in pairwise(taken)]
    distinct = frozenset(pairwise(told))
    return [
        sum(size > 0 for _, size in reach) / count,
        sum(size > 1 for _, size in reach) / max(1, len(told) - 1),
        sum(size > 2 for _, size in reach) / max(1, len(told) - 2),
        len(taken) / count,
        sum(gap > _FAR for gap in gaps) / count,
        sum(map(math.log1p, gaps)) / len(gaps) if gaps else 0.0,
        _best_line(distinct, sequel) / max(1, len(distinct)),
        suspicion,
    ]


def _taken(reach: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of the sources that make up a sentence, from left to right, each the longest there."""
    taken: list[tuple[int, int]] = []
    at = 0
    while at < len(reach):
        if reach[at][1]:
            taken.append(reach[at])
        at += max(1, reach[at][1])
    return taken


def _best_line(pairs: frozenset[tuple[str, str]], sequel: Sequel) -> int:
    """Return how many of these pairs of words the line has that has most of them."""
    counts: Counter[int] = Counter()
    lines = sequel.lines
    for pair in pairs:
        places = sequel.pairs.get(pair)
        if places:
            counts.update({lines[place] for place in places if lines[place] == lines[place + 1]})
    return max(counts.values(), default=0)
