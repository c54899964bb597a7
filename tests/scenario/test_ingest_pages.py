"""Pages as their publishers allow: reservations of a site, PDF documents, AMP pages, titles and dates."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import DropReason, Entry, PageKind
from bot.domain.ids import EntryId, SourceId
from bot.domain.source import Source
from bot.ingest.collecting import Collected, Collector
from bot.ingest.workers import InlineWorkers
from support.fetching import PARAGRAPHS, article_html, loopback_client
from support.loopback import LoopbackServer, Reply
from support.pdfs import pdf

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUMMARY = "The two ministries signed a memorandum on corvettes; details of price and timing were not given."
PLACE = "/.well-known/tdmrep.json"


@dataclass
class Desk:
    server: LoopbackServer
    collector: Collector

    def entry(self, path: str, *, text: str = SUMMARY) -> Entry:
        return Entry(
            id=EntryId(path), source_id=SourceId("wire"), url=self.server.url(path), title=f"Title of {path}", text=text
        )

    async def collect(self, *entries: Entry) -> Collected:
        source = Source(id=SourceId("wire"), name="Wire", url=self.server.url("/feed"), country="INT", poll_minutes=60)
        return await self.collector.collect(source, entries)

    def show(self, path: str, *, paragraphs: Sequence[str] = PARAGRAPHS, head: str = "") -> None:
        self.server.add(path, Reply(body=article_html("P", paragraphs, head=head)))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with LoopbackServer() as server, loopback_client(server) as client:
        yield Desk(server, Collector(client, InlineWorkers(), lambda: NOW))


async def test_what_a_site_reserves_is_linked_and_not_fetched(desk: Desk) -> None:
    told = [{"location": "/", "tdm-reservation": 1}, {"location": "/free/", "tdm-reservation": 0}]
    desk.server.add(PLACE, Reply(body=json.dumps(told).encode(), content_type="application/json"))
    for path in ("/1", "/2", "/free/3"):
        desk.show(path)
    untitled = replace(desk.entry("/4", text=""), title="")
    found = await desk.collect(desk.entry("/1"), desk.entry("/2", text=""), desk.entry("/free/3"), untitled)
    assert [(article.kind, article.text == SUMMARY) for article in found.articles] == [
        (PageKind.RESERVED, True),
        (PageKind.RESERVED, False),
        (PageKind.ARTICLE, False),
    ]
    assert (found.articles[1].title, found.articles[1].text) == ("Title of /2", "")
    assert [drop.reason for drop in found.drops] == [DropReason.ROBOTS]
    assert "/1" not in desk.server.paths()
    assert desk.server.paths().count(PLACE) == 1


async def test_a_document_is_read_whatever_it_is_called(desk: Desk) -> None:
    desk.server.add("/release", Reply(body=pdf(PARAGRAPHS), content_type="application/octet-stream"))
    (article,) = (await desk.collect(desk.entry("/release"))).articles
    assert article.kind is PageKind.ARTICLE
    assert "shipyard" in article.text


async def test_an_amp_page_is_read_where_it_lives(desk: Desk) -> None:
    link = f"<link rel='canonical' href='{desk.server.url('/story')}'>"
    amp = article_html("P", PARAGRAPHS[:3], head=link).replace(b"<html ", b"<html amp ")
    desk.server.add("/story/amp", Reply(body=amp))
    desk.show("/story")
    desk.server.add("/lost/amp", Reply(body=amp.replace(b"/story'", b"/nowhere'")))
    whole, cut = (await desk.collect(desk.entry("/story/amp"), desk.entry("/lost/amp"))).articles
    assert (whole.url, PARAGRAPHS[5] in whole.text) == (desk.server.url("/story"), True)
    assert (PARAGRAPHS[2] in cut.text, PARAGRAPHS[5] in cut.text) == (True, False)


async def test_a_date_that_has_not_come_is_none_and_now_is_never_made_up(desk: Desk) -> None:
    desk.show("/late", head="<meta property='article:published_time' content='2026-11-22T10:00:00Z'>")
    desk.show("/undated")
    ahead = replace(desk.entry("/late"), published=NOW + timedelta(hours=27))
    dated, undated = (await desk.collect(ahead, desk.entry("/undated"))).articles
    assert dated.published == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert undated.published is None
