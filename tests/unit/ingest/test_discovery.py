"""What a page or a site names: feeds in the order to try them, sitemaps to follow, and what an index says."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from bot.domain.source import Source
from bot.ingest.asking.index import MAX_FOLLOWED, choose
from bot.ingest.discovery import discover, looks_like_news
from bot.ingest.robots import Robots
from bot.ingest.sitemaps import read_index
from bot.ingest.values import Child
from support.fetching import loopback_client
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import NOW, sitemap_index

URL = "https://example.com/sitemap.xml"


def test_a_sites_own_news_goes_before_other_sites_comments_and_interfaces() -> None:
    page = (
        "<html><head><link rel=alternate type=application/json href=/wp-json/wp/v2/pages/2>"
        "<link rel=alternate type=application/rss+xml title='Site » Comments Feed' href=/kommentare.xml>"
        "<link rel=alternate type=application/rss+xml href=https://feeds.other.example/x>"
        "<link rel=alternate type=application/rss+xml href=/feed>"
        "<link rel=alternate type=application/atom+xml href=https://www.example.com/atom></head></html>"
    )
    assert discover(page, url="https://example.com/") == (
        "https://example.com/feed",
        "https://www.example.com/atom",
        "https://feeds.other.example/x",
        "https://example.com/wp-json/wp/v2/pages/2",
        "https://example.com/kommentare.xml",
    )


@pytest.mark.parametrize(
    ("address", "news"),
    [
        ("https://a.example/sitemap-news.xml", True),
        ("https://a.example/sitemap.xml?type=google_news", True),
        ("https://a.example/sitemap/latest", True),
        ("https://news.example/sitemap-pages.xml", False),
        ("https://a.example/newsletter.xml", False),
    ],
)
def test_a_sitemap_says_by_its_path_that_it_holds_news(address: str, news: bool) -> None:
    assert looks_like_news(address) is news


def test_an_index_gives_its_sitemaps_newest_first_and_each_once() -> None:
    text = sitemap_index(
        [
            ("/a.xml", "2026-11-20"),
            ("/b.xml", None),
            ("/c.xml", "2026-11-23T10:00:00+03:00"),
            ("/a.xml", None),
            ("", None),
        ]
    ).decode()
    assert read_index(text, url=URL) == (
        Child(url="https://example.com/c.xml", modified=datetime(2026, 11, 23, 7, tzinfo=UTC)),
        Child(url="https://example.com/a.xml", modified=datetime(2026, 11, 20, tzinfo=UTC)),
        Child(url="https://example.com/b.xml"),
    )
    assert read_index("<urlset/>", url=URL) is None


def test_news_and_fresh_sitemaps_are_chosen_newest_first() -> None:
    fresh = [Child(url=f"https://example.com/{n}.xml", modified=NOW - timedelta(hours=n)) for n in range(9)]
    stale = Child(url="https://example.com/2019.xml", modified=NOW - timedelta(days=3))
    news = Child(url="https://www.example.com/news.xml")
    chosen = choose([*fresh, stale, news], url=URL, now=NOW).urls
    assert chosen == (news.url, *(child.url for child in fresh[: MAX_FOLLOWED - 1]))
    assert choose([stale, Child(url=URL, modified=NOW)], url=URL, now=NOW).urls == ()


async def test_robots_names_the_sitemaps_of_a_site() -> None:
    async with LoopbackServer() as server, loopback_client(server) as client:
        server.add("/robots.txt", Reply(body=b"Sitemap: /news.xml\nSitemap: /news.xml\nSitemap: ftp://x/\n"))
        robots = Robots(client, clock=lambda: NOW)
        assert await robots.sitemaps(server.url("/any")) == (server.url("/news.xml"),)
        await robots.check(server.url("/page"))
        assert server.paths() == ["/robots.txt"]


def test_google_news_is_off_unless_its_row_says_otherwise() -> None:
    row = {
        "id": "g",
        "name": "G",
        "kind": "google_news",
        "url": "https://news.google.com/rss/search?q=x",
        "country": "INT",
    }
    assert not Source.model_validate(row).enabled
    assert Source.model_validate({**row, "enabled": True}).enabled
    assert Source.model_validate({**row, "kind": "feed"}).enabled
    with pytest.raises(ValidationError):
        Source.model_validate({**row, "enabled": "perhaps"})
