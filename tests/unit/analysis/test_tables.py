"""Tables: raw rows become typed ones, and a bad row is named."""

import pytest

from bot.analysis.tables import load_tables, parse_countries, parse_taxonomy
from bot.domain.vocabulary import CooperationType, Sector, Stage
from bot.settings import shipped, shipped_table


def test_the_cldr_names_a_country_and_the_table_adds_to_it() -> None:
    raw = {"countries": {"TR": {"names": ["Turkey"], "demonyms": ["Turkish"], "capitals": ["Ankara"], "leaders": []}}}
    turkey = next(country for country in parse_countries(raw) if country.code == "TR")
    assert turkey.names == ("Türkiye", "Turkey")
    assert turkey.demonyms == ("Turkish",)
    assert turkey.capitals == ("Ankara",)


def test_names_come_in_every_configured_language() -> None:
    germany = next(c for c in parse_countries({}, languages=("en", "de", "fr")) if c.code == "DE")
    assert germany.names == ("Germany", "Deutschland", "Allemagne")


def test_pseudo_countries_of_the_cldr_are_left_out() -> None:
    assert not {"EU", "UN", "EZ", "ZZ"} & {country.code for country in parse_countries({})}


def test_a_sector_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="zeppelins"):
        parse_taxonomy({"sectors": {"zeppelins": {"terms": ["airship"]}}})


def test_the_shipped_taxonomy_has_cues_for_every_member() -> None:
    cues = load_tables(shipped, shipped_table).cues
    for family, members in (("sector", Sector), ("type", CooperationType), ("stage", Stage)):
        assert {cue.key for cue in cues if cue.family == family} == {str(member) for member in members}


def test_every_home_and_origin_is_a_known_country() -> None:
    tables = load_tables(shipped, shipped_table)
    known = {country.code for country in tables.countries}
    unknown = {code for row in tables.organisations for code in row.countries} - known
    unknown |= {code for row in tables.equipment for code in row.origin} - known
    assert unknown == set()
