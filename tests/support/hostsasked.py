"""A whole poll and collect of sources that name other people's hosts wherever a feed or a page can; told as JSON.

python -m support.hostsasked pool|inline

Names are resolved by a recorder: those of the sources and their articles stand for a server on loopback, all others
for nobody. `trapped` are the paths of that server which nothing but a parser that fetches could have asked for;
`connected` and `resolved` are what the sockets of this very process were asked to do.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.slack.namespace import bring_up_loopback, inside_loopback_namespace
from bot.domain.source import Source
from bot.ingest.collecting import Collector
from bot.ingest.http import FetchRules, SafeClient
from bot.ingest.poll import Poller
from bot.ingest.workers import InlineWorkers, WorkerPool, Workers
from bot.log import configure
from support.fetching import PARAGRAPHS, article_html
from support.loopback import LoopbackServer, Reply
from support.sourcekinds import list_page, news_sitemap

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SERVED = ("feeds.alpha.example", "www.alpha.example", "beta.example", "gamma.example", "delta.example", "moved.example")
"""What stands for the server at hand. `outside.example`, an article's host too, stands for nobody."""


class Recorder:
    """Notes each name asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.add(host)
        return ("127.0.0.1",) if host in SERVED else ()


class Sockets:
    """Notes where this process connects to and what it resolves by itself; cannot be undone."""

    def __init__(self) -> None:
        self.connected: set[str] = set()
        self.resolved: set[str] = set()
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            self.connected.add(str(arguments[1]))
        elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"}:
            self.resolved.add(str(arguments[0]))


def traps(port: int, name: str) -> tuple[str, str]:
    """Return two addresses nobody may ask for: one by name, one that answers to whoever connects by himself."""
    return f"http://{name}.trap.example/x", f"http://127.0.0.1:{port}/trap/{name}"


def baited_page(port: int, title: str) -> bytes:
    """Return an article that names other hosts in every way a page has."""
    head = "".join(
        f"<link rel=canonical href='{url}'><link rel=amphtml href='{url}'><link rel=stylesheet href='{url}'>"
        f"<link rel=preload as=image href='{url}'><link rel=alternate type=application/rss+xml href='{url}'>"
        f"<link rel=license href='{url}'><script src='{url}'></script><meta property=og:url content='{url}'>"
        f"<meta property=og:image content='{url}'><meta name=tdm-policy content='{url}'>"
        f"<meta http-equiv=refresh content='5;url={url}'>"
        f'<script type="application/ld+json">{{"@context":"{url}","@type":"NewsArticle","url":"{url}",'
        f'"mainEntityOfPage":"{url}","image":"{url}"}}</script>'
        for url in traps(port, "page")
    )
    body = "".join(
        f"<img src='{url}'><iframe src='{url}'></iframe><video src='{url}'></video><object data='{url}'></object>"
        f"<embed src='{url}'><a href='{url}' ping='{url}'>more</a>"
        for url in traps(port, "body")
    )
    return article_html(title, (*PARAGRAPHS, body), head=head)


def plain_feed(port: int) -> bytes:
    """Return an RSS feed whose items lead to articles, and whose texts and fields name other hosts."""
    bait = "".join(f"&lt;img src='{url}'&gt;&lt;iframe src='{url}'&gt;" for url in traps(port, "text"))
    links = [
        f"http://www.alpha.example:{port}/1",
        f"http://www.alpha.example:{port}/away",
        "http://outside.example/story",
        "http://127.0.0.1/inside",
        "http://10.0.0.8/inside",
        "http://169.254.169.254/latest/meta-data/",
        "http://printer.local/",
        "http://www.alpha.example:22/",
        "file:///etc/hostname",
    ]
    items = "".join(
        f"<item><title>Corvettes, part {number}</title><link>{link}</link><guid>{number}</guid>"
        f"<description>{bait}</description><pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate>"
        f"<enclosure url='{traps(port, 'enclosure')[1]}' type='image/png' length='1'/>"
        f"<source url='{traps(port, 'source')[1]}'>x</source></item>"
        for number, link in enumerate(links)
    )
    image = f"<image><url>{traps(port, 'image')[1]}</url></image><cloud domain='cloud.trap.example' port='80'/>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>A</title>{image}{items}</channel></rss>".encode()


def entity_feed(port: int) -> bytes:
    """Return an Atom feed with all that makes a careless XML parser fetch."""
    one, other = traps(port, "xml")
    return (
        f"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='{other}'?>"
        f"<!DOCTYPE feed PUBLIC 'x' '{other}' [<!ENTITY one SYSTEM '{one}'><!ENTITY two SYSTEM '{other}'>"
        f"<!ENTITY % three SYSTEM '{other}'> %three;]>"
        f"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:xi='http://www.w3.org/2001/XInclude' xml:base='{one}' "
        f"xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='{one} {other}'>"
        f"<title>B &one; &two;</title><xi:include href='{other}'/><entry><id>b</id><title>Frigates &one;</title>"
        f"<link href='http://beta.example:{port}/1'/><updated>2026-11-23T11:00:00Z</updated>"
        f"<content src='{other}'/><summary>x &two;</summary></entry></feed>"
    ).encode()


def publish(server: LoopbackServer) -> Iterator[Source]:
    """Let the server hold the sources of all hosts, and yield them."""
    port = server.port
    for path in ("/1", "/2", "/final"):
        server.add(path, Reply(body=baited_page(port, f"Title of {path}")))
    server.add("/away", Reply(status=302, headers={"Location": f"http://moved.example:{port}/final"}))
    server.add("/a.xml", Reply(body=plain_feed(port), headers={"Link": f"<{traps(port, 'hub')[1]}>; rel=hub"}))
    server.add("/b.xml", Reply(body=entity_feed(port), content_type="application/atom+xml"))
    stories = [(f"http://gamma.example:{port}/2", "Howitzers", NOW - timedelta(hours=1))]
    doctype = f"<!DOCTYPE urlset SYSTEM '{traps(port, 'sitemap')[1]}'>".encode()
    server.add("/c.xml", Reply(body=news_sitemap(stories).replace(b"?>", b"?>" + doctype, 1)))
    card = (
        "<a href='/2'>Minister signs the frigate contract in Ankara</a> <time datetime='2026-11-23T08:00:00Z'></time>"
    )
    server.add("/d", Reply(body=list_page([card]) + baited_page(port, "More")))
    rows: tuple[dict[str, Any], ...] = (
        {"id": "a", "url": f"http://feeds.alpha.example:{port}/a.xml"},
        {"id": "b", "url": f"http://beta.example:{port}/b.xml"},
        {"id": "c", "url": f"http://gamma.example:{port}/c.xml", "kind": "sitemap"},
        {"id": "d", "url": f"http://delta.example:{port}/d", "kind": "page_list", "selector": "li.card a"},
    )
    for row in rows:
        yield Source.model_validate({"name": row["id"], "country": "INT", **row})


async def told(mode: str) -> dict[str, Any]:
    """Poll and collect everything; return who was asked for, and what came of it."""
    recorder = Recorder()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(LoopbackServer())
        rules = FetchRules(
            contact_url="https://example.invalid",
            allow=frozenset((host, server.port) for host in SERVED),
            connect=2.0,
        )
        client = await stack.enter_async_context(SafeClient(rules, resolver=recorder))
        workers: Workers = InlineWorkers()
        if mode == "pool":
            workers = await stack.enter_async_context(WorkerPool())
        poller, collector = Poller(client, workers, lambda: NOW), Collector(client, workers, lambda: NOW)
        sockets, entries, articles, failed = Sockets(), 0, 0, []
        for source in publish(server):
            reading = await poller.read(source, None, since=NOW - timedelta(days=2))
            entries += len(reading.entries)
            failed += [] if reading.answered else [source.id]
            articles += len((await collector.collect(source, reading.entries)).articles)
        trapped = [path for path in server.paths() if path.startswith("/trap")]
        local = f"('127.0.0.1', {server.port})"
    return {
        "asked": sorted(recorder.asked),
        "trapped": trapped,
        "watched": local in sockets.connected,
        "connected": sorted(sockets.connected - {local}),
        "resolved": sorted(sockets.resolved),
        "entries": entries,
        "articles": articles,
        "failed": failed,
    }


if __name__ == "__main__":
    configure("ERROR")
    if inside_loopback_namespace():
        bring_up_loopback()
    json.dump(asyncio.run(told(sys.argv[1])), sys.stdout)
