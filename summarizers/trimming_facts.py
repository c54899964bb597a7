"""The facts a cut would take along: sums, counted things, shares, designations, and the names of bodies and places.

A cut that takes one which nobody tells elsewhere makes another sentence of it: "signed a contract" for "signed a
contract for 12 helicopters", two ships for "two from Istanbul and two from Karachi".
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from summarizers.reading import find_dates, find_money, find_numbers, find_proper_names
from summarizers.trimming_guards import Cut
from summarizers.trimming_words import DAY, PERSONS, TITLED

_CALENDAR = re.compile(
    rf"(?:{DAY}|January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Rs)\.?\Z"
)
# How long something took or how old it is belongs to no deal.
_TIME = re.compile(
    r"[\s-](?:more |long |full )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur)"
)
_DESIGNATED = re.compile(r"(?<!\w)(?=[\w/-]*\d)(?=[\w/-]*[A-Z])[\w/-]+")
_COMMON = frozenset({"the", "a", "an", "of", "and", "for", "in", "on", "at", "to", "with", "from", "by"})
# "Italian" and "Italy", "Poland" and "Polish" tell the same country.
_ENDING = re.compile(r"(?:['’]s|['’])?\Z")
_PEOPLE = re.compile(r"(?:ians?|eans?|ans?|ns|n|ish|ese|ey|en|and|ia|ea|[aeiy])\Z")
_SHORTEST_STEM = 3


def facts(text: str) -> tuple[tuple[int, str], ...]:
    """Return where in `text` a fact stands, and the fact in one form for all ways to write it; some stand twice."""
    return tuple(sorted({*_figures(text), *_designations(text), *_names(text)}))


def told(texts: Sequence[str]) -> frozenset[str]:
    """Return the facts `texts` tell."""
    return frozenset(fact for text in texts for _, fact in facts(text))


def lost(found: Sequence[tuple[int, str]], cuts: Sequence[Cut]) -> frozenset[str]:
    """Return which of the facts `found` in a sentence stand only in what `cuts` take, or less often in the rest.

    Names may be told once for twice; of figures "two … and two" is four.
    """
    gone = [fact for place, fact in found if any(cut.start <= place < cut.end for cut in cuts)]
    left = Counter(fact for _, fact in found) - Counter(gone)
    return frozenset(fact for fact in gone if not left[fact] or _counted(fact))


def _counted(fact: str) -> bool:
    return fact.startswith("=")


def _figures(text: str) -> Iterator[tuple[int, str]]:
    dated = find_dates(text)
    for number in find_numbers(text):
        if not any(number.overlaps(date) for date in dated) and _TIME.match(text, number.end) is None:
            yield number.start, f"={number.value:g}{'%' if number.percent else ''}"
    for money in find_money(text):
        yield money.start, f"={money.currency}{money.amount:g}"


def _designations(text: str) -> Iterator[tuple[int, str]]:
    for match in _DESIGNATED.finditer(text):
        yield match.start(), match.group().casefold()


def _names(text: str) -> Iterator[tuple[int, str]]:
    for span in find_proper_names(text):
        name = span.of(text)
        if TITLED.search(name) or PERSONS.search(text[: span.start]):
            continue
        for match in re.finditer(r"[^\s-]+", name):
            word = _ENDING.sub("", match.group().strip(".,;:()“”\"'‘’"))
            if word and word.casefold() not in _COMMON and _CALENDAR.match(word) is None:
                yield span.start + match.start(), _stem(word.casefold())


def _stem(word: str) -> str:
    stem = _PEOPLE.sub("", word)
    return stem if len(stem) >= _SHORTEST_STEM else word
