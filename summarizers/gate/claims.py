"""What the sources deny or leave open and a summary tells as so, or the other way round; and what has no one place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizers.gate.doubts import governing, opened
from summarizers.gate.findings import DENIAL, DOUBT, PLACE, Finding
from summarizers.gate.index import Index
from summarizers.gate.lines import Line
from summarizers.gate.words import EMPTY, Word
from summarizers.gate.words import stem as stem_of
from summarizers.reading import Span
from summarizers.reading.abbreviations import word_set

# A source clause speaks of the same thing when it holds this share of a summary clause's words, and that many.
_SAME, _SAME_WORDS = 0.75, 3
_DOUBTED = 0.5
# A sentence is of one place when a source sentence and the next hold this share of its words.
_PLACED, _PLACED_WORDS = 0.25, 5
# Figures are looked up by their value.
_FIGURES = frozenset(
    map(
        stem_of, word_set("million billion bn trillion crore lakh thousand hundred dozen us usd eur euro euros dollars")
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause of a line and the stems that carry it."""

    line: Line
    span: Span
    words: tuple[Word, ...]
    stems: frozenset[str]

    def denies(self, stems: frozenset[str]) -> bool:
        """Tell whether the clause denies what it says with `stems`.

        A denial behind them, or in a clause that has few of them, is of something else.
        """
        if not self.line.negations:
            return False
        matched = [word for word in self.words if word.stem in stems]
        count = 0
        for denial in self.line.negations:
            if self.span.start <= denial.start < self.span.end:
                clause = next((c for c in self.line.clauses if c.start <= denial.start < c.end), self.span)
                inside = [word for word in matched if clause.start <= word.start < clause.end]
                count += 2 * len(inside) >= len(matched) > 0 and denial.start < inside[-1].end
        return count % 2 == 1


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


def denied(told: Line, claims: Sequence[Claim], by_stem: Index) -> Iterator[Finding]:
    """Yield clauses the sources have the other way round: denied here and said there, or said here and denied there.

    `by_stem` is made of the stems of the `claims` of the sources.
    """
    for claim in claims_of(told, whole=False):
        if len(claim.stems) < _SAME_WORDS:
            continue
        same = [claims[number] for number in by_stem.sharing(claim.stems, _SAME * len(claim.stems))]
        if not same:
            continue
        denies = claim.denies(claim.stems)
        if all(source.denies(claim.stems) != denies for source in same):
            start, end = claim.span.start, claim.span.end
            if denies:
                word = next(d for d in told.negations if start <= d.start < end)
                reason = f"denied here, not in sources: {_shown(told, claim.span)}"
                yield Finding(start=word.start, end=word.end, kind=DENIAL, reason=reason)
            else:
                start, end = _lacking(told, frozenset(), claim.span)
                reason = f"denied in sources: {_shown(told, claim.span)}"
                yield Finding(start=start, end=end, kind=DENIAL, reason=reason)


def left_open(told: Line, sources: Sequence[Line], by_stem: Index) -> Iterator[Finding]:
    """Yield words told as fact that every source sentence on the same thing leaves open ("may buy" told as "buys").

    `by_stem` is made of the stems of the sources.
    """
    if len(told.stems) < _SAME_WORDS:
        return
    related = [sources[number] for number in by_stem.sharing(told.stems, _DOUBTED * len(told.stems))]
    doubted = {stem: said for line in related for stem, said in line.doubts.items()}
    if not doubted:
        return
    for number, word in enumerate(told.words):
        if word.stem not in doubted or opened(told.words, number):
            continue
        if governing(told.text, told.words, told.modals, number):
            continue
        if not any(word.stem in line.facts or word.plain in line.plain for line in related):
            what = told.text[word.start : word.end]
            reason = f"left open in sources: {what}; sources say “{doubted[word.stem]}”"
            yield Finding(start=word.start, end=word.end, kind=DOUBT, reason=reason)
            return


def out_of_place(told: Line, by_mark: Index) -> Iterator[Finding]:
    """Yield the longest stretch of a sentence that its best place lacks, where its words stand nowhere near each other.

    A place is a source sentence and the next; `by_mark` is made of the marks of the sources. Names are looked up
    elsewhere and do not belong to the stretch.
    """
    stems = told.marks - _FIGURES
    if len(stems) < _PLACED_WORDS:
        return
    best: frozenset[str] = frozenset()
    shares = by_mark.shares(stems)
    for number, here in shares.items():
        held = frozenset(here).union(shares.get(number - 1, ()))
        if len(held) >= _PLACED * len(stems):
            return
        best = max(best, held, key=len)
    start, end = _lacking(told, best, Span(0, len(told.text)))
    reason = f"not borne out by one place of the sources: {_shown(told, Span(0, len(told.text)))}"
    yield Finding(start=start, end=end, kind=PLACE, reason=reason)


def _lacking(told: Line, held: frozenset[str], within: Span) -> tuple[int, int]:
    """Return the longest stretch of words outside `held`, names and figures, or the whole of `within`."""
    best, opened = (0, 0), -1
    apart = bytearray(len(told.text))
    for start, end in [(name.start, name.end) for name in told.names] + [(s.start, s.end) for s in told.suspects]:
        apart[start:end] = b"\1" * (end - start)
    for word in told.words:
        inside = within.start <= word.start < within.end
        if not inside or 1 in apart[word.start : word.end] or (word.stem in held and word.plain not in EMPTY):
            opened = -1
        elif word.plain not in EMPTY:
            opened = word.start if opened < 0 else opened
            best = max(best, (opened, word.end), key=lambda span: span[1] - span[0])
    return best if best[1] else (within.start, within.end)


def _shown(line: Line, span: Span, most: int = 80) -> str:
    said = " ".join(span.of(line.text).split())
    return said if len(said) <= most else said[: most - 1] + "…"
