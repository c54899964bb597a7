"""Sitemaps: `urlset` with `news:news`, and the index that names others.

A plain sitemap's addresses have neither title nor date and are no news.
"""

from datetime import UTC, datetime

from lxml import etree

from bot.ingest.items import RawItem, aware
from bot.ingest.urls import resolve_link
from bot.ingest.values import Child

_MAX_URLS = 1_000
_MAX_CHILDREN = 1_000
MOST_PAST = 50_000
"""Addresses of one sitemap that are read where the past is read in: as many as the protocol allows."""
_EVER = datetime(1990, 1, 1, tzinfo=UTC)
_FIELDS = {
    "loc": "link",
    "title": "title",
    "publication_date": "published",
    "lastmod": "updated",
    "language": "language",
    "keywords": "categories",
}


def read_sitemap(text: str, *, most: int = _MAX_URLS) -> list[RawItem] | None:
    """Return the first `most` items of a sitemap, in its order; None where `text` is no `urlset`.

    An item without a title is an address and no more.
    """
    root = _root(text, "urlset")
    if root is None:
        return None
    urls = (child for child in root if isinstance(child.tag, str) and _local(child) == "url")
    return [_item(url) for url, _ in zip(urls, range(most), strict=False)]


def read_index(text: str, *, url: str) -> tuple[Child, ...] | None:
    """Return the sitemaps an index at `url` names, newest first, undated last, at most 1,000; None for no index."""
    root = _root(text, "sitemapindex")
    if root is None:
        return None
    found: dict[str, Child] = {}
    for entry in root:
        values = {_local(part): (part.text or "").strip() for part in entry if isinstance(part.tag, str)}
        address = resolve_link(url, values.get("loc", "")) if values.get("loc") else ""
        if address:
            found.setdefault(address, Child(url=address, modified=aware(values.get("lastmod"))))
    newest = sorted(found.values(), key=lambda child: child.modified or _EVER, reverse=True)
    return tuple(newest[:_MAX_CHILDREN])


def _root(text: str, name: str) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    return root if root is not None and _local(root) == name else None


def _item(url: etree._Element) -> RawItem:
    values: dict[str, str] = {}
    for element in url.iter():
        name = _FIELDS.get(_local(element)) if isinstance(element.tag, str) else None
        if name and element.text:
            values.setdefault(name, element.text.strip())
    return RawItem(
        link=values.get("link", ""),
        title=values.get("title", ""),
        published=values.get("published"),
        updated=values.get("updated"),
        language=values.get("language", ""),
        categories=tuple(word.strip() for word in values.get("categories", "").split(",") if word.strip()),
    )


def _local(element: etree._Element) -> str:
    """Return the name without namespace or, where that is not declared, prefix; damaged names are names, too."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
