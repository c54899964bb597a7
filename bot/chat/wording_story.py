"""A story told so that it stands alone, the same for every platform: its reply, a reopened thread. Pure.

Texts from outside leave here tidied and clipped but not escaped: escaping is each platform's own affair.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.briefing.labels import Labels
from bot.briefing.subject import move, value
from bot.chat import dates, phrases
from bot.chat.tidy import shown
from bot.domain.brief import Brief, BriefItem, Citation, CitedText, ItemKind, Mended, PastStep
from bot.domain.vocabulary import Certainty, CooperationType, FactKind

HEADLINE, SENTENCE = 200, 700
_PIECE, _OUTLET = 120, 60
_MAX_FACTS = 12
_WORD = {
    Certainty.RUMOUR: "reported only",
    Certainty.ONE_PARTY: "one party's word",
    Certainty.BOTH_PARTIES: "both parties' word",
    Certainty.PRIMARY_DOCUMENT: "from a document",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A numbered citation as shown: its link's label, and the day it was published."""

    number: int
    label: str
    day: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Sentences and what proves them. Who clips the text keeps the tail: a quotation never loses its outlet."""

    text: str
    tail: str

    @property
    def plain(self) -> str:
        """Both together."""
        return f"{self.text}{self.tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyText:
    """A story told so that it stands alone; empty strings and tuples are left out.

    `banner` says what was mended; `lead` is the change of a deal told before, as the first thing to read: it says in
    one line what `move` says in words. `withdrawn` stories have a headline and sources alone, and it is no claim.
    """

    flags: str
    headline: str
    url: str | None
    changed: bool
    move: str
    when: str
    facts: str
    summary: tuple[Told, ...]
    why: str
    unknown: str
    references: tuple[Reference, ...]
    earlier: str | None
    lead: str = ""
    banner: str = ""
    withdrawn: bool = False

    @property
    def standing(self) -> str:
        """How far it has got and when, on one line; "" where the lead says so."""
        return "" if self.lead or not self.move else f"{self.move} {self.when}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenedText:
    """A story whose thread is gone: `lead` is what moved now, `history` says so, and in two lines what was told."""

    flags: str
    headline: str
    url: str | None
    lead: str
    history: tuple[str, ...]


def reply_text(item: BriefItem, labels: Labels, *, zone: str, language: str = "en") -> ReplyText:
    """Return `item` in words, its moments in the time zone `zone`, days and months in `language`."""
    outlets = {citation.number: shown(citation.outlet, _OUTLET) for citation in item.citations}
    when = dates.date(item.last_changed, zone, language=language)
    living = item.kind is ItemKind.CHANGED and bool(item.earlier or item.met_in)
    return ReplyText(
        flags=phrases.flags([party.country for party in item.parties], labels.flagless),
        headline=shown(phrases.claim(item.headline, item.certainty), HEADLINE),
        url=item.link,
        changed=item.kind is ItemKind.CHANGED,
        lead=change_line(item, labels, when=when) if living else "",
        move=_move(item, labels),
        when=when,
        facts=_facts(item, labels, language),
        summary=tuple(_told(list(parts), outlets) for _, parts in groupby(item.summary, key=_proof)),
        why=f"Why it matters: {shown(item.why, SENTENCE)}" if item.why else "",
        unknown=f"Unknown: {shown(', '.join(item.unknown), SENTENCE)}" if item.unknown else "",
        references=tuple(_reference(citation, zone, language) for citation in item.citations),
        earlier=item.earlier,
    )


def corrected_text(mended: Mended, labels: Labels, *, zone: str, language: str = "en") -> ReplyText:
    """Return a mended item in words: what was wrong first; of a withdrawn one nothing that it claimed as a fact.

    Of a withdrawn one the headline stands first, as one that does not hold, and the reason below.
    """
    told = reply_text(mended.item, labels, zone=zone, language=language)
    at = dates.date(mended.at, zone, year=False, language=language)
    note = shown(mended.note, SENTENCE)
    if not mended.withdrawn:
        return replace(told, banner=": ".join(filter(None, (f"Corrected {at}", note))))
    return replace(
        told,
        banner=": ".join(filter(None, (at, note))),
        headline=withdrawn_headline(mended.item),
        withdrawn=True,
        flags="",
        url=None,
        earlier=None,
        lead="",
        move="",
        facts="",
        summary=(),
        why="",
        unknown="",
    )


def withdrawn_headline(item: BriefItem) -> str:
    """Return the headline of a withdrawn item as one that does not stand."""
    return f"Withdrawn: “{phrases.nested(shown(item.headline, HEADLINE))}”"


def reopened_text(brief: Brief, item: BriefItem, labels: Labels) -> ReopenedText:
    """Return `item` as the root of a new thread, with what its channel was told before in one or two lines."""
    zone, language = brief.timezone, brief.language
    told = reply_text(item, labels, zone=zone, language=language)
    return ReopenedText(
        flags=told.flags,
        headline=told.headline,
        url=told.url,
        lead=change_line(item, labels, when=told.when),
        history=("Told here before; that thread is gone.", *_past(item.past, labels, zone, language)),
    )


def change_line(item: BriefItem, labels: Labels, *, when: str) -> str:
    """Return what moved in one line: "talks → contract, about US$6.5bn, 14 Oct 2026"."""
    moved = move(item, labels)
    if "→" not in moved:
        moved = f"Update: {moved or 'stage unknown'}"
    return ", ".join(filter(None, (moved, shown(value(item), _PIECE), when)))


def _past(past: Sequence[PastStep], labels: Labels, zone: str, language: str) -> Iterator[str]:
    """Yield the first and the last thing told before; what lies between is counted."""
    kept = (past[0], past[-1]) if len(past) > 1 else tuple(past)
    for number, step in enumerate(kept):
        stage = labels.stages[step.stage] if step.stage else "stage unknown"
        between = f" (and {len(past) - 2} between)" if number and len(past) > 2 else ""
        title = f", “{phrases.nested(shown(step.title, HEADLINE))}”" if step.title else ""
        yield f"{dates.date(step.at, zone, language=language)}{between}: {stage}{title}"


def _move(item: BriefItem, labels: Labels) -> str:
    if item.stage is None:
        return "Stage unknown." if item.kind is ItemKind.NEW else "Changed, stage unknown."
    now = labels.stages[item.stage]
    if item.previous_stage is None or item.previous_stage is item.stage:
        return f"Stage: {now}." if item.kind is ItemKind.NEW else f"Changed. Now: {now}."
    return f"Was: {labels.stages[item.previous_stage]}. Now: {now}."


def _facts(item: BriefItem, labels: Labels, language: str) -> str:
    """Return the line of the deal: who with whom, in what, how many, for how much, and whose word it is."""
    roles = shown(phrases.roles(item.parties), _PIECE * 2)
    types = [type_ for type_ in item.types if type_ is not CooperationType.PROCUREMENT or "suppl" not in roles]
    pieces = [roles, *(labels.sectors[sector] for sector in item.sectors), *(labels.types[type_] for type_ in types)]
    pieces += [f"{shown(_fact(fact, language), _PIECE)}{_numbers(fact)}" for fact in item.facts[:_MAX_FACTS]]
    pieces.append(_WORD[item.certainty] if item.certainty else "")
    return " · ".join(filter(None, pieces))


def _fact(fact: CitedText, language: str) -> str:
    return dates.spelt(fact.text, language=language) if fact.kind is FactKind.DATE else fact.text


def _numbers(part: CitedText) -> str:
    return " " + "".join(f"[{number}]" for number in part.citations) if part.citations else ""


def _proof(part: CitedText) -> tuple[bool, tuple[int, ...]]:
    return part.verbatim, part.citations


def _told(parts: Sequence[CitedText], outlets: Mapping[int, str]) -> Told:
    """Return sentences that follow one another and rest on the same citations; each quoted one in its own marks."""
    texts = [shown(part.text, SENTENCE) for part in parts]
    proof = "".join(f"[{number}]" for number in parts[0].citations)
    if not parts[0].verbatim:
        return Told(text=" ".join(texts), tail=f" {proof}" if proof else "")
    named = _outlets([outlets[number] for number in parts[0].citations if number in outlets])
    quoted = "” “".join(phrases.nested(text) for text in texts)
    return Told(text=f"“{quoted}", tail=" ".join(filter(None, (f"”{named}", proof))))


def _outlets(outlets: Sequence[str]) -> str:
    return f" — {phrases.listed(list(dict.fromkeys(outlets)))}" if outlets else ""


def _reference(citation: Citation, zone: str, language: str) -> Reference:
    day = dates.date(citation.published, zone, year=False, language=language) if citation.published else "undated"
    return Reference(
        number=citation.number, label=shown(citation.outlet, _OUTLET) or "source", day=day, url=citation.url
    )
