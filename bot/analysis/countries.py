"""The countries a question names: by name, demonym, code or flag, in the order they are named."""

import re
from collections.abc import Iterable

from bot.analysis.tables import Country
from summarizers.reading import Gazetteer, NameEntry

_CODE = re.compile(r"(?<![A-Za-z])(EU|NATO|UK|[A-Z]{2})(?![A-Za-z])")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_A, _REGIONAL_A = ord("A"), 0x1F1E6
_SPOKEN_CODES = {"UK": "GB"}
_NO_CODES = frozenset({"IN", "IT", "IS", "NO", "SO", "TO", "BE", "AM", "AT", "AS", "BY", "DO", "GO", "ME", "MY", "US"})
"""Codes that are English words: written in capitals they count only beside another code, as in IN–FR."""


class CountryFinder:
    """Finds countries in what people type; capital letters and accents do not matter for names."""

    def __init__(self, countries: Iterable[Country]) -> None:
        listed = tuple(countries)
        self._codes = frozenset(country.code for country in listed)
        self._names = Gazetteer(
            NameEntry(
                key=country.code,
                kind="country",
                forms=(*country.names, *country.demonyms, *country.capitals),
                case_sensitive=False,
            )
            for country in listed
        )

    def find(self, text: str) -> tuple[str, ...]:
        """Return the codes of the countries (EU and NATO too) named in `text`, in order, each once."""
        places = [(hit.start, hit.key) for hit in self._names.find(text)]
        places += [(match.start(), _flagged(match.group())) for match in _FLAG.finditer(text)]
        places += self._coded(text, named=bool(places))
        found = (code for _, code in sorted(places) if code in self._codes)
        return tuple(dict.fromkeys(found))

    def _coded(self, text: str, *, named: bool) -> list[tuple[int, str]]:
        codes = [(match.start(), match.group()) for match in _CODE.finditer(text)]
        clear = [code for code in codes if code[1] not in _NO_CODES]
        believed = codes if clear or len(codes) > 1 or named else clear
        return [(place, _SPOKEN_CODES.get(code, code)) for place, code in believed]


def _flagged(flag: str) -> str:
    return "".join(chr(ord(letter) - _REGIONAL_A + _A) for letter in flag)
