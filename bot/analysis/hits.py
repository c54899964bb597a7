"""Names and cues of a text in the language it is written in; names in Latin letters count in any."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.analysis.lexicon import EQUIPMENT, ORGANISATION, Lexicon
from bot.analysis.matching import CueHit
from bot.analysis.tongues import NameHit, Tongue

LEADER = "leader"
_ANYWHERE = frozenset({ORGANISATION, EQUIPMENT, LEADER})


class Name(Protocol):
    """A name at a place, as the gazetteer and the languages' own names give it."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends, excluded."""

    @property
    def kind(self) -> str:
        """What it names."""

    @property
    def key(self) -> str:
        """The country's code, or the row of a gazetteer."""


_NOT_LATIN = re.compile(r"[^\u0000-\u024f\u1e00-\u1eff\u2000-\u206f]")


def cue_hits(text: str, lexicon: Lexicon, tongue: Tongue | None) -> tuple[CueHit, ...]:
    """Return the cues of `text`: those of `tongue`, or of English where there is none."""
    return tongue.cues(text) if tongue else lexicon.cues.find(text)


def name_hits(text: str, lexicon: Lexicon, tongue: Tongue | None) -> Iterable[Name]:
    """Return the names in `text` by place, disjoint, the longest first.

    In another language than English, countries are known by its own words; firms, designations and leaders by those
    of the gazetteers too, where they stand in Latin letters with a capital or a figure.
    """
    return lexicon.names.find(text) if tongue is None else _disjoint(_names(text, lexicon, tongue))


def _names(text: str, lexicon: Lexicon, tongue: Tongue) -> Iterator[Name]:
    yield from (hit for hit in tongue.names(text) if _is_known(hit, lexicon))
    latin = lexicon.names.find(_NOT_LATIN.sub(" ", text))
    yield from (hit for hit in latin if hit.kind in _ANYWHERE and not text[hit.start].islower())


def _disjoint(names: Iterable[Name]) -> Iterator[Name]:
    reached = 0
    for hit in sorted(names, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= reached:
            reached = hit.end
            yield hit


def _is_known(hit: NameHit, lexicon: Lexicon) -> bool:
    """Whether the row that a language's file gives another name to still stands in the gazetteer."""
    if hit.kind == ORGANISATION:
        return hit.key in lexicon.organisations
    return hit.kind != EQUIPMENT or hit.key in lexicon.equipment
