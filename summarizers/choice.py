"""Which sentences together tell most: sets are grown one sentence at a time, the best of each size kept.

Weighing the words a set covers, each once, follows Gillick and Favre, "A scalable global model for summarization"
(2009). A sentence may stand whole or in a trimmed form; at most one of its forms is chosen.
"""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarizers.quoting import Quotable
from summarizers.salience import Holdings, Learned, Likely, expected, holdings, sentence_features
from summarizers.salience_words import Floats, content
from summarizers.selecting_deal import Deal, bounded
from summarizers.trimming_facts import told

__all__ = ["MOST_SENTENCES", "Form", "Likeness", "Limits", "Weights", "Worth", "appraise", "choose", "content"]

MOST_SENTENCES = 3
_BEAM = 24
_REPEATS = 0.8  # two sentences closer than this tell the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each reason counts beside what is learned, in points of the F-measure from 0 to 1.

    What is asked for counts `focus`, more the more sentences name it: by the power `often` of their number. Of a deal
    the sentence that leads counts `first`, and one that bounds another beside it `bound`.
    """

    focus: float = 0.15
    first: float = 0.2
    bound: float = 0.2
    often: float = 0.25
    repeat: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way a sentence may stand: whole, trimmed, or with a name in brackets; `of` is its place in the pool.

    A form that `leans` needs the sentence before it; the facts it has `lost` another sentence has to tell.
    """

    text: str
    of: int
    words: int
    leans: bool
    cut: bool = False
    resolved: bool = False
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Cosines between the sentences of a pool."""

    between: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a choice may not pass: words in all, and characters quoted of each passage."""

    budget: int
    quotes: Mapping[str, int]

    def hold(self, passage: str, text: str) -> bool:
        """Tell whether `text` alone may be quoted of `passage`."""
        return len(text.split()) <= self.budget and len(text) <= self.quotes[passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What forms are worth: the words they hold, what they name of what is asked for, and their merit alone."""

    held: Holdings
    asked: Floats
    asking: Floats
    merit: Floats
    told: float
    beside: Floats | None = None


def appraise(
    forms: Sequence[Form],
    pool: Sequence[Quotable],
    *,
    known: Likely,
    focus: Sequence[str | tuple[str, ...]],
    weights: Weights,
    head: Learned,
    deal: Deal | None = None,
) -> Worth:
    """Weigh what `forms` of the sentences of `pool` speak of; of a `deal` also what leads and what bounds it."""
    texts = [form.text for form in forms]
    asked = _asked(texts, focus)
    whole = [row for row, form in enumerate(forms) if not form.cut and not form.resolved]
    counts = asked[whole].sum(axis=0) if whole else asked.sum(axis=0)
    ranks = _ranks(pool)
    merit = [
        sentence_features(rank=ranks[form.of], words=form.words, cut=form.cut, resolved=form.resolved) for form in forms
    ]
    asking = weights.focus * np.maximum(counts, 1) ** weights.often
    if deal is not None:
        asked = np.column_stack([asked, _leading(forms, pool, deal)])
        asking = np.append(asking, weights.first)
    return Worth(
        held=holdings(texts, known, head),
        asked=asked,
        asking=asking,
        merit=np.array(merit) @ head.sentence,
        told=head.told,
        beside=None if deal is None else weights.bound * _between(forms, bounded(pool)),
    )


def _leading(forms: Sequence[Form], pool: Sequence[Quotable], deal: Deal) -> list[float]:
    """Return 1 for each form of the sentence that leads which still tells why it does."""
    first = deal.leading(pool)
    if first is None:
        return [0.0] * len(forms)
    one = pool[first]
    rank = deal.leads(one.passage, one.text)
    return [float(form.of == first and deal.leads(one.passage, form.text) >= rank) for form in forms]


def _between(forms: Sequence[Form], pairs: Floats) -> Floats:
    of = [form.of for form in forms]
    return np.asarray(pairs[np.ix_(of, of)], dtype=np.float64)


def _asked(texts: Sequence[str], focus: Sequence[str | tuple[str, ...]]) -> Floats:
    """Return, for each text, which of the things in `focus` it names in any of their forms."""
    forms = {(wish,) if isinstance(wish, str) else wish for wish in focus}
    wishes = [_whole_words(wish) for wish in sorted(forms) if any(map(str.strip, wish))]
    named = [[float(found.search(text) is not None) for found in wishes] for text in texts]
    return np.array(named, dtype=np.float64).reshape(len(texts), len(wishes))


def choose(
    forms: Sequence[Form],
    pool: Sequence[Quotable],
    worth: Worth,
    *,
    likeness: Likeness | None,
    limits: Limits,
    weights: Weights,
) -> tuple[int, ...]:
    """Return the places in `forms` of the best set within `limits`, in the order of `pool`; () where none fits."""
    search = _Search(forms, pool, worth, likeness=likeness, limits=limits, weights=weights)
    best: tuple[float, tuple[int, ...]] = (float("-inf"), ())
    sets: list[tuple[int, ...]] = [()]
    for _ in range(MOST_SENTENCES):
        grown = search.grown(sets)
        if not grown:
            break
        values = search.values(grown)
        order = [int(place) for place in np.argsort(-values, kind="stable")]
        whole = next((place for place in order if search.owes_nothing(grown[place])), None)
        if whole is not None and values[whole] > best[0]:
            best = (float(values[whole]), grown[whole])
        sets = [grown[place] for place in order[:_BEAM]]
    return tuple(sorted(best[1], key=lambda place: forms[place].of))


class _Search:
    """What is asked of every set: may it stand, and what is it worth."""

    def __init__(
        self,
        forms: Sequence[Form],
        pool: Sequence[Quotable],
        worth: Worth,
        *,
        likeness: Likeness | None,
        limits: Limits,
        weights: Weights,
    ) -> None:
        self._forms, self._pool, self._worth = forms, pool, worth
        self._likeness, self._limits, self._weights = likeness, limits, weights
        place = {(quotable.passage, quotable.place): number for number, quotable in enumerate(pool)}
        owing = any(form.lost for form in forms)
        self._tells = [told([form.text]) if owing else frozenset() for form in forms]
        self._before = [place.get((quotable.passage, quotable.place - 1), -1) for quotable in pool]

    def grown(self, sets: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
        """Return every set that is one of `sets` and a form more, within the limits, each once and in order."""
        found: dict[tuple[int, ...], None] = {}
        for chosen in sets:
            taken = {self._forms[place].of for place in chosen}
            left = self._limits.budget - sum(self._forms[place].words for place in chosen)
            quoted: Counter[str] = Counter()
            for place in chosen:
                quoted[self._passage(place)] += len(self._forms[place].text)
            for place, form in enumerate(self._forms):
                if form.words > left or form.of in taken or (form.leans and self._before[form.of] not in taken):
                    continue
                passage = self._passage(place)
                if quoted[passage] + len(form.text) <= self._limits.quotes[passage]:
                    found[tuple(sorted((*chosen, place)))] = None
        return list(found)

    def owes_nothing(self, chosen: tuple[int, ...]) -> bool:
        """Tell whether every fact that a form of the set has lost another tells."""
        return all(
            any(fact in self._tells[other] for other in chosen if other != place)
            for place in chosen
            for fact in self._forms[place].lost
        )

    def values(self, sets: Sequence[tuple[int, ...]]) -> Floats:
        """Return what each of `sets`, all of one size, is worth."""
        rows = np.array(sets, dtype=np.intp)
        worth, held = self._worth, self._worth.held
        content_held = held.content[rows].max(axis=1)
        value = worth.told * expected(
            held,
            content_held,
            held.small[rows].sum(axis=1),
            held.length[rows].sum(axis=1),
            budget=self._limits.budget,
        )
        value = value + content_held @ held.bonus + worth.merit[rows].sum(axis=1)
        if worth.asking.size:
            value = value + worth.asked[rows].max(axis=1) @ worth.asking
        if worth.beside is not None:
            for a, b in itertools.combinations(range(rows.shape[1]), 2):
                value = value + worth.beside[rows[:, a], rows[:, b]]
        if self._likeness is not None and rows.shape[1] > 1:
            of = np.array([form.of for form in self._forms])[rows]
            near = np.max(
                [self._likeness.between[of[:, a], of[:, b]] for a in range(rows.shape[1]) for b in range(a)], axis=0
            )
            value = value - self._weights.repeat * np.maximum(0.0, near - _REPEATS)
        return np.asarray(value, dtype=np.float64)

    def _passage(self, place: int) -> str:
        return self._pool[self._forms[place].of].passage


def _ranks(pool: Sequence[Quotable]) -> list[int]:
    """Return, for each sentence, how many of its passage stand before it in `pool`."""
    seen: Counter[str] = Counter()
    ranks = []
    for quotable in pool:
        ranks.append(seen[quotable.passage])
        seen[quotable.passage] += 1
    return ranks


def _whole_words(forms: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(form.strip()) for form in forms if form.strip())
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
