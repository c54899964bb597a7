"""The lexicon of a language other than English: names and cues, as its file and CLDR give them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from babel import Locale

from bot.analysis.matching import CueHit
from bot.analysis.scripts import PLAIN, RULES, Rules
from bot.analysis.terms import TermHit, TermMatcher, longest

NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_COUNTRY_SECTIONS = (("names", "name"), ("demonyms", "demonym"), ("capitals", "capital"), ("leaders", "leader"))
_COUNTRY_KINDS = frozenset(kind for _, kind in _COUNTRY_SECTIONS)
JOINT = "+"
_ROW_SECTIONS = (("organisations", "organisation"), ("equipment", "equipment"))
_RANKS = ("swallowed", *(kind for _, kind in (*_COUNTRY_SECTIONS, *_ROW_SECTIONS)))
Lists = Mapping[str, Sequence[str]]
Meaning = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A name at `start`:`end`: `kind` as in the lexicon, `key` the country's code or the row of a gazetteer."""

    start: int
    end: int
    kind: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """A language as read: `raw` is its file, `groups` what the word groups of all such files speak for.

    The automata are built when the first text in the language comes.
    """

    code: str
    raw: Mapping[str, Any]
    groups: Mapping[str, Any]

    @property
    def rules(self) -> Rules:
        """Where words begin and end."""
        return RULES.get(self.code, PLAIN)

    def names(self, text: str) -> tuple[NameHit, ...]:
        """Return the names in `text` by place, the longest there; a word for several countries has joint codes (JP+US).

        What is of kind "swallowed" hides a country's name.
        """
        spans: defaultdict[tuple[int, int], list[Meaning]] = defaultdict(list)
        for hit in longest(self._names.find(text)):
            spans[hit.start, hit.end].append(hit.meaning)
        return tuple(
            NameHit(start=start, end=end, kind=kind, key=key)
            for (start, end), meanings in spans.items()
            for kind, key in [_foremost(meanings)]
        )

    def cues(self, text: str) -> tuple[CueHit, ...]:
        """Return the cues in `text` by place; within a family the longest at a place wins."""
        families: defaultdict[str, list[TermHit[Meaning]]] = defaultdict(list)
        for hit in self._cues.find(text):
            families[hit.meaning[0]].append(hit)
        kept = (hit for hits in families.values() for hit in longest(hits))
        return tuple(
            sorted(
                (CueHit(start=h.start, end=h.end, family=h.meaning[0], key=h.meaning[1]) for h in kept),
                key=lambda hit: (hit.start, -hit.end, hit.family, hit.key),
            )
        )

    @cached_property
    def _names(self) -> TermMatcher[Meaning]:
        return TermMatcher(_spelt(self._name_terms(), self.code), self.rules, cased=True)

    @cached_property
    def _cues(self) -> TermMatcher[Meaning]:
        terms = dict.fromkeys(self._cue_terms())
        return TermMatcher(_spelt(terms, self.code), self.rules)

    def _name_terms(self) -> Iterator[tuple[str, Meaning]]:
        yield from ((form, ("swallowed", "")) for form in self.raw.get("swallowed") or ())
        unwanted = {str(code) for code in self.raw.get("not_countries") or ()}
        for code, name in country_names(self.code).items():
            if code not in unwanted:
                yield from ((form, ("name", code)) for form in declined(name, self.raw.get("inflection") or {}))
        for section, kind in (*_COUNTRY_SECTIONS, *_ROW_SECTIONS):
            for key, forms in (self.raw.get(section) or {}).items():
                yield from ((form, (kind, str(key))) for form in forms)

    def _cue_terms(self) -> Iterator[tuple[str, Meaning]]:
        for group, forms in (self.raw.get("words") or {}).items():
            targets = [(str(family), str(key)) for family, key in self.groups["groups"][group]]
            yield from ((form, target) for form in forms for target in targets)
        armed = frozenset(self.groups["armed_sectors"])
        for sector, forms in (self.raw.get("sectors") or {}).items():
            yield from ((form, ("sector", sector)) for form in forms)
            yield from ((form, ("defence", "")) for form in forms if sector in armed)
        yield from ((form, ("civil", "")) for form in self.groups.get("civil") or ())
        negatives = frozenset(self.groups["negatives"])
        for key, forms in (self.raw.get("against") or {}).items():
            target = ("negative", key) if key in negatives else (key, "")
            yield from ((form, target) for form in forms)


def country_names(language: str) -> Mapping[str, str]:
    """Return the name CLDR has for every country, and for the European Union, in `language`, by ISO code."""
    territories = Locale.parse(language.replace("-", "_")).territories
    return {
        code: name.split(" (")[0]
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    }


def declined(name: str, inflection: Lists) -> tuple[str, ...]:
    """Return `name` with the endings that `inflection` gives for its last letters; of several words, as it is."""
    if " " in name or not inflection:
        return (name,)
    endings = sorted(inflection, key=len, reverse=True)
    own = next((ending for ending in endings if ending and name.endswith(ending)), "")
    if not own and (name[-1].lower() in "оеуиіэюyoiuéωυ" or "" not in inflection):
        return (name,)
    return tuple(dict.fromkeys((name, *(name.removesuffix(own) + ending for ending in inflection[own]))))


def _spelt(terms: Iterable[tuple[str, Meaning]], code: str) -> Iterator[tuple[str, Meaning]]:
    """Yield the terms; Arabic ones with the article also as they are written behind the preposition li."""
    for form, meaning in terms:
        yield form, meaning
        if code == "ar" and form.startswith("ال"):
            yield "لل" + form[2:], meaning


def _foremost(meanings: Sequence[Meaning]) -> Meaning:
    """Return the foremost kind of one word's meanings, and its key; of a word for several countries, all joined."""
    first = min((kind for kind, _ in meanings), key=_RANKS.index)
    keys = dict.fromkeys(key for kind, key in meanings if kind == first)
    return first, JOINT.join(keys) if first in _COUNTRY_KINDS else next(iter(keys))
