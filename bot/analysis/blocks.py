"""Blocks: articles that likely pairs connect, kept small, found anew only around what changed.

A block is a connected part of the graph of likely pairs. A part of more than `LARGEST` articles is taken apart: by
likelier pairs only, and where a flood of copies holds together even so, by the digest of their ids. So the work for one
article is bounded, and which blocks there are depends on the graph alone.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping

LARGEST = 32
_CUTS = (0.0, 0.7, 0.8, 0.9, 0.95)
_BITS = (4, 8, 12, 16, 20)
_LADDER = tuple([(cut, 0) for cut in _CUTS] + [(_CUTS[-1], bits) for bits in _BITS])


class Blocks:
    """The graph and, of every article, on which step of the ladder its block was found."""

    def __init__(self, *, largest: int = LARGEST) -> None:
        """Begin empty; blocks have at most `largest` articles."""
        self._largest = largest
        self._edges: dict[str, dict[str, float]] = {}
        self._steps: dict[str, int] = {}

    def add(self, name: str) -> None:
        """Take in an article without pairs."""
        self._edges.setdefault(name, {})

    def join(self, first: str, second: str, likelihood: float) -> None:
        """Connect two articles."""
        self._edges[first][second] = self._edges[second][first] = likelihood

    def part(self, first: str, second: str) -> None:
        """Disconnect two articles."""
        self._edges[first].pop(second, None)
        self._edges[second].pop(first, None)

    def joined(self, first: str) -> Mapping[str, float]:
        """Return what `first` is connected to, and how likely."""
        return self._edges.get(first, {})

    def remove(self, name: str) -> set[str]:
        """Let an article go; return what it was connected to."""
        around = set(self._edges.pop(name, {}))
        for other in around:
            self._edges[other].pop(name, None)
        self._steps.pop(name, None)
        return around

    def around(self, changed: Iterable[str]) -> list[frozenset[str]]:
        """Return the blocks that may be new since the articles `changed` came, or lost or won pairs."""
        found: list[frozenset[str]] = []
        pending = {name for name in changed if name in self._edges}
        for step in range(len(_LADDER)):
            pending = self._climbed(pending, step=step, found=found)
        return found

    def _climbed(self, pending: set[str], *, step: int, found: list[frozenset[str]]) -> set[str]:
        """Add the blocks of `pending` that are small enough on `step` to `found`; return what must go higher."""
        done: set[str] = set()
        higher: set[str] = set()
        for name in sorted(pending):
            if name in done:
                continue
            block = self._reached(name, step=step, most=None if step == len(_LADDER) - 1 else self._largest)
            if block is None:
                block = self._unsettled(name, step=step)
                higher |= block
            else:
                self._steps.update(dict.fromkeys(block, step))
                found.append(frozenset(block))
            done |= block
        return higher

    def _reached(self, name: str, *, step: int, most: int | None) -> set[str] | None:
        """Return what is connected with `name` on `step`, or None where that is more than `most`."""
        reached, open_ = {name}, [name]
        while open_:
            for other in self._linked(open_.pop(), step=step):
                if other not in reached:
                    reached.add(other)
                    open_.append(other)
                    if most is not None and len(reached) > most:
                        return None
        return reached

    def _unsettled(self, name: str, *, step: int) -> set[str]:
        """Return what of a part too large stood in a block of `step` or lower so far: each such block was small."""
        reached, open_ = {name}, [name]
        while open_:
            for other in self._linked(open_.pop(), step=step):
                if other not in reached and self._steps.get(other, -1) <= step:
                    reached.add(other)
                    open_.append(other)
        return reached

    def _linked(self, name: str, *, step: int) -> Iterator[str]:
        cut, bits = _LADDER[step]
        for other, likelihood in self._edges[name].items():
            if likelihood >= cut and (not bits or _bucket(name, bits) == _bucket(other, bits)):
                yield other


def _bucket(name: str, bits: int) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) & ((1 << bits) - 1)
