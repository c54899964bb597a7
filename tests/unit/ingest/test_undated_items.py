"""A missing date stays missing: none is read out of a guid."""

import pytest

from bot.ingest.xmlfeeds import read_xml

ITEM = "<rss version='2.0'><channel><item><title>A title</title><guid>{guid}</guid>{date}</item></channel></rss>"
DATE = "<pubDate>Mon, 23 Nov 2026 07:30:00 GMT</pubDate>"


@pytest.mark.parametrize("guid", ["one", "may", "2026-01-05", "12345", "a-7"])
def test_a_guid_is_no_date(guid: str) -> None:
    found = read_xml(ITEM.format(guid=guid, date="").encode())
    assert found is not None
    assert found.items[0].published is None


def test_a_given_date_is_kept() -> None:
    found = read_xml(ITEM.format(guid="one", date=DATE).encode())
    assert found is not None
    assert str(found.items[0].published).startswith("2026-11-23T07:30:00")
