"""A press release in PDF: its text, title and date. Runs in a worker process, which bounds time and memory."""

import io
import logging
import re
from datetime import UTC, datetime

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.boilerplate import without_boilerplate
from bot.ingest.items import aware
from bot.ingest.kinds import MIN_TEXT
from bot.ingest.pdflines import paragraphs
from bot.ingest.plain import clean, plain_line
from bot.ingest.values import MAX_AUTHOR, MAX_TEXT, MAX_TITLE, Page

MAX_DOCUMENT = 10_000_000
MAX_PAGES = 40
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)\b|untitled|\S+\.(?:docx?|pdf|indd|pptx?|odt|rtf)$", re.IGNORECASE
)
_SHORT = 8
_LONG = 200


def is_pdf(body: bytes) -> bool:
    """Return whether `body` begins as PDF documents do, whatever its server calls it."""
    return body[:1024].lstrip().startswith(b"%PDF-")


def read_pdf(body: bytes, *, url: str) -> Page:
    """Return the text of the first 40 pages of the document in `body`; raise ExtractionError.

    A document of 10 MB at most. One without text, a scan for instance, is an empty page. The day it was made is a
    guess, no better than one from a text.
    """
    if len(body) > MAX_DOCUMENT:
        raise ExtractionError(url, f"a PDF document of more than {MAX_DOCUMENT} bytes", reason=DropReason.TOO_LARGE)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ExtractionError(url, "an encrypted PDF document", reason=DropReason.UNREADABLE)
        text = _text(reader)
        title, author, day = _metadata(reader)
    except DependencyError as error:
        raise ExtractionError(url, "an encrypted PDF document", reason=DropReason.UNREADABLE) from error
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        problem = f"a damaged PDF document ({type(error).__name__})"
        raise ExtractionError(url, problem, reason=DropReason.UNREADABLE) from error
    return Page(
        kind=PageKind.ARTICLE if len(text) >= MIN_TEXT else PageKind.EMPTY,
        url=url,
        title=title or _first_line(text),
        text=without_boilerplate(text),
        published=day,
        date_origin=None if day is None else "text",
        author=author,
    )


def _text(reader: PdfReader) -> str:
    pages: list[str] = []
    length = 0
    for number in range(min(len(reader.pages), MAX_PAGES)):
        page = reader.pages[number].extract_text()
        pages.append(page)
        length += len(page)
        if length > MAX_TEXT:
            break
    return clean(paragraphs(pages))[:MAX_TEXT].strip()


def _metadata(reader: PdfReader) -> tuple[str, str | None, datetime | None]:
    """Return title, author and day, as far as the document's own information can be believed."""
    try:
        told = reader.metadata
        if told is None:
            return "", None, None
        title = plain_line(str(told.title or ""), limit=MAX_TITLE)
        author = plain_line(str(told.author or ""), limit=MAX_AUTHOR) or None
        made = aware(told.creation_date)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return "", None, None
    usable = len(title) >= _SHORT and not _NO_TITLE.search(title)
    day = None if made is None else datetime(made.year, made.month, made.day, tzinfo=UTC)
    return title if usable else "", author, day


def _first_line(text: str) -> str:
    return plain_line(next((line for line in text.split("\n") if len(line) >= _SHORT), ""), limit=_LONG)
