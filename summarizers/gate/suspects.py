"""What in a sentence may be made up: every word of a name, every figure, date and stretch of time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizers.gate.dates import asides_of
from summarizers.gate.lines import Line
from summarizers.gate.names import LINKS

NAME, FIGURE, SUM, ORDINAL, DATE, PERIOD, VAGUE = range(7)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W_]+")
_VAGUE = re.compile(
    r"\b(?:hundreds|thousands|millions|billions|dozens|scores|half|halves|doubl(?:e|ed|ing)|trebl(?:e|ed|ing)|tripl(?:e|ed|ing)|"
    r"quadrupl(?:e|ed)|once|twice|season|tonight|overnight|night|morning|afternoon|evening|hours|minutes|century|decades?|"
    r"spring|summer|autumn|winter|christmas|easter|future|one)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """Characters `start` to `end` of a sentence that may be made up; a word of a name knows how many its name has."""

    start: int
    end: int
    kind: int
    place: int = 0
    size: int = 1


def suspects_of(line: Line) -> Iterator[Suspect]:
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


def _figures(line: Line) -> Iterator[Suspect]:
    for money in line.sums:
        yield Suspect(money.start, money.end, SUM)
    for day in line.days:
        yield Suspect(day.start, day.end, DATE)
    for start, end, kind in asides_of(line.text, line.plain):
        yield Suspect(start, end, (DATE, ORDINAL, PERIOD)[kind])
    for figure in line.figures:
        yield Suspect(figure.start, figure.end, FIGURE)
    for match in _VAGUE.finditer(line.text):
        yield Suspect(match.start(), match.end(), VAGUE)
