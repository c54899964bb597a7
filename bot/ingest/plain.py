"""Plain text out of what feeds call text: tags stripped, entities decoded, invisible characters gone. Pure.

Tags are cut out by one linear pattern instead of an HTML parser: a feed's text is a fragment of which only the words
and the ends of paragraphs matter, and this is a third of the work.
"""

import html
import re
from collections import Counter
from functools import lru_cache
from typing import cast

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u200b\u2060\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
# Every start is tried once and no further than the next "<", so the pattern is linear on any text.
_TAGS = re.compile(r"""<(/?[a-zA-Z][a-zA-Z0-9]*+|[!?])[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>""")
_STRAY = re.compile(r"<[/a-zA-Z]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = (
    "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
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
# fmt: off
_INLINE = (
    "a", "abbr", "b", "center", "cite", "code", "content", "del", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "picture", "q", "s", "small", "source", "span", "strike", "strong", "sub", "summary", "sup",
    "tbody", "tfoot", "thead", "time", "tt", "u", "video", "wbr",
)
# fmt: on
# What common tags leave behind: written bare, and, by their first two letters, with attributes.
_BARE = {"br/": "\n", "br /": "\n", "hr/": "\n", "hr /": "\n"} | dict.fromkeys(_spellings(_INLINE), "") | _BREAKS
_BARE["/iframe"] = ""  # what stands inside is looked at where it opens
# fmt: off
_FULL = dict.fromkeys(("a ", "im", "sp", "so"), "") | dict.fromkeys(
    ("p ", "di", "li", "td", "tr", "th", "ta", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "br", "hr", "fi", "bl",
     "pr"), "\n",
)
# fmt: on
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*+)(?![^\s/])")
_ENDS = frozenset('"/')
_CUT = 1_000_000


def clean(text: str) -> str:
    """Return `text` without control characters, lone surrogates and zero-width marks."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def plain_line(text: str, *, limit: int) -> str:
    """Return one line of at most `limit` characters: a title, a name, a category."""
    bare = _decoded(_TAG.sub(" ", text[:_CUT])) if "<" in text or "&" in text else text[:_CUT]
    line = bare.strip() if bare.isprintable() and "  " not in bare else " ".join(clean(bare).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain_text(markup: str, *, limit: int) -> str:
    """Return the text of a piece of HTML, one line per block, at most `limit` characters."""
    text = markup[:_CUT]
    if "<" in text:
        text = _without_tags(text)
    return _tidy(_decoded(text))[:limit]


def _decoded(text: str) -> str:
    """Decode whole entities only: `html.unescape` also takes `&not` out of `&nothing`."""
    return _ENTITY.sub(lambda found: _meaning(found.group()), text) if "&" in text else text


@lru_cache(maxsize=1_000)
def _meaning(entity: str) -> str:
    return html.unescape(entity)


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
    """Cut the tags out: by plain splitting where all are of the common kinds, else by the pattern."""
    parts = text.replace(">", "<").split("<")  # text, tag, text, tag, … text, if every bracket is a tag's
    tags = parts[1::2]
    if len(parts) == 2 * len(tags):
        return _without_odd_tags(text)
    marks = list(map(_BARE.get, tags))
    for number, mark in enumerate(marks):
        if mark is not None:
            continue
        tag = tags[number]
        full = _FULL.get(tag[:2])
        if full is None:
            full = _mark(tag, inside=parts[2 * number + 2])
        if full is None or (tag[-1:] not in _ENDS and _cut_short(tag)):
            return _without_odd_tags(text)
        marks[number] = full
    parts[1::2] = cast("list[str]", marks)
    return "".join(parts)


def _mark(tag: str, *, inside: str) -> str | None:
    """Return what a tag that is not common leaves behind; None for what needs a closer look, empty frames aside."""
    found = _NAME.match(tag)
    name = found.group(1).lower() if found else ""
    if not name or (name in _SILENT and (name != "iframe" or inside)):
        return None
    return _BREAKS.get(name, "")


def _cut_short(tag: str) -> bool:
    """Say whether what was taken for a tag's end stands inside a quoted value."""
    return bool(tag.count('"') % 2 or tag.count("'") % 2)


def _without_odd_tags(text: str) -> str:
    parts = _TAGS.split(_without_comments(text))  # text, name, text, name, … text
    names = parts[1::2]
    if not _SILENT_TAGS.isdisjoint(names):
        _silence(parts, names)
    parts[1::2] = [_BREAKS.get(name, "") for name in names]
    bare = "".join(parts)
    return _without_strays(bare) if "<" in bare and _STRAY.search(bare) else bare


def _silence(parts: list[str], names: list[str]) -> None:
    """Empty the texts inside elements that show none; one that is never closed only where it holds no text at all."""
    marks = [number for number, name in enumerate(names) if name in _SILENT_TAGS]
    ends = Counter(names[mark].lower() for mark in marks)
    inside, since = "", 0
    for mark in marks:
        name = names[mark].lower()
        ends[name] -= 1
        if inside and name == f"/{inside}":
            parts[2 * since + 2 : 2 * mark + 1 : 2] = [""] * (mark - since)
            inside = ""
        elif not inside and name in _SILENT and (name in _RAW or ends[f"/{name}"] > 0):
            inside, since = name, mark
    if inside:
        parts[2 * since + 2 :: 2] = [""] * (len(names) - since)


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
    """Make every blank one space and every break one newline; what cannot be seen goes."""
    text = _lines(text)
    if not text.replace("\n", "").isprintable():  # one quick look for all that is dealt with here
        text = _CONTROL.sub("", text)
        for blank in _BLANKS:
            if blank in text:
                text = text.replace(blank, " ")
        text = _lines(text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _lines(text: str) -> str:
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))
