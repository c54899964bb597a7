"""Holds a summary against its sources.

Each sentence is read with the same eyes as the sources (`summarizers.reading`) and asked for its numbers, sums, dates,
names, designations and countries, who gives to whom, how far the matter has got, what is denied or left open, and
whether its words stand in one place of the sources. What they do not bear out is flagged with a reason to read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.evidence import Evidence
from summarizers.gate.findings import LIKENESS
from summarizers.gate.judging import judged, refusals
from summarizers.reading import Gazetteer, split_sentences


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
    `consistency` is learned from votes, and 1 for an empty summary or one word for word from the sources. Flags
    are disjoint.
    """
    evidence = evidence_of(sources, gazetteer)
    checks: list[SentenceCheck] = []
    flags: list[Flag] = []
    scores: list[float] = []
    for sentence in split_sentences(summary):
        text = sentence.of(summary)
        judgement = judged(text, evidence)
        found = [
            Flag(
                start=sentence.start + finding.start,
                end=sentence.start + finding.end,
                text=text[finding.start : finding.end],
                reason=finding.reason,
                kind=finding.kind,
            )
            for finding in judgement.findings
        ]
        flags.extend(found)
        reasons = tuple(dict.fromkeys(flag.reason for flag in found if flag.refuses))
        checks.append(SentenceCheck(text=text, ok=not reasons, reasons=reasons))
        scores.append(judgement.consistency)
    consistency = sum(scores) / len(scores) if scores else 1.0
    return GroundingReport(consistency=round(consistency, 4), sentences=tuple(checks), flags=tuple(flags))


def verdicts(
    sources: Sequence[str] | Evidence, summary: str, *, gazetteer: Gazetteer | None = None
) -> tuple[SentenceCheck, ...]:
    """Return only which sentences hold: the same verdicts as `check`, in half the time."""
    evidence = evidence_of(sources, gazetteer)
    found: list[SentenceCheck] = []
    for sentence in split_sentences(summary):
        text = sentence.of(summary)
        reasons = tuple(dict.fromkeys(finding.reason for finding in refusals(text, evidence)))
        found.append(SentenceCheck(text=text, ok=not reasons, reasons=reasons))
    return tuple(found)


def evidence_of(sources: Sequence[str] | Evidence, gazetteer: Gazetteer | None = None) -> Evidence:
    """Return the evidence of sources, made once and passed on where several summaries are held against them."""
    return sources if isinstance(sources, Evidence) else Evidence(sources, gazetteer=gazetteer)
