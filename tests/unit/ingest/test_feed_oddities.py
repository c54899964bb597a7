"""What feeds in the wild do to their formats, each in a document of a few lines: the same truth comes out."""

import json
from datetime import UTC, datetime

import pytest

from bot.ingest.feeds import parse_feed
from bot.ingest.values import Feed

URL = "https://news.example/dir/feed"
MOMENT = datetime(2026, 11, 23, 10, tzinfo=UTC)
SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
LINK = "<link>https://news.example/1</link>"


def rss(inside: str, *, head: str = "", spaces: str = SPACES) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>T</title><link>https://news.example/</link>'
        f"{head}<item>{inside}</item></channel></rss>"
    )


def entry(inside: str, *, head: str = "", root: str = ATOM) -> str:
    return f"<feed {root}><title>T</title>{head}<entry>{inside}</entry></feed>"


def read(text: str) -> Feed:
    return parse_feed(text.encode(), url=URL)


RSS_0X = "<title>A &amp; B</title><link>https://news.example/1</link><description>d</description>"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{space}" {dc}><channel><title>T</title>'
    "<link>https://news.example/</link></channel><item{about}>{item}</item></rdf:RDF>"
)


@pytest.mark.parametrize(
    "text",
    [
        RDF.format(space="http://my.netscape.com/rdf/simple/0.9/", dc="", about="", item=RSS_0X),
        RDF.format(space="http://channel.netscape.com/rdf/simple/0.9/", dc="", about="", item=RSS_0X),
        RDF.format(space="http://purl.org/rss/1.0/", dc="", about=' rdf:about="x"', item=RSS_0X),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
            f'<rss version="0.91"><channel><title>T</title><item>{RSS_0X}</item></channel></rss>'
        ),
        f'<rss version="0.92"><channel><title>T</title><item>{RSS_0X}</item></channel></rss>',
        f'<rss xmlns="http://backend.userland.com/rss2"><channel><title>T</title><item>{RSS_0X}</item></channel></rss>',
        rss(RSS_0X),
        rss(RSS_0X, spaces=""),
        entry('<title>A &amp; B</title><link href="https://news.example/1"/><summary>d</summary>'),
        entry(
            '<title>A &amp; B</title><link rel="alternate" href="https://news.example/1"/><summary>d</summary>',
            root='version="0.3" xmlns="http://purl.org/atom/ns#"',
        ),
        entry('<title>A &amp; B</title><link href="https://news.example/1"/><summary>d</summary>', root=""),
        json.dumps({"title": "T", "items": [{"url": "https://news.example/1", "title": "A & B", "summary": "d"}]}),
    ],
)
def test_every_version_of_every_format(text: str) -> None:
    (item,) = read(text).entries
    assert (item.title, item.url, item.text) == ("A & B", "https://news.example/1", "d")


@pytest.mark.parametrize(
    ("inside", "title", "url", "text"),
    [
        ("<media:title>M</media:title><title>Real</title>" + LINK, "Real", "https://news.example/1", ""),
        ("<itunes:title>I</itunes:title><title>Real</title>" + LINK, "Real", "https://news.example/1", ""),
        (
            ("<media:description>A long caption of a picture.</media:description><title>R</title><description>d"
            f"</description>{LINK}"),
            "R",
            "https://news.example/1",
            "d",
        ),
        ('<atom:link rel="self" href="/self"/><title>R</title>' + LINK, "R", "https://news.example/1", ""),
        ('<title>R</title><atom:link rel="alternate" href="/2"/>', "R", "https://news.example/2", ""),
        (("<title>R</title><link>https://counter.example/1</link><feedburner:origLink>https://news.example/1"
         "</feedburner:origLink>"), "R", "https://news.example/1", ""),
        ('<title>R</title><guid isPermaLink="false">tag:1</guid>' + LINK, "R", "https://news.example/1", ""),
        ('<title>R</title><guid isPermaLink="true">https://news.example/g</guid>', "R", "https://news.example/g", ""),
        ("<title>A <b>bold</b> move</title>" + LINK, "A bold move", "https://news.example/1", ""),
        ("<title>A<!-- aside --> B</title>" + LINK, "A B", "https://news.example/1", ""),
        ("<title>A <![CDATA[& B]]> C</title>" + LINK, "A & B C", "https://news.example/1", ""),
        ("<title>R</title><link><![CDATA[https://news.example/1?a=1&b=2]]></link>", "R",
         "https://news.example/1?a=1&b=2", ""),
        ("<title>R</title><link>\n  ../1?x=ä  \n</link>", "R", "https://news.example/1?x=ä", ""),
        ("<title>R</title><description><p>Raw <i>markup</i></p><p>here</p></description>" + LINK, "R",
         "https://news.example/1", "Raw markup\nhere"),
        (("<title>R</title><description>short</description><content:encoded><![CDATA[<p>All of it</p>]]>"
         f"</content:encoded>{LINK}"), "R", "https://news.example/1", "All of it"),
        ("<title>&lt;i&gt;R&lt;/i&gt; &amp;amp; D</title>" + LINK, "R & D", "https://news.example/1", ""),
    ],
)  # fmt: skip
def test_items_of_rss(inside: str, title: str, url: str, text: str) -> None:
    (item,) = read(rss(inside)).entries
    assert (item.title, item.url, item.text) == (title, url, text)


@pytest.mark.parametrize(
    ("inside", "title", "url", "text"),
    [
        ('<title>R</title><link rel="self" href="s"/><link rel="enclosure" href="e.mp3"/><link href="1"/>', "R",
         "https://news.example/dir/1", ""),
        ('<title>R</title><link rel="replies" href="s"/><link rel="alternate" href="/1"/>', "R",
         "https://news.example/1", ""),
        ('<title type="html">&lt;b&gt;R&lt;/b&gt;</title><link href="/1"/>', "R", "https://news.example/1", ""),
        (f'<title type="xhtml"><div {XHTML}>A <b>bold</b> title</div></title><link href="/1"/>', "A bold title",
         "https://news.example/1", ""),
        (f'<title>R</title><link href="/1"/><content type="xhtml"><div {XHTML}><p>Hello <b>you</b></p></div></content>',
         "R", "https://news.example/1", "Hello you"),
        (f'<title>R</title><link href="/1"/><summary type="xhtml"><div {XHTML}><p>Sum</p></div></summary>', "R",
         "https://news.example/1", "Sum"),
        ('<title>R</title><link xml:base="https://other.example/x/" href="1"/>', "R", "https://other.example/x/1", ""),
        (('<title>R</title><link href="/1"/><media:group xmlns:media="http://search.yahoo.com/mrss/"><media:title>M'
         "</media:title><media:description>Of the video</media:description></media:group>"), "R",
         "https://news.example/1", "Of the video"),
    ],
)  # fmt: skip
def test_entries_of_atom(inside: str, title: str, url: str, text: str) -> None:
    (item,) = read(entry(inside)).entries
    assert (item.title, item.url, item.text) == (title, url, text)


@pytest.mark.parametrize(("base", "link"), [("https://[x/", "1"), ("https://b.example/", "https://[x/")])
def test_a_base_or_link_that_is_no_address_costs_that_link(base: str, link: str) -> None:
    text = entry(f'<title>R</title><id>tag:1</id><link xml:base="{base}" href="{link}"/>')
    assert [item.guid for item in read(text).entries] == ["tag:1"]


def test_bases_add_up() -> None:
    text = entry('<title>R</title><link href="1"/>', root=f'{ATOM} xml:base="https://base.example/a/"')
    assert read(text.replace("<entry>", '<entry xml:base="b/">')).entries[0].url == "https://base.example/a/b/1"


@pytest.mark.parametrize("prefix", ["content", "dc", "media", "unheard"])
def test_prefixes_that_are_not_declared_lose_nothing(prefix: str) -> None:
    inside = f"<{prefix}:encoded>All of it</{prefix}:encoded><title>R</title>{LINK}<dc:date>2026-11-23T10:00Z</dc:date>"
    (item,) = read(rss(inside, spaces="")).entries
    assert (item.title, item.url, item.published) == ("R", "https://news.example/1", MOMENT)
    assert item.text == ("All of it" if prefix == "content" else "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n  ", "\n"),
        ("Warning: something in line 3<br />\n", "<!-- cached --><script>1</script>"),
        ("<!-- made by <rss> -->", "<rss>"),
        ('<?xml-stylesheet href="x.xsl"?>', "</div></body></html>"),
        ("\ufeff\ufeff", "\0\0"),
    ],
)
def test_junk_before_and_behind(before: str, after: str) -> None:
    (item,) = read(before + rss("<title>Größe</title>" + LINK) + after).entries
    assert item.title == "Größe"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-16-be"])
def test_a_declaration_behind_junk_misleads_nobody(encoding: str) -> None:
    text = "\n" + rss("<title>Größe</title>" + LINK).replace('"1.0"', f'"1.0" encoding="{encoding}"')
    assert read(text).entries[0].title == "Größe"


def test_a_feed_cut_short_gives_what_came() -> None:
    whole = rss("<title>One</title>" + LINK + "</item><item><title>Two</title><link>https://news.example/2</link>")
    feed = read(whole[: whole.index("2</link>") + 1])
    assert [item.url for item in feed.entries] == ["https://news.example/1", "https://news.example/2"]
    feed = read(whole[: whole.index("Two")])
    assert feed.reader == "fastfeedparser"  # an empty rest is no reason to read all of it again
    assert [item.url for item in feed.entries] == ["https://news.example/1"]


def test_authors_categories_and_updates_are_kept() -> None:
    more = (
        "<dc:creator>A. Writer</dc:creator><category>One</category><category><![CDATA[Two & three]]></category>"
        "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><atom:updated>2026-11-23T10:00:00Z</atom:updated>"
    )
    (item,) = read(rss("<title>R</title>" + LINK + more)).entries
    assert (item.author, item.categories) == ("A. Writer", ("One", "Two & three"))
    assert (item.published, item.updated) == (MOMENT, MOMENT)
    rdf = RDF.format(
        space="http://purl.org/rss/1.0/",
        dc='xmlns:dc="http://purl.org/dc/elements/1.1/"',
        about=' rdf:about="x"',
        item=RSS_0X + "<dc:date>2026-11-23T10:00:00Z</dc:date><dc:subject>S</dc:subject>",
    )
    (item,) = read(rdf).entries
    assert (item.published, item.updated, item.categories) == (MOMENT, MOMENT, ("S",))
    source = {
        "authors": [{"name": "The desk"}],
        "items": [
            {"id": "1", "author": {"name": "Old way"}, "date_modified": "2026-11-23T10:00:00Z", "tags": ["a", "b"]},
            {"id": "2"},
        ],
    }
    one, two = read(json.dumps(source)).entries
    assert (one.author, one.updated, one.categories) == ("Old way", MOMENT, ("a", "b"))
    assert two.author == "The desk"


def test_hub_and_topic_are_kept() -> None:
    hub, topic = "https://hub.example/", "https://news.example/feed?a=1&b=2"
    links = '<{0}link rel="hub" href="https://hub.example/"/><{0}link href="/feed?a=1&amp;b=2" rel="self" type="x"/>'
    sources = [
        rss(LINK, head=links.format("atom:")),
        entry('<title>R</title><link rel="self" href="/no"/>', head=links.format("")),
        json.dumps({"items": [], "feed_url": topic, "hubs": [{"type": "rssCloud"}, {"type": "WebSub", "url": hub}]}),
    ]
    for source in sources:
        feed = read(source)
        assert (feed.hub, feed.topic) == (hub, topic)
    feed = read(rss(LINK + links.format("atom:")))
    assert (feed.hub, feed.topic) == (None, None)


def test_what_is_cut_is_counted() -> None:
    feed = read(rss("</item><item>".join(f"<guid>{n}</guid><title>t</title>" for n in range(2_345))))
    assert len(feed.entries) == 2_000
    assert [refused.problem for refused in feed.refused] == ["345 entries after the first 2000"]
    feed = read(json.dumps({"items": [{"id": n} for n in range(2_002)]}))
    assert [refused.problem for refused in feed.refused] == ["2 entries after the first 2000"]
