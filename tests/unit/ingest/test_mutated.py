"""Feeds and pages of every kind, damaged at random: a bounded value or a named error, and nothing else."""

from collections.abc import Sequence
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ExtractionError, ParseError
from bot.ingest.extraction import extract
from bot.ingest.feeds import parse_feed
from bot.ingest.values import MAX_TEXT, MAX_TITLE, MAX_URL
from support.feedtext import atom, items, json_feed, rdf, rss
from support.fetching import PARAGRAPHS, article_html
from support.hostile import ld

URL = "https://news.example/feed"
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc><news:news>'
    "<news:publication_date>2026-11-23T10:00:00Z</news:publication_date><news:title>Deal</news:title></news:news></url>"
    "</urlset>"
)
INDEX = (
    "<sitemapindex><sitemap><loc>https://news.example/s.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"
)
GDELT = '{"articles": [{"url": "https://news.example/2", "title": "T", "seendate": "20261123T101500Z"}]}'
TRUTH = items(4)
FEEDS = [
    *(write(TRUTH).encode() for write in (rss, atom, rdf, json_feed)),
    *(text.encode() for text in (SITEMAP, INDEX, GDELT)),
    rss(TRUTH).encode("utf-16"),
    rss(TRUTH)
    .replace("<description>", "<description><![CDATA[")
    .replace("</description>", "]]></description>")
    .encode(),
]
LINKED = ld('{"@type": "NewsArticle", "headline": "T", "datePublished": "2026-11-23", "isAccessibleForFree": "False"}')
PAGES = [
    article_html("T", PARAGRAPHS),
    article_html("T", PARAGRAPHS).replace(b"</head>", LINKED.encode() + b"</head>"),
    article_html("T", PARAGRAPHS).replace(b"<p>", b"<div><span>").replace(b"</p>", b"</span></div>"),
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj",
]
SPLICES = (
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"\0",
    b"\xff\xfe",
    b"&#0;",
    b'"',
    b"<item>",
    b"</",
    b"\xc3",
)


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds after up to eight cuts, flips, doublings, splices of its own or of another's parts."""
    body = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 60)))
        piece = body[start:end]
        put = draw(
            st.one_of(
                st.just(b""),
                st.just(piece * 3),
                st.sampled_from(SPLICES),
                st.binary(max_size=8),
                st.builds(lambda other, at: other[at : at + 200], st.sampled_from(seeds), st.integers(0, 2_000)),
            )
        )
        body = body[:start] + put + body[end:]
    return body[: draw(st.integers(len(body) // 2, len(body)))] if draw(st.booleans()) else body


@given(damaged(FEEDS), st.sampled_from([None, "utf-8", "windows-1251", "utf-16", "nonsense"]))
@settings(max_examples=400, deadline=None)
def test_a_damaged_feed_is_a_bounded_feed_or_an_error(body: bytes, charset: str | None) -> None:
    with suppress(ParseError):
        feed = parse_feed(body, url=URL, charset=charset)
        assert len(feed.entries) + len(feed.refused) <= len(body)
        for entry in feed.entries:
            assert entry.guid
            assert max(len(entry.guid), len(entry.url)) <= MAX_URL
            assert len(entry.title) <= MAX_TITLE
            assert len(entry.text) <= MAX_TEXT
            (entry.title + entry.text + entry.guid + entry.url).encode()


@given(damaged(PAGES), st.sampled_from([None, "utf-8", "iso-8859-9", "utf-16"]))
@settings(max_examples=120, deadline=None)
def test_a_damaged_page_is_a_bounded_page_or_an_error(body: bytes, charset: str | None) -> None:
    with suppress(ExtractionError):
        page = extract(body, url="https://news.example/1", charset=charset)
        assert len(page.title) <= MAX_TITLE
        assert len(page.text) <= MAX_TEXT
        (page.title + page.text).encode()
