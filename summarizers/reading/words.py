"""Words of a text."""

import re

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+|['’\-‐‑][^\W_]+)*")
_PLAIN = str.maketrans({"’": "'", "‐": "-", "‑": "-"})


def words(text: str) -> tuple[str, ...]:
    """Return the words in lower case; numbers ("6.5"), compounds ("F-16", "co-produce") and "U.S." stay whole."""
    return tuple(_WORD.findall(text.lower().translate(_PLAIN)))


def count_words(text: str) -> int:
    """Count what stands between blanks, the unit in which summaries are budgeted."""
    return len(text.split())
