"""Repairs a feed, as UTF-8, before parsing: what would make the fast parser eat text or refuse the document. Pure.

Every pattern is linear: a start is tried once, and what follows it is bounded or possessive.
"""

import re
from html.entities import html5

_SECTION = re.compile(rb"<!\[CDATA\[|<!--")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
# Matches what may need repair alone: the references left out here are the common ones, and right in any XML.
_AMPERSAND = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9]\d|[1-9]\d{2,3})|#x[2-9a-fA-F][0-9a-fA-F]{1,2});)"
    rb"(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_CONTROL = bytes((*range(9), 11, 12, *range(14, 32)))
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_DECLARED = re.compile(
    rb"""<!ENTITY\s{1,9}([A-Za-z][A-Za-z0-9]{0,31})\s{1,9}(?:"([^"&%<]{0,64})"|'([^'&%<]{0,64})')?"""
)
_MANY = 100_000
_BLOCK = 65_536
_LONG_TAG = re.compile(rb"(<[a-zA-Z][\w:.-]{0,100}+)[^<>]{65536,}+")
_AUTHOR = re.compile(
    rb"(<(?:dc:creator|author|itunes:author|managingEditor|webMaster|name|email)\b[^<>]{0,200}+>\s{0,20}+"
    rb"(?:<!\[CDATA\[)?[^<\]]{0,200}+)[^<\]]++"
)
# A date in one of the two usual forms is whole: it does not match at all.
_DATE = re.compile(
    rb"(<(?:[\w-]{1,20}+:)?+(?:[pP]ub[dD]ate|published|updated|date|modified|issued|created|lastBuildDate)"
    rb"(?:\s[^<>]{0,200}+)?>)(?!(?:[A-Z][a-z]{2}, )?\d\d? [A-Z][a-z]{2} \d{4} \d|\d{4}-\d\d-\d\dT\d)"
    rb"\s{0,50}+(?:<!\[CDATA\[)?([^<\]]{0,256}+)(?:\]\]>)?\s{0,50}+(?=</)"
)
_FULL_DATE = re.compile(
    r"\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\b\d{8}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s,./-]{1,3}[^\W\d_]{3,12}[\s,./-]{1,3}\d{2,4}"
    r"|[^\W\d_]{3,12}\.?\s{1,3}\d{1,2}(?:st|nd|rd|th)?\b.{0,20}\b\d{4}"
)
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF|channel|[\w-]{1,20}:feed)\b")
_PREFIX = re.compile(rb"<([a-z]{2,10}+):")
_HEAD = 8_192
_RSS_090 = (b"http://my.netscape.com/rdf/simple/0.9/", b"http://channel.netscape.com/rdf/simple/0.9/")
_RSS_10 = b"http://purl.org/rss/1.0/"
_SPACES = {
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"dcterms": b"http://purl.org/dc/terms/",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"media": b"http://search.yahoo.com/mrss/",
    b"itunes": b"http://www.itunes.com/dtds/podcast-1.0.dtd",
    b"feedburner": b"http://rssnamespace.org/feedburner/ext/1.0",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"slash": b"http://purl.org/rss/1.0/modules/slash/",
    b"wfw": b"http://wellformedweb.org/CommentAPI/",
    b"georss": b"http://www.georss.org/georss",
}


def repair(document: bytes) -> bytes:
    """Return the XML with entities it does not declare made numeric, bare `&` escaped, illegal characters gone.

    Entities it does declare are filled in where their text is plain and short. CDATA sections, comments and the
    document type stay as they are.
    """
    document = _legal(document)
    if _AMPERSAND.search(document) is None:
        return document
    at, own = _declared(document)
    parts: list[bytes] = []
    kept = 0  # what stands before is in `parts`
    while (opened := _SECTION.search(document, at)) is not None:
        if _AMPERSAND.search(document, at, opened.start()):
            parts += [document[kept:at], _mended(document[at : opened.start()], own)]
            kept = opened.start()
        end = document.find(b"-->" if opened.group() == b"<!--" else b"]]>", opened.end())
        if end < 0:
            return b"".join([*parts, document[kept:]])
        at = end + 3
    return b"".join([*parts, document[kept:at], _mended(document[at:], own)])


def declare(document: bytes) -> bytes:
    """Return the feed with the usual prefixes declared that its first 8 KB use and do not declare; RSS 0.90 as 1.0."""
    root, head = _ROOT.search(document, 0, _HEAD), document[:_HEAD]
    if root is None:
        return document
    for old in _RSS_090:
        document = document.replace(old, _RSS_10, 1) if old in head else document
    used = {prefix for prefix in _PREFIX.findall(head) if prefix in _SPACES}
    missing = [b' xmlns:%b="%b"' % (prefix, _SPACES[prefix]) for prefix in used if b"xmlns:%b" % prefix not in head]
    return b"".join([document[: root.end()], *missing, document[root.end() :]]) if missing else document


def blank_part_dates(document: bytes) -> bytes:
    """Return the feed with dates emptied that lack day, month or year: the parsers would fill them in from today."""
    return _DATE.sub(_whole_or_blank, document) if _DATE.search(document) else document


def short_tags(document: bytes) -> bytes:
    """Return the markup without the attributes of tags of more than 128 KB: parsers are quadratic in their number."""
    blocks = range(0, len(document) - _BLOCK, _BLOCK)  # such a tag holds one whole block without a `<`
    if all(document.find(b"<", start, start + _BLOCK) >= 0 for start in blocks):
        return document
    return _LONG_TAG.sub(rb"\1", document)


def cap_authors(document: bytes) -> bytes:
    """Return the feed with author fields cut to 200 bytes: feedparser's e-mail pattern is quadratic in them."""
    return _AUTHOR.sub(rb"\1", document)


def _legal(document: bytes) -> bytes:
    legal = document.translate(None, _CONTROL)
    legal = document if len(legal) == len(document) else legal  # one copy less to hold
    return _NO_CHARACTER.sub(b"", legal) if b"\xef" in legal else legal


def _declared(document: bytes) -> tuple[int, dict[str, str | None]]:
    """Return where the document type ends and the entities declared in it, None for those that are not plain text."""
    if b"<!ENTITY" not in document[:_HEAD]:
        return 0, {}
    end = document.find(b"]>", document.find(b"<!ENTITY"))
    end = end if end >= 0 else len(document)
    plain = document.count(b"&") <= _MANY
    found = {
        name.decode(): (one or other).decode("utf-8", "replace") if plain and (one or other) else None
        for name, one, other in _DECLARED.findall(document[:end])
    }
    return end, found


def _mended(piece: bytes, own: dict[str, str | None]) -> bytes:
    if not own:
        return _AMPERSAND.sub(_replace, piece)
    return _AMPERSAND.sub(lambda found: _own(found, own) or _replace(found), piece)


def _own(found: re.Match[bytes], own: dict[str, str | None]) -> bytes:
    name = (found.group(3) or b"").decode()
    if name not in own:
        return b""
    value = own[name]
    return found.group() if value is None else value.replace(">", "&gt;").encode()


def _replace(found: re.Match[bytes]) -> bytes:
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        legal = number in {9, 10, 13} or (32 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF)
        return b"&#%d;" % number if legal and number not in {0xFFFE, 0xFFFF} else b"\xef\xbf\xbd"
    if name and name.decode() in _PREDEFINED:
        return found.group()
    meaning = html5.get(f"{name.decode()};") if name else None
    return b"".join(b"&#%d;" % ord(character) for character in meaning) if meaning else b"&amp;" + found.group()[1:]


def _whole_or_blank(found: re.Match[bytes]) -> bytes:
    return found.group() if _FULL_DATE.search(found.group(2).decode("utf-8", "replace")) else found.group(1)
