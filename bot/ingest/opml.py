"""Subscription lists in OPML 2.0: untrusted bytes into outlines, outlines into bytes. Pure.

What OPML has no word for stands in `category`, as its specification means it: `/country/PL,/tier/1`. A source that is
no feed says its kind in `type`, where readers of feeds expect rss and pass over the rest.
"""

from collections.abc import Iterable, Iterator

from lxml import etree
from pydantic import BaseModel, ConfigDict

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.plain import clean

MAX_BYTES = 5_000_000
MAX_OUTLINES = 5_000
MAX_DEPTH = 20
MAX_TITLE = 500
MAX_ADDRESS = 2_001
"""One more than an address may have, so that one too long is seen to be so, and not cut to another."""
_MAX_WORD = 200


class Outline(BaseModel):
    """A subscription: `categories` are first the folders it lies in, then those that begin with a slash."""

    model_config = ConfigDict(frozen=True)

    title: str
    xml_url: str
    html_url: str = ""
    language: str = ""
    kind: str = "rss"
    categories: tuple[str, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders, outermost first."""
        return tuple(word for word in self.categories if not word.startswith("/"))

    @property
    def named(self) -> tuple[str, ...]:
        """The categories in OPML's own form."""
        return tuple(word for word in self.categories if word.startswith("/"))


def read_opml(body: bytes, *, url: str) -> tuple[Outline, ...]:
    """Return the outlines of `body` that name an address, in order; raise ParseError, which names `url`.

    At most 5,000, and none below 20 folders; entities are not expanded and nothing is loaded.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(url, "not readable as OPML", reason=DropReason.UNREADABLE) from error
    if root is None or _name(root) != "opml":
        raise ParseError(url, "not an OPML file", reason=DropReason.UNREADABLE)
    outlines = (found for part in root if _name(part) == "body" for found in _within(part, (), depth=0))
    return tuple(found for found, _ in zip(outlines, range(MAX_OUTLINES), strict=False))


def write_opml(outlines: Iterable[Outline], *, title: str) -> bytes:
    """Return an OPML 2.0 document with `outlines`; those of one folder lie in it together."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _line(title, MAX_TITLE)
    folders: dict[tuple[str, ...], etree._Element] = {(): etree.SubElement(root, "body")}
    for outline in outlines:
        etree.SubElement(_folder(folders, outline.folders[:MAX_DEPTH]), "outline", _attributes(outline))
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _within(parent: etree._Element, folders: tuple[str, ...], *, depth: int) -> Iterator[Outline]:
    """Yield the outlines below `parent`; one that has an address is no folder for those below it."""
    for element in parent if depth <= MAX_DEPTH else ():
        if _name(element) != "outline":
            continue
        title = _said(element, "title", MAX_TITLE) or _said(element, "text", MAX_TITLE)
        address = _said(element, "xmlUrl", MAX_ADDRESS)
        if address:
            yield _outline(element, folders, title=title, address=address)
        folder = () if address else (title.lstrip("/ ")[:_MAX_WORD].strip() or "folder",)
        yield from _within(element, (*folders, *folder), depth=depth + 1)


def _outline(element: etree._Element, folders: tuple[str, ...], *, title: str, address: str) -> Outline:
    words = [_line(word, _MAX_WORD) for word in _said(element, "category", MAX_TITLE).split(",")]
    loose = (word for word in words if word and not word.startswith("/"))
    return Outline(
        title=title or address,
        xml_url=address,
        html_url=_said(element, "htmlUrl", MAX_ADDRESS),
        language=_said(element, "language", _MAX_WORD).lower(),
        kind=_said(element, "type", _MAX_WORD).lower() or "rss",
        categories=(*(*folders, *loose)[:MAX_DEPTH], *(word for word in words if word.startswith("/"))),
    )


def _said(element: etree._Element, name: str, limit: int) -> str:
    """Return an attribute as one line; who writes OPML differs in the case of the names."""
    values = (str(value) for key, value in element.attrib.items() if str(key).lower() == name.lower())
    return _line(next(values, ""), limit)


def _line(text: str, limit: int) -> str:
    return " ".join(clean(text).split())[:limit].rstrip()


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    if path not in folders:
        folders[path] = etree.SubElement(_folder(folders, path[:-1]), "outline", text=_line(path[-1], _MAX_WORD))
    return folders[path]


def _attributes(outline: Outline) -> dict[str, str]:
    title = _line(outline.title, MAX_TITLE) or outline.xml_url
    values = {
        "type": outline.kind,
        "text": title,
        "title": title,
        "xmlUrl": outline.xml_url,
        "htmlUrl": outline.html_url,
        "language": outline.language,
        "category": ",".join(word.replace(",", " ") for word in outline.named),
    }
    return {name: _line(value, MAX_ADDRESS) for name, value in values.items() if value}
