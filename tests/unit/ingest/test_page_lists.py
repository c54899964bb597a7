"""List pages: titles, days and addresses as ministries write them."""

from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.pagelist import read_list
from bot.ingest.values import FeedEntry
from bot.ingest.wanted import Wanted
from bot.ingest.writtendates import written_day
from support.sourcekinds import list_page

URL = "https://mod.example/press"
DAY = date(2026, 11, 23)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


def entries(*cards: str, selector: str = "li.card a", language: str = "en") -> list[FeedEntry]:
    wanted = Wanted(kind="list", selector=selector, language=language)
    return list(read_list(list_page(cards), url=URL, charset="utf-8", wanted=wanted).entries)


@given(
    day=days, language=st.sampled_from(["en", "de", "fr", "es", "it", "pl", "tr", "uk", "cs", "nl", "sv", "ro", "pt"])
)
def test_a_day_written_with_its_month_is_read_in_every_language(day: date, language: str) -> None:
    written = f"{day.day} {format_date(day, 'MMMM', locale=language)} {day.year}"
    assert written_day(f"Press office, {written}.", language=language) == day


@given(day=days)
def test_days_in_figures_are_read_where_there_is_one_way(day: date) -> None:
    assert written_day(day.isoformat()) == day
    assert written_day(f"{day:%d.%m.%Y}") == day
    assert written_day(f"{day.year}年{day.month}月{day.day}日", language="ja") == day
    slashed = written_day(f"{day:%d/%m/%Y}")
    assert slashed == (day if day.day > 12 or day.day == day.month else None)


@given(st.text(max_size=200), st.sampled_from(["en", "tr", "xx", "pl"]))
def test_no_text_is_too_odd_to_be_looked_through(text: str, language: str) -> None:
    found = written_day(text, language=language)
    assert found is None or 2000 <= found.year <= 2099


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nov. 23rd, 2026", "en"),
        ("23 Kasım 2026", "tr"),
        ("2026. november 23.", "hu"),
        ("23 de noviembre de 2026", "es"),
    ],
)
def test_days_as_people_write_them(text: str, language: str) -> None:
    assert written_day(text, language=language) == DAY


@pytest.mark.parametrize("text", ["", "yesterday", "20.11.2026 23.11.2026", "31.02.2026", "1 auguſt 2026", "23.11.26"])
def test_what_names_no_day_or_several_names_none(text: str) -> None:
    assert written_day(text) is None


@pytest.mark.parametrize(
    ("card", "title"),
    [
        ("<h3><a href=/1>Frigate &amp; crew</a></h3>", "Frigate & crew"),
        ("<a href=/1><h3>Frigate</h3><p>A long summary of what the frigate will do at sea</p></a>", "Frigate"),
        ("<h3>Frigate contract signed</h3><a href=/1>Read more</a>", "Frigate contract signed"),
        ("<a href=/1><img src=x alt='Frigate at sea'></a>", "Frigate at sea"),
        ("<a href=/1 title='The frigate'></a>", "The frigate"),
        (
            "<a href=/1><img src=x></a><a href=/1>Frigate contract signed in Ankara</a>",
            "Frigate contract signed in Ankara",
        ),
        ("<a href=/1>Less &lt; more: R&amp;D deal signed</a>", "Less < more: R&D deal signed"),
    ],
)
def test_the_title_is_the_links_or_its_cards(card: str, title: str) -> None:
    assert [entry.title for entry in entries(card)] == [title]


def test_a_card_has_its_own_day_and_not_its_neighbours() -> None:
    found = entries(
        "<a href=/1>The first of the press releases</a><time datetime=2026-11-22>x</time>",
        "<a href=/2>The second of the press releases</a>",
        "<a href=/3>Talks of 3 May 2026 have led to a contract</a><p>23 Kasım 2026</p>",
        "<a href=/4>Talks of 3 May 2026 have led to a contract</a>",
        language="tr",
    )
    assert [entry.published for entry in found] == [
        datetime(2026, 11, 22, tzinfo=UTC),
        None,
        datetime(2026, 11, 23, tzinfo=UTC),
        None,
    ]


def test_selectors_may_match_cards_and_untitled_links_are_told() -> None:
    cards = ("<a href=/1>The first of the press releases</a>", "<a href=/2></a>", "<b>no link</b>")
    wanted = Wanted(kind="list", selector="li.card")
    feed = read_list(list_page(cards), url=URL, charset="utf-8", wanted=wanted)
    assert [entry.url for entry in feed.entries] == ["https://mod.example/1"]
    assert [refused.problem for refused in feed.refused] == ["1 links without a title"]
    assert feed.title == "Press releases"


def test_links_are_resolved_by_the_pages_base() -> None:
    page = list_page(["<a href=one>The first of the press releases</a>"]).replace(
        b"<head>", b"<head><base href=https://www.mod.example/en/>"
    )
    wanted = Wanted(kind="list", selector="li.card a")
    feed = read_list(page, url=URL, charset="utf-8", wanted=wanted)
    assert [entry.url for entry in feed.entries] == ["https://www.mod.example/en/one"]
