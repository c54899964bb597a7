"""The vocabulary of chat: built from the gazetteers, the taxonomy, CLDR and `config/chat_words.yaml`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

import pycountry
from babel import Locale

from bot import settings as configuration
from bot.analysis.scripts import RULES
from bot.analysis.tables import Equipment, Organisation, Tables, parse_countries
from bot.app.groups import Group, groups
from bot.app.places import Places
from bot.app.reading import labels_of, tables_of
from bot.chat.asking_words import QuestionWords, What
from bot.chat.parsing_words import Found, Kind
from bot.settings import Settings
from summarizers.reading import Gazetteer, NameEntry

_SWALLOWED = "swallowed"
_CODE = re.compile(r"(?<![^\W_])(?:[A-Z]{2,3}|NATO)(?![^\W_])")
_LOWER_PAIR = re.compile(r"(?<![^\W_])([a-z]{2,3})\s?(?:[-–—/→]|->)\s?([a-z]{2,3})(?![^\W_])(?![-–/])", re.I)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}|:(?:flag-)?([a-z]{2}):")
_JOINED_BEFORE = re.compile(r"(?:[-–—/,&+→>]|\band)\s*$", re.I)
_JOINED_AFTER = re.compile(r"\s*(?:$|[-–—/,;&+→.)]|->|and\s)", re.I)
_A, _REGIONAL_A = ord("A"), 0x1F1E6
_SHORT, _LONG_ENOUGH, _MIN_FOREIGN = 3, 5, 4
_ALIKE = 0.76
_OWN_CODES = {"UK": "GB", "EU": "EU", "NATO": "NATO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the file of words says, parsed."""

    spoken: Mapping[tuple[Kind, str], tuple[str, ...]]
    exact: frozenset[str]
    countries: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, tuple[str, ...]]
    region_forms: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, str]
    not_codes: frozenset[str]
    fillers: frozenset[str]


class ShippedVocabulary:
    """A `bot.chat.parsing_words.Vocabulary` over the shipped tables. Build it once."""

    def __init__(self, tables: Tables, raw: Mapping[str, Any], *, languages: Sequence[str]) -> None:
        """Compile the names; `raw` is `chat_words.yaml`, `languages` those whose country names are known."""
        self._words = _parsed(raw)
        self._codes = _country_codes()
        self._labels = {country: name.split(" (")[0] for country, name in labels_of().countries.items()}
        self._labels |= {"EU": "EU"}
        self._names = Gazetteer(_entries(tables, self._words, labels=self._labels, languages=languages))
        self._named = frozenset(country.code for country in tables.countries)
        self._pools = _pools(tables, self._words, self._labels)
        self._tables = tables
        self._demonyms = frozenset(form.casefold() for country in tables.countries for form in country.demonyms)
        self._english = frozenset(
            form.casefold() for country in tables.countries for form in (*country.names, *country.capitals)
        )
        self._places = Places(tables, raw)
        self._languages = _languages(languages)
        self._tongues = tuple(languages)

    @property
    def fillers(self) -> frozenset[str]:
        """Words that may stand in a wish and change nothing, in lower case."""
        return self._words.fillers

    @property
    def country_codes(self) -> frozenset[str]:
        """The codes of all countries that are known by name."""
        return self._named

    @cached_property
    def questions(self) -> QuestionWords:
        """The words questions are made of, built when the first question comes."""
        from bot.app.questionwords import ShippedQuestionWords  # noqa: PLC0415  (it is built upon this vocabulary)

        return ShippedQuestionWords(self, self._tongues)

    def find(self, text: str) -> tuple[Found, ...]:
        """Return what is named in `text`, in order and disjoint: names before codes, the longest first."""
        named: list[Found] = []
        taken = bytearray(len(text))
        for hit in self._names.find(text):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            if hit.kind != _SWALLOWED:
                note = self._note(hit.kind, hit.key, text[hit.start : hit.end])
                named.append(Found(kind=Kind(hit.kind), key=hit.key, start=hit.start, end=hit.end, note=note))
        for (start, end), code in dict(self._coded(text)).items():
            if not any(taken[start:end]):
                named.append(Found(kind=Kind.COUNTRY, key=code, start=start, end=end))
        return tuple(sorted(named, key=lambda found: found.start))

    def label(self, kind: Kind, key: str) -> str:
        """Return the word that is shown for `key`; `find` finds it again."""
        if kind is Kind.COUNTRY:
            return self._labels.get(key, key)
        spoken = self._words.spoken.get((kind, str(key)))
        return spoken[0] if spoken else key

    def members(self, region: str) -> tuple[str, ...]:
        """Return the codes of the countries that a region stands for."""
        return self._words.regions.get(region, ())

    def near(self, word: str, *, among: Sequence[str] = ()) -> str | None:
        """Return the known word that `word` was perhaps meant to be, also `among` those given."""
        said = word.casefold()
        if len(said) < _MIN_FOREIGN:
            return None
        pool = [*among, *self._pools.get(said[:1], {})]
        close = get_close_matches(said, [one for one in pool if abs(len(one) - len(said)) <= 2], n=1, cutoff=_ALIKE)
        return self._pools.get(said[:1], {}).get(close[0], close[0]) if close else None

    def zone(self, name: str, *, countries: bool = False) -> str | None:
        """Return the one IANA time zone of a name; with `countries`, that of a country with one zone too."""
        found = self._places.zone(name)
        if found or not countries:
            return found
        whole = [hit.key for hit in self.find(name) if hit.kind is Kind.COUNTRY and hit.end - hit.start == len(name)]
        return self._places.of_country(whole[0]) if whole else None

    def zones_like(self, name: str) -> tuple[str, ...]:
        """Return zones that `name` may mean where it is no single one, a few of them."""
        named = [hit.key for hit in self.find(name) if hit.kind is Kind.COUNTRY]
        return self._places.like(name, named[0] if named else None)

    def language(self, name: str) -> str | None:
        """Return the code of a language by its name in English or in itself, or by its code."""
        return self._languages.get(name.casefold())

    def language_name(self, code: str) -> str:
        """Return the English name of a language; `language` knows it."""
        return str(Locale("en").languages.get(code, code))

    def note(self, said: str) -> str:
        """Return what is taken for granted of a name of two things, such as Georgia, "" where it names one."""
        return self._words.notes.get(said.casefold(), "")

    @property
    def word_codes(self) -> frozenset[str]:
        """The codes that are words as well."""
        return self._words.not_codes

    def code(self, said: str) -> str:
        """Return the country of a code in whatever case, "" where it is none."""
        return self._codes.get(said.upper(), "")

    def is_demonym(self, said: str) -> bool:
        """Whether a form is an English demonym: Turkish."""
        return said.casefold() in self._demonyms or said.casefold().removesuffix("s") in self._demonyms

    def is_english(self, said: str) -> bool:
        """Whether a form names a country in English."""
        return said.casefold() in self._english or self.is_demonym(said)

    def spellings(self) -> Iterator[tuple[str, What, str]]:
        """Yield names by which a misspelt word is understood, as they are written, with what they name."""
        for country in self._tables.countries:
            own = (self._labels.get(country.code, ""), *country.names, *country.demonyms)
            yield from ((form, What.COUNTRY, country.code) for form in own if country.code not in ("EU", "NATO"))
        for name, forms in self._words.region_forms.items():
            yield from ((form, What.GROUP, name) for form in forms)
        for (kind, key), forms in self._words.spoken.items():
            if kind in (Kind.SECTOR, Kind.TYPE, Kind.STAGE):
                yield from ((form, What(kind.value), key) for form in forms)
        yield from ((row.name, What.ORGANISATION, row.name) for row in self._tables.organisations)
        yield from ((row.designation, What.DESIGNATION, row.designation) for row in self._tables.equipment)

    def _note(self, kind: str, key: str, said: str) -> str:
        if kind == Kind.REGION:
            return f"“{said}” is taken as {', '.join(self.label(Kind.COUNTRY, code) for code in self.members(key))}."
        return self._words.notes.get(said.casefold(), "")

    def _coded(self, text: str) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield codes with their places: flags, capitals, and pairs of small letters such as pk-tr."""
        for match in _FLAG.finditer(text):
            code = _flagged(match.group()) if match.group(1) is None else match.group(1).upper()
            if code in self._codes:
                yield match.span(), self._codes[code]
        for match in _LOWER_PAIR.finditer(text):
            codes = [match.group(n).upper() for n in (1, 2)]
            if all(code in self._codes for code in codes) and not all(code in self._words.not_codes for code in codes):
                yield from ((match.span(n), self._codes[code]) for n, code in enumerate(codes, 1))
        whole = text.strip()
        for match in _CODE.finditer(text):
            code = match.group()
            free = code not in self._words.not_codes or whole == code
            if code in self._codes and (free or _in_list(text, match)):
                yield match.span(), self._codes[code]


@cache
def vocabulary_of(settings: Settings) -> ShippedVocabulary:
    """Return the vocabulary of the shipped configuration, built once; raise ConfigError naming a bad row."""
    return ShippedVocabulary(
        tables_of(settings), configuration.shipped("chat_words.yaml"), languages=settings.languages
    )


def _parsed(raw: Mapping[str, Any]) -> _Words:
    named = [group for group in groups() if not group.body]  # the EU and NATO are parties themselves
    return _Words(
        spoken={
            (Kind(kind), key): tuple(map(str, words))
            for kind, rows in raw["spoken"].items()
            for key, words in rows.items()
        },
        exact=frozenset(raw["exact"]),
        countries={code: tuple(forms) for code, forms in raw["countries"].items()},
        regions={group.name: group.members for group in named},
        region_forms={group.name: _english(group) for group in named},
        notes=dict(raw["notes"]),
        not_codes=frozenset(raw["words_not_codes"]),
        fillers=frozenset(str(raw["fillers"]).casefold().split()),
    )


def _english(group: Group) -> tuple[str, ...]:
    return tuple(dict.fromkeys((group.name, *group.forms.get("any", ()), *group.forms.get("en", ()))))


def _country_codes() -> Mapping[str, str]:
    codes = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
    codes |= {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return {**codes, "XK": "XK", "XKX": "XK", **_OWN_CODES}


def _entries(
    tables: Tables, words: _Words, *, labels: Mapping[str, str], languages: Sequence[str]
) -> Iterator[NameEntry]:
    """Yield names, those that win where two share a form first."""
    shown = frozenset(labels.values())
    yield NameEntry(key="", kind=_SWALLOWED, forms=tuple(name for name in tables.swallowed if name not in shown))
    for (kind, key), forms in words.spoken.items():
        yield from _spelt(key, kind, (*forms, key.replace("_", " ")), exact=words.exact)
        yield NameEntry(key=key, kind=kind, forms=(key,))
    for name, forms in words.region_forms.items():
        yield NameEntry(key=name, kind=Kind.REGION, forms=forms)
    for country in tables.countries:
        own = (*country.names, *country.demonyms, *country.capitals, *words.countries.get(country.code, ()))
        named = (labels.get(country.code, country.code), *own)
        yield from _spelt(country.code, Kind.COUNTRY, named, exact=words.fillers)
    foreign = parse_countries({}, languages=tuple(language for language in languages if language in RULES))
    for country in foreign:
        forms = tuple(form for form in country.names if len(form) >= _MIN_FOREIGN or not form.isascii())
        yield NameEntry(key=country.code, kind=Kind.COUNTRY, forms=tuple(f for f in forms if _is_name(f, words)))
    for item in tables.equipment:
        yield from _designation(item, words)
    for organisation in tables.organisations:
        yield from _organisation(organisation, words)
    for cue in tables.cues:
        if cue.family == Kind.SECTOR and not cue.term.endswith("*") and _is_name(cue.term, words):
            yield from _spelt(cue.key, Kind.SECTOR, (cue.term,))


def _is_name(form: str, words: _Words) -> bool:
    """Whether a form says anything: not where it is all words that change nothing."""
    return not all(word in words.fillers for word in re.findall(r"[\w'-]+", form.casefold()))


def _spelt(key: str, kind: Kind, forms: Iterable[str], *, exact: frozenset[str] = frozenset()) -> Iterator[NameEntry]:
    """Yield forms whatever their case; the exact ones, and those in capitals that are exact in small, as they stand."""
    listed = tuple(dict.fromkeys(forms))
    strict = tuple(form for form in listed if form in exact or (form.isupper() and form.casefold() in exact))
    yield NameEntry(key=key, kind=kind, forms=strict, case_sensitive=True)
    yield NameEntry(key=key, kind=kind, forms=tuple(form for form in listed if form not in strict))


def _designation(item: Equipment, words: _Words) -> Iterator[NameEntry]:
    loose: list[str] = []
    strict: list[str] = []
    for form in (item.designation, *item.aliases):
        numbered = any(char.isdigit() for char in form) and any(char.isalpha() for char in form)
        safe = numbered or len(form) >= _LONG_ENOUGH or (len(form) > _SHORT and not item.ambiguous)
        (loose if safe and _is_name(form, words) else strict).append(form)
    yield NameEntry(key=item.designation, kind=Kind.DESIGNATION, forms=tuple(loose))
    yield NameEntry(key=item.designation, kind=Kind.DESIGNATION, forms=tuple(strict), case_sensitive=True)


def _organisation(row: Organisation, words: _Words) -> Iterator[NameEntry]:
    loose: list[str] = []
    strict: list[str] = []
    for form in (row.name, *row.aliases):
        spelt_out = len(form) >= _LONG_ENOUGH and not form.isupper()
        safe = spelt_out or (len(form) > _SHORT and not row.ambiguous)
        (loose if safe and _is_name(form, words) else strict).append(form)
    yield NameEntry(key=row.name, kind=Kind.ORGANISATION, forms=tuple(loose))
    yield NameEntry(key=row.name, kind=Kind.ORGANISATION, forms=tuple(strict), case_sensitive=True)


def _pools(tables: Tables, words: _Words, labels: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Return the words that may have been meant, by first letter: in lower case, and as they are shown."""
    shown = [word for forms in (*words.spoken.values(), *words.region_forms.values()) for word in forms]
    shown += [*labels.values(), *(name for country in tables.countries for name in (*country.names, *country.demonyms))]
    shown += [row.name for row in tables.organisations] + [item.designation for item in tables.equipment]
    pools: dict[str, dict[str, str]] = {}
    for word in shown:
        if len(word) >= _MIN_FOREIGN:
            pools.setdefault(word[:1].casefold(), {}).setdefault(word.casefold(), word)
    return pools


def _languages(codes: Sequence[str]) -> Mapping[str, str]:
    named: dict[str, str] = {}
    for code in codes:
        own = str(Locale.parse(code).languages.get(code, code))
        for name in (code, str(Locale("en").languages[code]), own):
            named.setdefault(name.casefold(), code)
    return named


def _in_list(text: str, match: re.Match[str]) -> bool:
    """Whether a code that is also a word stands in a list or pair of codes: PL, KR, NO."""
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 8]
    joined = _JOINED_BEFORE.search(before)
    return bool((joined or re.match(r"\s?(?:[-–—/→]|->)\s?[A-Z]{2}", after)) and _JOINED_AFTER.match(after))


def _flagged(flag: str) -> str:
    return "".join(chr(ord(letter) - _REGIONAL_A + _A) for letter in flag)
