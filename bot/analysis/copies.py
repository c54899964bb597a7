"""Which texts are copies of one read before: an index of sampled shingles, asked once per article."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bot.analysis.fingerprints import COMMON, SHARED, fingerprint, near_copy
from bot.domain.ids import ArticleId


class Copies:
    """An index of fingerprints; the cost of a question grows with what is shared, not with what is known.

    Only originals are kept, so that a shingle which many of them hold is no text that went round but a line that
    stands on every page of an outlet, or a phrase of the trade: it is left out of the comparison.
    """

    def __init__(self, known: Iterable[tuple[ArticleId, Sequence[int]]] = ()) -> None:
        """Start with the fingerprints of articles read before."""
        self._prints: dict[ArticleId, Sequence[int]] = {}
        self._holders: defaultdict[int, list[ArticleId]] = defaultdict(list)
        for name, print_ in known:
            self._keep(name, print_)

    def add(self, name: ArticleId, text: str) -> ArticleId | None:
        """Return the article of which `text` is a copy, whole or in part; where there is none, keep it and return None.

        The one that shares most is named; among equals the smallest id, so that order decides nothing else.
        """
        print_ = fingerprint(text)
        own = self._telling(print_)
        shared = Counter(holder for value in own for holder in self._holders.get(value, ()) if holder != name)
        likely = sorted((-count, holder) for holder, count in shared.items() if count >= SHARED)
        for _, holder in likely:
            if near_copy(own, self._telling(self._prints[holder])):
                return holder
        self._keep(name, print_)
        return None

    def _telling(self, print_: Sequence[int]) -> list[int]:
        """Return the values that are not common."""
        return [value for value in print_ if len(self._holders.get(value, ())) <= COMMON]

    def _keep(self, name: ArticleId, print_: Sequence[int]) -> None:
        if name in self._prints:
            return
        self._prints[name] = print_
        for value in print_:
            holders = self._holders[value]
            if len(holders) <= COMMON:  # who else holds what is common is never asked
                holders.append(name)
