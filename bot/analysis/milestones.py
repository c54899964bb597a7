"""Dates that say when a step of the deal is or was taken: "delivery 2030", "signed 2018"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.analysis.document import Document, Region
from summarizers.reading import clauses, find_dates
from summarizers.reading.spans import Span

# What a clause with a date in it is about: the word nearest before the date, or right behind it, names the milestone.
_STEPS = tuple(
    (label, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))
    for label, words in (
        (
            "in service",
            (r"enter(?:s|ed|ing)? (?:into )?service", "in service", "service entry", "operational", "induction"),
        ),
        (
            "first delivery",
            (r"first (?:\w+ ){0,3}deliver\w+", r"first (?:\w+ ){0,3}(?:is|are|will|to) (?:to )?be delivered"),
        ),
        ("first delivery", (r"first (?:\w+ ){0,3}arriv\w+", r"deliver(?:y|ies) (?:\w+ ){0,3}(?:begin|start|began)\w*")),
        ("delivery", (r"deliver\w*", r"hand(?:ed|ing)? over", "handover", r"arriv\w+", "shipped")),
        ("signed", ("signed", "signing", "contract of", "agreement of", "inked", "concluded", "awarded")),
        ("production", ("production", r"produced?", r"manufactur\w+", r"assembl\w+", "built", "construction")),
        ("completion", (r"complet\w+", r"finish\w+")),
    )
)
_FIRST = re.compile(r"\b(first (?:[\w-]+ ){1,3}?)(?:(?:is|are) )?(?:expected|planned|due|scheduled)\b", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"\b(?:since|after|until|before|maiden|first flew|first flight|founded|established|born|elected|invaded|invasion|"
    r"ordered its first|bought (?:its|the) first|war|already)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(by|from) (?:the )?(?:end of |early |mid-?|late )?$", re.IGNORECASE)
_PAST_STEPS = frozenset({"signed"})
_REACH = 90
_AFTER = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A dated step at `start`:`end` of the full text; `text` is the step and its ISO date."""

    start: int
    end: int
    text: str


def find_milestones(document: Document, region: Region) -> Iterator[Milestone]:
    """Yield the dates of a sentence whose clause names a step; what is over before the news is told only of signing."""
    sentence = document.slice(region)
    published = document.article.published
    today = published.date() if published else None
    spans = clauses(sentence)
    for found in find_dates(sentence, today=today):
        clause = next((s for s in spans if s.start <= found.start < s.end), Span(0, len(sentence)))
        before = sentence[max(clause.start, found.start - _REACH) : found.start]
        behind = sentence[found.end : min(clause.end, found.end + _AFTER)]
        label = _step(before) or _step(behind)
        if not label or _BACKGROUND.search(before[-60:]):
            continue
        if label not in _PAST_STEPS and _is_over(found.iso, today):
            continue
        by = _BY.search(before)
        word = f"{by.group(1).lower()} " if by else ""
        yield Milestone(
            start=found.start + region.start, end=found.end + region.start, text=f"{label} {word}{found.iso}"
        )


def _step(words: str) -> str | None:
    """Return the milestone of the step named last in `words`; of steps that end together the more telling one."""
    ends = [
        (max((m.end() for m in pattern.finditer(words)), default=-1), -order, label)
        for order, (label, pattern) in enumerate(_STEPS)
    ]
    end, _, label = max(ends)
    first = _FIRST.search(words)
    if first and first.end() > end:
        return f"{first.group(1)[:1].lower()}{first.group(1)[1:].strip()}" if "deliver" not in first.group(1) else label
    return label if end >= 0 else None


def _is_over(iso: str, today: date | None) -> bool:
    """Whether `iso` lies in a year before that of the news; without a date of the news nobody can tell."""
    return today is not None and int(iso[:4]) < today.year
