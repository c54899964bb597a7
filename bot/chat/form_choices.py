"""What a form's menus offer: countries, time zones, languages, and the words of the vocabulary. Pure."""

import importlib.resources
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from babel import Locale

from bot.briefing.labels import Labels
from bot.domain.topic import WEEKDAYS
from bot.domain.vocabulary import Stage

Option = tuple[str, str]
"""A value and the text shown for it."""
Groups = tuple[tuple[str, tuple[Option, ...]], ...]

ANY = "any"
"""The value of a menu that asks for nothing: a choice cannot be taken back in a menu of one."""
GROUP = 100
"""Options of one group at most, which is what Slack takes."""
LANGUAGES = (
    *("ar", "bn", "de", "el", "en", "es", "fr", "he", "hi", "id"),
    *("it", "ja", "ko", "pl", "pt", "ru", "tr", "uk", "ur", "zh"),
)
_ALLIANCES = ("EU", "NATO")
# Territories of the CLDR that are no countries: alliances without defence industry, islands, and codes for tests.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the menus of a form offer."""

    countries: Groups
    zones: Groups
    languages: tuple[Option, ...]
    sectors: tuple[Option, ...]
    types: tuple[Option, ...]
    stages: tuple[Option, ...]
    certainty: tuple[Option, ...]


WEEKDAY_OPTIONS: tuple[Option, ...] = tuple(zip(WEEKDAYS, _DAY_NAMES, strict=True))


def choices_of(labels: Labels) -> Choices:
    """Return the choices under the names that `labels` gives them."""
    return Choices(
        countries=_countries(labels.countries),
        zones=zones(),
        languages=_languages(),
        sectors=_options(labels.sectors),
        types=_options(labels.types),
        stages=((ANY, "Any stage"), *_options({s: labels.stages[s] for s in Stage if not s.aside})),
        certainty=((ANY, "Any, also hearsay"), *_options(labels.certainty)),
    )


@cache
def country_codes() -> frozenset[str]:
    """Return the codes that name a country, the EU or NATO."""
    return frozenset(_coded(Locale("en").territories))


@cache
def zones() -> Groups:
    """Return the IANA time zones of inhabited places by their region, at most 100 a group."""
    table = (importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    names = sorted(line.split("\t")[2].strip() for line in table.splitlines() if not line.startswith("#"))
    groups: list[tuple[str, tuple[Option, ...]]] = [("UTC", (("UTC", "UTC"),))]
    for region, members in groupby(names, key=lambda name: name.split("/", 1)[0]):
        options = [(name, name.replace("_", " ")) for name in members]
        parts = [options[start : start + GROUP] for start in range(0, len(options), GROUP)]
        groups += [(region if number == 1 else f"{region}, more", tuple(part)) for number, part in enumerate(parts, 1)]
    return tuple(groups)


def _countries(names: Mapping[str, str]) -> Groups:
    """Return the countries by their first letter, what is shared by many of them first."""
    known = {code: names[code] for code in _coded(names)}
    options = sorted((_folded(name), (code, f"{name} ({code})")) for code, name in known.items() if len(code) == 2)
    lettered = groupby((each for each in options if each[1][0] not in _ALLIANCES), key=lambda each: each[0][:1])
    alliances = tuple((code, known[code]) for code in _ALLIANCES if code in known)
    groups = ((letter.upper(), tuple(option for _, option in members)) for letter, members in lettered)
    return (("Alliances", alliances), *groups) if alliances else tuple(groups)


def _coded(names: Mapping[str, Any]) -> Iterable[str]:
    two = (code for code in names if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES)
    return (*two, "NATO")


@cache
def _languages() -> tuple[Option, ...]:
    english = Locale("en").languages
    return tuple(sorted(((code, english[code]) for code in LANGUAGES), key=lambda option: option[1]))


def _options(labels: Mapping[Any, str]) -> tuple[Option, ...]:
    return tuple((str(value), text[:1].upper() + text[1:]) for value, text in labels.items())


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
