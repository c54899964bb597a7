"""Every kind of source over real sockets: what it gives, what an unchanged one costs, how a broken one is told."""

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.article import DropReason
from bot.domain.source import FetchState, Source
from bot.ingest.collecting import Collector
from bot.ingest.poll import Poller, SourceReading
from bot.ingest.workers import WorkerPool
from support import sourcekinds as make
from support.feedtext import items, rss
from support.fetching import loopback_client
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import NOW, Row

SINCE = NOW - timedelta(hours=48)
EARLIER = NOW - timedelta(hours=1)
STAMP = "20261123114500"
ROWS = (
    Row(url="https://a.example/deal", title="Warsaw & Seoul agree", source_language="pol"),
    Row(url="https://b.example/cup", title="A cup final", themes=("SPORTS",)),
    Row(url="https://c.example/home", title="Barracks renewed", countries=("PL", "PL")),
)
CARDS = (
    "<a href='/1'>Minister signs the frigate contract in Ankara</a> <time datetime='2026-11-23T08:00:00Z'>today</time>",
    "<a href='/2#top'>Second batch of howitzers delivered to the army</a> <span>22.11.2026</span>",
)


@dataclass
class Field:
    server: LoopbackServer
    poller: Poller
    collector: Collector
    rows: dict[str, Any] = field(default_factory=dict)

    def source(self, kind: str, path: str, **more: Any) -> Source:
        row = {"id": "one", "name": "One", "kind": kind, "url": self.server.url(path), "country": "INT", **more}
        return Source.model_validate(row)

    async def read(self, source: Source, state: FetchState | None = None) -> SourceReading:
        return await self.poller.read(source, state, since=SINCE)

    def say(self, path: str, body: bytes, **more: Any) -> str:
        return self.server.add(path, Reply(body=body, **more))

    def gdelt(self, packed: bytes, *, stamp: str = STAMP, md5: str | None = None) -> None:
        self.say(make.FILE.format(stamp=stamp), packed)
        self.say("/gdeltv2/lastupdate.txt", make.last_update(self.server.url(""), stamp, packed, md5=md5))


@pytest.fixture
async def house() -> AsyncIterator[Field]:
    async with LoopbackServer() as server, loopback_client(server) as client, WorkerPool() as workers:
        poller = Poller(client, workers, lambda: NOW, chance=lambda: 0.5)
        yield Field(server, poller, Collector(client, workers, lambda: NOW))


def feed_kind(house: Field) -> Source:
    house.say("/feed", rss(items(2, start=EARLIER)).encode())
    house.say("/", b"<html><link rel=alternate type=application/rss+xml href=/feed></html>")
    return house.source("feed", "/")


def sitemap_kind(house: Field) -> Source:
    stories = [(f"https://a.example/{n}", f"Story & {n}", EARLIER) for n in range(2)]
    house.say("/news.xml.gz", gzip.compress(make.news_sitemap(stories)))
    house.say("/index.xml", make.sitemap_index([(house.server.url("/news.xml.gz"), "2026-11-23")]))
    return house.source("sitemap", "/index.xml")


def robots_kind(house: Field) -> Source:
    stories = [(f"https://a.example/{n}", f"Story & {n}", EARLIER) for n in range(2)]
    house.say("/news.xml", make.news_sitemap(stories))
    said = f"User-agent: *\nSitemap: {house.server.url('/pages.xml')}\nSitemap: {house.server.url('/news.xml')}\n"
    house.say("/robots.txt", said.encode(), content_type="text/plain")
    return house.source("sitemap", "/")


def page_list_kind(house: Field) -> Source:
    house.say("/press", make.list_page(CARDS))
    return house.source("page_list", "/press", selector="li.card a")


def gdelt_kind(house: Field) -> Source:
    house.gdelt(make.zipped(make.gkg_csv([*ROWS, Row(url="https://d.example/2", title="Second deal")], STAMP)))
    return house.source("gdelt", "/gdeltv2/lastupdate.txt")


def gdelt_doc_kind(house: Field) -> Source:
    house.say("/doc", make.doc_answer([("https://a.example/1", "One"), ("https://a.example/2", "Two")]))
    return house.source("gdelt_doc", "/doc", query="frigate contract")


def google_news_kind(house: Field) -> Source:
    house.say("/rss/search", make.google_news([("AAA", "Deal - at last", "The Post"), ("BBB", "Two", "Wire")]))
    return house.source("google_news", "/rss/search?q=frigate", enabled=True)


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
async def test_every_kind_gives_its_entries_and_unchanged_gives_none(kind: str, house: Field) -> None:
    prepare, titles = KINDS[kind]
    source = prepare(house)
    reading = await house.read(source)
    assert reading.state.last_error is None
    assert [entry.title for entry in reading.entries] == titles
    assert all((entry.published or entry.updated or NOW) <= NOW for entry in reading.entries)
    again = await house.read(source, reading.state)
    assert (again.answered, again.not_modified, again.entries) == (True, True, ())


BROKEN = {
    "feed": ("/feed", b"<note/>", DropReason.UNREADABLE),
    "sitemap": ("/news.xml.gz", b"\x1f\x8b\x08 damaged", DropReason.FETCH_FAILED),
    "robots": ("/news.xml", b"<html><body>no sitemap</body></html>", DropReason.UNREADABLE),
    "page_list": ("/press", make.list_page(["<b>no link at all</b>"]), DropReason.EMPTY),
    "gdelt": ("/gdeltv2/lastupdate.txt", b"<html>not today</html>", DropReason.UNREADABLE),
    "gdelt_doc": ("/doc", b"Your query was too short or too long.", DropReason.UNREADABLE),
    "google_news": ("/rss/search", b"", DropReason.EMPTY),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_broken_answer_of_every_kind_has_a_named_reason(kind: str, house: Field) -> None:
    source = KINDS[kind][0](house)
    path, body, reason = BROKEN[kind]
    house.say(path, body)
    reading = await house.read(source)
    assert (reading.answered, reading.entries) == (False, ())
    assert (reading.state.last_error or "").startswith(f"{reason}: ")


async def test_a_lead_is_told_with_its_publisher_and_never_followed(house: Field) -> None:
    source = google_news_kind(house)
    entries = (await house.read(source)).entries
    asked = len(house.server.seen)
    collected = await house.collector.collect(source, entries)
    assert collected.articles == ()
    assert [(drop.reason, drop.detail, drop.entry_id) for drop in collected.drops] == [
        (DropReason.LEAD_ONLY, "told by The Post", entries[0].id),
        (DropReason.LEAD_ONLY, "told by Wire", entries[1].id),
    ]
    assert len(house.server.seen) == asked


async def test_what_asks_for_fewer_requests_is_left_alone_for_a_while(house: Field) -> None:
    source = gdelt_doc_kind(house)
    house.say("/doc", b"Please limit requests to one every 5 seconds or contact us for larger queries.")
    reading = await house.read(source)
    assert not reading.answered
    assert "fewer requests" in (reading.state.last_error or "")
    assert (reading.state.next_poll_at or NOW) >= NOW + timedelta(minutes=15)


async def test_a_pages_comments_and_dead_feeds_are_passed_over(house: Field) -> None:
    house.say(
        "/",
        b"<html><link rel=alternate type=application/rss+xml title='Comments Feed' href=/comments/feed>"
        b"<link rel=alternate type=application/rss+xml href=/dead>"
        b"<link rel=alternate type=application/rss+xml href=/shut>"
        b"<link rel=alternate type=application/rss+xml href=/feed></html>",
    )
    house.say("/robots.txt", b"User-agent: *\nDisallow: /shut\n")
    house.say("/feed", rss(items(2, start=EARLIER)).encode())
    reading = await house.read(house.source("feed", "/"))
    assert len(reading.entries) == 2
    assert house.server.paths() == ["/", "/robots.txt", "/dead", "/feed"]


async def test_a_list_has_dates_where_they_can_be_read_in_one_way(house: Field) -> None:
    cards = (
        *CARDS,
        "<a href='https://other.example/3'><img src=x></a><h3>Third story</h3><a href='https://other.example/3'>More</a><p>03/04/2026</p>",
        "<a href='#top'>Back to the top of this page</a>",
        "<a href='/logo.png'>A picture that is no article</a>",
        "<a href='/1?utm_source=x'>The first again under another address</a>",
        "<a href='mailto:a@b.example'>Write to the press office</a>",
        "<a href='?page=3'>The third page of this list</a>",
    )
    house.say("/press", make.list_page(cards))
    reading = await house.read(house.source("page_list", "/press", selector="li.card a, a.next"))
    assert [entry.url for entry in reading.entries] == [
        house.server.url("/1"),
        house.server.url("/2#top"),
        "https://other.example/3",
    ]
    moments = [entry.published.isoformat() if entry.published else None for entry in reading.entries]
    assert moments == ["2026-11-23T08:00:00+00:00", "2026-11-22T00:00:00+00:00", None]


async def test_a_list_page_closed_by_robots_is_not_read(house: Field) -> None:
    source = page_list_kind(house)
    house.say("/robots.txt", b"User-agent: *\nDisallow: /press\n")
    reading = await house.read(source)
    assert (reading.state.last_error or "").startswith("robots: ")
    assert house.server.paths() == ["/robots.txt"]
