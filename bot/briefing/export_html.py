"""An answer as a page that stands alone: no script, nothing fetched, light and dark, made to be printed."""

import re
import unicodedata
from collections.abc import Iterator
from html import escape

from bot.briefing.export_style import STYLE
from bot.briefing.export_words import as_of, basis, day, numbers, plain, public_link, source_line, web_address
from bot.briefing.labels import Labels
from bot.domain.dossier import DealRow, Dossier, Line, Section
from bot.domain.vocabulary import PartyRole

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SLUG = re.compile(r"[^a-z0-9]+")
_ROLES = {PartyRole.SUPPLIER: "supplies", PartyRole.RECIPIENT: "receives", PartyRole.HOST: "hosts"}


def html_of(dossier: Dossier, labels: Labels) -> str:
    """Return the answer as an HTML page in English.

    Each section has its kind as anchor, each deal its id and each source its number, so that a link can point there.
    """
    return "\n".join(_page(dossier, labels)) + "\n"


def anchor(text: str) -> str:
    """Return `text` as an anchor: small Latin letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _SLUG.sub("-", letters).strip("-") or "x"


def _page(dossier: Dossier, labels: Labels) -> Iterator[str]:
    title = _text(dossier.title)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}, {day(dossier.asked_at)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<header>\n<h1>{title}</h1>"
    if dossier.understood:
        yield f'<p class="understood">Understood as: <bdi>{_text(dossier.understood)}</bdi></p>'
    yield f'<p class="basis"><strong>{as_of(dossier)}</strong> {_text(basis(dossier))}</p>\n</header>'
    for section in dossier.sections:
        yield from _section(section)
    yield from _deals(dossier, labels)
    yield from _sources(dossier)
    yield "</main>\n</body>\n</html>"


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{section.kind.value}">'
    yield _heading(section.title, section.kind.value)
    yield "<ul>"
    yield from (f"<li>{_line(line)}</li>" for line in section.lines)
    if section.left_out:
        yield f'<li class="more">{section.left_out} more not shown</li>'
    yield "</ul>\n</section>"


def _heading(title: str, name: str) -> str:
    return f'<h2>{_text(title)} <a class="self" href="#{name}" aria-label="Link to this section">#</a></h2>'


def _line(line: Line) -> str:
    link = public_link(line)
    more = f' <a href="{escape(link)}" rel="noreferrer">page</a>' if link else ""
    return f"<bdi>{_text(line.text)}</bdi>{more}{_cited(numbers(line))}"


def _cited(cites: tuple[int, ...]) -> str:
    return "".join(f' <a class="cite" href="#source-{number}">[{number}]</a>' for number in cites)


def _deals(dossier: Dossier, labels: Labels) -> Iterator[str]:
    if not dossier.deals:
        return
    yield f'<section id="records">\n{_heading("Deals as records", "records")}\n<div class="wide">\n<table>'
    heads = ("Deal", "Parties", "Number", "Value", "Status", "Certainty", "First seen, last change")
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<thead><tr>{columns}</tr></thead>\n<tbody>"
    yield from (_deal(row, labels) for row in dossier.deals)
    yield "</tbody>\n</table>\n</div>\n</section>"


def _deal(row: DealRow, labels: Labels) -> str:
    parties = "<br>".join(
        f"<bdi>{_text(party.name)}</bdi> {_ROLES.get(party.role, 'takes part')}" for party in row.parties
    )
    named = f'<br><span class="named"><bdi>{_text(row.designation)}</bdi></span>' if row.designation else ""
    status = ", ".join(_text(labels.stages[stage]) for stage in (row.stage, row.aside) if stage is not None)
    certainty = _text(labels.certainty[row.certainty]) if row.certainty else ""
    cells = (
        parties,
        _text(row.quantity),
        _text(row.value),
        status,
        certainty,
        f"{day(row.first_seen)},<br>{day(row.last_changed)}",
    )
    first = f'<th scope="row"><bdi>{_text(row.title)}</bdi>{named}{_cited(tuple(dict.fromkeys(row.cites)))}</th>'
    others = "".join(f"<td>{cell or '–'}</td>" for cell in cells)
    return f'<tr id="deal-{anchor(row.id)}">{first}{others}</tr>'


def _sources(dossier: Dossier) -> Iterator[str]:
    if not dossier.citations:
        return
    yield f'<section id="sources">\n{_heading("Sources", "sources")}\n<ol>'
    for citation in sorted(dossier.citations, key=lambda one: one.number):
        title, outlet, when = source_line(citation)
        link = web_address(citation.url)
        shown = f'<a href="{escape(link)}" rel="noreferrer"><bdi>{escape(title)}</bdi></a>' if link else escape(title)
        told = ", ".join(part for part in (f"<bdi>{escape(outlet)}</bdi>" if outlet else "", when) if part)
        address = f'<br><span class="address">{escape(link)}</span>' if link else ""
        yield f'<li id="source-{citation.number}" value="{citation.number}">{shown} – {told}{address}</li>'
    yield "</ol>\n</section>"


def _text(text: str) -> str:
    return escape(plain(text))
