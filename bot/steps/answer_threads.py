"""Lines of an answer linked to the threads of this channel that told of the same before. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.delivery import Told
from bot.domain.dossier import Dossier, Line, Section, SectionKind
from bot.domain.ids import StoryId

_LINKED = frozenset({SectionKind.CHANGED, SectionKind.DEALS, SectionKind.STALE})


def linked(dossier: Dossier, told: Mapping[StoryId, Told]) -> Dossier:
    """Return `dossier` with links from deals to their living threads; `told` is what the channel was told."""
    if not told:
        return dossier
    return replace(dossier, sections=tuple(_section(section, told) for section in dossier.sections))


def _section(section: Section, told: Mapping[StoryId, Told]) -> Section:
    if section.kind not in _LINKED:
        return section
    return replace(section, lines=tuple(_line(line, told) for line in section.lines))


def _line(line: Line, told: Mapping[StoryId, Told]) -> Line:
    """Return a line that leads nowhere yet with the link of the first of its stories that has a thread here."""
    threads = (_thread(told[story]) for story in line.stories if story in told)
    link = line.link or next(filter(None, threads), "")
    return line if link == line.link else replace(line, link=link)


def _thread(told: Told) -> str:
    permalinks = (message.permalink for message in (told.thread, told.message) if message is not None)
    return next((link for link in permalinks if link), "")
