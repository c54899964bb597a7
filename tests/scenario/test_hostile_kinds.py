"""Sources that mean harm, of every kind: bombs, floods, loops, other people's sites. A named reason each, at once."""

import gzip
from collections.abc import Callable

import pytest

from bot.domain.article import DropReason
from bot.domain.source import Source
from bot.ingest import gkg
from support import sourcekinds as make
from support.feedtext import items, rss
from support.kindfield import EARLIER, STAMP, Field, kind_field
from support.sourcekinds import NOW, Row

MANY = b"<html><body>" + b"".join(b"<a href=/a%d>Story number %d here</a>" % (n, n) for n in range(70_000))
MILLION = b"<html><body>" + b"<a href=/1>one and the same</a>" * 1_000_000
DEEP = b"<html><body>" + b"<div>" * 100_000 + b"<a href=/1>Found in the deep of the page</a>"
CSV = make.gkg_csv([Row(url="https://a.example/1", title="One")], STAMP)

field = kind_field
"""The fixture, under the name the tests use."""


def sitemap(house: Field, body: bytes, path: str = "/s.xml") -> Source:
    house.say(path, body)
    return house.source("sitemap", path)


def index(house: Field, *children: str) -> Source:
    return sitemap(house, make.sitemap_index([(child, "2026-11-23") for child in children]))


def page(house: Field, body: bytes, selector: str = "a") -> Source:
    house.say("/press", body)
    return house.source("page_list", "/press", selector=selector)


def gdelt(house: Field, packed: bytes, *, md5: str | None = None, stamp: str = STAMP) -> Source:
    house.gdelt(packed, stamp=stamp, md5=md5)
    return house.source("gdelt", "/gdeltv2/lastupdate.txt")


def listed(house: Field, text: bytes) -> Source:
    house.say("/gdeltv2/lastupdate.txt", text)
    return house.source("gdelt", "/gdeltv2/lastupdate.txt")


def encrypted(packed: bytes) -> bytes:
    """Set the mark of an encrypted member in both of its headers."""
    changed = bytearray(packed)
    changed[6] |= 1
    changed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def understated(packed: bytes) -> bytes:
    """Let the directory of a zip claim that its member has ten bytes."""
    changed = bytearray(packed)
    at = packed.index(b"PK\x01\x02") + 24
    changed[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(changed)


HOSTILE: dict[str, tuple[Callable[[Field], Source], DropReason, str]] = {
    "a packed sitemap that is a bomb": (
        lambda house: sitemap(house, make.gzip_bomb(200_000_000)),
        DropReason.TOO_LARGE,
        "more than",
    ),
    "a packed sitemap cut short": (
        lambda house: sitemap(house, gzip.compress(make.plain_sitemap(["https://a.example/"]))[:-20]),
        DropReason.UNREADABLE,
        "truncated",
    ),
    "an index that names itself": (
        lambda house: index(house, house.server.url("/s.xml")),
        DropReason.EMPTY,
        "names none",
    ),
    "an index that names another site": (
        lambda house: index(house, "https://other.example/news.xml", "http://10.0.0.1/news.xml"),
        DropReason.EMPTY,
        "names none",
    ),
    "an index whose child is an index": (
        lambda house: index(
            house, house.say("/news.xml", make.sitemap_index([(house.server.url("/s.xml"), "2026-11-23")]))
        ),
        DropReason.UNREADABLE,
        "index inside an index",
    ),
    "an index without sitemaps": (index, DropReason.EMPTY, "names no sitemap"),
    "a million links": (lambda house: page(house, MILLION), DropReason.TOO_LARGE, "more than"),
    "a selector that matches nothing": (
        lambda house: page(house, make.list_page(["<a href=/1>A story with a title</a>"]), "div.gone a"),
        DropReason.EMPTY,
        "the selector 'div.gone a' matches nothing",
    ),
    "a selector that is none": (
        lambda house: page(house, make.list_page([]), "a[href"),
        DropReason.UNREADABLE,
        "the selector 'a[href' cannot be read",
    ),
    "a selector of words": (
        lambda house: page(house, make.list_page([]), "a::text"),
        DropReason.UNREADABLE,
        "'a::text' cannot be read",
    ),
    "a picture as a list": (
        lambda house: page(house, b"\x89PNG\r\n" + b"\0" * 999),
        DropReason.EMPTY,
        "matches nothing",
    ),
    "a zip bomb": (
        lambda house: gdelt(house, make.zipped(b"\0" * (gkg.MAX_UNPACKED + 1))),
        DropReason.TOO_LARGE,
        "bytes unpacked",
    ),
    "a zip bomb that says it is small": (
        lambda house: gdelt(house, understated(make.zipped(b"\n" * 200_000_000))),
        DropReason.UNREADABLE,
        "",
    ),
    "a row without end": (lambda house: gdelt(house, make.zipped(b"x" * 3_000_000)), DropReason.TOO_LARGE, "in a row"),
    "a zip of two files": (
        lambda house: gdelt(house, make.zipped(CSV, names=("a.csv", "b.csv"))),
        DropReason.UNREADABLE,
        "a zip of 2 files",
    ),
    "an encrypted zip": (lambda house: gdelt(house, encrypted(make.zipped(CSV))), DropReason.UNREADABLE, "zip"),
    "no zip": (lambda house: gdelt(house, b"not a zip"), DropReason.UNREADABLE, "not a readable zip"),
    "a zip that was damaged": (
        lambda house: gdelt(house, make.zipped(CSV)[:-60] + b"\0" * 60),
        DropReason.UNREADABLE,
        "not a readable zip",
    ),
    "rows of something else": (
        lambda house: gdelt(house, make.zipped(b"a\tb\tc\n" * 10)),
        DropReason.UNREADABLE,
        "27 columns",
    ),
    "another MD5": (lambda house: gdelt(house, make.zipped(CSV), md5="0" * 32), DropReason.UNREADABLE, "MD5"),
    "a file of another site": (
        lambda house: listed(house, make.last_update("http://169.254.169.254", STAMP, b"")),
        DropReason.UNREADABLE,
        "another site",
    ),
    "a file of no moment": (
        lambda house: listed(house, make.last_update(house.server.url(""), "20261399999999", b"")),
        DropReason.UNREADABLE,
        "no moment",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_sources_have_a_named_reason(case: str, field: Field) -> None:
    prepare, reason, says = HOSTILE[case]
    reading = await field.read(prepare(field))
    assert (reading.answered, reading.entries) == (False, ())
    error = reading.state.last_error or ""
    assert error.startswith(f"{reason}: ")
    assert says in error


async def test_a_flood_of_links_is_cut_and_said_so(field: Field) -> None:
    reading = await field.read(page(field, MANY))
    assert len(reading.entries) == 20  # of a first reading, undated
    told = [drop.detail for drop in reading.drops if drop.reason is DropReason.UNREADABLE]
    assert told == ["1500 links beyond the first 500", "68000 matches of the selector beyond the first 2000"]


async def test_a_page_nested_without_end_costs_its_depth_alone(field: Field) -> None:
    error = (await field.read(page(field, DEEP))).state.last_error or ""
    assert error.startswith("empty: the selector 'a' matches nothing")


async def test_a_flood_of_addresses_in_a_sitemap_is_cut(field: Field) -> None:
    stories = [(f"https://a.example/{number}", f"Story {number}", EARLIER) for number in range(1_500)]
    for name in ("/news-1.xml", "/news-2.xml"):
        field.say(name, make.news_sitemap(stories))
    source = index(field, field.server.url("/news-1.xml"), field.server.url("/news-2.xml"))
    reading = await field.read(source)
    assert len(reading.entries) == 1_000
    assert "addresses beyond the first 1000" in [drop.detail for drop in reading.drops]


async def test_five_sitemaps_of_an_index_are_followed_and_no_more(field: Field) -> None:
    children = [field.server.url(f"/news-{number}.xml") for number in range(50)]
    for number in range(50):
        story = (f"https://a.example/{number}", "A story", EARLIER)
        field.say(f"/news-{number}.xml", make.news_sitemap([story]))
    reading = await field.read(index(field, *children))
    assert len(reading.entries) == 5
    assert len(field.server.seen) == 6


async def test_one_bad_sitemap_of_an_index_costs_itself(field: Field) -> None:
    field.say("/news-1.xml", make.news_sitemap([("https://a.example/1", "A story", EARLIER)]))
    source = index(field, field.server.url("/news-1.xml"), field.server.url("/news-2.xml"), "https://b.example/news")
    reading = await field.read(source)
    assert [entry.title for entry in reading.entries] == ["A story"]
    assert sorted((drop.url.rpartition("/")[2], drop.detail) for drop in reading.drops) == [
        ("news", "a sitemap of another site is not followed"),
        ("news-2.xml", "the server answered 404"),
    ]


async def test_old_news_in_a_sitemap_is_dropped_as_old(field: Field) -> None:
    stories = [("https://a.example/1", "Old", NOW.replace(day=20)), ("https://a.example/2", "New", EARLIER)]
    reading = await field.read(sitemap(field, make.news_sitemap(stories)))
    assert [entry.title for entry in reading.entries] == ["New"]
    assert [drop.reason for drop in reading.drops] == [DropReason.TOO_OLD]


async def test_a_page_that_names_itself_as_its_feed_ends(field: Field) -> None:
    field.say("/", b"<html><link rel=alternate type=application/rss+xml href=/two></html>")
    field.say("/two", b"<html><link rel=alternate type=application/rss+xml href=/></html>")
    reading = await field.read(field.source("feed", "/"))
    assert "is an HTML page" in (reading.state.last_error or "")
    assert field.server.paths() == ["/", "/robots.txt", "/two"]


async def test_a_file_missing_among_gdelts_is_told_and_the_others_are_read(field: Field) -> None:
    source = gdelt(field, make.zipped(make.gkg_csv([Row(url="https://a.example/1", title="One")], STAMP)))
    reading = await field.read(source)
    assert [entry.title for entry in reading.entries] == ["One"]
    assert {drop.detail for drop in reading.drops} == {"the server answered 404"}
    assert len(reading.drops) == 7


async def test_a_feed_that_is_all_comments_is_taken_where_there_is_no_other(field: Field) -> None:
    body = rss(items(1, start=EARLIER)).replace("<title>Wire</title>", "<title>Comments for Wire</title>")
    field.say("/feed", body.encode())
    field.say("/", b"<html><link rel=alternate type=application/rss+xml href=/feed></html>")
    assert len((await field.read(field.source("feed", "/"))).entries) == 1
