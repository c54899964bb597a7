"""Every real feed and page of the corpora goes through ingestion; what cannot be read ends with a named reason."""

import gzip
import io
import json
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bot.domain.article import Article, Drop, DropReason, Entry, PageKind
from bot.domain.ids import SourceId, entry_id
from bot.domain.source import Source
from bot.ingest.collecting import Collector
from bot.ingest.feeds import parse_feed
from bot.ingest.plain import plain_line
from bot.ingest.poll import Poller
from bot.ingest.values import MAX_TITLE
from bot.ingest.workers import PoolRules, WorkerPool
from support.fetching import loopback_client
from support.loopback import LoopbackServer, Reply

pytestmark = [pytest.mark.corpus]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = datetime(1991, 1, 1, tzinfo=UTC)


def f1(one: str, other: str) -> float:
    """Return the F1 of the words two texts share."""
    left, right = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    common = sum((left & right).values())
    return 2 * common / (sum(left.values()) + sum(right.values())) if common else 0.0


def source(name: str, url: str) -> Source:
    safe = re.sub(r"[^a-z0-9]", "-", name.lower())[:60].strip("-")
    return Source(id=SourceId(safe), name=name[:120], url=url, country="INT")


async def test_every_feed_of_the_corpus(shared: Path) -> None:
    files = sorted((shared / "corpus" / "feeds").iterdir())
    readable = 0
    async with LoopbackServer() as server, loopback_client(server) as client, WorkerPool(PoolRules(size=2)) as workers:
        poller = Poller(client, workers, lambda: NOW)
        for file in files:
            body = file.read_bytes()
            url = server.add(f"/{file.name}", Reply(body=body, content_type="application/xml"))
            reading = await poller.read(source(file.stem, url), None, since=LONG_AGO)
            expected = len(feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries)
            if not reading.answered:
                assert expected == 0, file.name
                assert (reading.state.last_error or "").startswith("unreadable: "), file.name
                continue
            readable += 1
            assert len(reading.entries) + len(reading.drops) >= expected, file.name
            assert all(entry.title and entry.url.startswith("http") for entry in reading.entries), file.name
            assert all(drop.reason for drop in reading.drops), file.name
    assert len(files) >= 50
    assert readable >= len(files) - 2  # two of the files are XML, but no feeds


def names_of(other: Mapping[str, str]) -> set[str]:
    """What feedparser's entry may be called by; its title as plain text."""
    title = plain_line(other.get("title", ""), limit=MAX_TITLE)
    return {name for name in (other.get("id"), other.get("link"), title) if name}


def test_no_entry_is_lost_that_feedparser_finds(shared: Path) -> None:
    files = sorted((shared / "corpus" / "feeds").iterdir())
    lost: list[str] = []
    compared = 0
    for file in files:
        body = file.read_bytes()
        others = feedparser.parse(io.BytesIO(body)).entries
        if not others:  # two files are no feeds, and one is a feed that feedparser cannot read
            continue
        feed = parse_feed(body, url="https://corpus.example/feed")
        assert not [refused for refused in feed.refused if refused.problem != "an entry without address and id"]
        names = {name for entry in feed.entries for name in (entry.guid, entry.url, entry.title)}
        named = [other for other in others if other.get("id") or other.get("link")]  # one has neither, and no text
        assert len(feed.entries) >= len(named), file.name
        assert len(feed.entries) + len(feed.refused) >= len(others), file.name
        compared += len(named)
        lost += [f"{file.name}: {other.get('link')}" for other in named if names.isdisjoint(names_of(other))]
    assert lost == []
    assert compared >= 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    row: dict[str, Any]
    entry: Entry


async def test_every_page_of_the_corpus(shared: Path) -> None:
    folder = shared / "corpus" / "pages"
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    async with LoopbackServer() as server, loopback_client(server) as client, WorkerPool(PoolRules(size=2)) as workers:
        wire = source("pages", server.url("/feed"))
        truths = [truth(server, wire, folder=folder, row=row) for row in rows]
        entries = [one.entry for one in truths]
        collected = await Collector(client, workers, lambda: NOW).collect(wire, entries)
    judge(truths, collected.articles, collected.drops)


def truth(server: LoopbackServer, wire: Source, *, folder: Path, row: dict[str, Any]) -> Truth:
    path = f"/{row['page']}"
    body = gzip.decompress((folder / row["page"]).read_bytes())
    url = server.add(path, Reply(body=body, content_type="text/html"))
    return Truth(row=row, entry=Entry(id=entry_id(wire.id, path), source_id=wire.id, url=url, title=row["title"]))


def judge(truths: Sequence[Truth], articles: Sequence[Article], drops: Sequence[Drop]) -> None:
    assert len(articles) + len(drops) == len(truths) >= 250
    found = {article.entry_id: article for article in articles}
    assert len(found) == len(articles)
    full = [one for one in truths if one.entry.id in found and found[one.entry.id].kind is PageKind.ARTICLE]
    scores = [f1(found[one.entry.id].text, one.row["body"]) for one in full]
    dated = [one for one in full if one.row["published"]]
    right = [
        one
        for one in dated
        if (moment := found[one.entry.id].published) and str(moment.date()) == one.row["published"][:10]
    ]
    # The floors stand a little below what was measured, to leave room for new releases of the parsers.
    print(f"{len(articles)} articles, {len(full)} free; {[drop.reason.value for drop in drops]} dropped")
    print(f"F1 median {statistics.median(scores):.3f}, mean {statistics.mean(scores):.3f}")
    print(f"{len(right)} of {len(dated)} dates right")
    assert len(full) >= 0.85 * len(truths)
    assert {drop.reason for drop in drops} <= {DropReason.ROBOTS, DropReason.EMPTY, DropReason.BLOCKED}
    assert len(drops) <= 10
    assert statistics.median(scores) >= 0.95
    assert statistics.mean(scores) >= 0.92
    assert len(right) >= 0.92 * len(dated)
