"""A page that lists articles (a ministry without a feed) in, its links out. Runs in a worker process."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml import html as lxml_html
from lxml.cssselect import CSSSelector
from w3lib.encoding import html_body_declared_encoding

from bot.domain.article import DropReason
from bot.errors import ParseError
from bot.ingest.charset import decode
from bot.ingest.items import RawItem, aware, settle
from bot.ingest.plain import clean, plain_line, plain_text
from bot.ingest.urls import canonical, resolve_link
from bot.ingest.values import MAX_TITLE, Feed, Refused
from bot.ingest.wanted import Wanted
from bot.ingest.writtendates import written_day

MAX_BYTES = 3_000_000
MAX_LINKS = 500
MAX_MATCHED = 2_000
_LEVELS = 6
_HEADLINE = 20
_CARD = 3_000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = frozenset({"html", "body", "main", "ul", "ol", "table", "tbody"})
_TURNING = frozenset({"page", "p", "pg", "paged", "pagenum", "start", "offset"})
_PAGE_PATH = re.compile(r"/page/\d+/?$", re.IGNORECASE)
_NO_ARTICLE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|ico|mp[34]|avi|mov|zip|rar|css|js|ics)$", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    """An article of the list: its address as written, and the links that lead to it."""

    url: str
    links: list[etree._Element] = field(default_factory=list)


def read_list(body: bytes, *, url: str, charset: str | None, wanted: Wanted) -> Feed:
    """Return the articles that the elements matched by `wanted.selector` link to, each address once; raise ParseError.

    The title is the link's text, or its card's heading where that says nothing; the date is the card's `<time>` or
    the one day its text names. The first 500 are taken. A selector that matches nothing is an error: lists change.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    root = _tree(body, url=url, charset=charset)
    matched = _matched(root, wanted.selector, url=url)
    found = list(_articles(root, matched[:MAX_MATCHED], url=url).values())
    if not found:
        problem = f"the selector {wanted.selector!r} matches {len(matched)} elements" if matched else ""
        problem = problem and f"{problem}, none with a link to an article"
        raise ParseError(url, problem or f"the selector {wanted.selector!r} matches nothing", reason=DropReason.EMPTY)
    cards = _cards(found)
    items = [_item(one, cards[one.url], language=wanted.language) for one in found[:MAX_LINKS]]
    entries, refused = settle([item for item in items if item.title], base=url)
    untitled = sum(not item.title for item in items)
    notes = (
        (untitled, "links without a title"),
        (len(found) - len(items), f"links beyond the first {MAX_LINKS}"),
        (len(matched) - MAX_MATCHED, f"matches of the selector beyond the first {MAX_MATCHED}"),
    )
    told = tuple(Refused(url=url, title="", problem=f"{count} {what}") for count, what in notes if count > 0)
    title = root.findtext(".//title") or ""
    return Feed(reader="list", title=plain_line(title, limit=MAX_TITLE), entries=entries, refused=refused + told)


def _tree(body: bytes, *, url: str, charset: str | None) -> etree._Element:
    markup = clean(decode(body, charset, html_body_declared_encoding(body[:4096])))
    if not markup.strip():
        raise ParseError(url, "the answer is empty", reason=DropReason.EMPTY)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return lxml_html.document_fromstring(markup.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError(url, "not a readable page", reason=DropReason.UNREADABLE) from error


def _matched(root: etree._Element, selector: str, *, url: str) -> list[etree._Element]:
    try:
        return list(CSSSelector(selector, translator="html")(root))
    except (SelectorError, etree.XPathError) as error:
        problem = f"the selector {selector!r} cannot be read: {error}"
        raise ParseError(url, problem[:300], reason=DropReason.UNREADABLE) from error


def _articles(root: etree._Element, matched: list[etree._Element], *, url: str) -> dict[str, _Found]:
    base = next((resolve_link(url, found.get("href") or "") for found in root.iter("base")), "") or url
    found: dict[str, _Found] = {}
    for element in matched:
        link = element if element.tag == "a" else next(element.iter("a"), None)
        written = link.get("href") if link is not None else None
        address = resolve_link(base, written.strip()) if written and not written.strip().startswith("#") else ""
        if link is not None and address and _is_article(address, page=url):
            found.setdefault(canonical(address), _Found(address)).links.append(link)
    return found


def _is_article(address: str, *, page: str) -> bool:
    """Return whether an address may be an article's: not the list or another page of it, a front page or a picture."""
    if canonical(address) == canonical(page) or _NO_ARTICLE.search(urlsplit(address).path):
        return False
    there, here = urlsplit(address), urlsplit(page)
    if there.path in {"", "/"} and not there.query:
        return False
    if (there.netloc, _PAGE_PATH.sub("", there.path).rstrip("/")) != (here.netloc, here.path.rstrip("/")):
        return True
    added = set(parse_qsl(there.query, keep_blank_values=True)) - set(parse_qsl(here.query, keep_blank_values=True))
    return any(name.lower() not in _TURNING for name, _ in added)


def _cards(found: list[_Found]) -> dict[str, etree._Element]:
    """Return for each address the widest element around its first link that holds links to no other article."""
    around: dict[etree._Element, set[str]] = {}
    for one in found:
        for link in one.links:
            for element in _outwards(link):
                around.setdefault(element, set()).add(one.url)
    cards = {}
    for one in found:
        alone = [element for element in _outwards(one.links[0]) if len(around[element]) == 1]
        cards[one.url] = alone[-1]  # the link itself at the least
    return cards


def _outwards(link: etree._Element) -> Iterator[etree._Element]:
    yield link
    for level, element in enumerate(link.iterancestors(), start=1):
        if level > _LEVELS or element.tag in _CONTAINERS:
            return
        yield element


def _item(one: _Found, card: etree._Element, *, language: str) -> RawItem:
    title = _title(one.links, card)
    return RawItem(
        link=one.url,
        title=html.escape(title, quote=False),
        published=_moment(card, title=title, language=language),
    )


def _title(links: list[etree._Element], card: etree._Element) -> str:
    """Return the heading in or around a link, else its text, else, where that is short, the card's heading."""
    for link in links:
        around = next((element for element in _outwards(link) if element.tag in _HEADINGS), None)
        heading = next(link.iter(*_HEADINGS), around)
        if heading is not None and (text := _line(heading)):
            return text
    texts = [line for link in links for line in _text(link).split("\n")]
    headline = next((line for line in texts if len(line) >= _HEADLINE), "")
    own = headline or next(filter(None, (_line(heading) for heading in card.iter(*_HEADINGS))), "")
    said = (link.get("title") or link.get("aria-label") or "" for link in links)
    shown = (picture.get("alt") or "" for link in links for picture in link.iter("img"))
    return own or max([*texts, *said, *shown], key=len)[:MAX_TITLE].strip()


def _moment(card: etree._Element, *, title: str, language: str) -> datetime | None:
    """Return when the card says the article is from; a day written in its title is the story's, not the article's."""
    marked = {moment for time in card.iter("time") if (moment := aware((time.get("datetime") or "").strip()))}
    if len({moment.date() for moment in marked}) == 1:
        return min(marked)
    if marked:
        return None
    text = " ".join(line for line in _text(card).split("\n") if line != title)
    day = written_day(text.replace(title, " "), language=language)
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def _line(element: etree._Element) -> str:
    return " ".join(_text(element).split())[:MAX_TITLE]


def _text(element: etree._Element) -> str:
    markup = etree.tostring(element, encoding="unicode", with_tail=False, method="html")
    return plain_text(markup[: _CARD * 20], limit=_CARD)
