"""What texts are compared by: the same words, and how much of them an edit changed. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from bot.domain.ids import digest

LEAST_HASHED = 200
"""Characters, counted without signs: what is shorter may be equal by chance."""
_SHINGLE = 3
_WORD = re.compile(r"\w+")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that are others with a stroke or a ligature, which Unicode does not take apart."""


def text_digest(text: str) -> str:
    """Return what equal texts share whatever their case, spaces and signs; "" for a text of under 200 characters."""
    words = " ".join(_WORD.findall(text.casefold()))
    return digest("text", words) if len(words) >= LEAST_HASHED else ""


def folded(text: str) -> str:
    """Return the words of `text` without case, accents and signs, parted by spaces: Türk Havacılık is turk havacilik.

    F-35 becomes f 35, so that it is found however it is written, and never within F-350.
    """
    # twice: a letter of another alphabet of signs, such as a mathematical A, is an A only once it is taken apart
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", apart)
    return " ".join(_WORD.findall("".join(char for char in plain if not unicodedata.combining(char))))


def changed_share(old: str, new: str) -> float:
    """Return how much of a text an edit changed, from 0 (the same words) to 1.

    It is the part of the longer text's runs of three words that the other lacks, so that what was added and what was
    taken away count alike; the order of runs, case and signs do not count.
    """
    before, after = _runs(_WORD.findall(old.casefold())), _runs(_WORD.findall(new.casefold()))
    longer = max(len(before), len(after))
    return 1 - len(before & after) / longer if longer else 0.0


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    if not words:
        return set()
    last = max(1, len(words) - _SHINGLE + 1)
    return {tuple(words[at : at + _SHINGLE]) for at in range(last)}
