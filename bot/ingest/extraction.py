"""An article page in, its text and what it says about itself out. Runs in a worker process.

The markup is parsed once and read in this order: the head; trafilatura's fast mode; where that finds under 400
characters, or clearly less than the page's own articles hold, its normal mode, JSON-LD's articleBody and the plain
paragraphs. trafilatura's own reading of metadata, a quarter of its time, is left out: the head is read here.
"""

import logging
from datetime import UTC, datetime
from typing import cast

import htmldate
import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document
from w3lib.encoding import html_body_declared_encoding

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.boilerplate import without_boilerplate
from bot.ingest.charset import to_utf8
from bot.ingest.head import Head, read_head
from bot.ingest.items import aware
from bot.ingest.kinds import judge
from bot.ingest.pdf import is_pdf, read_pdf
from bot.ingest.plain import clean
from bot.ingest.repair import short_tags
from bot.ingest.values import MAX_TEXT, Page

MAX_BYTES = 3_000_000
_ENOUGH = 400
_SHARE = 0.6
# Articles have some thousands; with hundreds of thousands the slow steps do not end, and only paragraphs are read.
_ELEMENTS = 50_000
_PARAGRAPH = 40
_COVERED = 0.9
_SOURCE = 50_000
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Neither text nor structure: gone before the slow steps, which would each walk over them and copy them.
_NO_TEXT = ("title", "meta", "script", "style", "svg", "noscript", "template", "iframe", "link", "source")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r") + b"\x7f"
_PARSER = lxml_html.HTMLParser(
    encoding="utf-8", collect_ids=False, default_doctype=False, remove_comments=True, remove_pis=True
)


def extract(body: bytes, *, url: str, charset: str | None = None) -> Page:
    """Return the page or PDF document in `body`, fetched from `url` with the charset HTTP named; raise ExtractionError.

    Text is plain, one line per paragraph, 200,000 characters at most. A date out of JSON-LD or meta tags is a moment;
    one guessed from the text (htmldate) or out of a PDF is midnight UTC of its day. A page may have 3 MB.
    """
    if is_pdf(body):
        return read_pdf(body, url=url)
    if len(body) > MAX_BYTES:
        raise ExtractionError(url, f"more than {MAX_BYTES} bytes", reason=DropReason.TOO_LARGE)
    document = to_utf8(body, charset, html_body_declared_encoding(body[:4096]))
    markup = short_tags(document.translate(None, _CONTROLS))
    tree = _tree(markup)
    if tree is None:
        return Page(kind=PageKind.EMPTY, url=url)
    head = read_head(tree, url=url)
    vast = tree.xpath("count(//*)") > _ELEMENTS
    guess = None if vast or head.published is not None else _guess(tree, url)
    _strip(tree, keep_linked=bool(head.body))
    found = _paragraphs(tree) if vast else _best(tree, url, head=head)
    text = without_boilerplate(clean(found)[:MAX_TEXT].strip())
    source = markup[:_SOURCE].decode("utf-8", "replace")
    verdict = judge(url=url, title=head.title, text=text, source=source, closed=head.closed)
    return Page(
        kind=verdict.kind,
        url=url,
        canonical=head.canonical,
        title=head.title,
        text=text,
        published=head.published or guess,
        date_origin=head.date_origin or (None if guess is None else "text"),
        author=head.author,
        language=head.language,
        opted_out=head.opted_out,
        sites=head.sites,
        amp=head.amp,
        detail=verdict.detail,
    )


def _tree(markup: bytes) -> lxml_html.HtmlElement | None:
    """Parse UTF-8 without control characters; None where nothing comes of it."""
    if not markup.strip():
        return None
    try:
        tree = lxml_html.document_fromstring(markup, parser=_PARSER)
    except (etree.LxmlError, ValueError):
        return None
    return tree if len(tree) else None


def _strip(tree: lxml_html.HtmlElement, *, keep_linked: bool) -> None:
    """Take out what holds no text; JSON-LD may stay, since trafilatura falls back on the articleBody there."""
    linked = [one for one in tree.iter("script") if "ld+json" in (one.get("type") or "").lower()] if keep_linked else []
    for script in linked:
        script.tag = "linked"
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    for script in linked:
        script.tag = "script"


def _best(tree: lxml_html.HtmlElement, url: str, *, head: Head) -> str:
    """Climb down the ladder until the text is as long as the page makes expect."""
    length = _article_length(tree)
    wanted = max(_ENOUGH, int(_SHARE * max(len(head.body), length)))
    text = _bare(tree, url, fast=True)
    if len(text) >= wanted:
        return text
    text = max(text, _bare(tree, url, fast=False), key=len)
    if len(text) < _SHARE * len(head.body):
        text = head.body
    covered = 0 < length * _COVERED <= len(text)
    if len(text) < wanted and not covered and not head.closed:
        _, plain, _ = trafilatura.baseline(tree)
        text = max(text, plain, key=len)
    return text


def _paragraphs(tree: lxml_html.HtmlElement) -> str:
    """Return the longer paragraphs as they stand, in time linear in the page."""
    lines = (" ".join("".join(paragraph.itertext()).split()) for paragraph in tree.iter("p"))
    return "\n".join(line for line in lines if len(line) >= _PARAGRAPH)


def _article_length(tree: etree._Element) -> int:
    """Return the characters in paragraphs of the fullest `<article>`."""
    articles = (sum(len("".join(par.itertext())) for par in article.iter("p")) for article in tree.iter("article"))
    return max(articles, default=0)


def _bare(tree: lxml_html.HtmlElement, url: str, *, fast: bool) -> str:
    """Return what trafilatura finds in a copy of `tree`, which it makes itself."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document = trafilatura.bare_extraction(tree, url=url, fast=fast, include_comments=False)
    return "" if document is None else cast("Document", document).text or ""


def _guess(tree: lxml_html.HtmlElement, url: str) -> datetime | None:
    """Return htmldate's guess from address, marks and text, as trafilatura's fast mode asks it; never a future day."""
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = aware(htmldate.find_date(tree, url=url, original_date=True, extensive_search=False))
    return None if found is None or found < _EARLIEST else found
