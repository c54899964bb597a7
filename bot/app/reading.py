"""The tables of the shipped configuration, and the words shown for ids."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from babel import Locale

from bot import settings as configuration
from bot.analysis.analyser import Analyser
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.scripts import RULES
from bot.analysis.tables import Tables, load_tables, parse_countries
from bot.app.operator_tables import disputed
from bot.briefing.labels import Labels, labels_from
from bot.errors import ConfigError
from bot.settings import Settings
from summarizers.base import Encoder
from summarizers.encoder_folder import FolderEncoder
from summarizers.reading import Gazetteer, NameEntry
from summarizers.wording import Wording, WordingError, wording_from

_UNITED_NATIONS = NameEntry(key="UN", kind="name", forms=("UN", "U.N.", "United Nations"), case_sensitive=True)
_OWN_NAMES = {"EU": "European Union", "NATO": "NATO", "TR": "Türkiye"}


def tables_of(settings: Settings) -> Tables:
    """Return the tables analysis reads with; raise ConfigError naming a bad row."""
    return _tables(settings.languages)


@cache
def _tables(languages: tuple[str, ...]) -> Tables:
    """Read them once: analysis and the vocabulary of chat are built from the same rows."""
    try:
        return load_tables(configuration.shipped, configuration.shipped_table, languages=languages)
    except (KeyError, ValueError) as error:
        raise ConfigError("config", f"a shipped table is wrong: {error}") from error


def analyser_of(settings: Settings, lexicon: Lexicon, encoder: Encoder) -> Analyser:
    """Return the analyser the settings ask for: their languages, and the encoder of many languages where one is set."""
    folder = settings.encoder_folder
    return Analyser(
        lexicon, encoder, languages=settings.languages, tongue_encoder=FolderEncoder(folder) if folder else None
    )


def labels_of(language: str = "en") -> Labels:
    """Return the display names: sectors, types and stages by the taxonomy, countries by CLDR.

    Names and flags that are disputed are as the operator's table has them; raise ConfigError where it is wrong.
    """
    names = {code: name for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()}
    own = _OWN_NAMES if language == "en" else {"NATO": "NATO"}
    chosen = {place.code: place.names[language] for place in disputed() if language in place.names}
    known = parse_countries(configuration.shipped("gazetteer/countries.yaml"), languages=tuple({"en", language}))
    forms = {country.code: (*country.names, *country.demonyms, *country.capitals) for country in known}
    labels = labels_from(configuration.shipped("taxonomy.yaml"), {**names, **own, **chosen}, forms)
    return replace(labels, flagless=frozenset(place.code for place in disputed() if not place.flag))


def wording_of(settings: Settings) -> Wording:
    """Return the catalogue of fixed words in the language the settings ask for; raise ConfigError."""
    language = settings.wording_language
    try:
        return wording_from(language, configuration.shipped(f"wording/{language}.yaml"))
    except WordingError as error:
        raise ConfigError("wording_language", str(error), hint="or set ENTENTE_WORDING_LANGUAGE") from error


def gate_names(lexicon: Lexicon) -> Gazetteer:
    """Return the names grounding takes for one: those of a country in every language read, those of an organisation.

    Kinds are those `summarizers.gate.names` knows: name, demonym, capital, and "organisation" with its homes behind it.
    """
    return Gazetteer(_gate_entries(lexicon))


@cache
def shipped_names() -> Gazetteer:
    """Return `gate_names` of the shipped tables; raise ConfigError naming a bad row."""
    return gate_names(build_lexicon(tables_of(configuration.load())))


def _gate_entries(lexicon: Lexicon) -> Iterator[NameEntry]:
    yield _UNITED_NATIONS
    for country in lexicon.countries.values():
        for kind, forms in (("name", country.names), ("demonym", country.demonyms), ("capital", country.capitals)):
            yield NameEntry(key=country.code, kind=kind, forms=forms, case_sensitive=True)
    for organisation in lexicon.organisations.values():
        if not organisation.ambiguous:
            kind = " ".join(("organisation", *organisation.countries))
            forms = (organisation.name, *organisation.aliases)
            yield NameEntry(key=organisation.name, kind=kind, forms=forms, case_sensitive=True)
    for country in parse_countries({}, languages=tuple(RULES)):
        yield NameEntry(key=country.code, kind="name", forms=country.names, case_sensitive=True)
