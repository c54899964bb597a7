"""An answer as Markdown (CommonMark) that can be pasted: sections of lines, numbered sources as links."""

import re
from collections.abc import Iterator

from bot.briefing.export_words import as_of, basis, numbers, plain, public_link, source_line, web_address
from bot.briefing.labels import Labels
from bot.domain.brief import Citation
from bot.domain.dossier import Dossier, Line, Section

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&!])")
_LEADING = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")


def markdown_of(dossier: Dossier, _labels: Labels) -> str:
    """Return the answer as Markdown."""
    return "\n".join([*_head(dossier), *_sections(dossier), *_sources(dossier)]).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Return `text` in one line, so that Markdown shows it as it stands."""
    signs = _SIGNS.sub(r"\\\1", plain(text))
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", signs)


def _head(dossier: Dossier) -> Iterator[str]:
    yield from (f"# {escaped(dossier.title)}", "")
    if dossier.understood:
        yield from (f"Understood as: {escaped(dossier.understood)}", "")
    yield from (f"*{as_of(dossier)}* {basis(dossier)}", "")


def _sections(dossier: Dossier) -> Iterator[str]:
    for section in dossier.sections:
        yield from (f"## {escaped(section.title)}", "", *_lines(section, dossier), "")


def _lines(section: Section, dossier: Dossier) -> Iterator[str]:
    known = {citation.number: citation for citation in dossier.citations}
    yield from (f"- {_line(line, known)}" for line in section.lines)
    if section.left_out:
        yield f"- {section.left_out} more not shown"


def _line(line: Line, known: dict[int, Citation]) -> str:
    link = public_link(line)
    more = f" ([page](<{link}>))" if link else ""
    cited = "".join(_cited(number, known) for number in numbers(line))
    return f"{escaped(line.text)}{more}{f' {cited}' if cited else ''}"


def _cited(number: int, known: dict[int, Citation]) -> str:
    citation = known.get(number)
    link = web_address(citation.url) if citation else ""
    return f"[\\[{number}\\]](<{link}>)" if link else f"\\[{number}\\]"


def _sources(dossier: Dossier) -> Iterator[str]:
    if not dossier.citations:
        return
    yield from ("## Sources", "")
    for citation in sorted(dossier.citations, key=lambda one: one.number):
        title, outlet, when = source_line(citation)
        link = web_address(citation.url)
        named = f"[{escaped(title)}](<{link}>)" if link else escaped(title)
        told = ", ".join(part for part in (escaped(outlet), when) if part)
        yield f"{citation.number}. {named}{f' – {told}' if told else ''}"
