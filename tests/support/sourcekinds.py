"""What each kind of source answers, written by the tests: sitemaps and their indexes, list pages, GDELT's files."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FILE = "/gdeltv2/{stamp}.gkg.csv.zip"


def news_sitemap(items: Sequence[tuple[str, str, datetime]], *, language: str = "en") -> bytes:
    """Return a news sitemap of (address, title, moment)."""
    body = "".join(
        f"<url><loc>{escape(url)}</loc><news:news><news:publication><news:name>Wire</news:name><news:language>{language}"
        f"</news:language></news:publication><news:publication_date>{moment.isoformat()}</news:publication_date>"
        f"<news:title>{escape(title)}</news:title></news:news></url>"
        for url, title, moment in items
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{body}</urlset>'
    ).encode()


def plain_sitemap(urls: Sequence[str]) -> bytes:
    """Return a sitemap of addresses alone."""
    body = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def sitemap_index(children: Sequence[tuple[str, str | None]]) -> bytes:
    """Return a sitemap index of (address, when it changed)."""
    body = "".join(
        f"<sitemap><loc>{escape(url)}</loc>" + (f"<lastmod>{changed}</lastmod>" if changed else "") + "</sitemap>"
        for url, changed in children
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</sitemapindex>'.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of GDELT's 15-minute file."""

    url: str
    title: str
    themes: Sequence[str] = ("MILITARY_COOPERATION",)
    countries: Sequence[str] = ("PL", "KS")
    source_language: str = ""


def gkg_csv(rows: Sequence[Row], stamp: str) -> bytes:
    """Return the rows as the file of `stamp` holds them: 27 columns between tabs."""
    lines = []
    for number, row in enumerate(rows):
        fields = [""] * 27
        fields[0], fields[1], fields[2] = f"{stamp}-{number}", stamp, "1"
        fields[3], fields[4] = "news.example", row.url
        fields[7] = ";".join(row.themes) + ";"
        fields[8] = ";".join(f"{theme},{at}" for at, theme in enumerate(row.themes, start=100))
        fields[10] = ";".join(f"1#Somewhere#{code}#{code}##52#20#{code}#{at}" for at, code in enumerate(row.countries))
        fields[25] = f"srclc:{row.source_language};eng:GT 1.0" if row.source_language else ""
        fields[26] = f"<PAGE_LINKS>https://x.example/</PAGE_LINKS><PAGE_TITLE>{escape(row.title)}</PAGE_TITLE>"
        lines.append("\t".join(fields))
    return "".join(f"{line}\n" for line in lines).encode()


def zipped(content: bytes, *, names: Sequence[str] = ("20261123114500.gkg.csv",)) -> bytes:
    """Return a zip file whose members all hold `content`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def last_update(base: str, stamp: str, packed: bytes, *, md5: str | None = None) -> bytes:
    """Return GDELT's list of its newest files: size, MD5 and address of the events, the mentions and the graph."""
    digest = md5 or hashlib.md5(packed, usedforsecurity=False).hexdigest()
    lines = [
        f"100 {'0' * 32} {base}/gdeltv2/{stamp}.export.CSV.zip",
        f"200 {'1' * 32} {base}/gdeltv2/{stamp}.mentions.CSV.zip",
        f"{len(packed)} {digest} {base}{FILE.format(stamp=stamp)}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def doc_answer(articles: Sequence[tuple[str, str]], seen: str = "20261123T101500Z") -> bytes:
    """Return what GDELT's DOC interface answers for (address, title)."""
    found = [{"url": url, "title": title, "seendate": seen, "language": "English"} for url, title in articles]
    return json.dumps({"articles": found}).encode()


def list_page(cards: Sequence[str]) -> bytes:
    """Return a ministry's page of press releases."""
    body = "".join(f"<li class=card>{card}</li>" for card in cards)
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Press releases</title></head><body>"
        "<nav><a href=/>Home</a><a href=/about>About the ministry</a></nav>"
        f"<main><h2>Press releases</h2><ul>{body}</ul><a class=next href='?page=2'>Next</a></main></body></html>"
    ).encode()


def google_news(items: Sequence[tuple[str, str, str]], published: str = "Mon, 23 Nov 2026 10:00:00 GMT") -> bytes:
    """Return a Google News search feed of (opaque id, title, publisher)."""
    body = "".join(
        f"<item><title>{escape(title)} - {escape(publisher)}</title>"
        f"<link>https://news.google.com/rss/articles/{name}?oc=5</link><guid isPermaLink='false'>{name}</guid>"
        f"<pubDate>{published}</pubDate><description>&lt;a href='https://news.google.com/{name}'&gt;{escape(title)}"
        f"&lt;/a&gt; {escape(publisher)}</description><source url='https://{name}.example'>{escape(publisher)}</source>"
        "</item>"
        for name, title, publisher in items
    )
    return f"<rss version='2.0'><channel><title>search - Google News</title>{body}</channel></rss>".encode()


def gzip_bomb(size: int) -> bytes:
    """Return `size` zero bytes, packed by gzip."""
    return gzip.compress(b"\0" * size)
