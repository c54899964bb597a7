"""Names that are to be forgotten: found in any case and with or without accents, and masked at their length.

A name is its words in their order, as they stand; initials and other orders are not guessed. What stands in a text of
letters without spaces between words is found within such a run as well.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

MASK = "█"
"""Stands for each character of a name, so that every span of the text holds as before."""
LEAST, MOST_WORDS = 3, 6
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_APART = 3
"""Signs that may stand between two words of a name: a hyphen, a line break with a space."""
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}


class _Folding(dict[int, str]):
    """A table for `str.translate`: each letter without case and accents, made when it is first met."""

    def __missing__(self, point: int) -> str:
        if 0xAC00 <= point <= 0xD7A3:  # a syllable of Hangul is one letter
            return chr(point)
        apart = unicodedata.normalize("NFKD", chr(point)).casefold()
        plain = "".join(_LETTERS.get(char, char) for char in apart)
        plain = unicodedata.normalize("NFKD", plain)
        folded = "".join(char for char in plain if not unicodedata.combining(char))
        self[point] = folded
        return folded


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is looked for: its words, folded; one that is written without spaces is one word."""

    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        """The name in one line: what its digest is made of."""
        return " ".join(self.words)

    @property
    def kind(self) -> str:
        """How it is looked for: by so many words, or by so many letters within a run."""
        return kind_of(self.words)


def kind_of(words: tuple[str, ...]) -> str:
    """Return how a name of these words is looked for."""
    if len(words) == 1 and _UNSPACED.search(words[0]):
        return f"letters-{len(words[0])}"
    return f"words-{len(words)}"


def name_of(text: str) -> Name:
    """Return the name that `text` is; raise ValueError with a sentence for what is too short or too long to be one."""
    words = tuple(_WORD.findall(text.translate(_FOLDING)))
    unspaced = len(words) == 1 and bool(_UNSPACED.search(words[0]))
    if not unspaced and (len(words) < 2 or sum(map(len, words)) < LEAST):
        raise ValueError("give a whole name, first and last: a single word would take other people with it")
    if unspaced and len(words[0]) < 2:
        raise ValueError("give a whole name: a single letter would take other words with it")
    if len(words) > MOST_WORDS:
        raise ValueError(f"a name of more than {MOST_WORDS} words is not looked for")
    return Name(words)


def masked(text: str, kinds: Collection[str], is_name: Callable[[str], bool]) -> str:
    """Return `text` with each name masked; `is_name` says of a folded phrase of one of `kinds` whether it is one."""
    if not text or not kinds:
        return text
    folded, places = _with_places(text)
    spans = sorted(span for kind in kinds for span in _spans(folded, kind, is_name))
    if not spans:
        return text
    kept = list(text)
    for start, end in spans:
        first, last = places[start], places[end - 1]
        kept[first : last + 1] = MASK * (last + 1 - first)
    return "".join(kept)


def may_hold(text: str, name: Name) -> bool:
    """Whether it is worth looking for `name` in `text`: its last word stands there somehow."""
    return name.words[-1] in (text.lower() if text.isascii() else text.translate(_FOLDING))


def mask_name(text: str, name: Name) -> str:
    """Return `text` with `name` masked; most texts do not hold it and cost one look."""
    if not text or not may_hold(text, name):
        return text
    return masked(text, (name.kind,), lambda phrase: phrase == name.phrase)


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and for each of its characters where it stood."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    pieces, places = [], []
    for place, char in enumerate(text):
        plain = _FOLDING[ord(char)]
        pieces.append(plain)
        places += [place] * len(plain)
    return "".join(pieces), places


def _spans(folded: str, kind: str, is_name: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    what, _, number = kind.partition("-")
    words = [match.span() for match in _WORD.finditer(folded)]
    if what == "letters":
        yield from _runs(folded, words, int(number), is_name)
        return
    many = int(number)
    for first in range(len(words) - many + 1):
        some = words[first : first + many]
        if any(after[0] - before[1] > _APART for before, after in pairwise(some)):
            continue
        if is_name(" ".join(folded[start:end] for start, end in some)):
            yield some[0][0], some[-1][1]


def _runs(
    folded: str, words: list[tuple[int, int]], length: int, is_name: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    for start, end in words:
        if not _UNSPACED.search(folded, start, end):
            continue
        for at in range(start, end - length + 1):
            if is_name(folded[at : at + length]):
                yield at, at + length
