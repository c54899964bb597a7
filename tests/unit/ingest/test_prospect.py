"""What is guessed of an address given by hand."""

import pytest

from bot.ingest.prospect import country_of, place_of


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.ssb.gov.tr/haberler", "TR"),
        ("https://www.gov.uk/x", "GB"),
        ("https://eda.europa.eu/rss/news", "EU"),
        ("https://www.dsca.mil/feed", "US"),
        ("https://example.com/", "INT"),
        ("https://radio.fm/", "INT"),
        ("https://127.0.0.1/", "INT"),
        ("https://[broken", "INT"),
        ("nothing", "INT"),
    ],
)
def test_a_host_tells_its_country(url: str, country: str) -> None:
    assert country_of(url) == country


def test_two_spellings_of_one_source_are_one_place() -> None:
    spellings = ("https://www.a.example/feed/", "http://a.example/feed?utm_source=x", "HTTPS://A.example:443/feed#top")
    assert {place_of(url) for url in spellings} == {"a.example/feed"}
    assert place_of("https://a.example/feed?id=1") != place_of("https://a.example/feed?id=2")
