"""The answer to a question as rows of (text, style) pieces for a terminal. Pure."""

from collections.abc import Iterator, Sequence

from bot.chat.tidy import tidy, web_address
from bot.chat.wording_dossier import DossierLine, DossierSection, DossierText

Row = Sequence[tuple[str, str]]
_MAX_URL = 1_500


def dossier_rows(text: DossierText) -> list[Row]:
    """Return the title, what was understood and what it rests on, the sections, the offer, the sources."""
    rows: list[Row] = [[(text.headline, "bold")], *([(line, "dim")] for line in text.head)]
    for section in text.sections:
        rows += [[], *_section(section)]
    rows += [[], [(text.offer, "cyan")]] if text.offer else []
    rows += [[], [("Sources", "bold")]] if text.references else []
    for one in text.references:
        rows.append([(f"[{one.number}] {one.label}, {one.day}  ", "dim"), (tidy(one.url), "dim")])
    return rows


def _section(section: DossierSection) -> Iterator[Row]:
    if section.title:
        yield [(section.title, "bold cyan")]
    yield from (_line(line) for line in section.lines)
    if section.more:
        yield [(f"  {section.more}", "dim")]


def _line(line: DossierLine) -> Row:
    cites = [(f" {line.cites}", "dim")] if line.cites else []
    url = web_address(line.link, _MAX_URL)
    return [("• ", "cyan"), (line.text, ""), *cites, *([(" ↗", f"link {url}")] if url else [])]
