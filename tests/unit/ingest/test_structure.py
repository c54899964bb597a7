"""What is recorded of a publisher's document holds its structure and none of its words."""

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.ingest.feeds import parse_feed
from bot.ingest.filler import Addresses, filler
from bot.ingest.structure import structure_of

BASE = "https://news.example.org/feed"
WORDS = st.text("bdgjkqvwzĝßж", min_size=4, max_size=9)
"""Letters that no element name, address of ours or filler is made of."""


@dataclass(frozen=True)
class Item:
    words: Sequence[str]
    day: int

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def link(self) -> str:
        return f"https://news.example.org/{'-'.join(self.words)}-{self.day}.html?{self.words[0]}={self.day}"


ITEMS = st.lists(
    st.builds(Item, st.lists(WORDS, min_size=2, max_size=5), st.integers(1, 28)),
    min_size=1,
    max_size=6,
    unique_by=lambda item: item.link,
)


def rss(items: Sequence[Item]) -> bytes:
    told = "".join(
        f"<item><!-- {item.text} --><title>{item.text}</title><link>{html.escape(item.link)}</link>"
        f"<guid isPermaLink='false'>{item.words[0]}-{item.day}-{n}</guid><category>{item.words[0]}</category>"
        f"<description><![CDATA[<p title='{item.text}'>{item.text} &amp; {item.text}</p>]]></description>"
        f"<pub:{item.words[0]} xmlns:pub='https://{item.words[1]}.example/'>{item.text}</pub:{item.words[0]}>"
        f"<pubDate>Fri, {item.day:02} Nov 2026 10:00:00 GMT</pubDate></item>"
        for n, item in enumerate(items)
    )
    return f"""<?xml version="1.0"?><?{items[0].words[0]} {items[0].text}?>
      <!DOCTYPE rss [<!ENTITY {items[0].words[0]} "{items[0].text}">]>
      <rss version="2.0"><channel><title>{items[0].text}</title><language>en-GB</language><ttl>90</ttl>
      <skipDays><day>Sunday</day></skipDays>{told}</channel></rss>""".encode()


def atom(items: Sequence[Item]) -> bytes:
    told = "".join(
        f"<entry><title type='html'>{item.text}</title><link rel='alternate' title='{item.text}' "
        f"href='{html.escape(item.link)}'/><id>tag:{item.words[0]},{item.day}:{n}</id>"
        f"<author><name>{item.text}</name></author><updated>2026-11-{item.day:02}T10:00:00Z</updated></entry>"
        for n, item in enumerate(items)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{items[0].text}</title>{told}</feed>".encode()


def sitemap(items: Sequence[Item]) -> bytes:
    told = "".join(
        f"<url><loc>{html.escape(item.link)}</loc><news:news><news:title>{item.text}</news:title>"
        f"<news:publication_date>2026-11-{item.day:02}</news:publication_date></news:news></url>"
        for item in items
    )
    return f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{told}</urlset>""".encode()


def json_feed(items: Sequence[Item]) -> bytes:
    told = [
        {
            "id": f"{item.words[0]}-{n}",
            "url": item.link,
            "title": item.text,
            item.words[0]: item.text,
            "content_html": f"<p>{item.text}</p>",
            "date_published": f"2026-11-{item.day:02}T10:00:00Z",
            "tags": list(item.words),
        }
        for n, item in enumerate(items)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": items[0].text, "items": told}).encode()


FORMATS: dict[str, Callable[[Sequence[Item]], bytes]] = {
    "rss": rss,
    "atom": atom,
    "sitemap": sitemap,
    "json": json_feed,
}


def assert_wordless(text: str, items: Sequence[Item]) -> None:
    kept = {word for item in items for word in item.words if word.lower() in text.lower()}
    assert not kept


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
@settings(deadline=None)
@given(items=ITEMS)
def test_no_word_survives_and_the_entries_are_as_many(
    write: Callable[[Sequence[Item]], bytes], items: list[Item]
) -> None:
    body = write(items)
    bare = structure_of(body, url=BASE)
    assert_wordless(bare.decode(), items)
    before, after = parse_feed(body, url=BASE), parse_feed(bare, url="https://example.invalid/feed")
    assert len(after.entries) == len(before.entries) == len(items)
    assert [entry.published for entry in after.entries] == [entry.published for entry in before.entries]
    assert [len(entry.title) for entry in after.entries] == [len(entry.title) for entry in before.entries]
    assert len({entry.url for entry in after.entries}) == len(items)
    assert after.ttl_minutes == before.ttl_minutes
    assert after.skip_days == before.skip_days


@settings(deadline=None)
@given(items=ITEMS)
def test_a_list_page_keeps_what_its_selector_looks_for(items: list[Item]) -> None:
    links = "".join(
        f"<li class='entry {item.words[0]}'><a title='{item.text}' href='{html.escape(item.link)}'>{item.text}</a>"
        f"<time datetime='2026-11-{item.day:02}'>{item.day}.11.2026</time></li>"
        for item in items
    )
    page = f"""<!doctype html><html lang=en><head><title>{items[0].text}</title><script>{items[0].text}</script>
      </head><body data-x='{items[0].text}'><ul class="{items[0].words[0]} news-list">{links}</ul>
      <a href='https://other.example.net/{items[0].words[0]}'>{items[0].text}</a></body></html>"""
    bare = structure_of(page.encode(), url=BASE, selector="ul.news-list > li.entry a[href]").decode()
    assert_wordless(bare, items)
    assert 'class="news-list"' in bare
    assert bare.count('class="entry"') == len(items)
    addresses = re.findall(r'href="(https://example\.invalid/[^"]+)"', bare)
    assert len(set(addresses)) == len(items)
    assert 'href="https://elsewhere.invalid/' in bare
    assert bare.count("datetime=") == len(items)


def test_parts_of_addresses_that_a_selector_names_are_kept() -> None:
    page = b"<html><a href='/press/release-7.aspx'>A release</a></html>"
    bare = structure_of(page, url=BASE, selector="a[href^='/press/']").decode()
    assert re.search(r'href="/press/p\d+\.aspx"', bare)
    assert "X xxxxxxx" in bare


@settings(deadline=None)
@given(st.text(max_size=60))
def test_filler_is_as_long_as_what_it_stands_for(text: str) -> None:
    assert len(filler(text)) == len(text)


@pytest.mark.parametrize("text", ["2026-11-20T10:00:00Z", "Fri, 20 Nov 2026 10:00:00 +0000", "20261120T101500Z", "60"])
def test_dates_and_small_numbers_stay(text: str) -> None:
    assert filler(text) == text


@pytest.mark.parametrize(
    ("given_address", "shape"),
    [
        ("https://www.example.org/a/b.html?x=1", r"https://example\.invalid/p\d+/p\d+\.html\?q=\d+"),
        ("//cdn.example.net/a", r"//elsewhere\.invalid/p\d+"),
        ("../a/./b#part", r"\.\./p\d+/\./p\d+#p\d+"),
        ("mailto:someone@example.org", "#"),
        ("javascript:open('words')", "#"),
        ("http://[broken/words", r"http://elsewhere\.invalid/p\d+"),
        ("", ""),
    ],
)
def test_addresses_keep_their_shape(given_address: str, shape: str) -> None:
    assert re.fullmatch(shape, Addresses(base=BASE).hidden(given_address))


@pytest.mark.parametrize("body", [b"", b"words", b"{broken", b"\0\0", b"<own:root xmlns:own='https://x.example/'/>"])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        structure_of(body, url=BASE)
