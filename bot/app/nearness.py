"""Names near a misspelt word: an index of names with letters left out, then the true distance."""

from collections import defaultdict
from collections.abc import Iterable

from bot.analysis.scripts import fold
from bot.chat.asking_words import Near, What

_SHORTEST, _LONG, _LONGEST = 5, 8, 40
_OFTEN = (What.COUNTRY, What.GROUP, What.SECTOR)
Spelling = tuple[str, What, str]


class Nearness:
    """Finds names one letter away from a word, two where the word has eight letters and the name is a country's."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        """Index `spellings`; of one word only."""
        index: defaultdict[str, set[Spelling]] = defaultdict(set)
        for form, what, key in spellings:
            plain = fold(form).text
            if _SHORTEST <= len(plain) <= _LONGEST and plain.isalpha():
                for short in _shortened(plain, twice=what is What.COUNTRY and len(plain) >= _LONG):
                    index[short].add((form, what, key))
        self._index = index

    def near(self, word: str) -> tuple[Near, ...]:
        """Return the names nearest to `word`, sorted; none where it is short or nothing is near."""
        plain = fold(word).text
        if not _SHORTEST <= len(plain) <= _LONGEST or not plain.isalpha():
            return ()
        most = 2 if len(plain) >= _LONG else 1
        found: dict[Spelling, int] = {}
        for short in _shortened(plain, twice=most > 1):
            for spelling in self._index.get(short, ()):
                found.setdefault(spelling, distance(plain, fold(spelling[0]).text))
        kept = [(off, spelling) for spelling, off in found.items() if off <= most]
        least = min((off for off, _ in kept), default=0)
        nearest = sorted(spelling for off, spelling in kept if off == least)
        return tuple(Near(form, what, key, least) for form, what, key in nearest)


def distance(one: str, other: str) -> int:
    """Return how many letters must be put, dropped, changed or swapped with their neighbour between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        older, before = before, row
        row = [at]
        for place, facing in enumerate(other, 1):
            least = min(row[-1] + 1, before[place] + 1, before[place - 1] + (char != facing))
            if at > 1 and place > 1 and char == other[place - 2] and facing == one[at - 2]:
                least = min(least, older[place - 2] + 1)
            row.append(least)
    return row[-1]


def _shortened(word: str, *, twice: bool) -> set[str]:
    """Return a word, and it without each of its letters, or each two."""
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    again = {short[:at] + short[at + 1 :] for short in once for at in range(len(short))} if twice else set()
    return {word} | once | again
