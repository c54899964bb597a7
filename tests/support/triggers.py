"""What the raw tables know, ready to be looked up: the forms of a country or a name, the terms of a family and key."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.analysis.matching import folded
from bot.analysis.tables import Tables
from bot.analysis.tongues import country_names, declined
from summarizers.reading.folding import unaccented

Forms = Mapping[str, frozenset[str]]
Meaning = tuple[str, str]
_SECTIONS = ("names", "demonyms", "capitals", "leaders", "organisations", "equipment", "sectors")


def plain(text: str) -> str:
    """Return `text` in lower case without accents, hyphens, soft ones too, and doubled blanks."""
    return " ".join(re.sub(r"[-‐‑–—'’‘`.]", " ", bare(text).casefold()).split())


def whole(text: str) -> str:
    """Return `text` without what stands unseen inside words: control characters, soft hyphens, marks of direction."""
    return re.sub("[\\x00-\\x08\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\ufeff]", "", text)


def bare(text: str) -> str:
    """Return `text` in lower case without accents and vowel signs of any script."""
    apart = unicodedata.normalize("NFKD", unaccented(folded(whole(text))))
    return "".join(char for char in apart if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """The look-ups. `stems` and `pieces` are of other languages than English.

    A form of a country, a row or a sector begins or ends with a stem; of a term all pieces stand in the text, whatever
    their endings.
    """

    countries: Forms
    names: Forms
    sectors: Forms
    stems: Forms
    terms: Mapping[Meaning, tuple[str, ...]]
    pieces: Mapping[Meaning, frozenset[tuple[str, ...]]]
    patterns: Mapping[Meaning, tuple[re.Pattern[str], ...]]


def triggers_of(tables: Tables) -> Triggers:
    """Return the look-ups of `tables`."""
    names = _grouped(_rows(tables))
    patterns: defaultdict[Meaning, list[re.Pattern[str]]] = defaultdict(list)
    for cue in tables.patterns:
        patterns[cue.family, cue.key].append(re.compile(cue.term))
    terms: defaultdict[Meaning, set[str]] = defaultdict(set)
    for cue in tables.cues:
        terms[cue.family, cue.key].add(" ".join(folded(cue.term).strip("* ").split()))
    pieces: defaultdict[Meaning, set[tuple[str, ...]]] = defaultdict(set)
    for family, key, term in _terms(tables):
        pieces[family, key].add(tuple(bare(term).replace("*", " ").split()))
    return Triggers(
        countries=_grouped([*_country_forms(tables), *_of_rows(names, _homes(tables))]),
        names=names,
        sectors=_grouped(_of_rows(names, _sectors(tables))),
        stems=_stems(tables),
        terms={key: tuple(sorted(found)) for key, found in terms.items()},
        pieces={key: frozenset(found) for key, found in pieces.items()},
        patterns={key: tuple(found) for key, found in patterns.items()},
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> Forms:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, form in pairs:
        found[key].add(plain(form.strip("* ")))
    return {key: frozenset(filter(None, forms)) for key, forms in found.items()}


def _country_forms(tables: Tables) -> Iterator[tuple[str, str]]:
    for row in tables.countries:
        for form in (*row.names, *row.demonyms, *row.capitals, *row.leaders):
            yield row.code, form


def _rows(tables: Tables) -> Iterator[tuple[str, str]]:
    for firm in tables.organisations:
        yield from ((firm.name, form) for form in (firm.name, *firm.aliases))
    for item in tables.equipment:
        yield from ((item.designation, form) for form in (item.designation, *item.aliases))


def _homes(tables: Tables) -> Iterator[tuple[str, str]]:
    yield from ((home, firm.name) for firm in tables.organisations for home in firm.countries)
    yield from ((home, item.designation) for item in tables.equipment for home in item.origin)


def _sectors(tables: Tables) -> Iterator[tuple[str, str]]:
    yield from ((sector, firm.name) for firm in tables.organisations for sector in firm.sectors)
    yield from ((item.sector, item.designation) for item in tables.equipment if item.sector)


def _of_rows(forms: Forms, owned: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield who owns a row with every form of it."""
    for owner, row in owned:
        yield from ((owner, form) for form in forms.get(row, ()))


def _stems(tables: Tables) -> Forms:
    told: list[tuple[str, str]] = []
    for code, raw in tables.tongues.files.items():
        inflection = raw.get("inflection") or {}
        told += [(key, form) for key, name in country_names(code).items() for form in declined(name, inflection)]
        for section in _SECTIONS:
            told += [(str(key), form) for key, forms in (raw.get(section) or {}).items() for form in forms]
    rows = _grouped(told)
    return _grouped([*told, *_of_rows(rows, _homes(tables)), *_of_rows(rows, _sectors(tables))])


def _terms(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Yield family, key and form of the words of other languages."""
    groups = tables.tongues.groups
    for raw in tables.tongues.files.values():
        for group, forms in (raw.get("words") or {}).items():
            yield from ((family, key, form) for family, key in groups["groups"][group] for form in forms)
        for sector, forms in (raw.get("sectors") or {}).items():
            yield from (("sector", sector, form) for form in forms)
            if sector in groups["armed_sectors"]:
                yield from (("defence", "", form) for form in forms)
