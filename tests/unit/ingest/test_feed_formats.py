"""Feeds with known truth in every format, and the texts that make parsers stumble."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.feeds import parse_feed
from bot.ingest.values import MAX_TEXT, MAX_TITLE
from support.feedtext import Item, atom, items, json_feed, rdf, rss

URL = "https://news.example/feed"
TITLES = st.text(
    alphabet=st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn", "Cf", "Zl", "Zp"], blacklist_characters="<&…"),
    min_size=1,
    max_size=60,
).filter(lambda text: text.strip() and "\ufeff" not in text)


@pytest.mark.parametrize("write", [rss, atom, rdf, json_feed])
def test_every_format_gives_the_same_truth(write: object) -> None:
    truth = items(5)
    feed = parse_feed(write(truth).encode(), url=URL)  # type: ignore[operator]
    assert feed.title == "Wire"
    assert feed.language == "en"
    assert [entry.url for entry in feed.entries] == [item.url for item in truth]
    assert [entry.published for entry in feed.entries] == [item.published for item in truth]
    assert {entry.author for entry in feed.entries} == {"A. Writer"}
    for entry, item in zip(feed.entries, truth, strict=True):
        assert entry.title == item.title
        number = item.guid.removeprefix("id-")
        assert entry.text == f"First paragraph of {number}.\nSecond one, with an R&D clause."


@given(TITLES, st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
@settings(max_examples=40, deadline=None)
def test_titles_and_dates_survive(title: str, moment: datetime) -> None:
    published = moment.replace(microsecond=0, tzinfo=UTC)
    item = Item(guid="1", url="https://news.example/1", title=title, text="text", published=published)
    for write in (rss, json_feed):
        entry = parse_feed(write([item]).encode(), url=URL).entries[0]
        assert entry.title == " ".join(title.split())
        assert entry.published == published


def test_undeclared_entities_and_bare_ampersands_eat_no_text() -> None:
    source = rss([]).replace(
        "</channel>",
        "<item><title>caf&eacute; R&D &mdash; &unheardof; x</title><link>https://news.example/a?x=1&y=2</link>"
        "<description><![CDATA[<p>AT&T &amp; Mor&eacute;</p>]]></description></item></channel>",
    )
    entry = parse_feed(source.encode(), url=URL).entries[0]
    assert entry.title == "café R&D — &unheardof; x"
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert entry.text == "AT&T & Moré"


@pytest.mark.parametrize(
    "date",
    ["now", "today", "10:30", "2 hours ago", "Monday", "March 2026", "2026", "12", "n/a", "2026-11", "0000-00-00", ""],
)
def test_a_date_that_is_none_stays_missing(date: str) -> None:
    source = rss(items(1)[:1]).replace(rss(items(1)).split("<pubDate>")[1].split("</pubDate>")[0], date)
    assert parse_feed(source.encode(), url=URL).entries[0].published is None


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 23 Nov 2026 10:00:00 GMT",
        "23 Nov 2026 10:00:00 +0000",
        "2026-11-23T10:00:00Z",
        "2026-11-23T13:00:00+03:00",
        "2026-11-23 10:00:00",
        "<![CDATA[Mon, 23 Nov 2026 10:00:00 GMT]]>",
        "Nov 23, 2026 10:00:00 UTC",
    ],
)
def test_dates_as_feeds_write_them(date: str) -> None:
    source = rss(items(1)).replace(rss(items(1)).split("<pubDate>")[1].split("</pubDate>")[0], date)
    assert parse_feed(source.encode(), url=URL).entries[0].published == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("charset", "http", "declared"),
    [
        ("utf-8", None, "UTF-8"),
        ("iso-8859-9", None, "iso-8859-9"),
        ("windows-1251", "windows-1251", "UTF-8"),
        ("koi8-r", None, "koi8-r"),
        ("utf-16", None, "UTF-16"),
        ("utf-16-le", None, "UTF-16"),
        ("utf-8", "iso-8859-1", "UTF-8"),
        ("utf-8", None, "UTF-16"),
        ("utf-8-sig", "windows-1251", "UTF-8"),
        ("cp1252", None, "UTF-8"),
    ],
)
def test_charsets(charset: str, http: str | None, declared: str) -> None:
    word = {"windows-1251": "Соглашение", "koi8-r": "Соглашение", "iso-8859-9": "Türkiye İş"}.get(
        charset, "Größe – naïve"
    )
    item = Item(
        guid="1", url="https://news.example/1", title=word, text=f"{word} beside words that are plain ASCII. " * 30
    )
    source = rss([item]).replace('encoding="UTF-8"', f'encoding="{declared}"').encode(charset)
    assert parse_feed(source, url=URL, charset=http).entries[0].title == word


def test_hints_for_pollers_are_read_from_the_head_alone() -> None:
    head = (
        "<language>tr-TR</language><ttl>120</ttl><skipHours><hour>0</hour><hour>23</hour></skipHours>"
        "<skipDays><day>Saturday</day></skipDays>"
    )
    feed = parse_feed(rss(items(2), head=head).encode(), url=URL)
    assert (feed.language, feed.ttl_minutes, feed.skip_hours, feed.skip_days) == ("tr", 120, (0, 23), (5,))
    late = rss(items(2), head="").replace("</channel>", "<ttl>5</ttl></channel>")
    assert parse_feed(late.encode(), url=URL).ttl_minutes is None
    period = "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    assert parse_feed(rss(items(2), head=period).encode(), url=URL).ttl_minutes == 30


def test_relative_links_are_resolved_and_entries_without_any_name_are_refused() -> None:
    source = (
        "<rss><channel><title>t</title><item><title>rel</title><link>/a?b=1</link></item>"
        "<item><title>guid only</title><guid>https://news.example/g</guid></item>"
        "<item><title>no web address</title><guid>xyz</guid></item>"
        "<item><title>script</title><link>javascript:alert(1)</link></item><item><title>nothing</title></item></channel></rss>"
    )
    feed = parse_feed(source.encode(), url=URL)
    assert [entry.url for entry in feed.entries] == ["https://news.example/a?b=1", "https://news.example/g", "", ""]
    assert [(refused.title, refused.problem) for refused in feed.refused] == [
        ("nothing", "an entry without address and id")
    ]


def test_lengths_are_bounded() -> None:
    item = Item(guid="1", url="https://news.example/1", title="T" * 2_000_000, text="x " * 300_000, author="a" * 99_999)
    entry = parse_feed(rss([item]).encode(), url=URL).entries[0]
    assert len(entry.title) == MAX_TITLE
    assert len(entry.text) <= MAX_TEXT
    assert len(entry.author or "") <= 200
    many = parse_feed(rss(items(1) * 2_100).encode(), url=URL)
    assert len(many.entries) == 2_000
    assert len(many.refused) == 1


def test_markup_in_titles_is_stripped() -> None:
    item = Item(guid="1", url="https://news.example/1", title="A<script>alert(1)</script> <b>deal</b>", text="t")
    assert parse_feed(rss([item]).encode(), url=URL).entries[0].title == "A alert(1) deal"


def test_a_page_names_its_feeds_and_one_that_names_none_is_an_error() -> None:
    page = (
        "<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
        "<link rel='alternate' hreflang='de' href='/de'>"
        "<link rel=alternate type=application/atom+xml href='/atom'></head></html>"
    )
    feed = parse_feed(page.encode(), url="https://news.example/")
    assert feed.alternates == ("https://news.example/rss.xml", "https://news.example/atom")
    assert feed.entries == ()
    with pytest.raises(ParseError, match="names no feed"):
        parse_feed(b"<html><body>Hello</body></html>", url=URL)


def test_news_sitemaps_and_gdelt_lists() -> None:
    sitemap = (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc><news:news>'
        "<news:publication><news:name>N</news:name><news:language>tr</news:language></news:publication>"
        "<news:publication_date>2026-11-23T10:00:00Z</news:publication_date><news:title>Deal &amp; co</news:title>"
        "</news:news></url><url><loc>https://news.example/about</loc></url></urlset>"
    )
    feed = parse_feed(sitemap.encode(), url="https://news.example/sitemap.xml")
    assert [(entry.url, entry.title, entry.language) for entry in feed.entries] == [
        ("https://news.example/1", "Deal & co", "tr")
    ]
    assert feed.entries[0].published == datetime(2026, 11, 23, 10, tzinfo=UTC)
    gdelt = '{"articles": [{"url": "https://news.example/2", "title": "T", "seendate": "20261123T101500Z"}]}'
    assert parse_feed(gdelt.encode(), url=URL).entries[0].published == datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"<note><to>you</to></note>",
        b"just text",
        b"{",
        b'{"a": 1}',
        b"[1, 2]",
        b"\x89PNG\r\n\x1a\n",
        b"\0" * 100,
        b"",
        b"  ",
    ],
)
def test_what_is_no_feed_is_a_named_error(body: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse_feed(body, url=URL)
    assert caught.value.reason in {DropReason.UNREADABLE, DropReason.EMPTY}


def test_json_with_wrong_types_costs_what_is_wrong_and_no_more() -> None:
    source = (
        '{"title": 5, "items": [{"id": 7, "url": "https://news.example/7", "title": ["x"], "tags": "no", "authors": 3,'
        ' "content_text": "AT&T < R&D"}, "junk", {"id": null}]}'
    )
    feed = parse_feed(source.encode(), url=URL)
    assert [(entry.guid, entry.text) for entry in feed.entries] == [("7", "AT&T < R&D")]
    assert len(feed.refused) == 1


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_anything_but_parse_errors(junk: bytes) -> None:
    whole = rss(items(2)).encode()
    middle = len(whole) // 2
    for body in (junk, b"<rss><channel><item>" + junk, whole[:middle] + junk + whole[middle:]):
        with suppress(ParseError):
            feed = parse_feed(body, url=URL)
            assert all(len(entry.title) <= MAX_TITLE for entry in feed.entries)


def test_dates_out_of_range_are_no_dates() -> None:
    for moment in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC) + timedelta(days=400)):
        item = Item(guid="1", url="https://news.example/1", title="t", text="t", published=moment)
        assert parse_feed(atom([item]).encode(), url=URL).entries[0].published is None
