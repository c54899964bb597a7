"""Many cue terms found in one pass: Aho–Corasick at word bounds, plurals allowed, `*` for any ending."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ahocorasick_rs import MATCHKIND_STANDARD, AhoCorasick

from bot.analysis.tables import Cue

_IDLE, _NEGATIVE = "idle", "negative"
_BESIDE = 120
_PLURALS = ("'s", "es", "s", "s'")
_PLAIN = {"’": "'", "‘": "'", "-": " ", "‑": " ", "–": " ", "\u00a0": " ", "\n": " ", "\t": " "}


class CueHit(NamedTuple):
    """A cue at `start`:`end` of the searched text, end excluded."""

    start: int
    end: int
    family: str
    key: str


def folded(text: str) -> str:
    """Return `text` in lower case, every character at its old place; hyphens and white space become blanks."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    for char, plain in _PLAIN.items():
        lower = lower.replace(char, plain)
    return lower


class CueMatcher:
    """Finds cues; one term may speak for several families, and within a family the longest at a place wins."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        """Build the automaton; equal terms of several families are kept apart."""
        terms: defaultdict[str, set[tuple[str, str, bool]]] = defaultdict(set)
        for cue in cues:
            term = folded(cue.term.strip())
            open_end = term.endswith("*")
            if term.rstrip("*").strip():
                terms[term.rstrip("*")].add((cue.family, cue.key, open_end))
        self._terms = tuple(sorted(terms))
        self._meanings: Mapping[str, tuple[tuple[str, str, bool], ...]] = {t: tuple(sorted(terms[t])) for t in terms}
        self._automaton = AhoCorasick(list(self._terms), matchkind=MATCHKIND_STANDARD) if self._terms else None

    def find(self, text: str) -> tuple[CueHit, ...]:
        """Return the cues of `text` by place; hits of one family and key never overlap.

        What an idle phrase holds (defence lawyers, water tanks) is no cue, nor an idle word near a word of the negative
        it is listed under: defence beside a striker.
        """
        if self._automaton is None:
            return ()
        lower = folded(text)
        found: list[CueHit] = []
        for index, start, end in self._automaton.find_matches_as_indexes(lower, overlapping=True):
            if start and lower[start - 1].isalnum() and lower[start].isalnum():
                continue
            whole = _word_end(lower, end)
            closed = _closed(lower[end:whole])
            for family, key, open_end in self._meanings[self._terms[index]]:
                if closed or open_end:
                    found.append(CueHit(start=start, end=whole, family=family, key=key))
        return _longest(_heard(found))


class PatternMatcher:
    """Finds regular expressions, read over folded text; for short texts only."""

    def __init__(self, patterns: Iterable[Cue]) -> None:
        """Compile the terms of `patterns`; raise ValueError naming one that is no expression."""
        self._patterns = tuple((cue, _compiled(cue)) for cue in patterns)

    def find(self, text: str) -> tuple[CueHit, ...]:
        """Return what matches in `text`, pattern by pattern."""
        lower = folded(text)
        return tuple(
            CueHit(start=match.start(), end=match.end(), family=cue.family, key=cue.key)
            for cue, pattern in self._patterns
            for match in pattern.finditer(lower)
        )


def _compiled(cue: Cue) -> re.Pattern[str]:
    try:
        return re.compile(cue.term)
    except re.error as error:
        raise ValueError(f"pattern for {cue.family} {cue.key}: {error}") from error


def _word_end(lower: str, end: int) -> int:
    if not lower[end - 1].isalnum():
        return end
    while end < len(lower) and (lower[end].isalnum() or (lower[end] == "'" and lower[end + 1 : end + 2] == "s")):
        end += 1
    return end


def _closed(ending: str) -> bool:
    return not ending or ending in _PLURALS


def _heard(found: list[CueHit]) -> list[CueHit]:
    """Return the hits that no idle one hides, without the idle ones."""
    idle = [hit for hit in found if hit.family == _IDLE]
    if not idle:
        return found
    rest = _not_under([hit for hit in idle if not hit.key], [hit for hit in found if hit.family != _IDLE])
    beside = [hit for hit in rest if hit.family == _NEGATIVE]
    near = [one for one in idle if any(b.key == one.key and abs(b.start - one.start) <= _BESIDE for b in beside)]
    return _not_under(near, rest)


def _not_under(hiding: list[CueHit], found: list[CueHit]) -> list[CueHit]:
    return [hit for hit in found if not any(one.start < hit.end and hit.start < one.end for one in hiding)]


def _longest(found: list[CueHit]) -> tuple[CueHit, ...]:
    kept: list[CueHit] = []
    last: dict[str, int] = {}
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.family, hit.key)):
        if hit.start >= last.get(hit.family, 0) or any(
            other.start == hit.start and other.end == hit.end and other.family == hit.family and other.key != hit.key
            for other in kept[-6:]
        ):
            kept.append(hit)
            last[hit.family] = max(hit.end, last.get(hit.family, 0))
    return tuple(kept)
