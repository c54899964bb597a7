"""Items of JSON Lines as articles: HTML stripped, dates of either kind read."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree, html

from bot.domain.article import Article
from bot.domain.ids import ArticleId, EntryId, SourceId

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,4000}|!--)")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "table", "blockquote", "figure"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_WRITTEN = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y %H:%M:%S.%f", "%Y/%m/%d")
_TITLE_CHARACTERS = 200
_LONE = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON can escape and nothing that reads on can hold."""


def article_of(item: Mapping[str, Any]) -> Article:
    """Return the article an item holds; raise ValueError for a url or published that is no text.

    Without a title the first sentence or line stands in for it. An undated item is taken as of 1970. Lone surrogates
    become U+FFFD.
    """
    for field in ("url", "published"):
        if not isinstance(item.get(field), str | None):
            raise ValueError(f"{field} is not a string")  # noqa: TRY004  (what a bad item raises)
    name = str(item["id"])
    text = plain_text(_LONE.sub("\ufffd", item["text"]))
    title = " ".join(plain_text(_LONE.sub("\ufffd", item["title"])).split()) or first_line(text)
    published = moment_of(item.get("published") or "")
    return Article(
        id=ArticleId(name),
        entry_id=EntryId(name),
        source_id=SourceId(str(item.get("source") or "")),
        url=item.get("url") or "",
        title=title,
        text=text,
        fetched_at=published or UNDATED,
        published=published,
    )


def plain_text(markup: str) -> str:
    """Return `markup` without tags and entities, blocks on lines of their own; plain text comes back as it is."""
    if not _TAG.search(markup):
        return (
            _squeezed(html.fromstring(f"<p>{markup}</p>").text_content()) if _ENTITY.search(markup) else markup.strip()
        )
    try:
        root = html.fragment_fromstring(_printable(markup), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _squeezed(_TAG.sub(" ", markup))
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            element.drop_tree()
        elif element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
    return _squeezed(root.text_content())


def first_line(text: str) -> str:
    """Return the first sentence of `text`, or its first line, at most 200 characters of it."""
    from summarizers.reading import split_sentences  # noqa: PLC0415  (commands import rooms late)

    spans = split_sentences(text[:4000])
    first = text[spans[0].start : spans[0].end] if spans else text
    return " ".join(first.split())[:_TITLE_CHARACTERS]


def moment_of(text: str) -> datetime | None:
    """Return the moment an ISO 8601, RFC 822 or written-out date names, in UTC; None where it names none."""
    text = text.strip()
    ways: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)
    for read in (*ways, *map(_by, _WRITTEN)):
        try:
            moment = read(text)
        except (ValueError, TypeError, OverflowError):
            continue
        try:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
    return None


def _by(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form).replace(tzinfo=UTC)


def _printable(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)


def _squeezed(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\xa0", " ").splitlines())
    return "\n".join(line for line in lines if line)
