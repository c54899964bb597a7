"""Gazetteers and taxonomy as typed tables, parsed from raw rows: no file is read here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel import Locale

from bot.analysis.scripts import RULES
from bot.analysis.weights import LogisticModel, Weights, parse_model, parse_weights
from bot.domain.vocabulary import Certainty, CooperationType, Sector, Stage

Terms = tuple[str, ...]
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country, EU or NATO: ISO code and every form it is written in."""

    code: str
    names: Terms
    demonyms: Terms = ()
    capitals: Terms = ()
    leaders: Terms = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A company, agency, force, ministry or alliance with its homes; `ambiguous` forms are also common words.

    `sectors` are its own line of business where it has a clear one; houses that make everything have none.
    """

    name: str
    kind: str
    countries: Terms
    parent: str = ""
    aliases: Terms = ()
    ambiguous: bool = False
    sectors: tuple[Sector, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A designation, its sector and the countries it comes from (possibly none)."""

    designation: str
    sector: Sector | None
    origin: Terms
    aliases: Terms = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A term and what it speaks for: `family` (sector, type, stage …) and `key` (the member of the family)."""

    family: str
    key: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TongueTables:
    """Other languages than English: lexicon files by code, what their word groups speak for, models for them."""

    files: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, LogisticModel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything the lexicon is built from.

    `patterns` are regular expressions; `swallowed` are longer names that hide a country's, such as Indian Ocean.
    `tongues` are the tables of other languages than English.
    """

    countries: tuple[Country, ...]
    organisations: tuple[Organisation, ...]
    equipment: tuple[Equipment, ...]
    cues: tuple[Cue, ...]
    weights: Weights
    core_prototypes: Terms
    other_prototypes: Terms
    patterns: tuple[Cue, ...] = ()
    swallowed: Terms = ()
    tongues: TongueTables = field(default_factory=TongueTables)


def load_tables(
    read_yaml: Callable[[str], Any],
    read_table: Callable[[str], Sequence[Mapping[str, str]]],
    *,
    languages: Sequence[str] = ("en",),
) -> Tables:
    """Return the tables of the shipped configuration, read by the two functions given (those of `bot.settings`)."""
    return parse_tables(
        countries=read_yaml("gazetteer/countries.yaml"),
        organisations=read_table("gazetteer/organisations.csv"),
        equipment=read_table("gazetteer/equipment.csv"),
        taxonomy=read_yaml("taxonomy.yaml"),
        reading=read_yaml("reading.yaml"),
        weights=read_yaml("weights.json"),
        tongues=TongueTables(
            files={code: read_yaml(f"lexicon/{code}.yaml") for code in languages if code in RULES},
            groups=read_yaml("lexicon/groups.yaml"),
            models={name: parse_model(raw) for name, raw in read_yaml("lexicon/weights.json").items()},
        ),
    )


def parse_tables(
    *,
    countries: Mapping[str, Any],
    organisations: Iterable[Mapping[str, str]],
    equipment: Iterable[Mapping[str, str]],
    taxonomy: Mapping[str, Any],
    reading: Mapping[str, Any],
    weights: Mapping[str, Any],
    tongues: TongueTables | None = None,
) -> Tables:
    """Return the tables of the raw files, `reading` being that of `reading.yaml`; ValueError names a bad row."""
    prototypes = reading.get("prototypes") or {}
    return Tables(
        countries=parse_countries(countries),
        organisations=tuple(_organisation(row) for row in organisations),
        equipment=tuple(_equipment(row) for row in equipment),
        cues=(*parse_taxonomy(taxonomy), *_read_cues(reading)),
        patterns=tuple(
            Cue(family=str(row["family"]), key=str(row["key"]), term=str(row["regex"]))
            for row in reading.get("patterns") or ()
        ),
        weights=parse_weights(weights),
        core_prototypes=tuple(prototypes.get("core", ())),
        other_prototypes=tuple(prototypes.get("other", ())),
        swallowed=(*reading.get("swallowed", ()), *countries.get("blockers", ())),
        tongues=tongues or TongueTables(),
    )


def parse_countries(raw: Mapping[str, Any], *, languages: Sequence[str] = ("en",)) -> tuple[Country, ...]:
    """Return every country CLDR knows in `languages`, with the aliases, demonyms and capitals of `raw` added."""
    own = raw.get("countries", raw)
    spoken = _cldr_names(tuple(languages))
    return tuple(_country(code, spoken.get(code, ()), own.get(code) or {}) for code in sorted({*own, *spoken}))


def parse_taxonomy(raw: Mapping[str, Any]) -> tuple[Cue, ...]:
    """Return the cues of sectors, types, stages, certainty, defence and cooperation words and negatives."""
    vocabularies = (("sectors", "sector", Sector), ("types", "type", CooperationType), ("stages", "stage", Stage))
    cues: list[Cue] = []
    for section, family, known in (*vocabularies, ("certainty", "certainty", Certainty)):
        for key, entry in (raw.get(section) or {}).items():
            known(key)
            cues += [
                Cue(family=family, key=key, term=term) for term in (*entry.get("terms", ()), *entry.get("cues", ()))
            ]
    for word, family in (("defence_words", "defence"), ("cooperation_words", "cooperation")):
        cues += [Cue(family=family, key="", term=term) for term in raw.get(word) or ()]
    return (*cues, *_listed("negative", raw.get("negatives") or {}))


def _read_cues(reading: Mapping[str, Any]) -> tuple[Cue, ...]:
    """Return the plain cues, each list a family of its own, and those listed by family and key."""
    plain = [
        Cue(family=name, key="", term=term) for name, terms in (reading.get("cues") or {}).items() for term in terms
    ]
    keyed = [cue for family, lists in (reading.get("more_cues") or {}).items() for cue in _listed(family, lists)]
    return (*plain, *keyed)


def _listed(family: str, lists: Mapping[str, Sequence[str]]) -> tuple[Cue, ...]:
    return tuple(Cue(family=family, key=key, term=term) for key, terms in lists.items() for term in terms)


@cache
def _cldr_names(languages: tuple[str, ...]) -> Mapping[str, Terms]:
    names: dict[str, list[str]] = {}
    for language in languages:
        for code, name in Locale.parse(language.replace("-", "_")).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                names.setdefault(code, []).append(name.split(" (")[0])
    return {code: tuple(dict.fromkeys(forms)) for code, forms in names.items()}


def _country(code: str, spoken: Terms, own: Mapping[str, Any]) -> Country:
    def forms(field: str) -> Terms:
        return tuple(str(form) for form in own.get(field) or ())

    names = tuple(dict.fromkeys((*spoken, *forms("names"))))
    return Country(
        code=code, names=names, demonyms=forms("demonyms"), capitals=forms("capitals"), leaders=forms("leaders")
    )


def _organisation(row: Mapping[str, str]) -> Organisation:
    return Organisation(
        name=_named(row, "name"),
        kind=row.get("kind") or "company",
        countries=_split(row.get("countries")),
        parent=row.get("parent") or "",
        aliases=_split(row.get("aliases")),
        ambiguous=(row.get("ambiguous") or "0").strip() == "1",
        sectors=tuple(Sector(sector) for sector in _split(row.get("sectors"))),
    )


def _equipment(row: Mapping[str, str]) -> Equipment:
    sector = (row.get("sector") or "").strip()
    return Equipment(
        designation=_named(row, "designation"),
        sector=Sector(sector) if sector else None,
        origin=_split(row.get("origin")),
        aliases=_split(row.get("aliases")),
        ambiguous=(row.get("ambiguous") or "0").strip() == "1",
    )


def _named(row: Mapping[str, str], column: str) -> str:
    name = (row.get(column) or "").strip()
    if not name:
        raise ValueError(f"a row without {column}: {dict(row)}")
    return name


def _split(text: str | None) -> Terms:
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())
