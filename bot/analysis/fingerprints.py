"""Near-copies: hash-sampled shingles of four words, compared by containment, since wire copy is mostly shortened."""

import re
import zlib
from collections.abc import Sequence

SHINGLE_WORDS = 4
SAMPLE = 8
CONTAINED = 0.45
SHARED = 3
COMMON = 12
"""A shingle that more texts than this hold is a standing line or phrase and says nothing of copies."""
_WORD = re.compile(r"\w+")
_BLANK = re.compile(b" ")


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the sorted CRC-32 values, one in eight, of all runs of four words in `text`."""
    words = " ".join(_WORD.findall(text.casefold())).encode("utf-8", "surrogatepass")
    cuts = [-1, *(found.start() for found in _BLANK.finditer(words)), len(words)]
    starts = range(len(cuts) - SHINGLE_WORDS)
    hashes = {zlib.crc32(words[cuts[at] + 1 : cuts[at + SHINGLE_WORDS]]) for at in starts}
    return tuple(sorted(value for value in hashes if value % SAMPLE == 0))


def containment(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the part (0 to 1) of the smaller fingerprint that the other holds; 0 where one is empty."""
    if not first or not second:
        return 0.0
    return len(set(first) & set(second)) / min(len(first), len(second))


def near_copy(first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether one text is a copy of the other, whole or in part, however much more that has.

    The fingerprints, without what is common, share three samples and the smaller has 0.45 of its own in the other: a
    sample errs, and half is the least that is meant.
    """
    return len(set(first) & set(second)) >= SHARED and containment(first, second) >= CONTAINED
