"""Where an article's date comes from: the feed, what the page declares, a guess; never the moment of reading."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.article import Article, Entry, PageKind
from bot.domain.ids import EntryId, SourceId
from bot.ingest.extraction import extract
from bot.ingest.reading import article_from, first_date
from bot.ingest.values import Page
from support.fetching import PARAGRAPHS, article_html

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED, UPDATED, OWN = (NOW - timedelta(days=days) for days in (1, 2, 3))
LINKED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-20T23:30:00-05:00"}</script>'
)
META = "<meta property='article:published_time' content='2026-11-19T10:00:00Z'>"


def read(head: str, *, url: str = "https://news.example/story") -> tuple[datetime | None, str | None]:
    page = extract(article_html("T", PARAGRAPHS, head=head), url=url)
    return page.published, page.date_origin


def told(origin: str | None, *, published: datetime | None, updated: datetime | None, own: datetime) -> datetime | None:
    url = "https://news.example/story"
    entry = Entry(id=EntryId("e"), source_id=SourceId("s"), url=url, title="T", published=published, updated=updated)
    page = Page(kind=PageKind.ARTICLE, url=url, text="x" * 200, published=own, date_origin=origin)
    article = article_from(entry, page, fetched_at=NOW)
    assert isinstance(article, Article)
    return article.published


def test_linked_data_goes_before_meta_and_that_before_a_guess_and_zones_are_kept() -> None:
    assert read(LINKED + META) == (datetime(2026, 11, 21, 4, 30, tzinfo=UTC), "json-ld")
    assert read(META) == (datetime(2026, 11, 19, 10, tzinfo=UTC), "meta")
    guess = read("", url="https://news.example/2025/10/18/story")
    assert guess == (datetime(2025, 10, 18, tzinfo=UTC), "text")
    assert read("") == (None, None)


@pytest.mark.parametrize(
    "value", ["", "now", "0000-00-00", "2026-13-40", "12345678901234567890", "1899-01-01", "9999-99-99T99:99:99Z"]
)
def test_what_is_no_date_gives_way_to_the_next(value: str) -> None:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{value}"}}</script>'
    assert read(head + META) == (datetime(2026, 11, 19, 10, tzinfo=UTC), "meta")


def test_the_feeds_date_goes_first_and_a_guess_last() -> None:
    assert told("json-ld", published=FEED, updated=UPDATED, own=OWN) == FEED
    assert told("json-ld", published=None, updated=UPDATED, own=OWN) == OWN
    assert told("text", published=None, updated=UPDATED, own=OWN) == UPDATED
    assert told("text", published=None, updated=None, own=OWN) == OWN


def test_a_day_that_has_not_come_anywhere_is_passed_over() -> None:
    soon, late = NOW + timedelta(hours=25), NOW + timedelta(hours=27)
    assert told("json-ld", published=late, updated=None, own=soon) == soon
    assert told("json-ld", published=None, updated=None, own=late) is None
    assert first_date((None, late, OWN), now=NOW) == OWN
    assert first_date((), now=NOW) is None
