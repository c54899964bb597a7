"""Names: those of a gazetteer, found in one pass."""

from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from summarizers.reading.folding import lowered, unaccented
from summarizers.reading.spans import Mention

_MAX_VARIANT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NameEntry:
    """Something with a name: its `key`, its `kind`, and the `forms` it is written in.

    Forms match whatever their accents; whatever their case too unless `case_sensitive`.
    """

    key: str
    kind: str
    forms: tuple[str, ...]
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class NameHit(Mention):
    """A gazetteer name in a text."""

    key: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    key: str
    kind: str
    exact: str  # "" where case does not matter


class Gazetteer:
    """Finds names in texts; build it once, `find` is pure."""

    def __init__(self, entries: Iterable[NameEntry]) -> None:
        """Build the automaton; where two entries share a form, the earlier one wins."""
        table: dict[str, list[_Form]] = {}
        for entry in entries:
            for form in entry.forms:
                plain = unaccented(form.strip())
                if plain:
                    exact = plain if entry.case_sensitive else ""
                    table.setdefault(lowered(plain), []).append(_Form(entry.key, entry.kind, exact))
        self._forms = tuple(tuple(forms) for forms in table.values())
        self._lengths = tuple(len(pattern) for pattern in table)
        self._automaton = (
            AhoCorasick(list(table), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
            if table
            else None
        )

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the names in `text`, in order and disjoint: whole words, the leftmost and longest first.

        A plural s and the variant letters of a designation (F-16V) belong to the hit, a possessive 's does not.
        """
        if self._automaton is None:
            return ()
        plain = unaccented(text)
        found: list[tuple[int, int, int, _Form]] = []
        for index, start, end in self._automaton.find_matches_as_indexes(lowered(plain), overlapping=True):
            if start and _is_word(plain[start - 1]) and _is_word(plain[start]):
                continue
            reach = _word_end(plain, start=start, end=end)
            if reach:
                form = next((f for f in self._forms[index] if not f.exact or f.exact == plain[start:end]), None)
                if form:
                    found.append((start, reach, end, form))
        return tuple(_leftmost_longest(text, found))


def _leftmost_longest(text: str, found: list[tuple[int, int, int, _Form]]) -> Iterable[NameHit]:
    found.sort(key=lambda hit: (hit[0], -hit[1], -hit[2]))
    reached = 0
    for start, end, _, form in found:
        if start >= reached:
            reached = end
            yield NameHit(start, end, text[start:end], form.key, form.kind)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _word_end(plain: str, *, start: int, end: int) -> int:
    """Return where the word that begins with a form ends, or 0 where the form is but a part of another word."""
    if end == len(plain) or not _is_word(plain[end]) or not _is_word(plain[end - 1]):
        return end
    if plain[end] == "s" and end - start >= 2 and (end + 1 == len(plain) or not _is_word(plain[end + 1])):
        return end + 1
    if plain[end - 1].isdigit() and end - start >= 2:
        stop = end
        while stop < len(plain) and plain[stop].isascii() and plain[stop].isupper():
            stop += 1
        if stop > end and stop < len(plain) and plain[stop] == "s":
            stop += 1
        if end < stop <= end + _MAX_VARIANT and (stop == len(plain) or not _is_word(plain[stop])):
            return stop
    return 0
