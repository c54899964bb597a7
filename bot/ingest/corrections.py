"""What fastfeedparser reads wrongly is read again from the tree, in the few feeds that hold it. Pure.

It takes `media:title` for the title where that comes first, loses an address that stands after `atom:link`, ends a
title or text at the first tag or comment inside it, and knows neither `xml:base` nor FeedBurner's `origLink`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from urllib.parse import urljoin

from lxml import etree

from bot.ingest.items import RawItem

_LOOK = 16_384
_WHOLE = ("http://", "https://")
_LINKS_OF_A_CHANNEL = 3
_INSIDE = re.compile(rb"<(?:title|description|summary)\b[^<>]{0,200}+(?<!/)>[^<]{0,2000}+<(?:[a-zA-Z]|!--)")
_ATOM = ("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"


def corrected(items: Sequence[RawItem], document: bytes, *, root: str, total: int) -> list[RawItem]:
    """Return the items with title, texts and address as the tree has them, where a sign of trouble is seen.

    `items` are the first of `total` in the feed `document`, whose root is `root`; where the tree holds another number
    they stay as they are.
    """
    if not _suspicious(items, document[:_LOOK], atom=root == "feed"):
        return list(items)
    elements = _elements(document)
    if len(elements) != total:
        return list(items)
    return [_from_tree(item, element) for item, element in zip(items, elements, strict=False)]


def _suspicious(items: Sequence[RawItem], head: bytes, *, atom: bool) -> bool:
    if not all((item.link or item.guid) and item.title for item in items):
        return True
    if b"origLink" in head or _INSIDE.search(head):
        return True
    if b"xml:base" in head and not all(item.link.startswith(_WHOLE) for item in items):
        return True
    if atom:
        return b":description" in head and not all(item.texts for item in items)
    return b":description" in head or head.count(b":link") > _LINKS_OF_A_CHANNEL or _title_comes_late(head)


def _title_comes_late(head: bytes) -> bool:
    """Say whether an item names another title (`media:title`) before its own."""
    other = head.find(b":title")
    while other >= 0:
        begins = max(head.rfind(b"<item", 0, other), 0)
        if head.find(b"<title", begins, other) < 0:
            return True
        other = head.find(b":title", other + 1)
    return False


def _elements(document: bytes) -> list[etree._Element]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    return [] if root is None else list(root.iter("{*}item", "{*}entry"))


def _from_tree(item: RawItem, element: etree._Element) -> RawItem:
    own = [child for child in element if isinstance(child.tag, str) and _space(child) in {_space(element), ""}]
    title = next((inner for child in own if _name(child) == "title" and (inner := _inner(child).strip())), item.title)
    texts = tuple(
        inner
        for child in (*own, *element.iterchildren(_ENCODED))
        if _name(child) in {"description", "summary", "content", "encoded"} and (inner := _inner(child).strip())
    )
    link = next(_links(element, own), item.link)
    return replace(item, title=title, texts=texts or item.texts or _deeper(element), link=link, guid=item.guid or link)


def _deeper(element: etree._Element) -> tuple[str, ...]:
    """Return what media say of themselves, where the item says nothing (videos)."""
    found = (_inner(child).strip() for child in element.iter("{*}description", "{*}summary"))
    return tuple(filter(None, found))


def _links(element: etree._Element, own: Sequence[etree._Element]) -> Iterator[str]:
    """Yield the item's addresses, the article's own before that of a service that counts readers."""
    yield from (found for child in element.iterchildren("{*}origLink") if (found := (child.text or "").strip()))
    for child in own:
        if _name(child) == "link" and (found := (child.text or "").strip()):
            yield _joined(child.base, found)
    for child in element.iterchildren("link", *(f"{{{space}}}link" for space in _ATOM)):
        if child.get("rel") in {None, "alternate"} and (found := (child.get("href") or "").strip()):
            yield _joined(child.base, found)


def _joined(base: str | None, link: str) -> str:
    try:
        return urljoin(base or "", link)
    except ValueError:  # brackets that are no IPv6 address, in either
        return link


def _inner(element: etree._Element) -> str:
    """Return what stands inside as markup: text as it is where there is nothing else, else all of it escaped right."""
    if len(element) == 0:
        return element.text or ""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        keep = isinstance(child.tag, str)
        parts.append(etree.tostring(child, encoding="unicode") if keep else escape(child.tail or "", quote=False))
    return "".join(parts)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _space(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[0]
