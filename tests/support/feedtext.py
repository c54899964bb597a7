"""Feeds with known truth, written by the tests in each of the formats that are read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an item of a generated feed says."""

    guid: str
    url: str
    title: str
    text: str = ""
    published: datetime | None = None
    author: str = ""


def items(
    count: int, *, start: datetime = datetime(2026, 11, 20, 8, tzinfo=UTC), host: str = "news.example"
) -> list[Item]:
    """Return `count` different items, an hour apart, newest last."""
    return [
        Item(
            guid=f"id-{number}",
            url=f"https://{host}/story/{number}",
            title=f"Story {number}: Ankara & Islamabad < talk >",
            text=f"<p>First paragraph of {number}.</p><p>Second one, with an <b>R&amp;D</b> clause.</p>",
            published=start.replace(hour=number % 24),
            author="A. Writer",
        )
        for number in range(count)
    ]


def rss(entries: Sequence[Item], *, head: str = "<language>en-GB</language><ttl>90</ttl>") -> str:
    """Return RSS 2.0."""
    body = "".join(
        f"<item><guid isPermaLink='false'>{escape(item.guid)}</guid><link>{escape(item.url)}</link>"
        f"<title>{escape(item.title)}</title><description>{escape(item.text)}</description>"
        + (f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "")
        + (f"<author>{escape(item.author)}</author>" if item.author else "")
        + "</item>"
        for item in entries
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Wire</title>'
        f"<link>https://news.example/</link>{head}{body}</channel></rss>"
    )


def atom(entries: Sequence[Item]) -> str:
    """Return Atom 1.0."""
    body = "".join(
        f'<entry><id>{escape(item.guid)}</id><link rel="alternate" href="{escape(item.url)}"/>'
        f'<title>{escape(item.title)}</title><content type="html">{escape(item.text)}</content>'
        + (f"<published>{item.published.isoformat()}</published>" if item.published else "")
        + (f"<author><name>{escape(item.author)}</name></author>" if item.author else "")
        + "</entry>"
        for item in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Wire</title><id>urn:wire</id>{body}</feed>"
    )


def rdf(entries: Sequence[Item]) -> str:
    """Return RSS 1.0 (RDF)."""
    body = "".join(
        f'<item rdf:about="{escape(item.guid)}"><link>{escape(item.url)}</link><title>{escape(item.title)}</title>'
        f"<description>{escape(item.text)}</description>"
        + (f"<dc:date>{item.published.isoformat()}</dc:date>" if item.published else "")
        + (f"<dc:creator>{escape(item.author)}</dc:creator>" if item.author else "")
        + "</item>"
        for item in entries
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://news.example/"><title>Wire</title><link>https://news.example/</link>'
        f"<dc:language>en</dc:language></channel>{body}</rdf:RDF>"
    )


def json_feed(entries: Sequence[Item]) -> str:
    """Return JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Wire",
            "language": "en",
            "items": [
                {
                    "id": item.guid,
                    "url": item.url,
                    "title": item.title,
                    "content_html": item.text,
                    "authors": [{"name": item.author}],
                }
                | ({"date_published": item.published.isoformat()} if item.published else {})
                for item in entries
            ],
        }
    )
