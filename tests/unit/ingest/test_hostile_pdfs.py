"""PDF documents made to hurt: each is read as far as it goes, or refused with a reason, in bounded time."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.extraction import extract
from bot.ingest.pdf import MAX_DOCUMENT, MAX_PAGES
from bot.ingest.pdflines import paragraphs
from bot.ingest.values import MAX_TEXT

URL = "https://ministry.example/release.pdf"
SENTENCE = "The two ministries said that the shipyard will build four corvettes under the agreement."
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def document(*objects: bytes) -> bytes:
    """Return a document of `objects`, the first of them its catalogue, with a true table of their places."""
    body, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, inner in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, inner)
    size = len(objects) + 1
    table = b"xref\n0 %d\n%s" % (size, places)
    return body + table + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (size, len(body))


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def written(text: str) -> bytes:
    return f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()


def with_pages(count: int, content: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    pages = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count)
    return document(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, content, FONT)


def outcome(body: bytes) -> PageKind | DropReason | None:
    """Return the kind of the page in `body`, or the reason why there is none."""
    try:
        return extract(body, url=URL).kind
    except ExtractionError as error:
        return error.reason


def test_of_many_pages_the_first_are_read() -> None:
    page = extract(with_pages(5_000, stream(written(SENTENCE))), url=URL)
    assert page.kind is PageKind.ARTICLE
    assert page.text.count("corvettes") == MAX_PAGES


def test_a_text_that_unpacks_to_much_more_is_cut() -> None:
    packed = zlib.compress(written(f"{SENTENCE} " * 20_000))
    page = extract(with_pages(1, stream(packed, b"/Filter /FlateDecode")), url=URL)
    assert len(page.text) <= MAX_TEXT


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7",
        b"%PDF-1.7 " + b"\0" * 10_000,
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n" + b"<<" * 100_000,
        document(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"),
        document(b"<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] /Count 9999999 >>"),
        document(b"<< /Type /Catalog /Pages 2 0 R >>", b"2 0 R"),
        document(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count -5 /Kids 7 >>"),
        with_pages(1, stream(b"\xff" * 100, b"/Filter /FlateDecode")),
        with_pages(1, b"4 0 R"),
    ],
)
def test_what_is_damaged_is_refused_by_name_or_empty(body: bytes) -> None:
    assert outcome(body) in {PageKind.EMPTY, DropReason.UNREADABLE}


def test_a_document_over_ten_megabytes_is_refused() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(b"%PDF-1.7" + b"x" * MAX_DOCUMENT, url=URL)
    assert caught.value.reason is DropReason.TOO_LARGE


@given(st.integers(0, 900), st.binary(max_size=12), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_a_mutated_document_is_a_page_or_a_named_reason(place: int, inserted: bytes, lost: int) -> None:
    whole = with_pages(2, stream(written(SENTENCE)))
    found = outcome(b"%PDF-" + whole[5:place] + inserted + whole[place + lost :])
    assert found in {PageKind.ARTICLE, PageKind.EMPTY, DropReason.UNREADABLE, DropReason.TOO_LARGE}


def test_lines_become_paragraphs_and_page_furniture_goes() -> None:
    long = "The ministry of defence has signed a contract for four corvettes with the co-"
    page = f"Navy News\n{long}\noperating national yard.\nThe first ship will be delivered in the year after next\n4"
    text = paragraphs([page] * 3)
    assert "Navy News" not in text
    assert text.split("\n")[
        0
    ] == "The ministry of defence has signed a contract for four corvettes with the cooperating" + (" national yard.")
    assert not any(line.strip().isdigit() for line in text.split("\n"))


@given(st.lists(st.text(max_size=120), max_size=5))
@settings(max_examples=60, deadline=None)
def test_paragraphs_keep_to_the_words_of_the_pages(pages: list[str]) -> None:
    letters = [char for char in "".join(pages) if char.isalpha()]
    kept = [char for char in paragraphs(pages) if char.isalpha()]
    found = iter(letters)
    assert all(char in found for char in kept)
