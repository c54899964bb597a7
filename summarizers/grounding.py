"""Holds a summary against its sources.

Each sentence is read with the same eyes as the sources (`summarizers.reading`) and asked for its numbers, sums, dates,
names, designations and countries, who gives to whom, how far the matter has got, what is denied or left open, and
whether its words stand in one place of the sources. What they do not bear out is flagged with a reason to read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from summarizers.evidence import Evidence
from summarizers.gate.claims import denied, left_open, out_of_place
from summarizers.gate.dates import days_of, wrong_dates
from summarizers.gate.figures import wrong_figures, wrong_sums
from summarizers.gate.findings import LIKENESS, Finding
from summarizers.gate.lines import Line
from summarizers.gate.names import wrong_names
from summarizers.gate.roles import reversed_trades
from summarizers.gate.stages import later_stages
from summarizers.reading import Gazetteer, Span, split_sentences

# How much of its consistency a summary loses when every sentence is flagged.
_FLAG_WEIGHT = 0.6
_S = TypeVar("_S", bound=Span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Characters `start` to `end` of the summary, `text`, that the sources do not bear out, and why.

    `kind` is one of `summarizers.gate.findings`; one that only is likely does not refuse its sentence.
    """

    start: int
    end: int
    text: str
    reason: str
    kind: str = ""

    @property
    def refuses(self) -> bool:
        """Whether a sentence with this flag may not be told."""
        return self.kind != LIKENESS


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCheck:
    """A sentence of the summary; `ok` when no flag in it refuses it, else the `reasons`."""

    text: str
    ok: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundingReport:
    """How far a summary rests on its sources: `consistency` from 0 to 1, each sentence, each flag in order."""

    consistency: float
    sentences: tuple[SentenceCheck, ...]
    flags: tuple[Flag, ...]


def check(sources: Sequence[str] | Evidence, summary: str, *, gazetteer: Gazetteer | None = None) -> GroundingReport:
    """Hold `summary` against `sources`; deterministic, reads nothing but them and `gazetteer`.

    Pass an `Evidence` to hold several summaries against the same sources; `gazetteer` is then the one it was made with.
    `consistency` is 1 for an empty summary. Flags are disjoint.
    """
    evidence = sources if isinstance(sources, Evidence) else Evidence(sources, gazetteer=gazetteer)
    checks: list[SentenceCheck] = []
    flags: list[Flag] = []
    for sentence in split_sentences(summary):
        text = sentence.of(summary)
        found = [
            Flag(
                start=sentence.start + finding.start,
                end=sentence.start + finding.end,
                text=text[finding.start : finding.end],
                reason=finding.reason,
                kind=finding.kind,
            )
            for finding in _disjoint(_findings(text, evidence))
        ]
        flags.extend(found)
        reasons = tuple(dict.fromkeys(flag.reason for flag in found if flag.refuses))
        checks.append(SentenceCheck(text=text, ok=not reasons, reasons=reasons))
    flagged = sum(not sentence_check.ok for sentence_check in checks) / len(checks) if checks else 0.0
    consistency = evidence.overlap(summary) * (1 - _FLAG_WEIGHT * flagged)
    return GroundingReport(consistency=round(consistency, 4), sentences=tuple(checks), flags=tuple(flags))


def _findings(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Yield what a sentence says beyond the sources, the weightiest kind first; nothing for one of their own."""
    if evidence.quotes(text):
        return
    line = Line(text, evidence.gazetteer)
    yield from wrong_sums(text, line.sums, evidence.counted)
    yield from wrong_dates(text, line.plain, evidence.calendar, evidence.plain)
    dated = [Span(day.start, day.end) for day in days_of(text, line.plain)]
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
    yield from later_stages(line, evidence.lines)
    if not line.lists:
        yield from denied(line, evidence.claims)
        yield from left_open(line, evidence.lines)
        yield from out_of_place(line, evidence.lines)


def _outside(spans: Iterable[_S], others: Iterable[Span]) -> list[_S]:
    taken = list(others)
    return [span for span in spans if not any(other.contains(span) for other in taken)] if taken else list(spans)


def _disjoint(findings: Iterator[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in findings:
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
