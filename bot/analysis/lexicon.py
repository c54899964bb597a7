"""The lexicon: names and cues compiled once, from tables that are passed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.analysis.matching import CueMatcher, PatternMatcher
from bot.analysis.tables import Country, Equipment, Organisation, Tables, Terms
from bot.analysis.tongues import JOINT, Tongue
from bot.analysis.weights import LogisticModel, Weights
from summarizers.reading import Gazetteer, NameEntry

COUNTRY_KINDS = frozenset({"name", "demonym", "capital", "leader"})
ORGANISATION, EQUIPMENT, SWALLOWED = "organisation", "equipment", "swallowed"
_SHORT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names, cues, models and what stands behind them; `fragile` names need a word of arms in their sentence."""

    names: Gazetteer
    cues: CueMatcher
    patterns: PatternMatcher
    countries: Mapping[str, Country]
    organisations: Mapping[str, Organisation]
    equipment: Mapping[str, Equipment]
    fragile: frozenset[str]
    weights: Weights
    core_prototypes: Terms
    other_prototypes: Terms
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    tongue_models: Mapping[str, LogisticModel] = field(default_factory=dict)

    def word_model(self, language: str) -> LogisticModel:
        """Return the model that weighs the words of a text in `language`."""
        own = self.tongue_models.get("words") if language in self.tongues else None
        return own or self.weights.words

    def homes(self, kind: str, key: str) -> Terms:
        """Return the countries a name stands for: itself, an organisation's homes, an equipment's origin."""
        if kind in COUNTRY_KINDS:
            return tuple(key.split(JOINT))
        if kind == ORGANISATION:
            return self.organisations[key].countries
        return self.equipment[key].origin if kind == EQUIPMENT else ()

    def label(self, code: str) -> str:
        """Return the first name of the country `code`, or the code itself."""
        country = self.countries.get(code)
        return country.names[0] if country and country.names else code


def build_lexicon(tables: Tables) -> Lexicon:
    """Return the compiled lexicon of `tables`; where two rows share a form, countries go before organisations."""
    fragile = {row.name for row in tables.organisations if row.ambiguous}
    spoken = tables.tongues
    fragile |= {row.designation for row in tables.equipment if row.ambiguous}
    return Lexicon(
        names=Gazetteer(_entries(tables)),
        cues=CueMatcher(tables.cues),
        patterns=PatternMatcher(tables.patterns),
        countries=MappingProxyType({row.code: row for row in tables.countries}),
        organisations=MappingProxyType({row.name: row for row in tables.organisations}),
        equipment=MappingProxyType({row.designation: row for row in tables.equipment}),
        fragile=frozenset(fragile),
        weights=tables.weights,
        core_prototypes=tables.core_prototypes,
        other_prototypes=tables.other_prototypes,
        tongues=MappingProxyType(
            {code: Tongue(code=code, raw=raw, groups=spoken.groups) for code, raw in spoken.files.items()}
        ),
        tongue_models=MappingProxyType(dict(spoken.models)),
    )


def _entries(tables: Tables) -> Iterator[NameEntry]:
    yield _entry("", SWALLOWED, tables.swallowed)
    for country in tables.countries:
        for kind, forms in (
            ("name", country.names),
            ("demonym", country.demonyms),
            ("capital", country.capitals),
            ("leader", country.leaders),
        ):
            yield _entry(country.code, kind, forms)
    for organisation in tables.organisations:
        yield _entry(organisation.name, ORGANISATION, (organisation.name, *organisation.aliases))
    for item in tables.equipment:
        exact = item.ambiguous
        forms = (item.designation, *item.aliases)
        long = tuple(form for form in forms if len(form) > _SHORT and not exact)
        yield NameEntry(key=item.designation, kind=EQUIPMENT, forms=long, case_sensitive=False)
        yield _entry(item.designation, EQUIPMENT, tuple(form for form in forms if form not in long))


def _entry(key: str, kind: str, forms: Terms) -> NameEntry:
    """Return an entry that must stand in the case of the table or in capitals: china and turkey are also nouns."""
    both = tuple(dict.fromkeys((*forms, *(form.upper() for form in forms if len(form) > _SHORT))))
    return NameEntry(key=key, kind=kind, forms=both, case_sensitive=True)
