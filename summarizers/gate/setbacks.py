"""What a summary tells as standing while the sources tell it only as denied, cancelled, refused, halted or put off."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizers.gate.doubts import ACTS
from summarizers.gate.findings import DENIAL, Finding
from summarizers.gate.lines import Line
from summarizers.gate.names import COUNTRY_KINDS
from summarizers.gate.words import name_stem, tokens
from summarizers.reading import Span, clause_of, is_modal, is_negated

_SETBACK = re.compile(
    r"\b(?:cancel(?:s|l?ed|l?ing|lations?)?|scrap(?:s|ped|ping)?|halt(?:s|ed|ing)?|suspend(?:s|ed|ing)?|suspension|"
    r"postpon(?:e|es|ed|ing|ement)|shelv(?:e|es|ed|ing)|fr(?:eezes?|oze|ozen|eezing)|block(?:s|ed|ing)?|"
    r"veto(?:es|ed|ing)?|refus(?:e|es|ed|ing|al)|reject(?:s|ed|ing|ion)?|(?:turn|call)(?:s|ed|ing)?\s+(?:down|off)|"
    r"abandon(?:s|ed|ing)?|terminat(?:e|es|ed|ing|ion)|axe[sd]?|on\s+hold|withdr(?:aws?|ew|awn)|den(?:y|ies|ied|ying)|"
    r"(?:rul|declin)(?:e|es|ed|ing)\s+(?:out|to)|(?:pull|back)(?:s|ed|ing)?\s+out|stall(?:s|ed)?)\b",
    re.IGNORECASE,
)
# A delay told is told as a setback, though a delay alone sets nothing back.
_PUT_OFF = re.compile(r"\bdelay(?:s|ed|ing)?\b", re.IGNORECASE)
# Of these only what stands before them is set back: "the bid failed", but "failed to halt the tanks".
_AFTER = re.compile(r"\b(?:lost|loses|failed|collapsed|fell\s+through|eliminated|ruled\s+out)\b", re.IGNORECASE)
_PASSED_OVER = re.compile(r"\b(?:instead\s+of|rather\s+than)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:which|who|whose|where)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GOVERNED, _SHOWN = 3, 90


@dataclass(frozen=True, slots=True)
class Thing:
    """What is counted or has a designation: where a sentence names it, and the words it is known by."""

    start: int
    end: int
    plain: frozenset[str]


def things_of(line: Line) -> Iterator[Thing]:
    """Yield the designations of a sentence and its names that a number stands beside ("six Hermes 900")."""
    for start, end, plain in line.designations:
        yield Thing(start, end, frozenset((plain,)))
    taken = [(start, end) for start, end, _ in line.designations]
    taken += [(hit.start, hit.end) for hit in line.hits if hit.kind in COUNTRY_KINDS]
    counts = [figure for figure in line.figures if not _YEAR.fullmatch(figure.text)]
    for name in line.names:
        beside = any(
            line.text[figure.end : name.start] == " " or line.text[name.end : figure.start] == " " for figure in counts
        )
        if beside and not any(start < name.end and name.start < end for start, end in taken):
            yield Thing(name.start, name.end, frozenset(tokens(name.of(line.text))))


def broken_off(told: Line, sources: Sequence[Line]) -> Iterator[Finding]:
    """Yield a thing that every source sentence on it and these parties tells as set back, where `told` does not."""
    if not told.party_keys or told.negations or told.modals:
        return
    if any(setback.search(told.text) for setback in (_SETBACK, _PUT_OFF, _AFTER)):
        return
    for thing in things_of(told):
        own = frozenset[str]().union(
            *(party.keys for party in told.parties if party.end <= thing.start or thing.end <= party.start)
        )
        related = [(line, place) for line in sources for place in _places(own, thing, line)]
        if not any(own & line.party_keys for line, _ in related):
            continue
        if all(_is_set_back(line, place) for line, place in related):
            what = told.text[thing.start : thing.end]
            said = " ".join(related[0][0].text.split())
            shown = said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
            reason = f"denied or broken off in sources: {what}; sources say “{shown}”"
            yield Finding(start=thing.start, end=thing.end, kind=DENIAL, reason=reason)
            return


def _places(own: frozenset[str], thing: Thing, line: Line) -> list[Span]:
    """Return where a source sentence names the thing, unless it names others than the parties `own` and not them."""
    places = [Span(start, end) for start, end, plain in line.designations if plain in thing.plain]
    if not places and thing.plain <= line.plain:
        places = [Span(word.start, word.end) for word in line.words if word.plain in thing.plain]
    others = line.party_keys - frozenset(map(name_stem, thing.plain))
    return [] if others and others.isdisjoint(own) else places


def _is_set_back(line: Line, place: Span) -> bool:
    """Tell whether a source sentence denies or breaks off, in the clause of the thing, what it tells of it."""
    text, clause = line.text, _clause(line.text, place)
    if any(
        not is_negated(text, span) and not is_modal(text, span)
        for match in _SETBACK.finditer(text, clause.start, clause.end)
        for span in (Span(match.start(), match.end()),)
    ):
        return True
    if _AFTER.search(text, place.end, clause.end) or _PASSED_OVER.search(text, clause.start, place.start):
        return True
    return any(_denies_deed(line, denial) for denial in line.negations if clause.start <= denial.start < clause.end)


def _clause(text: str, place: Span) -> Span:
    """Return the clause of a place; one with a relative word ends at its comma ("Oman, which has six, cancelled")."""
    clause = clause_of(text, place)
    comma = text.find(",", place.end, clause.end)
    return Span(clause.start, comma) if comma >= 0 and _RELATIVE.match(text, clause.start) else clause


def _denies_deed(line: Line, denial: Span) -> bool:
    """Tell whether a denial is of a deed that would stand without it: "has not bought", but not "will not cancel"."""
    behind = [word for word in line.words if word.start >= denial.end][:_GOVERNED]
    if not behind or _SETBACK.search(line.text, denial.end, behind[-1].end):
        return False
    return any(word.stem in ACTS for word in behind)
