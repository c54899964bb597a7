"""Documents written to hurt whoever reads them; `{file}` and `{http}` stand for what none of them may reach."""

import gzip
import json
from collections.abc import Mapping

LIMIT = 5_000_000


def channel(inside: str, *, before: str = "", declaration: str = '<?xml version="1.0"?>') -> bytes:
    """Return RSS with `inside` after the channel's title."""
    text = f'{declaration}{before}<rss version="2.0"><channel><title>t</title>{inside}</channel></rss>'
    return text.encode("utf-8", "surrogatepass")


def item(title: str = "x", more: str = "") -> str:
    """Return an RSS item with an address."""
    return f"<item><title>{title}</title><link>https://news.example/1</link>{more}</item>"


def page(body: str, *, head: str = "") -> bytes:
    """Return an HTML page."""
    return f"<!DOCTYPE html><html><head><title>t</title>{head}</head><body>{body}</body></html>".encode()


def ld(text: str) -> str:
    """Return a script of JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'


_LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)
_BLOW_UP = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'
_ATTRIBUTES = " ".join(f'a{number}="x"' for number in range(50_000))
_PARAGRAPH = "<p>" + "Words enough to be taken for a paragraph of an article that says something. " * 4 + "</p>"
_GOOD = item("Kept", "<description>d</description>")

LEAKS: Mapping[str, bytes] = {
    "XXE file": channel(item("&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "{file}">]>'),
    "XXE http": channel(item("&x;"), before='<!DOCTYPE rss [<!ENTITY x SYSTEM "{http}">]>'),
    "parameter entity": channel(item(), before='<!DOCTYPE rss [<!ENTITY % p SYSTEM "{file}"> %p;]>'),
    "entity made by a parameter entity": channel(
        item("&all;"),
        before='<!DOCTYPE rss [<!ENTITY % f SYSTEM "{file}"><!ENTITY % d "<!ENTITY all \'%f;\'>"> %d;]>',
    ),
    "external DTD": channel(item(), before='<!DOCTYPE rss SYSTEM "{http}">'),
    "public DTD from a file": channel(item(), before='<!DOCTYPE rss PUBLIC "-//x//y" "{file}">'),
    "XInclude": channel(item('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>x')),
    "stylesheet": channel(item(), before='<?xml-stylesheet type="text/xsl" href="{file}"?>'),
    "schema location": channel(
        item('<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u {file}"/>y')
    ),
}

# Each of these must give its good item, or all it has, within the time limit.
READ: Mapping[str, bytes] = {
    "200,000 items": channel(_GOOD + item() * 150_000),
    "an author of 1 MB": channel(_GOOD + item("x", f"<author>{'a' * 1_000_000}@</author>")),
    "a title of 5 MB": channel(_GOOD + item("x" * LIMIT)),
    "a guid of 1 MB": channel(_GOOD + item("x", f"<guid>{'g ' * 500_000}</guid>")),
    "a million categories": channel(_GOOD + item("x", "<category>a</category>" * 400_000)),
    "a description of 5 MB of open tags": channel(
        _GOOD + item("x", f"<description>{'&lt;b ' * 800_000}</description>")
    ),
    "quotes that never close": channel(_GOOD + item("x", f"<description>{'&lt;a ' + chr(34) * 500_001}</description>")),
    "alternating quotes": channel(_GOOD + item("x", "<description>" + "&lt;a '\"" * 300_000 + "</description>")),
    "comments that never close": channel(_GOOD + item("x", "<description>" + "&lt;!--" * 500_000 + "</description>")),
    "blanks without end": channel(_GOOD + item(" " * 1_000_000 + "\n" * 1_000_000)),
    "scripts that never close": channel(_GOOD + item("x", f"<description>{'&lt;script&gt;' * 200_000}</description>")),
    "ampersands": channel(_GOOD + item("&" * 1_000_000)),
    "numeric references of nothing": channel(_GOOD + item("&#0;&#xD800;&#1114112;&#x110000;&#9999999;" * 20_000)),
    "NULs between the letters": channel(_GOOD).replace(b"<item>", b"\0<it\0em>\0" * 1),
    "NULs in the text": channel(_GOOD + item("a\0b" * 100_000)),
    "lone surrogates": channel(_GOOD + item("\ud800\udfff")),
    "mixed encodings": channel(_GOOD) + "Größe".encode("cp1252") + "Соглашение".encode("koi8-r") + "İş".encode(),
    "says UTF-16, is UTF-8": channel(_GOOD, declaration='<?xml version="1.0" encoding="UTF-16"?>'),
    "says UTF-7": channel(_GOOD + item("+ADw-script+AD4-"), declaration='<?xml version="1.0" encoding="utf-7"?>'),
    "says unicode_escape": channel(_GOOD, declaration='<?xml version="1.0" encoding="unicode_escape"?>'),
    "says punycode": channel(_GOOD + item("a-" * 200_000), declaration='<?xml version="1.0" encoding="punycode"?>'),
    "overlong UTF-8": channel(_GOOD).replace(b"<rss", b"\xc0\xbc!\xe0\x80\xbc<rss", 1),
    "impossible dates": channel(
        _GOOD
        + "".join(
            item("x", f"<pubDate>{date}</pubDate>")
            for date in (
                "0000-00-00",
                "10000-01-01T00:00:00Z",
                "9999-99-99",
                "Mon, 32 Foo 99999 99:99:99 +9999",
                "9" * 250,
            )
        )
    ),
    "dates against a pattern": channel(_GOOD + item("x", f"<pubDate>{'1 a' * 80}</pubDate>") * 2_000),
    "dates that never close": channel(_GOOD + "<pubDate " * 200_000),
    "prefixes without end": channel(_GOOD + f"<{'a' * 19}:" * 100_000),
    "titles that name others": channel(_GOOD + "<media:title>" * 200_000),
    "skipHours without end": channel("<skipHours>" * 20_000 + _GOOD),
    "a link with 3,000 blanks": channel(f"<link {' ' * 3_000}>" * 100 + _GOOD),
    "entities that are declared and plain": channel(
        _GOOD + item("&a;" * 100_000), before=f'<!DOCTYPE rss [<!ENTITY a "{"x" * 64}">]>'
    ),
    "a feed in a comment": b"<!--" + channel(item("Hidden")) + b"-->" + channel(_GOOD),
    "a packed feed": gzip.compress(channel(_GOOD)),
}

# Each of these may be refused, for a named reason; what comes of it must be bounded.
FEEDS: Mapping[str, bytes] = {
    "billion laughs": channel(item("&m;"), before=_LAUGHS + "]>"),
    "quadratic blow-up": channel(item("&a;" * 50_000), before=_BLOW_UP),
    "100,000 levels": channel("<a>" * 100_000 + item()),
    "500,000 unclosed tags": channel("<b>" * 500_000),
    "50,000 attributes": channel(f"<item {_ATTRIBUTES}>x</item>"),
    "an attribute of 5 MB": channel(f'<item a="{"x" * LIMIT}">x</item>'),
    "a tag name of 500,000": channel("<" + "a" * 500_000),
    "sections that never close": channel("<![CDATA[" * 300_000),
    "roots without end": b"<!--" + b"<rss" * 400_000,
    "declarations without end": b"<?xml " * 400_000,
    "document types without end": b"<!DOCTYPE " * 200_000 + b"<!ENTITY " * 200_000,
    "JSON of 100,000 levels": b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "JSON of a million keys": b'{"items":[{' + b",".join(b'"k%d":1' % n for n in range(1_000_000))[:9_000_000] + b"}]}",
    "JSON with an integer of 100,000 digits": b'{"items":[{"id":' + b"9" * 100_000 + b',"title":"x"}]}',
    "JSON with lone surrogates": b'{"items":[{"id":"\\ud800","title":"\\udfff x","url":"https://news.example/\\ud800"}]}',
    "200,000 JSON items": json.dumps({"items": [{"id": n} for n in range(200_000)]}).encode(),
    "a page of 200,000 feeds": page("", head="<link rel=alternate type=application/rss+xml href=/a>" * 100_000),
    "a sitemap of 100,000 addresses": b"<urlset>"
    + b"<url><loc>https://news.example/1</loc></url>" * 100_000
    + b"</urlset>",
    "a packed bomb": gzip.compress(b"<rss>" + b" " * 200_000_000, compresslevel=1),
    "a damaged pack": gzip.compress(channel(_GOOD))[:-20],
    "more than the limit": channel("x" * 10_000_000),
    "a PDF": b"%PDF-1.7\n" + bytes(range(256)) * 4_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4_000,
    "NULs alone": b"\0" * 2_000_000,
    "a page of waiting": page("<h1>Just a moment</h1>" + "<b>" * 100_000),
}

PAGES: Mapping[str, bytes] = {
    "5 MB in one line": b"<html><body>" + b"<p>word word word</p>" * 240_000,
    "2.9 MB in one line": page("<p>" + "word " * 570_000 + "</p>"),
    "a million links": page("<a href=/x>a</a>" * 170_000),
    "100,000 levels of blocks": page("<div>" * 100_000 + _PARAGRAPH),
    "unclosed inline tags": page("<b><i>" * 200_000 + _PARAGRAPH),
    "100,000 nested tables": page("<table><tr><td>" * 60_000 + _PARAGRAPH),
    "50,000 attributes": page(f"<p {_ATTRIBUTES}>x</p>" + _PARAGRAPH * 3),
    "an attribute of 2 MB": page(f'<p class="{"x" * 2_000_000}">x</p>' + _PARAGRAPH * 3),
    "broken JSON-LD": page(_PARAGRAPH * 3, head=ld('{"@type": "NewsArticle", "articleBody": "' + "\\u00" * 50_000)),
    "JSON-LD of 10,000 levels": page(_PARAGRAPH * 3, head=ld('{"@graph":' + "[" * 10_000 + "]" * 10_000 + "}")),
    "JSON-LD with an integer of 100,000 digits": page(
        _PARAGRAPH * 3, head=ld('{"datePublished": ' + "9" * 100_000 + "}")
    ),
    "JSON-LD of many scripts": page(_PARAGRAPH * 3, head=ld('{"@type": "NewsArticle"}') * 20_000),
    "JSON-LD with dates of no calendar": page(
        _PARAGRAPH * 3, head=ld('{"@type": "NewsArticle", "datePublished": "99999-99-99T99:99:99+99:99"}')
    ),
    "entities without end": page("<p>" + "&amp;amp;" * 200_000 + "&bogus" * 50_000 + "</p>"),
    "document type with entities": b'<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
    + page("<p>&c;</p>" * 5_000),
    "NULs": page(_PARAGRAPH * 3).replace(b"Words", b"W\0ords"),
    "mixed encodings": page(_PARAGRAPH * 3) + "Größe".encode("cp1252") * 1_000 + "Соглашение".encode("koi8-r") * 500,
    "says UTF-16": page(_PARAGRAPH * 3, head='<meta charset="utf-16">'),
    "comments without end": page(_PARAGRAPH * 3 + "<!--" * 300_000),
    "scripts without end": page(_PARAGRAPH * 3 + "<script>" * 100_000),
    "titles without end": page(_PARAGRAPH * 3, head="<title>" + "404 " * 200_000 + "</title>"),
    "metas without end": page(_PARAGRAPH * 3, head='<meta property="article:published_time" content="x">' * 40_000),
    "words of cookie walls": page("<p>" + "we value your 9 " * 60_000 + "accept all " * 60_000 + "</p>"),
    "digits for the date reader": page("<p>" + "2026-11-" * 150_000 + "</p>" + _PARAGRAPH),
    "a PDF and then nothing": b"%PDF-1.7\n" + b"\0" * 200_000,
    "packed": gzip.compress(page(_PARAGRAPH * 3)),
    "a picture": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4_000,
}
