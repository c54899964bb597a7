"""News sitemaps: `urlset` with `news:news`; a plain sitemap's addresses have neither title nor date and are no news."""

from lxml import etree

from bot.ingest.items import RawItem

_MAX_URLS = 1_000
_FIELDS = {
    "loc": "link",
    "title": "title",
    "publication_date": "published",
    "lastmod": "updated",
    "language": "language",
    "keywords": "categories",
}


def read_sitemap(text: str) -> list[RawItem] | None:
    """Return the first 1,000 news items of a sitemap, in its order; None where `text` is no `urlset`."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None or etree.QName(root).localname != "urlset":
        return None
    urls = (child for child in root if isinstance(child.tag, str) and etree.QName(child).localname == "url")
    found = (_item(url) for url, _ in zip(urls, range(_MAX_URLS), strict=False))
    return [item for item in found if item.title]


def _item(url: etree._Element) -> RawItem:
    values: dict[str, str] = {}
    for element in url.iter():
        name = _FIELDS.get(etree.QName(element).localname) if isinstance(element.tag, str) else None
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
