"""Dates that say when a step of the deal is or was taken: "delivery 2030", "signed 2018"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT
from bot.analysis.quantities import names_arms
from summarizers.reading import DateMention, clauses, find_dates
from summarizers.reading.spans import Span

# What a clause with a date in it is about: the word nearest before the date, or right behind it, names the milestone.
_STEPS = tuple(
    (label, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE))
    for label, words in (
        (
            "in service",
            (
                r"enter(?:s|ed|ing)? (?:into )?(?:\w+ )?service",
                r"(?<!years )(?<!year )(?<!months )(?<!already )in service",
                "service entry",
                "operational capability",
                r"(?:be|become|fully|operationally) operational",
                "induction",
                "inducted",
                "commissioned",
            ),
        ),
        (
            "first delivery",
            (
                r"first (?:[\w-]+ ){0,3}deliver(?:y|ies|ed)",
                r"first (?:[\w-]+ ){0,4}(?:is|are|will|to) (?:to )?be (?:delivered|handed over)",
                r"deliver(?:y|ies) of the first",
                r"(?:receive|get|take delivery of) (?:its |the |their )?first",
            ),
        ),
        (
            "first delivery",
            (r"first (?:\w+ ){0,3}arriv\w+", r"deliver(?:y|ies) (?:\w+ ){0,4}(?:begin|start|began|begun|commenc)\w*"),
        ),
        (
            "delivery",
            (
                r"deliver\w*",
                r"hand(?:ed|ing)? over",
                "handover",
                r"arriv\w+",
                "shipped",
                "supplied",
                r"(?:to|will) receive",
                r"take delivery",
            ),
        ),
        ("signed", ("signed", "signing", "contract of", "agreement of", "inked", "concluded", "awarded", "signature")),
        (
            "production",
            ("production", r"produced?", r"manufactur(?:ed?|ing)", r"assembl(?:y|ed?|ing)", "built", "construction"),
        ),
        ("completion", (r"complet\w+(?! \d+ years)", r"finish\w+")),
    )
)
# Some part of every word of a step, looked for first: it is quick.
_PARTS_OF_STEPS = (
    "servic", "operational", "induct", "commission", "deliver", "hand", "arriv", "ship", "suppl", "receiv", "first",
    "sign", "contract of", "agreement of", "inked", "conclu", "award", "produc", "manufactur", "assembl", "built",
    "construct", "complet", "finish",
)  # fmt: skip
_FIRST = re.compile(
    r"\b(first (?:(?!to |of |for )[\w-]+ ){1,3}?)(?:to \w+ )?(?:(?:is|are) )?(?:expected|planned|due|scheduled)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:since|after|until|before|maiden|first flew|first flight|founded|established|born|elected|invaded|invasion|"
    r"ordered its first|bought (?:its|the) first|war|already)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(by|from|until) (?:the )?(?:(?:end|middle|start|beginning|close) of (?:the )?|early |mid-?|late |end-)?$",
    re.IGNORECASE,
)
# Both ends of "from 2027 to 2030" are one milestone, and so are the years of "2030-31".
_JOINT = re.compile(
    r"\s?[-–—/]\s?|\s(?:to|and|until|through|till)\s(?:the )?(?:end of |early |mid-?|late )?", re.IGNORECASE
)
_ARRIVED = re.compile(r"\barriv\w+", re.IGNORECASE)
_PAST_STEPS = frozenset({"signed"})
_REACH = 90
_NEAR = 20
_AFTER = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A dated step at `start`:`end` of the full text; `text` is the step and its ISO date or interval."""

    start: int
    end: int
    text: str


def find_milestones(document: Document, region: Region) -> Iterator[Milestone]:
    """Yield the dates of a sentence whose clause names a step; what is over before the news is told only of signing."""
    sentence = document.slice(region)
    lower = sentence.lower()
    if not any(part in lower for part in _PARTS_OF_STEPS):
        return
    published = document.article.published
    today = published.date() if published else None
    dates = find_dates(sentence, today=today)
    spans = clauses(sentence) if dates else ()
    told = 0
    for start, end, iso in _joined(sentence, dates):
        clause = next((s for s in spans if s.start <= start < s.end), Span(0, len(sentence)))
        # What stands before a date told already is that date's.
        before = sentence[max(clause.start, start - _REACH, told) : start]
        told = end
        behind = sentence[end : min(clause.end, end + _AFTER)]
        if end + _AFTER < clause.end:
            # The last word may be cut: "manufacture" of "manufacturer".
            behind = behind.rpartition(" ")[0]
        label = _step(before) or _step(behind)
        if not label or _BACKGROUND.search(before[-60:]) or not _is_of_arms(document, region, label, before + behind):
            continue
        if label not in _PAST_STEPS and _is_over(iso, today):
            continue
        by = _BY.search(before)
        word = f"{by.group(1).lower()} " if by and not (by.group(1).lower() == "from" and "/" in iso) else ""
        yield Milestone(start=start + region.start, end=end + region.start, text=f"{label} {word}{iso}")


def _joined(sentence: str, dates: Sequence[DateMention]) -> Iterator[tuple[int, int, str]]:
    """Yield place and ISO date of `dates`, the two ends of a span of time as one interval."""
    place = 0
    while place < len(dates):
        first = dates[place]
        last = dates[place + 1] if place + 1 < len(dates) else None
        place += 1
        if last and _is_span(sentence, first, last):
            place += 1
            yield first.start, last.end, f"{first.iso.split('/')[0]}/{last.iso.split('/')[-1]}"
        else:
            yield first.start, first.end, first.iso


def _is_span(sentence: str, first: DateMention, last: DateMention) -> bool:
    joint = _JOINT.fullmatch(sentence, first.end, last.start)
    if not joint or first.iso >= last.iso:
        return False
    return "and" not in joint.group() or sentence[: first.start].lower().rstrip().endswith("between")


def _is_of_arms(document: Document, region: Region, label: str, words: str) -> bool:
    """Whether arms are what arrived: ministers and teams arrive as well."""
    if "delivery" not in label or not _ARRIVED.search(words) or "deliver" in words.lower():
        return True
    named = any(m.kind == EQUIPMENT for m in document.mentions_in(region.number))
    return named or names_arms(document.text, region.start, region.end)


def _step(words: str) -> str | None:
    """Return the milestone of the step named last in `words`; of steps that end together the more telling one."""
    ends = [
        (max((m.end() for m in pattern.finditer(words)), default=-1), -order, label)
        for order, (label, pattern) in enumerate(_STEPS)
    ]
    end, _, label = max(ends)
    first = _FIRST.search(words)
    if first and first.end() > end and "deliver" in words[max(0, first.start() - _NEAR) : first.start()].lower():
        return "first delivery"
    if first and first.end() > end:
        return f"{first.group(1)[:1].lower()}{first.group(1)[1:].strip()}" if "deliver" not in first.group(1) else label
    return label if end >= 0 else None


def _is_over(iso: str, today: date | None) -> bool:
    """Whether `iso` lies in a year before that of the news; without a date of the news nobody can tell."""
    return today is not None and int(iso[:4]) < today.year
