"""A fetched document without its words: its structure kept, every text and address replaced. Pure.

What is recorded of a publisher's feed or page serves as a fixture and must hold nothing the publisher wrote: element
names, nesting, dates and lengths stay; each word becomes filler as long as it was, each address one of
`example.invalid` of the same shape; attributes that carry no structure, comments, scripts, and elements of namespaces
that no reader of feeds knows are dropped.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.charset import to_utf8
from bot.ingest.filler import MOMENT, Addresses, filler
from bot.ingest.repair import declare, repair

MAX_BYTES = 10_000_000
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,300}\?>")
_HTML = re.compile(rb"<!doctype\s+html|<html\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*[A-Za-z]{2,3}(?:[-_](?:[A-Z]{2}|[a-z]{2}|[A-Z][a-z]{3}|\d{3}))?\s*")
_MEDIA = re.compile(
    r"(?:application|text|image|audio|video)/(?:rss|atom|rdf|feed|xml|json|html|plain|xhtml|jpe?g|png|gif|webp|mpeg|mp4|pdf)"
    r"(?:\+(?:xml|json))?"
)
# fmt: off
_RHYTHM = frozenset(
    {
        "hourly", "daily", "weekly", "monthly", "yearly", "always", "never",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    }
)
_RELATIONS = frozenset({"alternate", "self", "hub", "next", "enclosure", "canonical", "via", "text", "html", "xhtml"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object"})
_LINKS = frozenset({"href", "src", "url", "resource", "about", "base"})
_PLACES = frozenset({"link", "guid", "id", "url", "loc", "comments", "docs", "uri", "icon", "logo", "external_url"})
_JSON_KEYS = frozenset(
    {
        "version", "title", "home_page_url", "feed_url", "description", "language", "items", "id", "url", "name",
        "external_url", "content_html", "content_text", "summary", "date_published", "date_modified", "authors",
        "tags", "hubs", "type", "articles", "seendate", "domain", "sourcecountry",
    }
)
_NAMESPACES = frozenset(
    {
        "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/",
        "http://purl.org/rss/1.0/modules/content/", "http://purl.org/rss/1.0/modules/syndication/",
        "http://www.w3.org/1999/xhtml", "http://search.yahoo.com/mrss/", "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.google.com/schemas/sitemap/0.84",
        "http://www.google.com/schemas/sitemap-news/0.9", "http://www.google.com/schemas/sitemap-image/1.1",
        "http://www.w3.org/XML/1998/namespace",
    }
)
# fmt: on


def structure_of(body: bytes, *, url: str, charset: str | None = None, selector: str | None = None) -> bytes:
    """Return `body`, fetched from `url`, stripped to its structure, as UTF-8; raise ParseError where it is unreadable.

    `selector` is that of a list page: the words it names are kept where it looks for them.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    document = to_utf8(body, charset).lstrip(b"\0 \t\r\n")
    named = frozenset(word.lower() for word in re.findall(r"[\w-]+", selector or ""))
    strip = _Stripper(addresses=Addresses(base=url, keep=named), named=named)
    try:
        if document[:1] in (b"{", b"["):
            return json.dumps(strip.value(json.loads(document), ""), ensure_ascii=False, indent=1).encode()
        if selector is not None or _HTML.search(document, 0, 4096):
            return _page(document, strip)
        return _xml(document, strip)
    except (etree.LxmlError, ValueError, AttributeError, RecursionError) as error:
        raise ParseError(url, "cannot be stripped to its structure", reason=DropReason.UNREADABLE) from error


def _xml(document: bytes, strip: "_Stripper") -> bytes:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(declare(repair(_DECLARATION.sub(b"", document, count=1))), parser)
    foreign = [element for element in root.iter() if not _known(element)]
    for element in foreign:
        _remove(element)
    for element in root.iter():
        strip.element(element)
    etree.cleanup_namespaces(root)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _page(document: bytes, strip: "_Stripper") -> bytes:
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = lxml_html.document_fromstring(document, parser=parser)
    etree.strip_elements(root, *_SILENT, with_tail=False)
    for element in root.iter():
        strip.element(element)
    written: bytes = etree.tostring(root, encoding="utf-8", method="html", doctype="<!doctype html>")
    return written


def _known(element: Any) -> bool:
    """Whether an element is of a format we know; an entity left unexpanded is not."""
    if not isinstance(element.tag, str):
        return False
    return (etree.QName(element).namespace or "http://www.w3.org/2005/Atom") in _NAMESPACES


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        raise ValueError("the root is of an unknown format")
    parent.remove(element)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stripper:
    """Takes the words away; `named` are those a selector looks for."""

    addresses: Addresses
    named: frozenset[str]

    def element(self, element: Any) -> None:
        """Strip one element."""
        name = str(etree.QName(element).localname).lower()
        element.text = self.text(name, element.text or "") or None
        element.tail = filler(element.tail or "") or None
        left = {
            key: self._attribute(str(etree.QName(key).localname).lower(), str(element.get(key)))
            for key in element.attrib
        }
        element.attrib.clear()
        element.attrib.update({key: value for key, value in left.items() if value})

    def text(self, name: str, text: str) -> str:
        """Return what stands for the text of the element or member `name`."""
        word = text.strip()
        if name in ("language", "lang") and _LANGUAGE.fullmatch(text):
            return text
        if word.lower() in _RHYTHM and name in ("day", "updateperiod", "changefreq"):
            return text
        if word and name in _PLACES and len(word.split()) == 1:
            return self.addresses.named(word)
        return filler(text)

    def value(self, value: Any, name: str) -> Any:
        """Return what stands for a JSON value; members that no reader knows are left out."""
        if isinstance(value, Mapping):
            return {key: self.value(part, key) for key, part in value.items() if key in _JSON_KEYS}
        if isinstance(value, list):
            return [self.value(part, name) for part in value]
        if not isinstance(value, str):
            return value
        if name == "version" and value.startswith("https://jsonfeed.org/version/1"):
            return value[:31]
        return self.text("url" if name.endswith("_url") else name, value)

    def _attribute(self, name: str, value: str) -> str:
        if name in _LINKS:
            return self.addresses.hidden(value)
        if name in ("lang", "hreflang"):
            return value if _LANGUAGE.fullmatch(value) else ""
        if name in ("rel", "type", "medium"):
            return " ".join(word for word in value.split() if word in _RELATIONS or _MEDIA.fullmatch(word))
        if name in ("datetime", "version", "length"):
            return value if MOMENT.fullmatch(value) or re.fullmatch(r"\d+(\.\d+)*", value) else ""
        if name == "ispermalink":
            return value if value.lower() in ("true", "false") else ""
        kept = name in ("class", "id") or name in self.named
        return " ".join(word for word in value.split() if kept and word.lower() in self.named)
