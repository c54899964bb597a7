"""What the sources deny or leave open and a summary tells as so, or the other way round; and what has no one place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizers.gate.findings import DENIAL, DOUBT, PLACE, Finding
from summarizers.gate.lines import Line
from summarizers.gate.words import EMPTY, Word
from summarizers.gate.words import stem as stem_of
from summarizers.reading import Span
from summarizers.reading.abbreviations import word_set

# A source clause speaks of the same thing when it holds this share of a summary clause's words, and that many.
_SAME, _SAME_WORDS = 0.75, 3
# A word is left open by a modal word at most so many words before it.
_GOVERNED = 5
_DOUBTED = 0.5
# A sentence is of one place when a source sentence and the next hold this share of its words.
_PLACED, _PLACED_WORDS = 0.34, 5
# Figures are looked up by their value.
_FIGURES = frozenset(
    map(
        stem_of, word_set("million billion bn trillion crore lakh thousand hundred dozen us usd eur euro euros dollars")
    )
)
_OPENING = word_set("to will would may might could can should shall must if whether unless")
_AUXILIARY = word_set("be have been not also soon")
_BREAKS = frozenset(",;:()–—\n")


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause of a line and the stems that carry it."""

    line: Line
    span: Span
    words: tuple[Word, ...]
    stems: frozenset[str]

    def denies(self, stems: frozenset[str]) -> bool:
        """Tell whether the clause denies what it says with `stems`; a denial behind them is of something else."""
        denials = [d for d in self.line.negations if self.span.start <= d.start < self.span.end]
        if not denials:
            return False
        reach = max((word.end for word in self.words if word.stem in stems), default=0)
        return sum(denial.start < reach for denial in denials) % 2 == 1


def claims_of(line: Line, *, whole: bool) -> Iterator[Claim]:
    """Yield what the clauses of a line say, and, where `whole`, what the line says as one."""
    spans = line.clauses
    if whole:
        yield _claim(line, Span(0, len(line.text)))
    if not whole or len(spans) > 1:
        yield from (_claim(line, span) for span in spans)


def _claim(line: Line, span: Span) -> Claim:
    words = tuple(word for word in line.words if span.start <= word.start < span.end and word.plain not in EMPTY)
    return Claim(line, span, words, frozenset(word.stem for word in words))


def denied(told: Line, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Yield clauses the sources have the other way round: denied here and said there, or said here and denied there."""
    for claim in claims_of(told, whole=False):
        if len(claim.stems) < _SAME_WORDS:
            continue
        needed = _SAME * len(claim.stems)
        same = [source for source in claims if len(claim.stems & source.stems) >= needed]
        denies = claim.denies(claim.stems)
        if same and all(source.denies(claim.stems) != denies for source in same):
            start, end = claim.span.start, claim.span.end
            if denies:
                word = next(d for d in told.negations if start <= d.start < end)
                reason = f"denied here, not in sources: {_shown(told, claim.span)}"
                yield Finding(start=word.start, end=word.end, kind=DENIAL, reason=reason)
            else:
                start, end = _lacking(told, frozenset(), claim.span)
                reason = f"denied in sources: {_shown(told, claim.span)}"
                yield Finding(start=start, end=end, kind=DENIAL, reason=reason)


def left_open(told: Line, sources: Sequence[Line]) -> Iterator[Finding]:
    """Yield words told as fact that every source sentence on the same thing leaves open ("may buy" told as "buys")."""
    if len(told.stems) < _SAME_WORDS:
        return
    needed = _DOUBTED * len(told.stems)
    related = [line for line in sources if len(told.stems & line.stems) >= needed]
    if not any(line.modals or _opens(line) for line in related):
        return
    for number, word in enumerate(told.words):
        if word.plain in EMPTY or _governor(told, number):
            continue
        places = [(line, n) for line in related for n, other in enumerate(line.words) if other.stem == word.stem]
        governors = [_governor(line, n, verb=True) for line, n in places]
        if places and all(governors) and not any(_same_form(line.words[n], word) for line, n in places):
            reason = f"left open in sources: {word_of(told, word)}; sources say “{governors[0]}”"
            yield Finding(start=word.start, end=word.end, kind=DOUBT, reason=reason)
            return


def word_of(line: Line, word: Word) -> str:
    """Return a word as the line writes it."""
    return line.text[word.start : word.end]


def _same_form(other: Word, word: Word) -> bool:
    return other.plain == word.plain


def _opens(line: Line) -> bool:
    return not line.plain.isdisjoint(_OPENING)


def _governor(line: Line, number: int, *, verb: bool = False) -> str:
    """Return the words that leave open what the word says ("may buy"), "" for none.

    In a summary "to" and "will" before the word do so as well; where `verb`, of a source, they are no doubt.
    """
    word = line.words[number]
    first = line.words[max(0, number - _GOVERNED)]
    between = line.text[first.start : word.start]
    cut = max((place for place, mark in enumerate(between) if mark in _BREAKS), default=-1)
    opened = first.start + cut + 1
    for modal in line.modals:
        if opened <= modal.start and modal.end <= word.start:
            return line.text[modal.start : word.end]
    before = number - 1
    while before >= 0 and line.words[before].plain in _AUXILIARY:
        before -= 1
    if not verb and before >= 0 and line.words[before].plain in _OPENING:
        return line.text[line.words[before].start : word.end]
    return ""


def out_of_place(told: Line, sources: Sequence[Line]) -> Iterator[Finding]:
    """Yield the longest stretch of a sentence that its best place lacks, where its words stand nowhere near each other.

    A place is a source sentence and the next. Names are looked up elsewhere and do not belong to the stretch.
    """
    stems = told.marks - _FIGURES
    if len(stems) < _PLACED_WORDS:
        return
    best: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()
    for line in sources:
        here = stems & line.marks
        best = max(best, here | previous, key=len)
        if len(best) >= _PLACED * len(stems):
            return
        previous = here
    start, end = _lacking(told, best, Span(0, len(told.text)))
    reason = f"not borne out by one place of the sources: {_shown(told, Span(0, len(told.text)))}"
    yield Finding(start=start, end=end, kind=PLACE, reason=reason)


def _lacking(told: Line, held: frozenset[str], within: Span) -> tuple[int, int]:
    """Return the longest stretch of words outside `held`, names and figures, or the whole of `within`."""
    best, opened = (0, 0), -1
    others = [*told.names, *told.hits, *told.sums, *told.figures]
    for word in told.words:
        inside = within.start <= word.start < within.end
        apart = any(other.start < word.end and word.start < other.end for other in others)
        if not inside or apart or (word.stem in held and word.plain not in EMPTY):
            opened = -1
        elif word.plain not in EMPTY:
            opened = word.start if opened < 0 else opened
            best = max(best, (opened, word.end), key=lambda span: span[1] - span[0])
    return best if best[1] else (within.start, within.end)


def _shown(line: Line, span: Span, most: int = 80) -> str:
    said = " ".join(span.of(line.text).split())
    return said if len(said) <= most else said[: most - 1] + "…"
