"""One sentence before the sources: what the rules find, what is only likely wrong, how consistent it reads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from summarizers.evidence import Evidence
from summarizers.gate.agreement import measures_of, pieces_of
from summarizers.gate.claims import denied, left_open, out_of_place
from summarizers.gate.dates import wrong_dates
from summarizers.gate.figures import wrong_figures, wrong_sums
from summarizers.gate.findings import DENIAL, DOUBT, LIKENESS, PLACE, ROLE, STAGE, Finding
from summarizers.gate.likeness import SIGNS, signs_of, told_of
from summarizers.gate.lines import LONGEST, Line
from summarizers.gate.names import wrong_names
from summarizers.gate.roles import reversed_trades
from summarizers.gate.setbacks import broken_off
from summarizers.gate.stages import later_stages
from summarizers.gate.suspects import Suspect
from summarizers.gate.weighing import Weights, learned
from summarizers.reading import Span

_S = TypeVar("_S", bound=Span)
# Found of what is said with the words, not of the words: such spans make no word suspect.
_OF_CLAUSES = frozenset({DENIAL, DOUBT, PLACE, ROLE, STAGE})
_TURNED = 0.8
_HELD = 0.8
_LEFT, _RIGHT, _PAIRS = SIGNS.index("left"), SIGNS.index("right"), SIGNS.index("pairs_held")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong with a sentence, disjoint and in order, and how consistent it reads, 0 to 1."""

    findings: tuple[Finding, ...]
    consistency: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A suspect with its signs."""

    suspect: Suspect
    signs: list[float]


def judged(text: str, evidence: Evidence) -> Judgement:
    """Judge one sentence; one of the sources' own holds."""
    if evidence.quotes(text):
        return Judgement((), 1.0)
    if len(text) > LONGEST:
        return Judgement(_too_long(text), 0.0)
    if not evidence.plain:
        line = Line(text, evidence.gazetteer)
        return Judgement(settled(ruled(line, evidence)), 0.0 if line.words else 1.0)
    line = Line(text, evidence.gazetteer)
    found = settled(ruled(line, evidence))
    weights = learned()
    pieces = pieces_of(line, evidence.sequel)
    weighed = weigh(line, found, evidence, pieces)
    suspicion = max((weights.suspicion(one.signs) for one in weighed), default=0.0)
    score = weights.consistency(measures_of(line, evidence.sequel, suspicion, pieces))
    likely = suspicion >= weights.threshold
    return Judgement(with_likely(text, found, weighed, weights) if likely else found, lowered(score, found))


def refusals(text: str, evidence: Evidence) -> tuple[Finding, ...]:
    """Return what the rules find in one sentence, weighing nothing."""
    if evidence.quotes(text):
        return ()
    return _too_long(text) if len(text) > LONGEST else settled(ruled(Line(text, evidence.gazetteer), evidence))


def _too_long(text: str) -> tuple[Finding, ...]:
    reason = f"a sentence of {len(text)} characters is not held against the sources: at most {LONGEST}"
    return (Finding(start=0, end=len(text), kind=PLACE, reason=reason),)


def with_likely(
    text: str, found: Sequence[Finding], weighed: Sequence[Weighed], weights: Weights | None
) -> tuple[Finding, ...]:
    """Return what the rules found and, by the weights, what is likely wrong besides."""
    return settled((*found, *(_likely(text, weighed, weights) if weights else ())))


def lowered(consistency: float, found: Iterable[Finding]) -> float:
    """Return the consistency of a sentence, less where a clause of it is turned, denied, left open or too far on."""
    return consistency * (_TURNED if any(finding.kind in _OF_CLAUSES - {PLACE} for finding in found) else 1.0)


def ruled(line: Line, evidence: Evidence) -> Iterator[Finding]:
    """Yield what a sentence says beyond the sources by the rules, the weightiest kind first."""
    text = line.text
    yield from wrong_sums(text, line.sums, evidence.counted)
    yield from wrong_dates(text, line.plain, line.days, calendar=evidence.calendar, known=evidence.plain)
    dated = [Span(day.start, day.end) for day in line.days]
    yield from wrong_figures(text, _outside(line.figures, dated), evidence.counted)
    yield from wrong_names(
        text,
        names=line.names,
        designations=line.designations,
        hits=_outside(line.hits, line.sums),
        sums=line.sums,
        figures=line.figures,
        known=evidence.known,
    )
    yield from reversed_trades(line, evidence.lines)
    if not line.lists:  # nothing in a list can be denied, and it need not stand in one place
        yield from denied(line, evidence.claims, evidence.claims_by_stem)
        yield from left_open(line, evidence.lines, evidence.lines_by_stem)
    yield from later_stages(line, evidence.lines)
    yield from broken_off(line, evidence.lines)
    if not line.lists:
        yield from out_of_place(line, evidence.lines_by_mark)


def weigh(
    line: Line, found: Iterable[Finding], evidence: Evidence, pieces: Sequence[tuple[int, int]] | None = None
) -> list[Weighed]:
    """Return what in a sentence may be made up, with its signs; `found` is what the rules find.

    `pieces` are those of `pieces_of` where they have been read before.
    """
    suspects = line.suspects
    if not suspects:
        return []
    told = told_of(line, evidence.background, pieces_of(line, evidence.sequel) if pieces is None else pieces)
    spans = [(finding.start, finding.end) for finding in found if finding.kind not in _OF_CLAUSES]
    return [Weighed(one, signs_of(told, one, ruled=spans, suspects=len(suspects))) for one in suspects]


def _likely(text: str, weighed: Iterable[Weighed], weights: Weights) -> Iterator[Finding]:
    """Yield what is likely wrong; a word that stands between its neighbours in the sources as well is not."""
    for one in weighed:
        kept = (one.signs[_LEFT] and one.signs[_RIGHT]) or one.signs[_PAIRS] >= _HELD
        if not kept and weights.suspicion(one.signs) >= weights.threshold:
            start, end = one.suspect.start, one.suspect.end
            reason = f"likely not borne out: {text[start:end]}"
            yield Finding(start=start, end=end, kind=LIKENESS, reason=reason)


def _outside(spans: Iterable[_S], others: Iterable[Span]) -> list[_S]:
    taken = list(others)
    return [span for span in spans if not any(other.contains(span) for other in taken)] if taken else list(spans)


def settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings disjoint and in order; of two on the same words the earlier stands."""
    kept: list[Finding] = []
    for finding in findings:
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return tuple(sorted(kept, key=lambda finding: finding.start))
