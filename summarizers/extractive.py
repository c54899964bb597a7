"""Summaries without a generating model: the sentences that together tell most, quoted. The default backend."""

import re
from collections.abc import Sequence

from summarizers.base import HEADLINE_WORDS, Encoder, Passage, Summary, SummaryRequest
from summarizers.choice import Weights
from summarizers.keys import digest, learned_digest
from summarizers.selecting import Selector

NAME = "extractive"
_OUTLET = re.compile(r"\s+(?:[-–—|]|::)\s+(?P<outlet>[^-–—|]{2,40})\Z")


class Extractive:
    """Quotes one to three sentences; works without an encoder, by words alone."""

    def __init__(self, encoder: Encoder | None, *, weights: Weights | None = None) -> None:
        """Judge likeness by `encoder`."""
        self._selector = Selector(encoder, weights=weights)
        self._parts = ("" if encoder is None else type(encoder).__name__, repr(weights))

    @property
    def name(self) -> str:
        """The name it is registered under."""
        return NAME

    @property
    def fingerprint(self) -> str:
        """Which encoder it has and what was learned."""
        return digest(NAME, *self._parts, learned_digest())

    def summarise(self, request: SummaryRequest) -> Summary:
        """Return quoted sentences of at most `request.budget` words in all; none, and why, where none fits."""
        quoted, why = self._selector.select(request.passages, focus=request.focus, budget=request.budget)
        note = (f"{NAME}: {why}",) if why else ()
        return Summary(headline=headline(request.passages), sentences=quoted, backend=NAME, fallbacks=note)


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
