"""A text while it is read: who understands a part takes it, and what nobody took is told. Nothing is lost."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.chat.wishes import Field

GAP = "\x1f"
"""Stands in a text for what was taken: no blank and no letter, so that nothing is read across it."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣-"), "-")
_BLANKS = dict.fromkeys((0xA0, 0x202F, 0x3000, 0x2007, *range(0x2000, 0x2010), *range(0x202A, 0x202F)), " ")
_UNSEEN = dict.fromkeys((*range(0x2060, 0x2070), 0xFEFF, 0xAD, 0x1F), " ")
_MARKS = {ord("’"): "'", ord("ʼ"): "'"} | dict.fromkeys(map(ord, "⇒➔➜➝⟶⭢►▶"), "→")
_FOLDED = _DASHES | _BLANKS | _UNSEEN | _MARKS | dict.fromkeys(map(ord, "*`~"), " ")
_SLANTED = re.compile(r"(?<!\w)_|_(?!\w)")
_SPOKEN = {"timezone": "time zone", "max_stories": "maximum of stories", "quiet_day": "manner on quiet days"}
Taker = Callable[["re.Match[str]"], bool | None]


def folded(text: str) -> str:
    """Return `text` with one kind of dash, blank, apostrophe and arrow, every character in its place.

    The marks of bold, code and slanted text around words are blanks.
    """
    return _SLANTED.sub(" ", text.translate(_FOLDED))


@dataclass(slots=True, kw_only=True)
class Reading:
    """What is left of a text, and what was made of the rest.

    `values` are fields of a wish. `taken` are the spans that somebody understood, in no order. `words` are the
    quoted ones with their places, `unknown` what is known to mean nothing here. `inside` marks places within names.
    """

    text: str
    left: str
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[Field, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    words: list[tuple[int, int, str]] = field(default_factory=list)
    clear: list[str] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)
    inside: bytearray = field(default_factory=bytearray)

    def take(self, pattern: re.Pattern[str], taker: Taker) -> bool:
        """Hand every match in what is left to `taker` and blank it, unless that returns False. Say whether any was.

        What cuts a name in two is no match: KT SAT is a company, and no Saturday.
        """
        any_taken = False
        for match in pattern.finditer(self.left):
            if not self._cuts(*match.span()) and taker(match) is not False:
                self.blank(*match.span())
                any_taken = True
        return any_taken

    def guard(self, names: Iterable[tuple[int, int]]) -> None:
        """Keep names from being cut."""
        self.inside = bytearray(len(self.text) + 1)
        for start, end in names:
            self.inside[start + 1 : end] = b"\1" * (end - start - 1)

    def _cuts(self, start: int, end: int) -> bool:
        return bool(self.inside) and bool(self.inside[start] or self.inside[end])

    def blank(self, start: int, end: int) -> None:
        """Mark a span as understood."""
        self.left = f"{self.left[:start]}{GAP * (end - start)}{self.left[end:]}"
        self.taken.append((start, end))

    def problem(self, where: Field, sentence: str) -> None:
        """Note what cannot be."""
        self.problems.append((where, sentence))

    def settle(self, name: str, value: object, where: Field) -> None:
        """Set a field; where it was said otherwise before, that is a problem and no choice of ours."""
        if self.values.get(name, value) != value:
            self.problem(where, f"The {_SPOKEN.get(name, name.replace('_', ' '))} is said twice, and not the same.")
        self.values[name] = value

    def note(self, sentence: str) -> None:
        """Note what was taken for granted, once."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)


def reading_of(text: str) -> Reading:
    """Return the reading of a text nobody has looked at yet."""
    return Reading(text=text, left=folded(text))


def said(reading: Reading, match: re.Match[str]) -> str:
    """Return a match as the user spelt it."""
    return reading.text[match.start() : match.end()].strip()


def phrases(spans: Iterator[tuple[int, int]], text: str, *, longest: int = 6) -> tuple[str, ...]:
    """Return the words at `spans`, in order, those side by side together, at most `longest` of them."""
    told: list[str] = []
    group: list[tuple[int, int]] = []
    for start, end in spans:
        if group and (len(group) >= longest or text[group[-1][1] : start].strip()):
            told.append(text[group[0][0] : group[-1][1]])
            group = []
        group.append((start, end))
    if group:
        told.append(text[group[0][0] : group[-1][1]])
    return tuple(told)
