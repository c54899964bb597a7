"""Items become articles: HTML read as text, dates of either kind, and what is wrong with an item is said."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.items import article_of, moment_of, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Poland <b>buys</b> tanks.</p><p>Seoul agrees.</p>", "Poland buys tanks.\nSeoul agrees."),
        (
            '<a href="https://x.example/a?b=1">K2 deal</a>&nbsp;&nbsp;<font color="#6f6f6f">Outlet</font>',
            "K2 deal Outlet",
        ),
        ("<img src='x.jpg' alt=''><script>alert(1)</script>Drones", "Drones"),
        ("R&amp;D with T&uuml;rkiye", "R&D with Türkiye"),
        ("speed < 5 knots and > 3", "speed < 5 knots and > 3"),
        ("", ""),
    ],
)
def test_markup_is_stripped(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-06-24", datetime(2017, 6, 24, tzinfo=UTC)),
        ("2026-04-14T23:00:40+02:00", datetime(2026, 4, 14, 21, 0, 40, tzinfo=UTC)),
        ("Tue, 14 Apr 2026 07:01:59 +0000", datetime(2026, 4, 14, 7, 1, 59, tzinfo=UTC)),
        ("May 17, 2023", datetime(2023, 5, 17, tzinfo=UTC)),
        ("2022/12/21", datetime(2022, 12, 21, tzinfo=UTC)),
        ("last week", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates_of_either_kind_are_read(text: str, moment: datetime | None) -> None:
    assert moment_of(text) == moment


def test_the_first_sentence_stands_in_for_a_missing_title() -> None:
    article = article_of({"id": "a", "title": "", "text": "Poland buys tanks. Seoul sells them."})
    assert article.title == "Poland buys tanks."
    assert article.text == "Poland buys tanks. Seoul sells them."
    assert article.published is None


def test_an_address_that_is_no_text_is_refused() -> None:
    with pytest.raises(ValueError, match="url is not a string"):
        article_of({"id": "a", "title": "t", "text": "x", "url": 3})


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_an_item(text: str) -> None:
    article = article_of({"id": 1, "title": text, "text": text, "published": text})
    assert article.id == "1"
    assert "\x00" not in plain_text(f"<p>{text}</p>")
