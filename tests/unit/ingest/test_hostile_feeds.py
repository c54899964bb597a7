"""Hostile feeds, each in a worker: bounded in time and memory, nothing leaked, and the next feed is read."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.repair import cap_authors, repair
from bot.ingest.workers import PoolRules, WorkerPool
from support.feedtext import items, rss

# One pool for all: starting a worker takes longer than most of the cases.
pytestmark = [pytest.mark.asyncio(loop_scope="module")]
URL = "https://news.example/feed"
SECRET = "kept-for-this-machine"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(PoolRules(size=1, feed_seconds=3.0)) as opened:
        yield opened


def channel(inside: str, *, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'.encode()


def item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title><link>https://news.example/1</link>{more}</item>"


LAUGHS = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
ATTRIBUTES = " ".join(f'a{number}="x"' for number in range(60_000))
CASES = {
    "nested entities": channel(item("&m;"), before=LAUGHS),
    "deep nesting": channel("<a>" * 100_000 + item("x")),
    "unclosed tags": channel("<b>" * 20_000),
    "many items": channel(item("x") * 20_000),
    "many attributes": channel(f"<item {ATTRIBUTES}>x</item>"),
    "open CDATA": channel("<![CDATA[" * 200_000),
    "open comments": channel("<!--" * 200_000),
    "ampersands": channel(item("&" * 300_000)),
    "author against a pattern": channel(item("x", f"<author>{'a' * 300_000}@</author>")),
    "a long tag": channel("<" + "a" * 500_000),
    "NUL bytes": b"\0<rss>" + b"\0" * 1_000_000,
    "open markup in a title": channel(item("&lt;b " * 100_000)),
    "deep JSON": b'{"items":' + b"[" * 1_000_000,
    "a long number in JSON": b'{"items":[{"id":' + b"9" * 1_000_000 + b"}]}",
}


@pytest.mark.parametrize("name", CASES)
async def test_a_hostile_feed_ends_in_time_and_the_next_is_read(name: str, pool: WorkerPool) -> None:
    started = time.monotonic()
    try:
        feed = await pool.feed(CASES[name], url=URL)
        size = sum(len(entry.title) + len(entry.text) for entry in feed.entries)
    except ParseError as error:
        size = 0
        reason = error.reason
    else:
        reason = DropReason.UNREADABLE
    assert time.monotonic() - started < 10
    assert size <= 3 * len(CASES[name])
    assert reason in {DropReason.UNREADABLE, DropReason.TIMEOUT, DropReason.TOO_LARGE, DropReason.EMPTY}
    assert len((await pool.feed(rss(items(2)).encode(), url=URL)).entries) == 2


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "{file}">]>', "&x;"),
        ('<!DOCTYPE rss [<!ENTITY % p SYSTEM "{file}"> %p;]>', "x"),
        ('<!DOCTYPE rss SYSTEM "{file}">', "x"),
        ("", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>x'),
    ],
)
async def test_no_file_of_ours_gets_into_a_feed(before: str, title: str, tmp_path: Path, pool: WorkerPool) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    address = secret.as_uri()
    body = channel(item(title.format(file=address)), before=before.format(file=address))
    try:
        told = repr(await pool.feed(body, url=URL))
    except ParseError as error:
        told = str(error)
    assert SECRET not in told


async def test_authors_are_capped_before_the_fallback_sees_them() -> None:
    long = "a" * 50_000
    for text in (f"<author>{long}</author>", f"<dc:creator><![CDATA[{long}]]></dc:creator>", f"<name>{long}</name>"):
        capped = cap_authors(text.encode())
        assert len(capped) < 300
        assert capped.endswith(text[-3:].encode())


async def test_sections_and_declared_entities_are_left_as_they_are() -> None:
    assert repair(b"<a>&eacute; & &#0; <![CDATA[&eacute; & ]]><!-- & --></a>") == (
        b"<a>&#233; &amp; \xef\xbf\xbd <![CDATA[&eacute; & ]]><!-- & --></a>"
    )
    declared = b'<!DOCTYPE a [<!ENTITY me "plain"><!ENTITY it SYSTEM "file:///x"><!ENTITY us "&me;&me;">]>'
    assert repair(declared + b"<a>&me; &it; &us; & &eacute;</a>") == (declared + b"<a>plain &it; &us; &amp; &#233;</a>")
