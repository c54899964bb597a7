"""The lines of a printed page as paragraphs: hyphens mended, page numbers and running heads left out. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

_NUMBER = re.compile(r"(?:page |seite |- ?)?\d{1,4}(?: ?(?:of|/|von|de) ?\d{1,4})?(?: ?-)?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:…。！？][\"'”’»)]*$")
_BULLET = re.compile(r"[•●▪◦*–—-]\s|\(?\d{1,2}[.)]\s")
_SPACE = re.compile(r"\s+")
_FULL = 0.75
_RUNNING = 3


def paragraphs(pages: Sequence[str]) -> str:
    """Return the text of `pages` as one line per paragraph.

    A line ends its paragraph where it is blank, or clearly shorter than the others and the end of a sentence or a
    heading: what follows a heading begins in capitals.
    """
    kept = _without_running([_lines(page) for page in pages])
    lengths = sorted(len(line) for line in kept if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    found: list[str] = []
    open_ = False
    for line, following in zip_longest(kept, kept[1:], fillvalue=""):
        if not line:
            open_ = False
            continue
        if open_ and not _BULLET.match(line):
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line)
        open_ = len(line) >= usual * _FULL or not (_ENDS.search(line) or following[:1].isupper())
    return "\n".join(found)


def _lines(page: str) -> list[str]:
    lines = [_SPACE.sub(" ", line).strip() for line in page.splitlines()]
    return [line for line in lines if not _NUMBER.fullmatch(line)]


def _without_running(pages: Sequence[list[str]]) -> list[str]:
    """Return all lines, without those that begin or end three full pages or more and at least every second page."""
    full = [filled for page in pages if len(filled := _filled(page)) >= _RUNNING]
    edges = Counter(line for page in full for line in {page[0], page[-1]})
    wanted = max(_RUNNING, len(pages) / 2)
    running = {line for line, times in edges.items() if times >= wanted}
    return [line for page in pages for line in page if line not in running]


def _filled(page: list[str]) -> list[str]:
    return [line for line in page if line]


def _joined(one: str, other: str) -> str:
    """Join two lines of a paragraph; a word that a hyphen divides becomes one again."""
    if one.endswith("\u00ad") or (one.endswith("-") and one[-2:-1].isalpha() and other[:1].islower()):
        return one[:-1] + other
    return f"{one} {other}"
