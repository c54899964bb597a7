"""The answer to a question in words, the same for every platform: bounded, the most important first. Pure.

Texts from outside leave here tidied and clipped but not escaped: escaping is each platform's own affair.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.briefing.labels import Labels
from bot.chat import dates, phrases
from bot.chat.tidy import shown
from bot.chat.wording_story import Reference
from bot.domain.asked import Asked
from bot.domain.brief import Citation
from bot.domain.dossier import Dossier, Line, Section, SectionKind

NOTHING_NAMED = (
    "No country, company or system was recognised in that question. Name one or two countries, for example: "
    "Pakistan Türkiye drones since May."
)
TITLE, LINE, UNDERSTOOD = 200, 420, 400
_NOTE, _WORD, _OUTLET, _HEADING = 240, 60, 60, 80
_NOTES, _WORDS, _CITES = 4, 6, 3
_ZONE = "UTC"
_MOST: Mapping[SectionKind, int] = {
    SectionKind.SYNTHESIS: 3,
    SectionKind.STATE: 2,
    SectionKind.CHANGED: 4,
    SectionKind.DEALS: 6,
    SectionKind.PARTNERS: 4,
    SectionKind.TIMELINE: 3,
    SectionKind.SECTORS: 3,
    SectionKind.DISAGREEMENTS: 3,
    SectionKind.STALE: 2,
    SectionKind.GAPS: 4,
    SectionKind.RESTRICTIONS: 3,
    SectionKind.NEAREST: 4,
}
"""Lines of a section that are told, so that all is read in two minutes; what is beyond is counted, and exported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """A line as shown: its words, the numbers that prove it ("[1][2]") and an address behind it, "" for none."""

    text: str
    cites: str
    link: str

    @property
    def plain(self) -> str:
        """The words with their numbers."""
        return f"{self.text} {self.cites}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierSection:
    """Lines under a heading; `more` says how many were left out, "" where none was."""

    kind: SectionKind
    title: str
    lines: tuple[DossierLine, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierText:
    """The answer in words. `head` are the lines below the title: what was understood, and what it is based on.

    `offer` says how to hear more of it, "" where nothing can be offered.
    """

    flags: str
    title: str
    understood: str
    basis: str
    notes: tuple[str, ...]
    sections: tuple[DossierSection, ...]
    offer: str
    references: tuple[Reference, ...]

    @property
    def headline(self) -> str:
        """The title with its flags before it."""
        return f"{self.flags} {self.title}".strip()

    @property
    def head(self) -> tuple[str, ...]:
        """What is small below the title."""
        return tuple(filter(None, (self.understood, *self.notes, self.basis)))


def dossier_text(dossier: Dossier, labels: Labels) -> DossierText:
    """Return the answer in words, at most a few lines in each section; moments are in UTC."""
    sections = tuple(_section(section) for section in dossier.sections if section.lines or section.left_out)
    kept = [line for section in dossier.sections for line in section.lines[: _MOST[section.kind]]]
    cited = {number for line in kept for number in line.cites[:_CITES]}
    return DossierText(
        flags=_flags(dossier, labels),
        title=shown(dossier.title, TITLE),
        understood=_understood(dossier),
        basis=basis_line(dossier),
        notes=_notes(dossier),
        sections=sections,
        offer=_offer(dossier),
        references=references(dossier.citations, cited),
    )


def basis_line(dossier: Dossier) -> str:
    """Return what the answer rests on: stories counted, the span, since when nothing was missed, the sources."""
    number = dossier.sources_covering
    covering = phrases.counted(number, "source covers this", "sources cover this") if number else ""
    watched = _watched(dossier)
    span = f"{dates.date(dossier.since, _ZONE)} – {dates.date(dossier.until, _ZONE)}"
    if not dossier.found:
        told = f"Nothing found in our archive, {span}"
        return "; ".join(filter(None, (told, watched, covering or "no source of ours covers this"))) + "."
    told = f"{phrases.counted(len(dossier.stories), 'story', 'stories')}, {span}"
    return "; ".join(filter(None, (told, watched, covering))) + "."


def missing_line(unknown: Sequence[str], understood: str = "") -> str:
    """Return which words were not understood, "" where that is said already or all were."""
    if not unknown or "not understood" in understood.casefold():
        return ""
    words = [f"“{shown(word, _WORD)}”" for word in unknown[:_WORDS]]
    rest = len(unknown) - len(words)
    return f"Not understood: {', '.join(words)}{f' and {rest} more' if rest > 0 else ''}."


def not_understood(asked: Asked, understood: str = "") -> tuple[str, ...]:
    """Return what is said where nothing can be looked for: why, what was understood, what was perhaps meant."""
    why = shown(asked.problem, LINE) or NOTHING_NAMED
    known = f"Understood: {shown(understood, UNDERSTOOD)}" if understood and not asked.empty else ""
    missing = "" if asked.problem else missing_line(asked.unknown)
    return tuple(filter(None, (why, known, missing, _meant(asked))))


def references(citations: Sequence[Citation], cited: set[int]) -> tuple[Reference, ...]:
    """Return the citations that lines cite, by number: none that is cited is left out."""
    kept = sorted((one for one in citations if one.number in cited), key=lambda one: one.number)
    return tuple(_reference(one) for one in kept)


def _section(section: Section) -> DossierSection:
    most = _MOST[section.kind]
    more = section.left_out + max(0, len(section.lines) - most)
    lines = (_line(line) for line in section.lines[:most])
    return DossierSection(
        kind=section.kind,
        title=shown(section.title, _HEADING),
        lines=tuple(line for line in lines if line.text),
        more=f"and {more:,} more" if more else "",
    )


def _line(line: Line) -> DossierLine:
    cites = "".join(f"[{number}]" for number in dict.fromkeys(line.cites[:_CITES]))
    return DossierLine(text=shown(line.text, LINE), cites=cites, link=line.link)


def _flags(dossier: Dossier, labels: Labels) -> str:
    return phrases.flags(dossier.asked.countries, labels.flagless)


def _understood(dossier: Dossier) -> str:
    return f"Understood: {shown(dossier.understood, UNDERSTOOD)}" if dossier.understood.strip() else ""


def _notes(dossier: Dossier) -> tuple[str, ...]:
    """Return what was taken for granted, what was not understood, and what was perhaps meant."""
    asked = dossier.asked
    notes = [shown(note, _NOTE) for note in asked.notes[:_NOTES]]
    return tuple(filter(None, (missing_line(asked.unknown, dossier.understood), *notes, _meant(asked))))


def _meant(asked: Asked) -> str:
    meant = " · ".join(shown(one, _NOTE) for one in asked.suggestions[:_NOTES])
    return f"Did you mean: {meant}" if meant else ""


def _offer(dossier: Dossier) -> str:
    wish = shown(dossier.wish, _NOTE)
    if not wish:
        return ""
    return f"To hear when it moves: subscribe {wish}" if dossier.found else f"To hear of the first: subscribe {wish}"


def _watched(dossier: Dossier) -> str:
    """Return since when the archive has watched, where that is late and no gap says so already."""
    if dossier.section(SectionKind.GAPS) is not None:
        return ""
    if dossier.archive_since is None:
        return "the archive has watched no source yet"
    if dossier.archive_since - dossier.since > timedelta(days=1):
        return f"watched without a gap only since {dates.date(dossier.archive_since, _ZONE)}"
    return ""


def _reference(citation: Citation) -> Reference:
    day = dates.date(citation.published, _ZONE) if citation.published else "undated"
    return Reference(
        number=citation.number, label=shown(citation.outlet, _OUTLET) or "source", day=day, url=citation.url
    )
