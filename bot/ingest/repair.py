"""Repairs a feed before parsing: named HTML entities and bare ampersands would make the fast parser eat text. Pure."""

import re
from html.entities import html5

_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_AMPERSAND = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AUTHOR = re.compile(
    r"(<(?:dc:creator|author|itunes:author|managingEditor|webMaster|name|email)\b[^<>]{0,200}>\s{0,20}"
    r"(?:<!\[CDATA\[)?[^<\]]{0,200})[^<\]]+"
)
_DATE = re.compile(
    r"(<((?:\w{1,20}:)?(?:pubDate|published|updated|date|modified|issued|created))(?:\s[^<>]{0,200})?>)"
    r"\s{0,50}(?:<!\[CDATA\[)?([^<\]]{0,100})(?:\]\]>)?\s{0,50}(?=</)"
)
_FULL_DATE = re.compile(
    r"\d{4}\D{1,3}\d{1,2}\D{1,3}\d{1,2}|\b\d{8}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s,./-]{1,3}[^\W\d_]{3,12}[\s,./-]{1,3}\d{2,4}"
    r"|[^\W\d_]{3,12}\.?\s{1,3}\d{1,2}(?:st|nd|rd|th)?\b.{0,20}\b\d{4}"
)


def repair(text: str) -> str:
    """Return the XML `text` with entities it does not declare made numeric, bare `&` escaped, illegal characters gone.

    CDATA sections and comments stay as they are, and so do documents that declare entities of their own.
    """
    text = _ILLEGAL.sub("", text)
    if "&" not in text or "<!ENTITY" in text:
        return text
    parts: list[str] = []
    at = 0
    while (opened := _SECTION.search(text, at)) is not None:
        parts.append(_AMPERSAND.sub(_replace, text[at : opened.start()]))
        end = text.find("]]>" if opened.group() != "<!--" else "-->", opened.end())
        if end < 0:
            return "".join([*parts, text[opened.start() :]])
        parts.append(text[opened.start() : end + 3])
        at = end + 3
    parts.append(_AMPERSAND.sub(_replace, text[at:]))
    return "".join(parts)


def blank_part_dates(text: str) -> str:
    """Return `text` with dates emptied that lack day, month or year: the parsers would fill them in from today."""
    return _DATE.sub(lambda found: found.group() if _FULL_DATE.search(found.group(3)) else found.group(1), text)


def cap_authors(text: str) -> str:
    """Return `text` with author fields cut to 200 characters: feedparser's e-mail pattern is quadratic in them."""
    return _AUTHOR.sub(r"\1", text)


def _replace(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        legal = number in {9, 10, 13} or (32 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF)
        return found.group() if legal and number not in {0xFFFE, 0xFFFF} else "\ufffd"
    if name in _PREDEFINED:
        return found.group()
    meaning = html5.get(f"{name};") if name else None
    return "".join(f"&#{ord(character)};" for character in meaning) if meaning else "&amp;" + found.group()[1:]
