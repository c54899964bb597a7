"""Plain text out of what feeds call text: tags stripped, entities decoded, invisible characters gone. Pure."""

import html
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\u200b\u2060\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<![^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACE = re.compile(r"\s+")
_INLINE_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "head", "form", "button"})
# fmt: off
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "table", "td", "th", "tr", "ul",
    }
)
# fmt: on
_PARSER = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
_CUT = 1_000_000


def clean(text: str) -> str:
    """Return `text` without control characters, lone surrogates and zero-width marks."""
    return _CONTROL.sub("", text)


def plain_line(text: str, *, limit: int) -> str:
    """Return one line of at most `limit` characters: a title, a name, a category."""
    bare = _decoded(_TAG.sub(" ", text[:_CUT])) if "<" in text or "&" in text else text[:_CUT]
    line = _SPACE.sub(" ", clean(bare)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain_text(markup: str, *, limit: int) -> str:
    """Return the text of a piece of HTML, one line per block, at most `limit` characters."""
    markup = clean(markup[:_CUT])
    if not _TAG.search(markup):
        return _tidy(_decoded(markup))[:limit]
    try:
        root = lxml_html.document_fromstring(f"<div>{markup}</div>".encode(), parser=_PARSER)
    except (etree.ParserError, ValueError):
        return _tidy(_decoded(_TAG.sub(" ", markup)))[:limit]
    return _tidy("".join(_pieces(root)))[:limit]


def _decoded(text: str) -> str:
    """Decode whole entities only: `html.unescape` also takes `&not` out of `&nothing`."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), text)


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _INLINE_SPACE.sub(" ", clean(text))).strip()


def _pieces(root: etree._Element) -> Iterator[str]:
    """Walk without recursion, so that deep nesting costs nothing but time."""
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag
        if event == "start":
            silent += name in _SILENT
            if not silent:
                yield "\n" if name in _BLOCKS else ""
                yield element.text or ""
            continue
        silent -= name in _SILENT
        if not silent:
            yield "\n" if name in _BLOCKS else ""
            yield element.tail or ""
