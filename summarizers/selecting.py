"""Which sentences of the passages are quoted, within a budget and beside what is told already."""

import re
from collections.abc import Sequence

import numpy as np

from summarizers.base import Encoder, Passage, Sentence
from summarizers.choice import Likeness, Limits, Weights, appraise, choose, content, shortlist
from summarizers.quoting import Quotable, quotables

_PER_PASSAGE = 16
_POOL = 14
_SAME_WORDS, _SAME_VECTOR = 0.8, 0.95
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
Focus = Sequence[str | tuple[str, ...]]


class Selector:
    """Chooses one to three sentences; works without an encoder, by words alone."""

    def __init__(self, encoder: Encoder | None, *, weights: Weights | None = None) -> None:
        """Judge likeness by `encoder`, on at most 14 sentences of a request."""
        self._encoder, self._weights = encoder, weights or Weights()

    def select(
        self, passages: Sequence[Passage], *, focus: Focus, budget: int, told: Sequence[str] = ()
    ) -> tuple[tuple[Sentence, ...], str]:
        """Return quoted sentences of at most `budget` words in all; none, and why, where none fits.

        What the texts `told` name already is not asked for again.
        """
        focus = [wish for wish in focus if not any(_names(text, wish) for text in told)]
        every = [q for passage in passages for q in quotables(passage, limit=_PER_PASSAGE)]
        limits = Limits(budget=budget, quotes={p.id: p.quote_chars for p in passages})
        quoted = self._quoted(every, passages=passages, focus=focus, limits=limits)
        return quoted, "" if quoted else _why_none(every, limits)

    def _quoted(
        self, every: Sequence[Quotable], *, passages: Sequence[Passage], focus: Focus, limits: Limits
    ) -> tuple[Sentence, ...]:
        titles = [passage.title for passage in passages]
        pool = [q for q in _without_twins(every) if limits.hold([q])]
        if not pool:
            return ()
        worth = appraise(pool, titles=titles, focus=focus, weights=self._weights)
        kept = shortlist(pool, worth, size=_POOL)
        pool = [pool[index] for index in kept]
        worth = worth.of(kept)
        likeness = self._likeness(pool, titles=titles)
        chosen = choose(pool, worth, likeness=likeness, limits=limits, weights=self._weights)
        return tuple(
            Sentence(text=pool[index].text, sources=_sources(index, pool, every, likeness), verbatim=True)
            for index in chosen
        )

    def _likeness(self, pool: Sequence[Quotable], *, titles: Sequence[str]) -> Likeness | None:
        if self._encoder is None:
            return None
        vectors = self._encoder.encode([*titles, *(q.text for q in pool)])
        heading = np.mean(vectors[: len(titles)], axis=0)
        ours = vectors[len(titles) :]
        length = float(np.linalg.norm(heading)) or 1.0
        return Likeness(title=ours @ (heading / length), between=ours @ ours.T)


def _names(text: str, wish: str | tuple[str, ...]) -> bool:
    forms = (wish,) if isinstance(wish, str) else wish
    return any(form.strip() and form.strip().casefold() in text.casefold() for form in forms)


def alike(a: str, b: str) -> bool:
    """Tell whether two sentences say the same in nearly the same words, with the same figures."""
    return _twins(_told(a), _told(b))


def _told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    return content(text), _figures(text)


def _twins(a: tuple[frozenset[str], frozenset[str]], b: tuple[frozenset[str], frozenset[str]]) -> bool:
    (ours, our_figures), (theirs, their_figures) = a, b
    if our_figures != their_figures:
        return False
    return bool(ours and theirs) and len(ours & theirs) >= _SAME_WORDS * len(ours | theirs)


def _without_twins(every: Sequence[Quotable]) -> list[Quotable]:
    kept: list[Quotable] = []
    known: list[tuple[frozenset[str], frozenset[str]]] = []
    for quotable in every:
        told = _told(quotable.text)
        if not any(_twins(told, other) for other in known):
            kept.append(quotable)
            known.append(told)
    return kept


def _sources(
    index: int, pool: Sequence[Quotable], every: Sequence[Quotable], likeness: Likeness | None
) -> tuple[str, ...]:
    """Return the passage quoted, then those that say nearly the same."""
    chosen = pool[index]
    also = [q.passage for q in every if alike(q.text, chosen.text)]
    if likeness is not None:
        near = np.flatnonzero(likeness.between[index] >= _SAME_VECTOR)
        also += [pool[int(n)].passage for n in near if _figures(pool[int(n)].text) == _figures(chosen.text)]
    return tuple(dict.fromkeys([chosen.passage, *also]))


def _figures(text: str) -> frozenset[str]:
    return frozenset(_DIGITS.findall(text))


def _why_none(every: Sequence[Quotable], limits: Limits) -> str:
    if not every:
        return "the text holds no sentence fit to be quoted"
    if all(q.words > limits.budget for q in every):
        return f"no whole sentence fits {limits.budget} words"
    if not any(limits.hold([q]) for q in every):
        return "no whole sentence fits the budget and what may be quoted of its source"
    return "no sentence stands without the one before it"
