"""Holds a summary against its sources.

Names, numbers, sums, dates, periods and denials of each summary sentence are looked up in the sources, read with the
same eyes (`summarizers.reading`). What is missing is flagged. What is found is borne out as a word, a value or a
denial: that the right party did the right thing is not checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizers.evidence import PERIOD, Evidence, claim_of
from summarizers.reading import (
    Gazetteer,
    clauses,
    find_money,
    find_numbers,
    find_proper_names,
    negations,
    split_sentences,
)
from summarizers.reading.abbreviations import word_set

# How much of its consistency a summary loses when every sentence is flagged.
_FLAG_WEIGHT = 0.6
# A source clause speaks of the same thing when it holds this share of a summary clause's words, and that many.
_SAME_CLAIM = 0.75
_CLAIM_WORDS = 3
_WORD = re.compile(r"[^\W_]+")
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May(?!\s+(?:be|have|not))|June|July|August|September|October|November|"
    r"December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_ORDINAL_WORDS = {figure: word for word, figure in _ORDINALS.items()}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th)|\d{{4}}s)\b", re.IGNORECASE)
_LINKS = word_set("of de del der den du da dos di la le al el bin ibn van von s the and")
Finding = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Characters `start` to `end` of the summary, `text`, that the sources do not bear out, and why."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCheck:
    """A sentence of the summary; `ok` when nothing in it is flagged, else the `reasons`."""

    text: str
    ok: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundingReport:
    """How far a summary rests on its sources: `consistency` from 0 to 1, each sentence, each flag in order."""

    consistency: float
    sentences: tuple[SentenceCheck, ...]
    flags: tuple[Flag, ...]


def check(sources: Sequence[str], summary: str, *, gazetteer: Gazetteer | None = None) -> GroundingReport:
    """Hold `summary` against `sources`; deterministic, reads nothing but them and `gazetteer`.

    `consistency` is the share of the summary's word runs that stand in the sources, lowered by flagged sentences; it
    is 1 for an empty summary. Flags are disjoint.
    """
    evidence = Evidence(sources, gazetteer=gazetteer)
    checks: list[SentenceCheck] = []
    flags: list[Flag] = []
    for sentence in split_sentences(summary):
        text = sentence.of(summary)
        found = [
            Flag(start=sentence.start + start, end=sentence.start + end, text=text[start:end], reason=reason)
            for start, end, reason in _disjoint(_findings(text, evidence))
        ]
        flags.extend(found)
        reasons = tuple(dict.fromkeys(f"{flag.reason}: {flag.text}" for flag in found))
        checks.append(SentenceCheck(text=text, ok=not found, reasons=reasons))
    flagged = sum(not sentence_check.ok for sentence_check in checks) / len(checks) if checks else 0.0
    consistency = evidence.overlap(summary) * (1 - _FLAG_WEIGHT * flagged)
    return GroundingReport(consistency=round(consistency, 4), sentences=tuple(checks), flags=tuple(flags))


def _findings(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Yield what a sentence says beyond the sources, the weightiest kind first."""
    yield from _sums(text, evidence)
    yield from _numbers(text, evidence)
    yield from _dates(text, evidence)
    yield from _names(text, evidence)
    yield from _denials(text, evidence)


def _disjoint(findings: Iterator[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in findings:
        if all(finding[1] <= start or end <= finding[0] for start, end, _ in kept):
            kept.append(finding)
    return sorted(kept)


def _sums(text: str, evidence: Evidence) -> Iterator[Finding]:
    for money in find_money(text):
        if not evidence.has_sum(money.amount, money.currency):
            yield money.start, money.end, "sum not in sources"


def _numbers(text: str, evidence: Evidence) -> Iterator[Finding]:
    for number in find_numbers(text):
        if number.value != 1 and not evidence.has_number(number.value) and number.text.lower() not in evidence.tokens:
            yield number.start, number.end, "number not in sources"
    for match in _ORDINAL.finditer(text):
        word = match.group().lower()
        if evidence.tokens.isdisjoint((word, _ORDINALS.get(word, word), _ORDINAL_WORDS.get(word, word))):
            yield match.start(), match.end(), "number not in sources"


def _dates(text: str, evidence: Evidence) -> Iterator[Finding]:
    for match in _CALENDAR.finditer(text):
        name = match.group().lower()
        if evidence.tokens.isdisjoint((name, name[:3], name[:4])):
            yield match.start(), match.end(), "date not in sources"
    for match in PERIOD.finditer(text):
        if not evidence.has_period(match):
            yield match.start(), match.end(), "period not in sources"


def _names(text: str, evidence: Evidence) -> Iterator[Finding]:
    for name in find_proper_names(text):
        for word in _WORD.finditer(text, name.start, name.end):
            if word.group().lower() not in _LINKS and not evidence.has_name(word.group()):
                yield word.start(), word.end(), "name not in sources"


def _denials(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Yield clauses the sources have the other way round: denied here and said there, or said here and denied there."""
    for clause in clauses(text):
        claim = claim_of(clause.of(text))
        if len(claim.words) < _CLAIM_WORDS:
            continue
        needed = _SAME_CLAIM * len(claim.words)
        same = [source for source in evidence.claims if len(claim.words & source.words) >= needed]
        denied = claim.denies(claim.words)
        if same and all(source.denies(claim.words) != denied for source in same):
            if denied:
                denial = negations(claim.text)[0]
                yield clause.start + denial.start, clause.start + denial.end, "denied here, not in sources"
            else:
                yield clause.start, clause.end, "denied in sources"
