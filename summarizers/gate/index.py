"""Which of many sets of words hold a word, so that a sentence is held only against those it shares words with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import chain


class Index:
    """Sets of words by number, turned round: the numbers of those that hold a word, in order."""

    def __init__(self, sets: Iterable[Set[str]]) -> None:
        """Turn the sets round; the first has the number 0."""
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(sets):
            for word in words:
                self._holders[word].append(number)

    def holders(self, word: str) -> Sequence[int]:
        """Return the numbers of the sets that hold `word`, in order."""
        return self._holders.get(word, ())

    def sharing(self, words: Iterable[str], least: float) -> list[int]:
        """Return the numbers of the sets that hold at least `least` of these words (more than none), in order."""
        held = [self._holders[word] for word in words if word in self._holders]
        if len(held) < least:
            return []
        return sorted(number for number, count in Counter(chain.from_iterable(held)).items() if count >= least)

    def shares(self, words: Iterable[str]) -> dict[int, list[str]]:
        """Return which of these words each set holds that holds any, in order of the sets."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for word in words:
            for number in self._holders.get(word, ()):
                found[number].append(word)
        return dict(sorted(found.items()))
