"""Which feeds a page names, likeliest first, and which sitemaps look like news. Pure."""

import re
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as lxml_html

from bot.ingest.urls import resolve_link, same_site

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
_HTML_HEAD = 300_000
_MOST = 10
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|commenti|yorum", re.IGNORECASE)
_NEWS = re.compile(r"news(?!letter|paper)|latest|recent", re.IGNORECASE)


def discover(text: str, *, url: str) -> tuple[str, ...]:
    """Return the feeds the HTML page `text` names by `<link rel="alternate">`, likeliest first, at most ten.

    Feeds of the page's own site go before others, feeds of comments and interfaces that are named as plain JSON last;
    else the page's own order holds.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = lxml_html.document_fromstring(text[:_HTML_HEAD].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return ()
    found: dict[str, tuple[bool, bool, bool]] = {}
    for link in root.iter("link"):
        rel, kind = (link.get("rel") or "").lower().split(), (link.get("type") or "").split(";")[0].strip().lower()
        address = resolve_link(url, link.get("href") or "")
        if "alternate" in rel and kind in _FEED_TYPES and address and address != url:
            comments = _COMMENTS.search((link.get("title") or "") + urlsplit(address).path) is not None
            found.setdefault(address, (comments, kind == "application/json", not same_site(address, url)))
    return tuple(sorted(found, key=found.__getitem__)[:_MOST])


def looks_like_news(sitemap: str) -> bool:
    """Return whether the address of a sitemap says that it holds news."""
    parts = urlsplit(sitemap)
    return _NEWS.search(f"{parts.path}?{parts.query}") is not None
