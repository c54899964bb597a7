"""How closely a sentence keeps to its sources, in a few numbers: what of it stands there, and in how many pieces.

Pieces are the extractive fragments of Grusky, Naaman and Artzi, "Newsroom" (NAACL 2018), found greedily.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizers.gate.lines import Line

MEASURES = ("words", "pairs", "triples", "pieces", "jumps", "gaps", "best_line", "suspicion")
_FAR = 20


@dataclass(frozen=True, slots=True)
class Sequel:
    """The words of the sources in order, where each stands, and the runs of two and three of them, also by line."""

    words: tuple[str, ...]
    places: Mapping[str, Sequence[int]]
    runs: frozenset[tuple[str, ...]]
    lines: tuple[frozenset[tuple[str, ...]], ...]


def sequel_of(lines: Sequence[Line]) -> Sequel:
    """Read the lines of the sources in order."""
    words = tuple(word.plain for line in lines for word in line.words)
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    return Sequel(
        words=words,
        places=places,
        runs=frozenset((*_runs(words, 2), *_runs(words, 3))),
        lines=tuple(frozenset(_runs([word.plain for word in line.words], 2)) for line in lines),
    )


def measures_of(line: Line, sequel: Sequel, suspicion: float) -> list[float]:
    """Return the MEASURES of a sentence; `suspicion` is how likely the most doubtful of its words is made up."""
    told = [word.plain for word in line.words]
    count = max(1, len(told))
    pairs, triples = _runs(told, 2), _runs(told, 3)
    pieces = _pieces(told, sequel)
    gaps = [abs(b - (a + size)) for (a, size), (b, _) in pairwise(pieces)]
    distinct = frozenset(pairs)
    return [
        sum(word in sequel.places for word in told) / count,
        _share(pairs, sequel.runs),
        _share(triples, sequel.runs),
        len(pieces) / count,
        sum(gap > _FAR for gap in gaps) / count,
        sum(map(math.log1p, gaps)) / len(gaps) if gaps else 0.0,
        max((len(distinct & other) for other in sequel.lines), default=0) / max(1, len(distinct)),
        suspicion,
    ]


def _pieces(told: Sequence[str], sequel: Sequel) -> list[tuple[int, int]]:
    """Return the longest stretches of the sources that make up a sentence, from left to right: place and size."""
    pieces: list[tuple[int, int]] = []
    at = 0
    while at < len(told):
        best = (0, 0)
        for place in sequel.places.get(told[at], ()):
            size = 1
            while (
                at + size < len(told)
                and place + size < len(sequel.words)
                and told[at + size] == sequel.words[place + size]
            ):
                size += 1
            if size > best[1]:
                best = (place, size)
        if best[1]:
            pieces.append(best)
        at += max(1, best[1])
    return pieces


def _share(runs: Sequence[tuple[str, ...]], known: frozenset[tuple[str, ...]]) -> float:
    return sum(run in known for run in runs) / max(1, len(runs))


def _runs(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]
