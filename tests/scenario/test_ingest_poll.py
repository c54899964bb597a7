"""A source from its feed to its articles, over real sockets, good days and bad ones."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import DropReason, PageKind
from bot.domain.ids import SourceId
from bot.domain.source import FetchState, Source
from bot.ingest.collecting import Collector
from bot.ingest.http import SafeClient
from bot.ingest.poll import Poller, SourceReading
from bot.ingest.values import Feed, Page
from bot.ingest.wanted import Wanted
from bot.ingest.workers import InlineWorkers
from support.feedtext import Item, items, rss
from support.fetching import PARAGRAPHS, article_html, loopback_client
from support.loopback import LoopbackServer, Reply, Seen

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SINCE = NOW - timedelta(hours=48)
SUMMARY = "The two ministries signed a memorandum on corvettes; details of price and timing were not given."


@dataclass
class House:
    server: LoopbackServer
    client: SafeClient
    poller: Poller
    collector: Collector

    def source(self, path: str = "/feed") -> Source:
        return Source(id=SourceId("wire"), name="Wire", url=self.server.url(path), country="INT", poll_minutes=60)

    async def read(self, path: str = "/feed", state: FetchState | None = None) -> SourceReading:
        return await self.poller.read(self.source(path), state, since=SINCE)

    def item(self, path: str, *, text: str = SUMMARY, title: str = "") -> Item:
        return Item(guid=path, url=self.server.url(path), title=title or f"Title of {path}", text=text, published=NOW)

    def publish(self, *entries: Item, path: str = "/feed") -> None:
        self.server.add(path, Reply(body=rss(entries).encode(), content_type="application/rss+xml"))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with LoopbackServer() as server, loopback_client(server) as client:
        workers = InlineWorkers()
        poller = Poller(client, workers, lambda: NOW, chance=lambda: 0.5)
        yield House(server, client, poller, Collector(client, workers, lambda: NOW))


async def test_a_source_becomes_entries_and_entries_become_articles(house: House) -> None:
    house.server.add("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /private\n", content_type="text/plain"))
    house.server.add("/1", Reply(body=article_html("Page one", PARAGRAPHS)))
    house.publish(house.item("/1"), house.item("/missing"), house.item("/private/2"), house.item("/bare", text="x"))
    reading = await house.read()
    assert reading.answered
    assert [entry.title for entry in reading.entries] == [
        f"Title of {p}" for p in ("/1", "/missing", "/private/2", "/bare")
    ]
    collected = await house.collector.collect(house.source(), reading.entries)
    assert [(article.title, article.kind) for article in collected.articles] == [
        ("Title of /1", PageKind.ARTICLE),
        ("Title of /missing", PageKind.ERROR),
        ("Title of /private/2", PageKind.BLOCKED),
    ]
    assert all(paragraph in collected.articles[0].text for paragraph in PARAGRAPHS)
    assert collected.articles[1].text == SUMMARY
    assert [(drop.reason, drop.detail) for drop in collected.drops] == [
        (DropReason.FETCH_FAILED, "the server answered 404")
    ]
    assert "/private/2" not in house.server.paths()
    assert house.server.paths().count("/robots.txt") == 1


async def test_unchanged_sources_are_asked_conditionally_and_give_nothing(house: House) -> None:
    def answer(request: Seen) -> Reply:
        if request.headers.get("if-none-match") == '"one"':
            return Reply(status=304)
        return Reply(body=rss([house.item("/1")]).encode(), headers={"ETag": '"one"'})

    house.server.add("/feed", answer)
    first = await house.read()
    assert (len(first.entries), first.not_modified, first.state.etag) == (1, False, '"one"')
    second = await house.read(state=first.state)
    assert (second.entries, second.not_modified, second.answered) == ((), True, True)
    assert second.state.etag == '"one"'
    assert second.state.next_poll_at is not None
    assert second.state.next_poll_at >= NOW + timedelta(minutes=90), "the ttl of the feed"


@pytest.mark.parametrize(
    ("reply", "error", "hours"),
    [
        (Reply(status=500), "fetch_failed: the server answered 500", 2),
        (Reply(status=410), "fetch_failed: the server answered 410", 365 * 24),
        (Reply(status=429, headers={"Retry-After": "36000"}), "fetch_failed: the server answered 429", 10),
        (
            Reply(status=403, headers={"cf-mitigated": "challenge"}),
            "blocked: the server answered 403 by a bot wall",
            24,
        ),
        (Reply(body=b""), "empty: the answer is empty", 2),
        (Reply(body=b"\x93\x94 junk " * 1_000_000), "unreadable: not a readable feed: nothing in it begins one", 2),
        (Reply(body=b"<html><p>no feed</p></html>"), "unreadable: an HTML page that names no feed", 2),
        (
            Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
            "forbidden_address: 10.0.0.1 is not a public address",
            2,
        ),
    ],
)
async def test_a_bad_day_of_a_source_is_told_and_never_raised(
    reply: Reply, error: str, hours: int, house: House
) -> None:
    house.server.add("/feed", reply)
    before = FetchState(source_id=SourceId("wire"), etag='"kept"', last_success_at=SINCE)
    reading = await house.read(state=before)
    assert (reading.answered, reading.entries, reading.drops) == (False, (), ())
    assert reading.state.last_error == error
    assert (reading.state.failures, reading.state.etag, reading.state.last_success_at) == (1, '"kept"', SINCE)
    assert reading.state.next_poll_at == NOW + timedelta(hours=hours)


async def test_a_page_given_as_source_leads_to_the_feed_it_names(house: House) -> None:
    link = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>"
    house.server.add("/", Reply(body=link, headers={"ETag": '"page"'}))
    house.publish(house.item("/1"), path="/feed.xml")
    reading = await house.read("/")
    assert len(reading.entries) == 1
    assert reading.state.etag is None
    house.server.add("/feed.xml", Reply(body=link.replace(b"/feed.xml", b"/again.xml")))
    circle = await house.read("/")
    assert not circle.answered
    assert "is an HTML page" in (circle.state.last_error or "")


async def test_old_undated_and_double_items_leave_reasons(house: House) -> None:
    old = Item(guid="old", url=house.server.url("/old"), title="old", published=SINCE - timedelta(hours=1))
    undated = [Item(guid=f"u{n}", url=house.server.url(f"/u{n}"), title=f"u{n}") for n in range(25)]
    house.publish(house.item("/1"), house.item("/1"), old, *undated)
    reading = await house.read()
    reasons = [drop.reason for drop in reading.drops]
    assert len(reading.entries) == 21
    assert reasons == [DropReason.DUPLICATE, DropReason.TOO_OLD] + [DropReason.UNDATED] * 5
    assert (await house.read(state=reading.state)).not_modified  # the same bytes are not read again
    house.publish(house.item("/1"), house.item("/2"), old, *undated)
    assert len((await house.read(state=reading.state)).entries) == 27


async def test_walls_paywalls_and_pages_that_are_none(house: House) -> None:
    closed = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    house.server.add("/paywall", Reply(body=article_html("P", PARAGRAPHS, head=closed)))
    house.server.add("/wall", Reply(status=403, headers={"cf-mitigated": "challenge"}))
    house.server.add("/consent", Reply(body=article_html("Before you continue", ["Accept all cookies?"])))
    house.server.add("/empty", Reply(body=b""))
    house.server.add("/pdf", Reply(body=b"%PDF-1.7", content_type="application/pdf"))
    house.server.add("/moved", Reply(status=302, headers={"Location": "/"}))
    house.server.add("/", Reply(body=article_html("Front", PARAGRAPHS)))
    house.server.add("/reserved", Reply(body=article_html("R", PARAGRAPHS), headers={"X-Robots-Tag": "noai"}))
    house.server.add("/meta", Reply(body=article_html("M", PARAGRAPHS, head="<meta name='robots' content='noai'>")))
    paths = ["/paywall", "/wall", "/consent", "/empty", "/pdf", "/moved", "/reserved", "/meta"]
    house.publish(*(house.item(path) for path in paths))
    collected = await house.collector.collect(house.source(), (await house.read()).entries)
    assert [article.kind.value for article in collected.articles] == [
        "paywall", "blocked", "consent", "empty", "error", "error", "reserved", "reserved",
    ]  # fmt: skip
    assert PARAGRAPHS[0] in collected.articles[0].text
    assert PARAGRAPHS[5] not in collected.articles[0].text
    assert {article.text for article in collected.articles[1:]} == {SUMMARY}
    house.publish(*(house.item(path, text="") for path in paths[1:]))
    bare = await house.collector.collect(house.source(), (await house.read()).entries)
    linked = [(article.kind, article.title, article.text) for article in bare.articles]
    assert linked == [(PageKind.RESERVED, "Title of /reserved", ""), (PageKind.RESERVED, "Title of /meta", "")]
    assert [drop.reason for drop in bare.drops] == [
        DropReason.BLOCKED,
        DropReason.CONSENT,
        DropReason.EMPTY,
        DropReason.UNREADABLE,
        DropReason.EMPTY,
    ]


async def test_one_article_behind_two_addresses_is_stored_once_and_a_shared_canonical_loses_none(house: House) -> None:
    link = f"<link rel='canonical' href='{house.server.url('/same')}'>"
    for path in ("/a", "/b", "/c"):
        house.server.add(path, Reply(body=article_html("P", PARAGRAPHS, head=link)))
    house.publish(house.item("/a", title="Same"), house.item("/b", title="Same"), house.item("/c", title="Other"))
    collected = await house.collector.collect(house.source(), (await house.read()).entries)
    assert [article.url for article in collected.articles] == [house.server.url("/same"), house.server.url("/c")]
    assert [drop.reason for drop in collected.drops] == [DropReason.DUPLICATE]


@pytest.mark.parametrize(
    ("robots", "reason"),
    [
        (Reply(status=500), DropReason.FETCH_FAILED),
        (Reply(status=429), DropReason.FETCH_FAILED),
        (Reply(body=b"User-agent: Entente\nDisallow: /"), DropReason.ROBOTS),
        (Reply(body=b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), DropReason.ROBOTS),
    ],
)
async def test_robots_that_forbid_or_cannot_be_had_keep_us_out(robots: Reply, reason: DropReason, house: House) -> None:
    house.server.add("/robots.txt", robots)
    house.server.add("/1", Reply(body=article_html("P", PARAGRAPHS)))
    house.publish(house.item("/1", text=""))
    collected = await house.collector.collect(house.source(), (await house.read()).entries)
    assert [drop.reason for drop in collected.drops] == [reason]
    assert "/1" not in house.server.paths()


async def test_ten_megabyte_titles_stay_bounded(house: House) -> None:
    entry = items(1)[0]
    huge = Item(guid="h", url=entry.url, title="T" * 4_000_000, text="x" * 4_000_000, published=NOW)
    house.publish(huge)
    (got,) = (await house.read()).entries
    assert (len(got.title), len(got.text)) == (500, 200_000)


async def test_one_hostile_link_costs_one_item(house: House) -> None:
    house.server.add("/1", Reply(body=article_html("P", PARAGRAPHS)))
    odd = ["http://xn--a/", "http://a:99999/x", "http://ex ample.org/", "http://a..b/", "http://%zz/"]
    hostile = [Item(guid=url, url=url, title="A title", text="", published=NOW) for url in odd]
    house.publish(*hostile, house.item("/1"))
    entries = (await house.read()).entries
    collected = await house.collector.collect(house.source(), entries)
    assert [article.url for article in collected.articles] == [house.server.url("/1")]
    assert {drop.entry_id for drop in collected.drops} == {entry.id for entry in entries[:-1]}


class Unsound(InlineWorkers):
    """Workers with a bug that some pages and feeds bring out."""

    async def page(self, body: bytes, *, url: str, charset: str | None = None) -> Page:
        if b"bug" in body:
            raise RuntimeError("a bug in the page reader")
        return await super().page(body, url=url, charset=charset)

    async def feed(self, body: bytes, *, url: str, charset: str | None = None, wanted: Wanted | None = None) -> Feed:
        if b"bug" in body:
            raise RuntimeError("a bug in the feed reader")
        return await super().feed(body, url=url, charset=charset, wanted=wanted)


async def test_a_bug_costs_the_item_or_the_reading_that_brings_it_out(house: House) -> None:
    poller = Poller(house.client, Unsound(), lambda: NOW, chance=lambda: 0.5)
    collector = Collector(house.client, Unsound(), lambda: NOW)
    house.server.add("/1", Reply(body=article_html("P", PARAGRAPHS)))
    for path in ("/2", "/3"):
        house.server.add(path, Reply(body=article_html("P", [*PARAGRAPHS, "bug"])))
    house.publish(house.item("/2"), house.item("/3", text=""), house.item("/1"))
    entries = (await poller.read(house.source(), None, since=SINCE)).entries
    collected = await collector.collect(house.source(), entries)
    assert [article.kind for article in collected.articles] == [PageKind.ERROR, PageKind.ARTICLE]
    assert [(drop.reason, drop.entry_id) for drop in collected.drops] == [(DropReason.UNREADABLE, entries[1].id)]
    house.publish(house.item("/1", title="bug"))
    reading = await poller.read(house.source(), None, since=SINCE)
    assert (reading.answered, reading.entries, reading.state.failures) == (False, (), 1)
    assert "RuntimeError: a bug in the feed reader" in (reading.state.last_error or "")
