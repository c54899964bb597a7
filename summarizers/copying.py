"""How much of a sentence is a passage's own words: a model that leaves a clause out still quotes the rest."""

import re
from functools import lru_cache

_RUN = 12  # words in a row: fewer are shared by all who tell the same
_WORD = re.compile(r"\w+")


def quoted_chars(text: str, passage: str) -> int:
    """Return how many characters of `text` are quoted of `passage`, both with single blanks.

    All where it stands there as it is; else those in runs of twelve words or more that do.
    """
    if text in passage:
        return len(text)
    words = list(_WORD.finditer(text))
    if len(words) < _RUN:
        return 0
    known = _runs(passage)
    told = [word.group().casefold() for word in words]
    covered: set[int] = set()
    for start in range(len(words) - _RUN + 1):
        if tuple(told[start : start + _RUN]) in known:
            covered.update(range(start, start + _RUN))
    return sum(words[place].end() - words[place].start() + 1 for place in covered)


@lru_cache(maxsize=32)
def _runs(passage: str) -> frozenset[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(passage)]
    return frozenset(tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
