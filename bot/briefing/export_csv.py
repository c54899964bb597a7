"""The deals of an answer as CSV, by the columns of the SIPRI register, for spreadsheets.

The text begins with a byte order mark, without which the most used spreadsheet takes UTF-8 for its own code page and
shows TÃ¼rkiye; readers of CSV that do not want it know it as utf-8-sig. A text that a spreadsheet would take for a
formula gets an apostrophe in front: headlines are the words of strangers.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from bot.briefing.export_words import plain, web_address
from bot.briefing.labels import Labels
from bot.domain.brief import Citation
from bot.domain.dossier import DealRow, Dossier
from bot.domain.vocabulary import PartyRole, Stage

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "supplier",
    "recipient",
    "other parties",
    "designation",
    "number ordered",
    "year of order",
    "status",
    "value",
    "certainty",
    "sectors",
    "first seen",
    "last changed",
    "sources",
    "title",
    "id",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "|", "%")


def csv_of(dossier: Dossier, labels: Labels) -> str:
    """Return the deals of the answer, one a row, lines ended as RFC 4180 wants it.

    "year of order" is the year in which a contract was first reported, "" where none was; days are ISO 8601.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    known = {citation.number: citation for citation in dossier.citations}
    ordered = _ordered(dossier)
    for row in dossier.deals:
        writer.writerow([defused(cell) for cell in _cells(row, labels, known, ordered.get(row.id, ""))])
    return BYTE_ORDER_MARK + text.getvalue()


def defused(text: str) -> str:
    """Return `text` in one line, which no spreadsheet takes for a formula."""
    clean = plain(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _cells(row: DealRow, labels: Labels, known: Mapping[int, Citation], ordered: str) -> Iterator[str]:
    yield _parties(row, PartyRole.SUPPLIER)
    yield _parties(row, PartyRole.RECIPIENT)
    yield _parties(row, PartyRole.PARTNER, PartyRole.HOST)
    yield row.designation
    yield row.quantity
    yield ordered
    yield ", ".join(labels.stages[stage] for stage in (row.stage, row.aside) if stage is not None)
    yield row.value
    yield labels.certainty[row.certainty] if row.certainty else ""
    yield "; ".join(labels.sectors[sector] for sector in row.sectors)
    yield row.first_seen.date().isoformat()
    yield row.last_changed.date().isoformat()
    cited = (known[number] for number in dict.fromkeys(row.cites) if number in known)
    yield " ".join(address for one in cited if (address := web_address(one.url)))
    yield row.title
    yield row.id


def _parties(row: DealRow, *roles: PartyRole) -> str:
    return "; ".join(_named(party.name, party.organisations) for party in row.parties if party.role in roles)


def _named(name: str, organisations: tuple[str, ...]) -> str:
    return f"{name} ({', '.join(organisations)})" if organisations else name


def _ordered(dossier: Dossier) -> dict[str, str]:
    """Return by deal the year in which a contract was first reported; a delivery does not say when it was ordered."""
    points = sorted(dossier.series.stages, key=lambda point: point.at, reverse=True)
    return {point.deal: str(point.at.year) for point in points if point.stage is Stage.CONTRACT}
