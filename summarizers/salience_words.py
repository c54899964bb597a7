"""How likely each word of an article is to stand in a reader's summary of it: what is looked at, one row a word.

After Hong and Nenkova, "Improving the estimation of word importance for news multi-document summarization" (2014): a
logistic model over place, frequency, title and form. The words themselves are not learned, so other news fits as well.
"""

import bisect
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizers.reading import words

_NAME = re.compile(r"(?<=[\w,;:] )[\"'“‘(]*([A-Z][\w-]*)")
_BODY_CHARS = 6000
_FAR = 500  # words: where a word is not met, or no word of the title stands near
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an the and or but if of to in on at by for with from as is are was were be been being it its this that "
        "these those he she they his her their we our us you your i my not no nor so than then there here which who "
        "whom whose what when where while will would can could may might shall should must do does did has have had "
        "having also said says say told after before over under into out up down about between during through "
        "against more most other some such only own same very just because until all any both each few according",
    )
)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """The content words of an article's sentences and what is known of each: one row of `features` a word."""

    words: tuple[str, ...]
    features: Floats


def content(text: str) -> frozenset[str]:
    """Return the words of `text` that carry content, plurals folded."""
    return frozenset(folded(word) for word in words(text) if word not in _COMMON)


def function_words(text: str) -> Counter[str]:
    """Return how often each word stands in `text` that carries no content."""
    return Counter(word for word in words(text) if word in _COMMON)


def folded(word: str) -> str:
    """Return `word` without the ending of a plural or a possessive."""
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def table(sentences: Sequence[str], *, title: str, text: str) -> WordTable:
    """Look at the content words of an article's `sentences`, in order; `text` is the whole of it."""
    held = [content(sentence) for sentence in sentences]
    titled = content(title)
    seen = Counter(word for found in held for word in found)
    look = _Look(
        sentences=len(sentences),
        held=seen,
        first=_first(held),
        titled=titled,
        named=frozenset(folded(name.lower()) for sentence in sentences for name in _NAME.findall(sentence)),
        body=Counter(folded(word) for word in words(text[:_BODY_CHARS])),
        places=_places(sentences),
        share=_title_shares(held, titled),
    )
    known = tuple(sorted(seen))
    near = look.near_title()
    rows = [look.row(word, near=near[word]) for word in known]
    return WordTable(words=known, features=np.array(rows, dtype=np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    sentences: int
    held: Mapping[str, int]
    first: Mapping[str, int]
    titled: frozenset[str]
    named: frozenset[str]
    body: Mapping[str, int]
    places: Mapping[str, Sequence[int]]
    share: Mapping[str, tuple[float, float]]

    def row(self, word: str, *, near: int) -> tuple[float, ...]:
        first, often, place = self.first[word], math.log(self.held[word]), self.places.get(word, [_FAR])[0]
        titled, named = word in self.titled, word in self.named
        best, mean = self.share[word]
        return (
            first == 0, first == 1, first == 2, math.log1p(first), often, math.log1p(self.body.get(word, 0)),
            titled, named, any(map(str.isdigit, word)), titled * often, (first == 0) * often, best, len(word) / 10,
            self.held[word] / max(1, self.sentences), named and first == 0, math.log1p(place), place < 12, place < 25,
            place < 60, 1 / (1 + near), near <= 1, near <= 2, near <= 5, mean, self.held[word] / 16,
            titled and place < 40,
        )  # fmt: skip

    def near_title(self) -> dict[str, int]:
        """Return, for each word, how many words away the nearest other word of the title stands."""
        marks = sorted((place, word) for word in self.titled for place in self.places.get(word, ()))
        spots = [place for place, _ in marks]
        return {word: min((_distance(p, word, marks, spots) for p in found), default=_FAR)
                for word in self.held for found in [self.places.get(word, ())]}  # fmt: skip


def _distance(place: int, word: str, marks: Sequence[tuple[int, str]], spots: Sequence[int]) -> int:
    at = bisect.bisect_left(spots, place)
    near = (marks[index] for index in range(max(0, at - 2), min(len(marks), at + 3)))
    return min((abs(place - spot) for spot, other in near if other != word), default=_FAR)


def _first(held: Sequence[frozenset[str]]) -> dict[str, int]:
    first: dict[str, int] = {}
    for place, found in enumerate(held):
        for word in found:
            first.setdefault(word, place)
    return first


def _places(sentences: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(word for sentence in sentences for word in words(sentence)):
        places.setdefault(folded(word), []).append(place)
    return places


def _title_shares(held: Sequence[frozenset[str]], titled: frozenset[str]) -> dict[str, tuple[float, float]]:
    """Return, for each word, what share of the title its sentences hold: the best of them, and in the mean."""
    shares: dict[str, list[float]] = {}
    for found in held:
        share = len(found & titled) / max(1, len(titled))
        for word in found:
            shares.setdefault(word, []).append(share)
    return {word: (max(found), sum(found) / len(found)) for word, found in shares.items()}
