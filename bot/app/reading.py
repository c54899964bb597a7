"""The tables of the shipped configuration, and the words shown for ids."""

from babel import Locale

from bot import settings as configuration
from bot.analysis.analyser import Analyser
from bot.analysis.lexicon import Lexicon
from bot.analysis.tables import Tables, load_tables
from bot.briefing.labels import Labels, labels_from
from bot.errors import ConfigError
from bot.settings import Settings
from summarizers.base import Encoder
from summarizers.encoder_folder import FolderEncoder
from summarizers.wording import Wording, WordingError, wording_from

_OWN_NAMES = {"EU": "European Union", "NATO": "NATO", "TR": "Türkiye"}


def tables_of(settings: Settings) -> Tables:
    """Return the tables analysis reads with; raise ConfigError naming a bad row."""
    try:
        return load_tables(configuration.shipped, configuration.shipped_table, languages=settings.languages)
    except (KeyError, ValueError) as error:
        raise ConfigError("config", f"a shipped table is wrong: {error}") from error


def analyser_of(settings: Settings, lexicon: Lexicon, encoder: Encoder) -> Analyser:
    """Return the analyser the settings ask for: their languages, and the encoder of many languages where one is set."""
    folder = settings.encoder_folder
    return Analyser(
        lexicon, encoder, languages=settings.languages, tongue_encoder=FolderEncoder(folder) if folder else None
    )


def labels_of(language: str = "en") -> Labels:
    """Return the display names: sectors, types and stages by the taxonomy, countries by CLDR."""
    names = {code: name for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()}
    return labels_from(configuration.shipped("taxonomy.yaml"), {**names, **_OWN_NAMES})


def wording_of(settings: Settings) -> Wording:
    """Return the catalogue of fixed words in the language the settings ask for; raise ConfigError."""
    language = settings.wording_language
    try:
        return wording_from(language, configuration.shipped(f"wording/{language}.yaml"))
    except WordingError as error:
        raise ConfigError("wording_language", str(error), hint="or set ENTENTE_WORDING_LANGUAGE") from error
