"""Countries as people type them."""

import pytest

from bot import settings
from bot.analysis.countries import CountryFinder
from bot.analysis.tables import parse_countries


@pytest.fixture(scope="module")
def finder() -> CountryFinder:
    return CountryFinder(parse_countries(settings.shipped("gazetteer/countries.yaml")))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Pakistan Türkiye", ("PK", "TR")),
        ("pakistan turkey drones", ("PK", "TR")),
        ("What is going on between Poland and South Korea?", ("PL", "KR")),
        ("Turkish exports to Pakistan", ("TR", "PK")),
        ("🇵🇰🇹🇷", ("PK", "TR")),
        ("PK-TR drones", ("PK", "TR")),
        ("IN–FR", ("IN", "FR")),
        ("the UK and NATO", ("GB", "NATO")),
        ("anything new IN submarines", ()),
        ("Poland, Poland and poland", ("PL",)),
        ("", ()),
    ],
)
def test_countries_are_found_in_order(finder: CountryFinder, text: str, codes: tuple[str, ...]) -> None:
    assert finder.find(text) == codes
