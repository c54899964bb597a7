"""Which sentences together tell most: pure, every set of at most three is weighed.

Weighing the concepts a set covers, each once, follows Gillick and Favre, "A scalable global model for summarization"
(2009); place and likeness to the title are the usual further reasons for news.
"""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizers.quoting import Quotable
from summarizers.reading import words

MOST_SENTENCES = 3
_TELLING = 30  # concepts a summary of 60 words can hold
_REPEATS = 0.8  # two sentences closer than this tell the same
_NAME = re.compile(r"(?<=[\w,;:] )[\"'“‘(]*([A-Z][\w-]*)")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each reason counts. Chosen on public news pairs; `fade` and `place_fade` are per sentence.

    What is asked for counts more the more sentences name it: by the power `often` of their number.
    """

    fade: float = 1.0
    title: float = 4.0
    name: float = 2.0
    number: float = 10.0
    focus: float = 12.0
    often: float = 0.5
    cover: float = 1.0
    place: float = 0.7
    place_fade: float = 0.85
    like_title: float = 0.8
    fill: float = 0.2
    repeat: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Cosines: of each sentence with the title, and between sentences."""

    title: NDArray[np.float32]
    between: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a choice may not pass: words in all, and characters quoted of each passage."""

    budget: int
    quotes: Mapping[str, int]

    def hold(self, chosen: Collection[Quotable]) -> bool:
        """Tell whether all of `chosen` may stand together."""
        if sum(quotable.words for quotable in chosen) > self.budget:
            return False
        quoted: Counter[str] = Counter()
        for quotable in chosen:
            quoted[quotable.passage] += len(quotable.text)
        return all(length <= self.quotes[passage] for passage, length in quoted.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What sentences are about: concepts of each, weight of each concept (about 1 in all), merit of each sentence."""

    concepts: tuple[frozenset[str], ...]
    weight: Mapping[str, float]
    merit: tuple[float, ...]

    def of(self, places: Sequence[int]) -> "Worth":
        """Return the worth of the sentences at `places` alone."""
        concepts, merit = self.concepts, self.merit
        return Worth(
            concepts=tuple(concepts[place] for place in places),
            weight=self.weight,
            merit=tuple(merit[place] for place in places),
        )


def content(text: str) -> frozenset[str]:
    """Return the words of `text` that carry content, plurals folded."""
    return frozenset(_folded(word) for word in words(text) if word not in _COMMON)


def appraise(
    pool: Sequence[Quotable], *, titles: Sequence[str], focus: Sequence[str | tuple[str, ...]], weights: Weights
) -> Worth:
    """Weigh what the sentences of `pool` speak of: early and often, in a title, named, numbered, asked for."""
    ranks = _ranks(pool)
    concepts = tuple(content(quotable.text) for quotable in pool)
    weight: dict[str, float] = {}
    for rank, held in zip(ranks, concepts, strict=True):
        for concept in held:
            weight[concept] = weight.get(concept, 0.0) + weights.fade**rank
    titled = frozenset().union(*map(content, titles))
    named = {_folded(found.lower()) for quotable in pool for found in _NAME.findall(quotable.text)}
    for concept in weight:
        weight[concept] *= weights.title if concept in titled else 1.0
        weight[concept] *= weights.name if concept in named else 1.0
        weight[concept] *= weights.number if any(char.isdigit() for char in concept) else 1.0
    whole = sum(sorted(weight.values(), reverse=True)[:_TELLING]) or 1.0
    weight = {concept: value / whole for concept, value in weight.items()}
    asked = _asked(pool, focus)
    told = Counter(key for held in asked for key in held)
    weight.update({key: weights.focus * count**weights.often / _TELLING for key, count in told.items()})
    return Worth(
        concepts=tuple(held | wishes for held, wishes in zip(concepts, asked, strict=True)),
        weight=weight,
        merit=tuple(weights.place * weights.place_fade**rank for rank in ranks),
    )


def _asked(pool: Sequence[Quotable], focus: Sequence[str | tuple[str, ...]]) -> list[frozenset[str]]:
    """Return, for each sentence, keys of the things in `focus` that it names in any of their forms."""
    forms = {(wish,) if isinstance(wish, str) else wish for wish in focus}
    wishes = {f"\0{'|'.join(wish).lower()}": _whole_words(wish) for wish in forms if any(map(str.strip, wish))}
    return [frozenset(key for key, found in wishes.items() if found.search(quotable.text)) for quotable in pool]


def shortlist(pool: Sequence[Quotable], worth: Worth, *, size: int) -> tuple[int, ...]:
    """Return the places in `pool` of at most `size` sentences with most to tell, in order."""

    def value(index: int) -> float:
        told = sum(worth.weight[concept] for concept in worth.concepts[index])
        return told + worth.merit[index] * pool[index].words / 60

    best = sorted(range(len(pool)), key=lambda index: (-value(index), index))[:size]
    return tuple(sorted(best))


def choose(
    pool: Sequence[Quotable], worth: Worth, *, likeness: Likeness | None, limits: Limits, weights: Weights
) -> tuple[int, ...]:
    """Return the places in `pool` of the best set of one to three sentences within `limits`; () where none fits."""
    best: tuple[float, tuple[int, ...]] = (float("-inf"), ())
    for subset in _sets(pool, limits):
        value = _value(subset, pool, worth=worth, likeness=likeness, limits=limits, weights=weights)
        if value > best[0]:
            best = (value, subset)
    return best[1]


def _sets(pool: Sequence[Quotable], limits: Limits) -> Iterator[tuple[int, ...]]:
    """Yield the sets within `limits` in which every leaning sentence follows the one it leans on."""
    for count in range(1, MOST_SENTENCES + 1):
        for subset in itertools.combinations(range(len(pool)), count):
            chosen = [pool[index] for index in subset]
            places = {(quotable.passage, quotable.place) for quotable in chosen}
            held = all(not q.leans or (q.passage, q.place - 1) in places for q in chosen)
            if held and limits.hold(chosen):
                yield subset


def _value(
    subset: tuple[int, ...],
    pool: Sequence[Quotable],
    *,
    worth: Worth,
    likeness: Likeness | None,
    limits: Limits,
    weights: Weights,
) -> float:
    covered = frozenset().union(*(worth.concepts[index] for index in subset))
    value = weights.cover * sum(sorted(worth.weight[concept] for concept in covered))
    for index in subset:
        merit = worth.merit[index] + (weights.like_title * float(likeness.title[index]) if likeness else 0.0)
        value += (merit + weights.fill) * pool[index].words / limits.budget
    if likeness and len(subset) > 1:
        nearest = max(float(likeness.between[a, b]) for a, b in itertools.combinations(subset, 2))
        value -= weights.repeat * max(0.0, nearest - _REPEATS)
    return value


def _ranks(pool: Sequence[Quotable]) -> list[int]:
    """Return, for each sentence, how many of its passage stand before it in `pool`."""
    seen: Counter[str] = Counter()
    ranks = []
    for quotable in pool:
        ranks.append(seen[quotable.passage])
        seen[quotable.passage] += 1
    return ranks


def _folded(word: str) -> str:
    word = word.removesuffix("'s")
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _whole_words(forms: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(form.strip()) for form in forms if form.strip())
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
