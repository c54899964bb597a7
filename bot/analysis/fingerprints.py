"""Near-copies: hash-sampled shingles of four words, compared by containment, since wire copy is mostly shortened."""

import re
import zlib
from collections.abc import Sequence

SHINGLE_WORDS = 4
SAMPLE = 16
CONTAINED = 0.5
SHARED = 3
_WORD = re.compile(r"\w+")


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the sorted CRC-32 values, one in sixteen, of all runs of four words in `text`."""
    words = _WORD.findall(text.casefold())
    shingles = (" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1))
    hashes = {zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in shingles}
    return tuple(sorted(value for value in hashes if value % SAMPLE == 0))


def containment(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the part (0 to 1) of the smaller fingerprint that the other holds; 0 where one is empty."""
    if not first or not second:
        return 0.0
    return len(set(first) & set(second)) / min(len(first), len(second))


def near_copy(first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether one text is a copy of the other, whole or in part: half is contained and three samples are shared."""
    return len(set(first) & set(second)) >= SHARED and containment(first, second) >= CONTAINED
