"""Shorter forms of a sentence that say nothing else: what is left are its own words in their order."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from summarizers.grounding import verdicts
from summarizers.reading import count_words, negations
from summarizers.trimming_cuts import cuts
from summarizers.trimming_facts import facts, lost
from summarizers.trimming_guards import Cut, hangs

_LONGEST = 1000  # characters: what is longer is no sentence, but a page without full stops
_MOST_CUTS = 8
_TOGETHER = 2
GAP = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """A shorter form of a sentence, and the facts of the sentence it no longer tells."""

    text: str
    lost: frozenset[str] = frozenset()


@lru_cache(maxsize=512)
def trimmed(text: str) -> tuple[Trimmed, ...]:
    """Return the shorter forms of the sentence `text`, the longest first; what has `lost` facts may not stand alone."""
    found = cuts(text)[:_MOST_CUTS] if len(text) <= _LONGEST else ()
    told = facts(text) if found else ()
    forms: dict[tuple[int, frozenset[str]], Trimmed] = {}
    size = count_words(text)
    for count in range(1, min(len(found), _TOGETHER) + 1):
        for chosen in itertools.combinations(found, count):
            if any(a.end > b.start for a, b in itertools.pairwise(chosen)):
                continue
            form = Trimmed(text=_without(text, chosen), lost=lost(told, chosen))
            words = count_words(form.text)
            if words < size and not hangs(form.text) and _holds(text, form.text):
                forms.setdefault((words, form.lost), form)
    return tuple(sorted(forms.values(), key=lambda form: -count_words(form.text)))


def variants(text: str, *, most: int = 6) -> tuple[str, ...]:
    """Return up to `most` shorter forms of `text` that tell all its facts, each of another length, longest first."""
    return spread([form.text for form in trimmed(text) if not form.lost], most=most)


def spread(forms: Sequence[str], *, most: int) -> tuple[str, ...]:
    """Return up to `most` of `forms`, longest first, each of another length, the shortest among them."""
    lengths: dict[int, str] = {}
    for form in forms:
        lengths.setdefault(count_words(form), form)
    kept = tuple(lengths.values())
    if len(kept) <= most:
        return kept
    step = len(kept) / most
    return (*(kept[int(number * step)] for number in range(most - 1)), kept[-1])


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
