"""The sample edition as documents: one RSS, one Atom and one JSON feed, and HTML pages. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from string import Template
from xml.etree import ElementTree as ET

from bot.sample.edition import FEED_PATHS, Edition, FeedName, SampleItem

_ATOM = "http://www.w3.org/2005/Atom"
_PAGE = Template(
    """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>$title | $outlet</title>
<link rel="canonical" href="$url">
<script type="application/ld+json">$ld</script></head>
<body><nav><a href="/">$outlet</a> <a href="/industry">Industry</a> <a href="/contact">Contact</a></nav>
<main><article><h1>$title</h1><p class="byline">By the newsroom</p>
$paragraphs
</article></main>
<footer>Sample edition: public deals retold; its dates are not those of the events.</footer></body></html>
"""
)
_CONSENT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Before you continue</title></head>
<body><div id="consent" role="dialog" class="cookie-consent"><h1>Before you continue</h1>
<p>We and our partners use cookies. Accept all cookies to continue to the article.</p>
<button>Accept all cookies</button><button>Manage cookie settings</button></div></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the server answers at one path."""

    content_type: str
    body: bytes


def documents(edition: Edition, *, base_url: str, now: datetime) -> Mapping[str, Document]:
    """Return every document by path, dated relative to `now` (aware), with addresses below `base_url`."""
    made: dict[str, Document] = {}
    for slug, item in edition.pages().items():
        made[_path(slug)] = Document(
            content_type="text/html; charset=utf-8", body=_page(item, edition, base_url=base_url, now=now).encode()
        )
    return made | {
        FEED_PATHS["rss"]: _rss(edition, base_url, now),
        FEED_PATHS["atom"]: _atom(edition, base_url, now),
        FEED_PATHS["json"]: _json_feed(edition, base_url, now),
    }


def _path(slug: str) -> str:
    return f"/articles/{slug}.html"


def _link(item: SampleItem, base_url: str) -> str:
    return base_url + _path(item.slug) + item.tracking


def _moment(item: SampleItem, now: datetime) -> datetime:
    return (now - timedelta(hours=item.hours_ago)).replace(microsecond=0)


def _page(item: SampleItem, edition: Edition, *, base_url: str, now: datetime) -> str:
    if item.page == "consent":
        return _CONSENT
    outlet = edition.outlets[item.feed].name
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.title,
        "datePublished": _moment(item, now).isoformat(),
        "publisher": {"@type": "Organization", "name": outlet},
    }
    return _PAGE.substitute(
        title=escape(item.title),
        outlet=escape(outlet),
        url=base_url + _path(item.slug),
        ld=json.dumps(linked).replace("<", "\\u003c"),
        paragraphs=_html(item.paragraphs),
    )


def _html(paragraphs: Iterable[str]) -> str:
    return "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)


def _of(edition: Edition, feed: FeedName) -> list[SampleItem]:
    return sorted((item for item in edition.items if item.feed == feed), key=lambda item: item.hours_ago)


def _rss(edition: Edition, base_url: str, now: datetime) -> Document:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    for tag, text in (
        ("title", edition.outlets["rss"].name),
        ("link", base_url),
        ("description", "Sample edition"),
        ("language", "en"),
        ("ttl", "60"),
    ):
        ET.SubElement(channel, tag).text = text
    for item in _of(edition, "rss"):
        node = ET.SubElement(channel, "item")
        ET.SubElement(node, "title").text = item.title
        ET.SubElement(node, "link").text = _link(item, base_url)
        ET.SubElement(node, "guid", isPermaLink="false").text = f"rss-{item.slug}"
        ET.SubElement(node, "pubDate").text = format_datetime(_moment(item, now))
        ET.SubElement(node, "description").text = _html(item.paragraphs[:1])
    return _xml("application/rss+xml; charset=utf-8", root)


def _atom(edition: Edition, base_url: str, now: datetime) -> Document:
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    ET.SubElement(root, f"{{{_ATOM}}}title").text = edition.outlets["atom"].name
    ET.SubElement(root, f"{{{_ATOM}}}id").text = base_url + FEED_PATHS["atom"]
    ET.SubElement(root, f"{{{_ATOM}}}updated").text = now.replace(microsecond=0).isoformat()
    for item in _of(edition, "atom"):
        node = ET.SubElement(root, f"{{{_ATOM}}}entry")
        ET.SubElement(node, f"{{{_ATOM}}}title").text = item.title
        ET.SubElement(node, f"{{{_ATOM}}}id").text = f"tag:sample,2026:{item.slug}"
        ET.SubElement(node, f"{{{_ATOM}}}link", href=_link(item, base_url))
        ET.SubElement(node, f"{{{_ATOM}}}published").text = _moment(item, now).isoformat()
        ET.SubElement(node, f"{{{_ATOM}}}updated").text = _moment(item, now).isoformat()
        ET.SubElement(node, f"{{{_ATOM}}}content", type="html").text = _html(item.paragraphs)
    return _xml("application/atom+xml; charset=utf-8", root)


def _json_feed(edition: Edition, base_url: str, now: datetime) -> Document:
    pages = edition.pages()
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": edition.outlets["json"].name,
        "home_page_url": base_url,
        "items": [
            {
                "id": f"json-{item.slug}",
                "url": _link(item, base_url),
                "title": item.title,
                "date_published": _moment(item, now).isoformat(),
                "content_html": _html(pages[item.slug].paragraphs),
            }
            for item in _of(edition, "json")
        ],
    }
    return Document(content_type="application/feed+json", body=json.dumps(feed, ensure_ascii=False).encode())


def _xml(content_type: str, root: ET.Element) -> Document:
    return Document(content_type=content_type, body=ET.tostring(root, encoding="utf-8", xml_declaration=True))
