"""Quoted summaries: the whole sentences that together tell most within the budget. The default backend."""

import re
from collections.abc import Sequence

import numpy as np

from summarizers.base import HEADLINE_WORDS, Encoder, Passage, Sentence, Summary, SummaryRequest
from summarizers.choice import Likeness, Limits, Weights, appraise, choose, content, shortlist
from summarizers.quoting import Quotable, quotables

NAME = "extractive"
_PER_PASSAGE = 16
_POOL = 14
_SAME_WORDS, _SAME_VECTOR = 0.8, 0.95
_OUTLET = re.compile(r"\s+(?:[-–—|]|::)\s+(?P<outlet>[^-–—|]{2,40})\Z")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


class Extractive:
    """Quotes one to three whole sentences; works without an encoder, by words alone."""

    def __init__(self, encoder: Encoder | None, *, weights: Weights | None = None) -> None:
        """Judge likeness by `encoder`, on at most 14 sentences of a request."""
        self._encoder, self._weights = encoder, weights or Weights()

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return quoted sentences of at most `request.budget` words in all; none, and why, where none fits."""
        every = [q for passage in request.passages for q in quotables(passage, limit=_PER_PASSAGE)]
        limits = Limits(budget=request.budget, quotes={p.id: p.quote_chars for p in request.passages})
        quoted = self._quoted(every, request=request, limits=limits)
        note = () if quoted else (_why_none(every, limits),)
        return Summary(headline=headline(request.passages), sentences=quoted, backend=NAME, fallbacks=note)

    def _quoted(self, every: Sequence[Quotable], *, request: SummaryRequest, limits: Limits) -> tuple[Sentence, ...]:
        titles = [passage.title for passage in request.passages]
        pool = [q for q in _without_twins(every) if limits.hold([q])]
        if not pool:
            return ()
        worth = appraise(pool, titles=titles, focus=request.focus, weights=self._weights)
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


def headline(passages: Sequence[Passage]) -> str:
    """Return the first passage's title of at most 20 words, without the outlet's name behind it."""
    for passage in passages:
        title = " ".join(passage.title.split())
        match = _OUTLET.search(title)
        if match and _is_outlet(match["outlet"], passage.outlet):
            title = title[: match.start()]
        if title:
            return " ".join(title.split()[:HEADLINE_WORDS])
    return ""


def _is_outlet(name: str, outlet: str) -> bool:
    """Tell a publisher's name from a second half of the headline: known, or short and all in capitals' case."""
    if outlet and name.casefold() == outlet.casefold():
        return True
    tokens = name.split()
    return len(tokens) <= 4 and all(token[0].isupper() or token in {"of", "the", "and", "&"} for token in tokens)


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
        return f"{NAME}: the text holds no sentence fit to be quoted"
    if all(q.words > limits.budget for q in every):
        return f"{NAME}: no whole sentence fits {limits.budget} words"
    if not any(limits.hold([q]) for q in every):
        return f"{NAME}: no whole sentence fits the budget and what may be quoted of its source"
    return f"{NAME}: no sentence stands without the one before it"
