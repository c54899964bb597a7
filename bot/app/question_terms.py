"""The terms of questions in one language: names of its lexicon and CLDR, groups, and words of question_words.yaml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from bot import settings as configuration
from bot.analysis.scripts import RULES, Rules
from bot.analysis.tongues import country_names, declined
from bot.app.groups import groups
from bot.chat.asking_words import What
from bot.errors import ConfigError

FILE = "question_words.yaml"
Meaning = tuple[What, str]
Term = tuple[str, Meaning]
ADJECTIVE = "~"
"""Stands behind the key of a country that is named by a demonym."""
_STRICT, _STEM = 3, 5
_TYPES = {
    "agreement": "agreement", "co_production": "co_production", "co_development": "co_development",
    "joint_venture": "joint_venture", "technology_transfer": "technology_transfer", "lease_donation": "lease_donation",
    "export_control": "export_control", "upgrade": "upgrade_mro", "invest": "investment_ma", "offset": "offset",
    "supply_chain": "supply_chain", "research": "r_and_d", "training": "training",
}  # fmt: skip
_STAGES = {
    "mou": "mou", "contract": "contract", "talks": "talks", "tender": "tender", "production": "production",
    "completed": "completed", "delayed": "delayed", "cancelled": "cancelled", "approve": "approved",
    "select": "selected",
}  # fmt: skip
_TRADE = {"buy": "take", "order": "take", "receive": "take", "sell": "give", "supply": "give"}
_TURKISH = (
    r"'?(?:(?:n?[ıiuü]n|y?[aeıiuü]|n?[dt][ae]n?|n[ae]|y?l[ae]|l[iı]|l[ae]r|s[ıi])"
    r"(?:ki)?(?:l[ae]r)?(?:[ıiuü]n|d[ae]n?)?)"
)
_EXTRA_RULES = {
    "tr": Rules(after=re.compile(_TURKISH)),
    "id": replace(RULES["id"], before=re.compile("(?:se)?")),
}
_ENDS = {"ru": "аяыиеуюоьй", "uk": "аяиіїеєуюоьй", "pl": "aeiyoęąu", "el": "αάεέιίηήοόυύς"}
_DECLINED = {
    "ru": ("а", "я", "ы", "и", "е", "у", "ю", "ой", "ей", "ою", "ею", "ом", "ем", "ём", "ам", "ами", "ах", "ов", "ью"),
    "uk": ("а", "я", "и", "і", "ї", "е", "у", "ю", "ою", "ею", "єю", "ом", "ем", "ам", "ами", "ах", "ів", "ові", "ям"),
    "pl": ("a", "y", "i", "e", "ę", "ą", "u", "em", "iem", "ie", "om", "ami", "ach", "owi", "ów", "ii", "ią", "ię"),
    "el": ("α", "ας", "ες", "ων", "ος", "ου", "ο", "η", "ης", "ους", "ά", "άς"),
}


@cache
def spoken() -> Mapping[str, Any]:
    """Return the words of questions as they stand in the file; raise ConfigError naming the key that is wrong."""
    return spoken_from(configuration.shipped(FILE))


def spoken_from(raw: Any) -> Mapping[str, Any]:
    """Return the raw words when they have the form they must have; raise ConfigError naming the key."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("languages"), Mapping):
        raise ConfigError(FILE, "has no table `languages`")
    for name in ("characters", "read", "parties"):
        if not isinstance((raw.get("limits") or {}).get(name), int):
            raise ConfigError(f"{FILE}: limits.{name}", "is not a whole number")
    for code, rows in raw["languages"].items():
        for role, value in rows.items():
            _check(f"{FILE}: languages.{code}.{role}", role, value)
    return raw


def _check(where: str, role: str, value: Any) -> None:
    if role in ("count", "ordinal"):
        if not isinstance(value, Mapping) or not all(isinstance(one, int | float) for one in value.values()):
            raise ConfigError(where, "is not a table of numbers by word")
    elif role == "filler":
        if not isinstance(value, str):
            raise ConfigError(where, "is not a text of words with blanks between them")
    elif not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(v, str) for v in value):
        raise ConfigError(where, "is not a list of words", hint="quote words that YAML reads otherwise, such as no, on")


def decoys_from(raw: Mapping[str, Any]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what hides the name of a country, by its key; raise ConfigError naming what is no expression."""
    found: list[tuple[str, re.Pattern[str]]] = []
    for key, patterns in (raw.get("decoys") or {}).items():
        for number, pattern in enumerate(patterns):
            try:
                found.append((str(key), re.compile(pattern, re.IGNORECASE)))
            except (re.error, TypeError) as error:
                raise ConfigError(f"{FILE}: decoys.{key}[{number}]", f"is no regular expression: {error}") from error
    return tuple(found)


def rules_of(language: str, *, names: bool = True) -> Rules:
    """Return where words begin and end in a language; behind `names` more endings stand than behind other words."""
    if language == "en":
        return Rules()
    return (_EXTRA_RULES.get(language) if names else None) or RULES[language]


def is_strict(form: str) -> bool:
    """Whether a form must stand in capitals: short ones that are all capitals, such as AB or UE."""
    return form.isupper() and len(form) <= _STRICT and form[:1].lower() != form[:1] and not form.isdigit()


def name_terms(language: str) -> Iterator[Term]:
    """Yield the names of a language: of groups in all, of countries, companies and sectors in all but English."""
    for group in groups():
        for code in (language, *(("any",) if language == "en" else ())):
            yield from ((form, (What.GROUP, group.name)) for form in group.forms.get(code, ()))
    if language == "en":
        yield from _singular()
    else:
        yield from _foreign(language, configuration.shipped(f"lexicon/{language}.yaml"))


def _singular() -> Iterator[Term]:
    """Yield the singular of English words for sectors and the like that are listed in the plural: fighter, frigate."""
    listed = configuration.shipped("chat_words.yaml")["spoken"]
    for what in (What.SECTOR, What.TYPE, What.STAGE):
        for key, forms in listed[what.value].items():
            plural = (str(form) for form in forms if str(form).endswith("s") and not str(form).endswith("ss"))
            yield from ((form[:-1], (what, key)) for form in plural if len(form) > _STEM and not form.isupper())


def _foreign(language: str, raw: Mapping[str, Any]) -> Iterator[Term]:
    yield from ((form, (What.SWALLOWED, "")) for form in raw.get("swallowed") or ())
    yield from _countries(language, raw)
    for section, what in (("organisations", What.ORGANISATION), ("equipment", What.DESIGNATION)):
        for key, forms in (raw.get(section) or {}).items():
            yield from ((form, (what, str(key))) for form in forms)
    for sector, forms in (raw.get("sectors") or {}).items():
        yield from ((form, (What.SECTOR, sector)) for form in forms if not _is_general(form, raw))
    words = raw.get("words") or {}
    for table, what in ((_TYPES, What.TYPE), (_STAGES, What.STAGE)):
        for group, key in table.items():
            yield from ((form, (what, key)) for form in words.get(group) or () if not _is_general(form, raw))


def _countries(language: str, raw: Mapping[str, Any]) -> Iterator[Term]:
    unwanted = {str(code) for code in raw.get("not_countries") or ()}
    for code, name in country_names(language).items():
        if code not in unwanted and code not in ("EU", "UN", "EZ"):
            yield from ((form, (What.COUNTRY, code)) for form in _forms(name, language, raw.get("inflection") or {}))
    for section, end in (("names", ""), ("demonyms", ADJECTIVE), ("capitals", "")):
        for code, forms in (raw.get(section) or {}).items():
            if code not in ("EU", "NATO"):
                cases = () if end or section != "names" else _cases(forms, language)
                yield from ((form, (What.COUNTRY, f"{code}{end}")) for form in (*forms, *cases))


def _cases(forms: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the cases of names that a lexicon lists, in languages that decline them: Корея, Корею, Кореей."""
    if language not in _ENDS:
        return ()
    whole = (form for form in forms if form.isalpha() and len(form) >= _STEM and not form.isupper())
    return tuple(case for form in whole for case in _forms(form, language, {}))


def _is_general(form: str, raw: Mapping[str, Any]) -> bool:
    """Whether a term speaks of defence at large, and so of no sector: savunma sanayii."""
    return form in ((raw.get("words") or {}).get("defence") or ())


def _forms(name: str, language: str, inflection: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return a name with its cases: by the file's endings, those of its last letters, and of several words by stems."""
    forms = [*declined(name, inflection)]
    if language in _ENDS:
        vowels = _ENDS[language]
        words = name.split(" ")
        if len(words) > 1:
            stems = [f"{_stem(word, vowels)}*" if len(word) > _STRICT else word for word in words]
            forms.append(" ".join(stems))
        elif "-" not in name:
            stem = _stem(name, vowels)
            if len(stem) >= _STEM - 1 and stem != name:
                forms += [stem + end for end in _DECLINED[language]]
            if language in ("ru", "uk") and name.endswith("ет"):  # its vowel goes: Египет, с Египтом
                forms += [name[:-2] + name[-1] + end for end in _DECLINED[language]]
            if len(stem) >= _STEM and stem != name:
                forms.append(f"{stem}{'ск' if language == 'ru' else 'ськ' if language == 'uk' else 'sk'}*")
    return tuple(dict.fromkeys(forms))


def _stem(word: str, vowels: str) -> str:
    return word[:-1] if word[-1:] in vowels and len(word) > _STEM - 1 else word


def _general() -> Iterator[str]:
    """Yield English words that speak of defence and of cooperation at large, and those that change no wish either."""
    taxonomy = configuration.shipped("taxonomy.yaml")
    for section in ("defence_words", "cooperation_words"):
        yield from (str(term) for term in taxonomy.get(section) or ())
    yield from str(configuration.shipped("chat_words.yaml")["fillers"]).split()


def role_terms(language: str) -> Iterator[Term]:
    """Yield the words of questions of a language with their roles, those of its lexicon too."""
    rows = spoken()["languages"].get(language) or {}
    for role, value in rows.items():
        listed = str(value).split() if role == "filler" else tuple(value)
        glued = "*" if language == "ko" and role.startswith("post_") else ""
        yield from ((f"{glued}{form}", (What.ROLE, role)) for form in listed)
    if language == "en":
        yield from ((form, (What.ROLE, "filler")) for form in _general())
        return
    words = configuration.shipped(f"lexicon/{language}.yaml").get("words") or {}
    for group, forms in words.items():
        role = _TRADE.get(group, "filler")
        if group not in _TYPES and group not in _STAGES:
            yield from ((form, (What.ROLE, role)) for form in forms)
