"""Pages made to hurt: each ends in a page of a named kind, or in one error with its reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.extraction import extract
from bot.ingest.values import MAX_TEXT, Page
from support.fetching import PARAGRAPHS, article_html

URL = "https://news.example/2026/story"
# fmt: off
NAMES = (
    "metas", "breaks", "items", "paragraphs", "dates", "times", "attributes", "attribute",
    "brackets", "escapes", "graph", "types",
)
# fmt: on
WHOLE = article_html("Ministries sign corvette deal", PARAGRAPHS)


def ld(script: str) -> bytes:
    head = f'<script type="application/ld+json">{script}</script>'
    return article_html("T", PARAGRAPHS, head=head)


@pytest.mark.parametrize(
    "body",
    [
        article_html("T", PARAGRAPHS, head="<meta name=a content=b>" * 60_000),
        article_html("T", [*PARAGRAPHS, "x<br>" * 300_000]),
        article_html("T", [*PARAGRAPHS, "<li>x" * 300_000]),
        article_html("T", [*PARAGRAPHS, "<p>x" * 300_000]),
        article_html("T", [*PARAGRAPHS, "<p>2026-11-23</p>" * 100_000]),
        article_html("T", [*PARAGRAPHS, "<time datetime='2020-01-01'>x</time>" * 40_000]),
        WHOLE.replace(b"<article>", b"<article " + b" ".join(b"a%d=x" % n for n in range(200_000)) + b">"),
        WHOLE.replace(b"<article>", b"<article class='" + b"x " * 1_000_000 + b"'>"),
        ld("[" * 400_000),
        ld('{"@type": "NewsArticle", "headline": ' + '"\\u00' * 100_000),
        ld('{"@graph": [' + ",".join(['{"@type": "NewsArticle"}'] * 15_000) + "]}"),
        ld('{"@type": ["NewsArticle", 7], "headline": 7, "author": [[], {"name": 7}], "hasPart": [7], "publisher": 7}'),
    ],
    ids=NAMES,
)
def test_what_stands_beside_the_article_does_not_hide_it(body: bytes) -> None:
    page = extract(body, url=URL)
    assert page.kind is PageKind.ARTICLE
    assert PARAGRAPHS[0] in page.text


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 100_000 + "x",
        "<p>" + "<b>" * 200_000 + "x",
        "<table><tr><td>" * 20_000,
        "<!--" + "-" * 1_000_000,
        "<script>" + "x" * 1_000_000,
        "<p>" + " " * 1_000_000,
    ],
    ids=["divs", "bolds", "tables", "comment", "script", "blanks"],
)
def test_depth_and_emptiness_end_as_an_empty_page(inner: str) -> None:
    assert extract(f"<html><body>{inner}".encode(), url=URL).kind is PageKind.EMPTY


def test_a_page_of_one_line_is_read_to_its_bound_and_one_of_five_megabytes_is_refused() -> None:
    line = b"<html><body><article><p>" + b"word " * 590_000
    assert len(extract(line, url=URL).text) == pytest.approx(MAX_TEXT, abs=1)
    with pytest.raises(ExtractionError) as caught:
        extract(line + b"word " * 410_000, url=URL)
    assert caught.value.reason is DropReason.TOO_LARGE


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40), st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_a_mutated_page_is_a_page(place: int, inserted: bytes, lost: int) -> None:
    page = extract(WHOLE[:place] + inserted + WHOLE[place + lost :], url=URL)
    assert isinstance(page, Page)
    assert "\0" not in page.title + page.text
