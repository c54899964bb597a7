"""Plain text out of what feeds call text: tags stripped, entities decoded, invisible characters gone. Pure.

Tags are cut out by one linear pattern instead of an HTML parser: a feed's text is a fragment of which only the words
and the ends of paragraphs matter, and this is a third of the work.
"""

import html
import re
from collections import Counter

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u200b\u2060\ufffe\uffff]")
_CONTROL_BYTES = bytes((*range(9), 11, 12, *range(14, 32), 127))
_MARKS = ("\ufeff", "\u200b", "\u2060", "\ufffe", "\uffff")
_SHORT = 200
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
# Every start is tried once and no further than the next "<", so the pattern is linear on any text.
_TAGS = re.compile(r"""<(/?[a-zA-Z][a-zA-Z0-9]*+|[!?])[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>""")
_STRAY = re.compile(r"<[/a-zA-Z]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ASCII_BLANKS = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f"
_OTHER_BLANKS = (
    "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_RAW = frozenset({"script", "style"})
_SILENT = _RAW | {"noscript", "template", "svg", "iframe", "object", "head", "form", "button"}
# fmt: off
_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul",
)
# fmt: on


def _spellings(names: frozenset[str] | tuple[str, ...]) -> tuple[str, ...]:
    cased = [spell(name) for name in names for spell in (str.lower, str.upper, str.capitalize)]
    return (*cased, *(f"/{name}" for name in cased))


_BREAKS = dict.fromkeys(_spellings(_BLOCKS), "\n")
_SILENT_TAGS = frozenset(_spellings(_SILENT))
_CUT = 1_000_000


def clean(text: str) -> str:
    """Return `text` without control characters, lone surrogates and zero-width marks."""
    return _CONTROL.sub("", text) if len(text) < _SHORT or _unclean(text) else text


def plain_line(text: str, *, limit: int) -> str:
    """Return one line of at most `limit` characters: a title, a name, a category."""
    bare = _decoded(_TAG.sub(" ", text[:_CUT])) if "<" in text or "&" in text else text[:_CUT]
    line = " ".join(clean(bare).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain_text(markup: str, *, limit: int) -> str:
    """Return the text of a piece of HTML, one line per block, at most `limit` characters."""
    text = markup[:_CUT]
    if "<" in text:
        text = _without_tags(_without_comments(text))
    return _tidy(clean(_decoded(text)))[:limit]


def _unclean(text: str) -> bool:
    """Look for what is to go in long texts: several times as fast as the pattern, and most texts are clean."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return True
    return len(encoded.translate(None, _CONTROL_BYTES)) < len(encoded) or any(mark in text for mark in _MARKS)


def _decoded(text: str) -> str:
    """Decode whole entities only: `html.unescape` also takes `&not` out of `&nothing`."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text) if "&" in text else text


def _without_comments(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (opened := text.find("<!--", at)) >= 0:
        parts.append(text[at:opened])
        closed = text.find("-->", opened + 4)
        if closed < 0:
            return "".join(parts)
        at = closed + 3
    return "".join([*parts, text[at:]]) if at else text


def _without_tags(text: str) -> str:
    parts = _TAGS.split(text)  # text, name, text, name, … text
    names = parts[1::2]
    if not _SILENT_TAGS.isdisjoint(names):
        _silence(parts)
    parts[1::2] = [_BREAKS.get(name, "") for name in names]
    bare = "".join(parts)
    return _without_strays(bare) if "<" in bare and _STRAY.search(bare) else bare


def _silence(parts: list[str]) -> None:
    """Empty the texts inside elements that show none; one that is never closed only where it holds no text at all."""
    names = [name.lower() for name in parts[1::2]]
    ends = Counter(name for name in names if name.startswith("/"))
    inside = ""
    for number, name in enumerate(names):
        ends[name] -= 1
        if inside:
            inside = "" if name == f"/{inside}" else inside
        elif name in _SILENT and (name in _RAW or ends[f"/{name}"] > 0):
            inside = name
        if inside:
            parts[2 * number + 2] = ""


def _without_strays(text: str) -> str:
    """Cut tags that hold a `<`; what looks like one and is never closed is text."""
    parts: list[str] = []
    at = 0
    while (stray := _STRAY.search(text, at)) is not None:
        closed = text.find(">", stray.end())
        if closed < 0:
            break
        parts.append(text[at : stray.start()])
        at = closed + 1
    return "".join([*parts, text[at:]])


def _tidy(text: str) -> str:
    """Make every blank one space and every break one newline."""
    for blank in _ASCII_BLANKS if text.isascii() else _ASCII_BLANKS + _OTHER_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    text = "\n".join([line for line in map(str.strip, text.split("\n")) if line])
    while "  " in text:
        text = text.replace("  ", " ")
    return text
