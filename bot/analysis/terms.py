"""Terms of one language found in one pass, each with what it stands for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import MATCHKIND_STANDARD, AhoCorasick

from bot.analysis.scripts import Rules, fold

MeaningT = TypeVar("MeaningT")
_ENDING = r"[\w\u0900-\u0963\u0966-\u0dff]*"
_BETWEEN = r"(?: [^ .;]+){0,4}"


@dataclass(frozen=True, slots=True)
class TermHit(Generic[MeaningT]):
    """A term at `start`:`end` of the searched text, end excluded."""

    start: int
    end: int
    meaning: MeaningT


@dataclass(frozen=True, slots=True)
class _Term(Generic[MeaningT]):
    """A term behind its first letters: `rest` is what must follow them, `written` the case it must stand in."""

    meaning: MeaningT
    rest: re.Pattern[str] | None
    open_start: bool
    open_end: bool
    written: str


class TermMatcher(Generic[MeaningT]):
    """Finds terms: whole words; `*` at an end of one stands for any letters, a `*` alone for up to four words."""

    def __init__(self, terms: Iterable[tuple[str, MeaningT]], rules: Rules, *, cased: bool = False) -> None:
        """Build the automaton of `terms`; where `cased`, what is written with a capital must stand with one."""
        self._rules = rules
        heads: defaultdict[str, list[_Term[MeaningT]]] = defaultdict(list)
        for written, meaning in terms:
            head, term = _parsed(written, meaning, rules, cased=cased and rules.cased)
            if head:
                heads[head].append(term)
        self._terms = tuple(tuple(own) for own in heads.values())
        self._automaton = AhoCorasick(list(heads), matchkind=MATCHKIND_STANDARD) if heads else None

    def find(self, text: str) -> Iterator[TermHit[MeaningT]]:
        """Yield every term of `text`, overlapping ones too, in no order."""
        if self._automaton is None:
            return
        folded = fold(text)
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            for term in self._terms[index]:
                closed = self._closed(folded.text, term, start=start, end=end)
                if closed >= 0:
                    first, last = folded.place(start), folded.place(closed - 1) + 1
                    if _is_written(text[first:last], term.written):
                        yield TermHit(first, last, term.meaning)

    def _closed(self, text: str, term: _Term[MeaningT], *, start: int, end: int) -> int:
        """Return where the term ends that begins at `start`, or -1."""
        if not self._rules.begins(text, start, loose=term.open_start):
            return -1
        if term.rest is not None:
            match = term.rest.match(text, end)
            if match is None:
                return -1
            end = match.end()
        return self._rules.ends(text, end, loose=term.open_end)


def _is_written(found: str, written: str) -> bool:
    return not written or (found.isupper() if written == "all" else found[:1].isupper())


def _parsed(written: str, meaning: MeaningT, rules: Rules, *, cased: bool) -> tuple[str, _Term[MeaningT]]:
    plain = fold(written).text.strip()
    bare = plain.removeprefix("*")
    open_end = bare.endswith("*")
    head, *rest = _pieces(bare.removesuffix("*"), rules)
    term = _Term(
        meaning=meaning,
        rest=re.compile("".join(rest)) if rest else None,
        open_start=plain.startswith("*"),
        open_end=open_end,
        written=_case(written.strip("*"), cased=cased),
    )
    return head, term


def _case(written: str, *, cased: bool) -> str:
    if not cased or not written[:1].isupper():
        return ""
    return "all" if written.isupper() else "first"


def _pieces(bare: str, rules: Rules) -> list[str]:
    """Return the letters a term begins with, then the expressions of what follows them."""
    if "*" not in bare and (rules.gap == " " or " " not in bare):
        return [bare]
    first, *others = bare.split(" ")
    head, star, _ = first.partition("*")
    pieces = [head, *([_ENDING] if star else [])]
    for word in others:
        if word == "*":
            pieces.append(_BETWEEN)
        else:
            stem, star, _ = word.partition("*")
            pieces.append(rules.gap + re.escape(stem) + (_ENDING if star else ""))
    return pieces


def longest(hits: Iterable[TermHit[MeaningT]]) -> Iterator[TermHit[MeaningT]]:
    """Yield the leftmost and longest of `hits`, by place; those that cover the same characters all, each once."""
    reached, opened = 0, (-1, -1)
    for hit in sorted(dict.fromkeys(hits), key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= reached or (hit.start, hit.end) == opened:
            reached, opened = hit.end, (hit.start, hit.end)
            yield hit
