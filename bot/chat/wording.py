"""The sentences of briefs, replies, dossiers and receipts, the same for every platform. Pure.

Texts from outside leave here tidied and clipped but not escaped: escaping is each platform's own affair.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.briefing.labels import Labels
from bot.chat import phrases
from bot.chat.making import making_lines
from bot.chat.tidy import shown
from bot.domain.brief import Brief, BriefItem, Citation, CitedText, Dossier, ItemKind, Receipt
from bot.domain.vocabulary import Certainty

CERTAINTY_TAGS = {
    Certainty.RUMOUR: "reported",
    Certainty.ONE_PARTY: "one party",
    Certainty.BOTH_PARTIES: "both parties",
    Certainty.PRIMARY_DOCUMENT: "document",
}
GROUPS = {ItemKind.CHANGED: "CHANGED", ItemKind.NEW: "NEW"}
_HEADLINE, _SENTENCE, _PIECE, _OUTLET = 200, 700, 120, 60
_MAX_FACTS, _MAX_FAILED = 12, 8
_ZONE = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story in the root: number, flags, what is told, how far it got, the article and the thread told before."""

    number: int
    flags: str
    text: str
    standing: str
    url: str | None
    earlier: str | None

    @property
    def plain(self) -> str:
        """The line without links."""
        return " ".join(filter(None, (str(self.number), self.flags, self.text, self.standing)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines under CHANGED or NEW."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootText:
    """The root of a brief; `notes` are lines such as the late mark, `footer` tells how many sources answered."""

    title: str
    window: str
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    footer: str


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
    """A story told so that it stands alone; empty strings and tuples are left out."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierText:
    """The answer about countries: its title, what it is based on, the stories newest first."""

    title: str
    basis: str
    stories: tuple[ReplyText, ...]


def root_text(brief: Brief) -> RootText:
    """Return the root of `brief` in words; changed stories stand before new ones and are numbered through."""
    ordered = [item for kind in GROUPS for item in brief.items if item.kind is kind]
    lines = {item.story_id: _line(number, item) for number, item in enumerate(ordered, start=1)}
    groups = tuple(
        Group(label=label, lines=tuple(lines[item.story_id] for item in ordered if item.kind is kind))
        for kind, label in GROUPS.items()
        if any(item.kind is kind for item in ordered)
    )
    return RootText(
        title=_title(brief),
        window=_window(brief),
        groups=groups,
        notes=tuple(_notes(brief)),
        footer=f"{brief.receipt.answered}/{brief.receipt.polled} sources answered",
    )


def reply_text(item: BriefItem, labels: Labels, *, zone: str) -> ReplyText:
    """Return `item` in words, its moments in the time zone `zone`."""
    outlets = {citation.number: shown(citation.outlet, _OUTLET) for citation in item.citations}
    return ReplyText(
        flags=phrases.flags([party.country for party in item.parties]),
        headline=shown(phrases.claim(item.headline, item.certainty), _HEADLINE),
        url=item.citations[0].url if item.citations else None,
        changed=item.kind is ItemKind.CHANGED,
        move=_move(item, labels),
        when=phrases.date(item.last_changed, zone),
        facts=_facts(item, labels),
        summary=tuple(_told(list(parts), outlets) for _, parts in groupby(item.summary, key=_proof)),
        why=f"Why it matters: {shown(item.why, _SENTENCE)}" if item.why else "",
        unknown=f"Unknown: {shown(', '.join(item.unknown), _SENTENCE)}" if item.unknown else "",
        references=tuple(_reference(citation, zone) for citation in item.citations),
        earlier=item.earlier,
    )


def dossier_text(dossier: Dossier, labels: Labels) -> DossierText:
    """Return the answer to a country question; it says what it is based on, also where it found nothing."""
    since = phrases.date(dossier.since, _ZONE)
    covering = phrases.counted(dossier.sources_covering, "source covers", "sources cover")
    if dossier.items:
        found = phrases.counted(len(dossier.items) + dossier.left_out, "story", "stories")
        hidden = f", newest {len(dossier.items)} shown" if dossier.left_out else ""
        basis = f"{found} in our archive since {since}{hidden}; {covering} these countries."
    else:
        basis = f"No story in our archive since {since}; {covering} these countries. Nothing outside was asked."
    stories = tuple(reply_text(item, labels, zone=_ZONE) for item in dossier.items)
    return DossierText(title=shown(dossier.title, _HEADLINE), basis=basis, stories=stories)


def receipt_lines(receipt: Receipt) -> tuple[str, ...]:
    """Return what a brief was made from: sources with failures, items by what became of them, how summaries were made.

    Behind that stand the addresses opened by hand.
    """
    lines = [f"Sources: {receipt.polled} polled, {receipt.answered} answered, {len(receipt.failed)} failed"]
    lines += _failures(receipt)
    dropped = sum(receipt.dropped.values())
    lines.append(f"Items: {receipt.seen:,} seen, {receipt.kept:,} kept, {dropped:,} left out")
    if dropped:
        reasons = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in _ranked(receipt) if count)
        lines.append(f"Left out: {reasons}")
    lines += making_lines(receipt.summaries)
    if receipt.allowed:
        lines.append(f"Addresses opened by hand: {shown(', '.join(receipt.allowed), _SENTENCE)}")
    return tuple(lines)


def _failures(receipt: Receipt) -> Iterable[str]:
    """Yield a line per reason, with the names of the sources it hit; eight are named in all, the others counted."""
    reasons: dict[str, list[str]] = {}
    for failed in receipt.failed[:_MAX_FAILED]:
        reasons.setdefault(shown(failed.reason, _PIECE), []).append(shown(failed.name, _OUTLET))
    for reason, names in reasons.items():
        yield f"Failed, {reason}: {', '.join(names)}"
    if len(receipt.failed) > _MAX_FAILED:
        yield f"and {len(receipt.failed) - _MAX_FAILED} more failed"


def _ranked(receipt: Receipt) -> list[tuple[str, int]]:
    return Counter(dict(receipt.dropped)).most_common()


def _title(brief: Brief) -> str:
    if not brief.items:
        since = phrases.weekday_clock(brief.window_start, brief.timezone, now=brief.window_end)
        answered = f"{brief.receipt.answered} of {brief.receipt.polled} sources answered"
        return f"No new cooperation story since {since}; {answered}"
    kinds = Counter(item.kind for item in brief.items)
    counts = ", ".join(f"{kinds[kind]} {kind.value}" for kind in GROUPS if kinds[kind])
    title = shown(brief.title, _HEADLINE)
    return title if title.rstrip(".").endswith(counts) else f"{title.rstrip('.')}. {counts}."


def _window(brief: Brief) -> str:
    zone, end = brief.timezone, brief.window_end
    now = f"{phrases.day(end, zone)}, {phrases.clock(end, zone)} {phrases.place(zone)}"
    covers = " – ".join(phrases.weekday_clock(moment, zone, now=end) for moment in (brief.window_start, end))
    return f"{now}; covers {covers}"


def _notes(brief: Brief) -> Iterable[str]:
    if brief.late:
        at = phrases.weekday_clock(brief.composed_at, brief.timezone, now=brief.window_end)
        yield f"Late: made at {at}, due at {phrases.clock(brief.window_end, brief.timezone)}"
    if brief.left_out:
        more = phrases.counted(brief.left_out, "further story", "further stories")
        yield f"{more} left out: more than the maximum set"


def _line(number: int, item: BriefItem) -> Line:
    headline = phrases.addressed(item, phrases.claim(item.headline, item.certainty))
    return Line(
        number=number,
        flags=phrases.flags([party.country for party in item.parties]),
        text=shown(headline, _HEADLINE),
        standing=f"({CERTAINTY_TAGS[item.certainty]})" if item.certainty else "",
        url=item.citations[0].url if item.citations else None,
        earlier=item.earlier,
    )


def _move(item: BriefItem, labels: Labels) -> str:
    tag = f" ({CERTAINTY_TAGS[item.certainty]})" if item.certainty else ""
    if item.stage is None:
        return f"Stage unknown{tag}." if item.kind is ItemKind.NEW else f"Changed, stage unknown{tag}."
    now = labels.stages[item.stage]
    if item.previous_stage is None or item.previous_stage is item.stage:
        return f"Stage: {now}{tag}." if item.kind is ItemKind.NEW else f"Changed. Now: {now}{tag}."
    return f"Was: {labels.stages[item.previous_stage]}. Now: {now}{tag}."


def _facts(item: BriefItem, labels: Labels) -> str:
    pieces = [shown(phrases.roles(item.parties), _PIECE * 2)]
    pieces += [labels.sectors[sector] for sector in item.sectors]
    pieces += [labels.types[type_] for type_ in item.types]
    pieces += [f"{shown(fact.text, _PIECE)}{_numbers(fact)}" for fact in item.facts[:_MAX_FACTS]]
    return " · ".join(filter(None, pieces))


def _numbers(part: CitedText) -> str:
    return " " + "".join(f"[{number}]" for number in part.citations) if part.citations else ""


def _proof(part: CitedText) -> tuple[bool, tuple[int, ...]]:
    return part.verbatim, part.citations


def _told(parts: Sequence[CitedText], outlets: Mapping[int, str]) -> Told:
    """Return sentences that follow one another and rest on the same citations; each quoted one in its own marks."""
    texts = [shown(part.text, _SENTENCE) for part in parts]
    proof = "".join(f"[{number}]" for number in parts[0].citations)
    if not parts[0].verbatim:
        return Told(text=" ".join(texts), tail=f" {proof}" if proof else "")
    named = _outlets([outlets[number] for number in parts[0].citations if number in outlets])
    quoted = "” “".join(phrases.nested(text) for text in texts)
    return Told(text=f"“{quoted}", tail=" ".join(filter(None, (f"”{named}", proof))))


def _outlets(outlets: Sequence[str]) -> str:
    return f" — {phrases.listed(list(dict.fromkeys(outlets)))}" if outlets else ""


def _reference(citation: Citation, zone: str) -> Reference:
    return Reference(
        number=citation.number,
        label=shown(citation.outlet, _OUTLET) or "source",
        day=phrases.date(citation.published, zone, year=False) if citation.published else "undated",
        url=citation.url,
    )
