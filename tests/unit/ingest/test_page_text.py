"""Article pages: text, kind, dates, and what the page says about itself."""

from datetime import UTC, datetime

import pytest

from bot.domain.article import DropReason, PageKind
from bot.errors import ExtractionError
from bot.ingest.extraction import extract
from bot.ingest.kinds import kind_of
from support.fetching import PARAGRAPHS, article_html

URL = "https://news.example/2026/story"


def ld(**fields: str) -> str:
    inner = ",".join(f'"{key}": {value}' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {inner}}}</script>'


def test_an_article_gives_its_text_and_nothing_around_it() -> None:
    head = (
        "<link rel='canonical' href='https://news.example/story?utm_source=x'>"
        "<meta property='article:published_time' content='2026-11-23T10:00:00+03:00'>"
        "<meta name='author' content='Ayla Writer'>"
    )
    page = extract(article_html("Ministries sign corvette deal", PARAGRAPHS, head=head), url=URL)
    assert page.kind is PageKind.ARTICLE
    assert page.title == "Ministries sign corvette deal"
    assert all(paragraph in page.text for paragraph in PARAGRAPHS)
    assert "About us" not in page.text
    assert page.published == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert (page.date_origin, page.language, page.author) == ("meta", "en", "Ayla Writer")
    assert page.canonical == "https://news.example/story"


def test_json_ld_goes_before_meta_and_a_foreign_canonical_is_not_believed() -> None:
    head = (
        ld(datePublished='"2026-11-20T08:00:00Z"', headline='"The real headline"')
        + "<meta property='article:published_time' content='2026-11-23T10:00:00Z'>"
        "<link rel='canonical' href='https://elsewhere.example/story'>"
    )
    page = extract(article_html("Title | Site", PARAGRAPHS, head=head), url=URL)
    assert page.published == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert page.date_origin == "json-ld"
    assert page.title == "The real headline"
    assert page.canonical is None


def test_the_body_in_json_ld_stands_in_where_the_page_shows_little() -> None:
    whole = " ".join(PARAGRAPHS)
    page = extract(article_html("T", PARAGRAPHS[:1], head=ld(articleBody=f'"{whole}"')), url=URL)
    assert page.text == whole


@pytest.mark.parametrize("value", ["false", '"False"', '"false"'])
def test_paywalls_say_so(value: str) -> None:
    assert extract(article_html("T", PARAGRAPHS, head=ld(isAccessibleForFree=value)), url=URL).kind is PageKind.PAYWALL


def test_broken_json_ld_still_says_paywall_and_breaks_nothing() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false, }</script>'
    assert extract(article_html("T", PARAGRAPHS, head=head), url=URL).kind is PageKind.PAYWALL
    head = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"
    assert extract(article_html("T", PARAGRAPHS, head=head), url=URL).kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("body", "url", "kind"),
    [
        (article_html("Just a moment...", ["Enable JavaScript and cookies to continue"]), URL, PageKind.BLOCKED),
        (article_html("Access Denied", ["You don't have permission to access this page."]), URL, PageKind.BLOCKED),
        (article_html("Before you continue", ["We use cookies. Accept all cookies?"]), URL, PageKind.CONSENT),
        (article_html("News", PARAGRAPHS), "https://consent.news.example/x", PageKind.CONSENT),
        (article_html("404 - Page not found", ["The page you look for does not exist."]), URL, PageKind.ERROR),
        (article_html("A headline and no more", []), URL, PageKind.EMPTY),
        (b"", URL, PageKind.EMPTY),
        (b"   \n ", URL, PageKind.EMPTY),
        (b"<html></html>", URL, PageKind.EMPTY),
    ],
)
def test_kinds_of_pages_that_are_no_articles(body: bytes, url: str, kind: PageKind) -> None:
    assert extract(body, url=url).kind is kind


@pytest.mark.parametrize(
    "title",
    [
        "Cabinet to approve 404 tanks for the army this year",
        "Error in translation delays frigate talks",
        "503 Squadron gets drones",
    ],
)
def test_long_articles_are_not_taken_for_walls_or_errors(title: str) -> None:
    text = "We use cookies. " + " ".join(PARAGRAPHS) * 2
    assert kind_of(url=URL, title=title, text=text, source="", closed=False) is PageKind.ARTICLE


@pytest.mark.parametrize(
    "head", ["<meta name='robots' content='index, noai'>", "<meta name='tdm-reservation' content='1'>"]
)
def test_opt_outs_in_the_head_are_seen(head: str) -> None:
    assert extract(article_html("T", PARAGRAPHS, head=head), url=URL).opted_out


def test_charset_of_the_page_is_respected() -> None:
    text = [
        f"{number}. Соглашение о поставке вертолётов подписано министрами двух стран в столице." for number in range(9)
    ]
    body = article_html("Соглашение", text).decode().replace("charset='utf-8'", "charset='windows-1251'")
    assert "вертолётов" in extract(body.encode("windows-1251"), url=URL).text


def test_documents_that_are_no_pages_are_refused_by_name() -> None:
    with pytest.raises(ExtractionError, match="PDF") as caught:
        extract(b"%PDF-1.7 ...", url=URL)
    assert caught.value.reason is DropReason.UNREADABLE
    with pytest.raises(ExtractionError) as caught:
        extract(b"x" * 3_000_001, url=URL)
    assert caught.value.reason is DropReason.TOO_LARGE
