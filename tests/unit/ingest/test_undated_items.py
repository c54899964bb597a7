"""A missing date stays missing: none is read out of a guid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.xmlfeeds import read_xml

ITEM = "<rss version='2.0'><channel><item><title>A title</title><guid>{guid}</guid>{date}</item></channel></rss>"
DATE = "<pubDate>Mon, 23 Nov 2026 07:30:00 GMT</pubDate>"


@pytest.mark.parametrize(
    "guid",
    [
        "one",
        "may",
        "2026-01-05",
        "12345",
        "a-7",
        "2026_11_23",
        "23:a",
        "#5",
        "Sat@5",
        "id-5",
        "5 May 2026 10:00:00 tag",
    ],
)
def test_a_guid_is_no_date(guid: str) -> None:
    found = read_xml(ITEM.format(guid=guid, date="").encode())
    assert found is not None
    assert found.items[0].published is None


def test_a_given_date_is_kept() -> None:
    found = read_xml(ITEM.format(guid="one", date=DATE).encode())
    assert found is not None
    assert str(found.items[0].published).startswith("2026-11-23T07:30:00")


@given(
    st.lists(
        st.sampled_from(["tag", "id", "post", "september", "5", "2026", "11", "-", "_", ":", ".", "T", "am"]),
        min_size=1,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_guid_is_ever_a_date(parts: list[str]) -> None:
    found = read_xml(ITEM.format(guid="".join(parts), date="").encode())
    assert found is not None
    assert found.items[0].published is None
