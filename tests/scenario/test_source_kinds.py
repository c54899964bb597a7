"""Every kind of source over real sockets: what it gives, what an unchanged one costs, how a broken one is told."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.article import DropReason
from bot.domain.source import Source
from support import sourcekinds as make
from support.feedtext import items, rss
from support.kindfield import EARLIER, STAMP, Field, kind_field
from support.sourcekinds import NOW, Row

field = kind_field
"""The fixture, under the name the tests use."""
ROWS = (
    Row(url="https://a.example/deal", title="Warsaw & Seoul agree", source_language="pol"),
    Row(url="https://b.example/cup", title="A cup final", themes=("SPORTS",)),
    Row(url="https://c.example/home", title="Barracks renewed", countries=("PL", "PL")),
)
CARDS = (
    "<a href='/1'>Minister signs the frigate contract in Ankara</a> <time datetime='2026-11-23T08:00:00Z'>today</time>",
    "<a href='/2#top'>Second batch of howitzers delivered to the army</a> <span>22.11.2026</span>",
)


def feed_kind(field: Field) -> Source:
    field.say("/feed", rss(items(2, start=EARLIER)).encode())
    field.say("/", b"<html><link rel=alternate type=application/rss+xml href=/feed></html>")
    return field.source("feed", "/")


def sitemap_kind(field: Field) -> Source:
    stories = [(f"https://a.example/{n}", f"Story & {n}", EARLIER) for n in range(2)]
    field.say("/news.xml.gz", gzip.compress(make.news_sitemap(stories)))
    field.say("/index.xml", make.sitemap_index([(field.server.url("/news.xml.gz"), "2026-11-23")]))
    return field.source("sitemap", "/index.xml")


def robots_kind(field: Field) -> Source:
    stories = [(f"https://a.example/{n}", f"Story & {n}", EARLIER) for n in range(2)]
    field.say("/news.xml", make.news_sitemap(stories))
    said = f"User-agent: *\nSitemap: {field.server.url('/pages.xml')}\nSitemap: {field.server.url('/news.xml')}\n"
    field.say("/robots.txt", said.encode(), content_type="text/plain")
    return field.source("sitemap", "/")


def page_list_kind(field: Field) -> Source:
    field.say("/press", make.list_page(CARDS))
    return field.source("page_list", "/press", selector="li.card a")


def gdelt_kind(field: Field) -> Source:
    field.gdelt(make.zipped(make.gkg_csv([*ROWS, Row(url="https://d.example/2", title="Second deal")], STAMP)))
    return field.source("gdelt", "/gdeltv2/lastupdate.txt")


def gdelt_doc_kind(field: Field) -> Source:
    field.say("/doc", make.doc_answer([("https://a.example/1", "One"), ("https://a.example/2", "Two")]))
    return field.source("gdelt_doc", "/doc", query="frigate contract")


def google_news_kind(field: Field) -> Source:
    field.say("/rss/search", make.google_news([("AAA", "Deal - at last", "The Post"), ("BBB", "Two", "Wire")]))
    return field.source("google_news", "/rss/search?q=frigate", enabled=True)


KINDS: dict[str, tuple[Callable[[Field], Source], list[str]]] = {
    "feed": (feed_kind, [items(2)[0].title, items(2)[1].title]),
    "sitemap": (sitemap_kind, ["Story & 0", "Story & 1"]),
    "robots": (robots_kind, ["Story & 0", "Story & 1"]),
    "page_list": (
        page_list_kind,
        ["Minister signs the frigate contract in Ankara", "Second batch of howitzers delivered to the army"],
    ),
    "gdelt": (gdelt_kind, ["Warsaw & Seoul agree", "Second deal"]),
    "gdelt_doc": (gdelt_doc_kind, ["One", "Two"]),
    "google_news": (google_news_kind, ["Deal - at last", "Two"]),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_gives_its_entries_and_unchanged_gives_none(kind: str, field: Field) -> None:
    prepare, titles = KINDS[kind]
    source = prepare(field)
    reading = await field.read(source)
    assert reading.state.last_error is None
    assert [entry.title for entry in reading.entries] == titles
    assert all((entry.published or entry.updated or NOW) <= NOW for entry in reading.entries)
    again = await field.read(source, reading.state)
    assert (again.answered, again.not_modified, again.entries) == (True, True, ())


BROKEN = {
    "feed": ("/feed", b"<note/>", DropReason.UNREADABLE),
    "sitemap": ("/news.xml.gz", b"\x1f\x8b\x08 damaged", DropReason.UNREADABLE),
    "robots": ("/news.xml", b"<html><body>no sitemap</body></html>", DropReason.UNREADABLE),
    "page_list": ("/press", make.list_page(["<b>no link at all</b>"]), DropReason.EMPTY),
    "gdelt": ("/gdeltv2/lastupdate.txt", b"<html>not today</html>", DropReason.UNREADABLE),
    "gdelt_doc": ("/doc", b"Your query was too short or too long.", DropReason.UNREADABLE),
    "google_news": ("/rss/search", b"", DropReason.EMPTY),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_broken_answer_of_every_kind_has_a_named_reason(kind: str, field: Field) -> None:
    source = KINDS[kind][0](field)
    path, body, reason = BROKEN[kind]
    field.say(path, body)
    reading = await field.read(source)
    assert (reading.answered, reading.entries) == (False, ())
    assert (reading.state.last_error or "").startswith(f"{reason}: ")


async def test_a_lead_is_told_with_its_publisher_and_never_followed(field: Field) -> None:
    source = google_news_kind(field)
    entries = (await field.read(source)).entries
    asked = len(field.server.seen)
    collected = await field.collector.collect(source, entries)
    assert collected.articles == ()
    assert [(drop.reason, drop.detail, drop.entry_id) for drop in collected.drops] == [
        (DropReason.LEAD_ONLY, "told by The Post", entries[0].id),
        (DropReason.LEAD_ONLY, "told by Wire", entries[1].id),
    ]
    assert len(field.server.seen) == asked


async def test_what_asks_for_fewer_requests_is_left_alone_for_a_while(field: Field) -> None:
    source = gdelt_doc_kind(field)
    field.say("/doc", b"Please limit requests to one every 5 seconds or contact us for larger queries.")
    reading = await field.read(source)
    assert not reading.answered
    assert "fewer requests" in (reading.state.last_error or "")
    assert (reading.state.next_poll_at or NOW) >= NOW + timedelta(minutes=15)


async def test_a_pages_comments_and_dead_feeds_are_passed_over(field: Field) -> None:
    field.say(
        "/",
        b"<html><link rel=alternate type=application/rss+xml title='Comments Feed' href=/comments/feed>"
        b"<link rel=alternate type=application/rss+xml href=/dead>"
        b"<link rel=alternate type=application/rss+xml href=/shut>"
        b"<link rel=alternate type=application/rss+xml href=/feed></html>",
    )
    field.say("/robots.txt", b"User-agent: *\nDisallow: /shut\n")
    field.say("/feed", rss(items(2, start=EARLIER)).encode())
    reading = await field.read(field.source("feed", "/"))
    assert len(reading.entries) == 2
    assert field.server.paths() == ["/", "/robots.txt", "/dead", "/feed"]


async def test_a_list_has_dates_where_they_can_be_read_in_one_way(field: Field) -> None:
    cards = (
        *CARDS,
        "<a href='https://other.example/3'><img src=x></a><h3>Third story</h3><a href='https://other.example/3'>More</a><p>03/04/2026</p>",
        "<a href='#top'>Back to the top of this page</a>",
        "<a href='/logo.png'>A picture that is no article</a>",
        "<a href='/1?utm_source=x'>The first again under another address</a>",
        "<a href='mailto:a@b.example'>Write to the press office</a>",
        "<a href='?page=3'>The third page of this list</a>",
    )
    field.say("/press", make.list_page(cards))
    reading = await field.read(field.source("page_list", "/press", selector="li.card a, a.next"))
    assert [entry.url for entry in reading.entries] == [
        field.server.url("/1"),
        field.server.url("/2#top"),
        "https://other.example/3",
    ]
    moments = [entry.published.isoformat() if entry.published else None for entry in reading.entries]
    assert moments == ["2026-11-23T08:00:00+00:00", "2026-11-22T00:00:00+00:00", None]


async def test_a_list_page_closed_by_robots_is_not_read(field: Field) -> None:
    source = page_list_kind(field)
    field.say("/robots.txt", b"User-agent: *\nDisallow: /press\n")
    reading = await field.read(source)
    assert (reading.state.last_error or "").startswith("robots: ")
    assert field.server.paths() == ["/robots.txt"]
