"""Shorter forms of a sentence that say nothing else: what is left are its own words in their order."""

import itertools
from functools import lru_cache

from summarizers.grounding import verdicts
from summarizers.reading import count_words, negations
from summarizers.trimming_cuts import cuts
from summarizers.trimming_guards import Cut

_LONGEST = 1000  # characters: what is longer is no sentence, but a page without full stops
_MOST_CUTS = 8
_TOGETHER = 2
GAP = "…"


@lru_cache(maxsize=512)
def variants(text: str, *, most: int = 6) -> tuple[str, ...]:
    """Return up to `most` shorter forms of the sentence `text`, each of another length, the longest first."""
    found = cuts(text)[:_MOST_CUTS] if len(text) <= _LONGEST else ()
    forms: dict[int, str] = {}
    size = count_words(text)
    for count in range(1, min(len(found), _TOGETHER) + 1):
        for chosen in itertools.combinations(found, count):
            if any(a.end > b.start for a, b in itertools.pairwise(chosen)):
                continue
            form = _without(text, chosen)
            if count_words(form) < size and _holds(text, form):
                forms.setdefault(count_words(form), form)
    longest_first = sorted(forms.values(), key=count_words, reverse=True)
    if len(longest_first) <= most:
        return tuple(longest_first)
    step = len(longest_first) / most
    return (*(longest_first[int(number * step)] for number in range(most - 1)), longest_first[-1])


def shortest(text: str) -> str:
    """Return `text` with all cut that may go; doing it again changes nothing."""
    while shorter := variants(text):
        text = shorter[-1]
    return text


def _holds(text: str, form: str) -> bool:
    """Hold a form of a sentence that denies something against the sentence: a denial may come to stand too near."""
    return not negations(text) or all(verdict.ok for verdict in verdicts([text], form))


def _without(text: str, chosen: tuple[Cut, ...]) -> str:
    parts: list[str] = []
    start = 0
    for cut in chosen:
        parts.append(text[start : cut.start])
        if cut.kind == "inner":
            parts.append(f" {GAP} ")
        start = cut.end
    left = " ".join("".join([*parts, text[start:]]).split())
    left = left.replace(f"{GAP} .", ".").replace(f" {GAP} ,", f" {GAP},")
    if chosen[-1].kind == "tail":
        left = left[:-1].rstrip(" ,;:–—-")
        left = left if left.endswith(".") else left + "."
    return left[:1].upper() + left[1:] if chosen[0].kind == "lead" else left
