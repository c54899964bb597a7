"""What in a sentence may be made up: every word of a name, every figure, date and stretch of time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from summarizers.gate.dates import Day, asides_of
from summarizers.gate.figures import Figure
from summarizers.gate.names import LINKS
from summarizers.reading import Money, Span
from summarizers.reading.abbreviations import word_set

NAME, FIGURE, SUM, ORDINAL, DATE, PERIOD, VAGUE = range(7)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W_]+")
_VAGUE_WORDS = word_set(
    """
    hundreds thousands millions billions dozens scores half halves double doubled doubling treble trebled trebling
    triple tripled tripling quadruple quadrupled once twice season tonight overnight night morning afternoon evening
    hours minutes century decade decades spring summer autumn winter christmas easter future one
    """
)
_VAGUE = re.compile(rf"\b(?:{'|'.join(sorted(_VAGUE_WORDS))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suspect:
    """Characters `start` to `end` of a sentence that may be made up; a word of a name knows how many its name has."""

    start: int
    end: int
    kind: int
    place: int = 0
    size: int = 1


class Read(Protocol):
    """What is asked of a sentence here."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def plain(self) -> frozenset[str]:
        """Its words, in lower case without accents."""

    @property
    def names(self) -> tuple[Span, ...]:
        """Its names by their capitals."""

    @property
    def sums(self) -> tuple[Money, ...]:
        """Its sums of money."""

    @property
    def days(self) -> tuple[Day, ...]:
        """Its dates that name a month."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its numbers that are no sums."""


def suspects_of(line: Read) -> Iterator[Suspect]:
    """Yield what may be made up, disjoint, figures before names."""
    taken: list[tuple[int, int]] = []
    for suspect in _figures(line):
        if not any(start < suspect.end and suspect.start < end for start, end in taken):
            taken.append((suspect.start, suspect.end))
            yield suspect
    for name in line.names:
        words = [w for w in _WORD.finditer(line.text, name.start, name.end) if w.group().lower() not in LINKS]
        for place, word in enumerate(words):
            if not any(start < word.end() and word.start() < end for start, end in taken):
                yield Suspect(word.start(), word.end(), NAME, place, len(words))


def _figures(line: Read) -> Iterator[Suspect]:
    for money in line.sums:
        yield Suspect(money.start, money.end, SUM)
    for day in line.days:
        yield Suspect(day.start, day.end, DATE)
    for start, end, kind in asides_of(line.text, line.plain):
        yield Suspect(start, end, (DATE, ORDINAL, PERIOD)[kind])
    for figure in line.figures:
        yield Suspect(figure.start, figure.end, FIGURE)
    for match in () if line.plain.isdisjoint(_VAGUE_WORDS) else _VAGUE.finditer(line.text):
        yield Suspect(match.start(), match.end(), VAGUE)
