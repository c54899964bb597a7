"""PDF press releases: text and title, and a named reason where there is none."""

import pytest

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.extraction import extract
from support.pdfs import locked, pdf

URL = "https://ministry.example/release"
LINES = (
    "Ministry signs contract for four corvettes.",
    "The ministry of defence has signed a contract for four corvettes with the national yard.",
    "The first ship will be delivered in the year after next, the others follow one a year.",
)


def test_a_press_release_gives_its_text_and_its_first_line_as_title() -> None:
    page = extract(pdf(LINES), url=URL)
    assert (page.kind, page.title) == (PageKind.ARTICLE, LINES[0])
    assert " ".join(page.text.split()).endswith(LINES[2])


@pytest.mark.parametrize(
    ("told", "title"),
    [("Four corvettes for the navy", "Four corvettes for the navy"), ("Microsoft Word - final.docx", LINES[0])],
)
def test_a_title_that_names_a_file_is_not_believed(told: str, title: str) -> None:
    assert extract(pdf(LINES, title=told), url=URL).title == title


def test_a_scan_without_text_is_an_empty_page() -> None:
    assert extract(pdf(()), url=URL).kind is PageKind.EMPTY


@pytest.mark.parametrize(
    ("body", "problem", "reason"),
    [
        (locked(pdf(LINES)), "an encrypted PDF document", DropReason.UNREADABLE),
        (b"%PDF-1.7\nnothing of a document", "a damaged PDF document", DropReason.UNREADABLE),
        (b"%PDF-1.4" + b" " * 10_000_000, "a PDF document of more than", DropReason.TOO_LARGE),
    ],
)
def test_documents_that_cannot_be_read_say_why(body: bytes, problem: str, reason: DropReason) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract(body, url=URL)
    assert caught.value.problem.startswith(problem)
    assert caught.value.reason is reason
