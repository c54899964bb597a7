"""The words of questions over the shipped tables: `question_words_of` builds them once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from bot.analysis.scripts import fold
from bot.analysis.terms import TermMatcher, longest
from bot.app.groups import Group, groups
from bot.app.nearness import Nearness
from bot.app.question_terms import (
    ADJECTIVE,
    Meaning,
    Term,
    decoys_from,
    is_strict,
    name_terms,
    role_terms,
    rules_of,
    spoken,
)
from bot.app.vocabulary import ShippedVocabulary, vocabulary_of
from bot.chat.asking_saying import say_asked
from bot.chat.asking_words import Hit, Limits, Near, QuestionWords, What
from bot.chat.parsing_words import Kind
from bot.domain.asked import Asked
from bot.settings import Settings

_WHATS = {kind: What(kind.value) for kind in Kind if kind not in (Kind.REGION, Kind.CERTAINTY)}
_WORDS = frozenset({What.SECTOR, What.TYPE, What.STAGE})
_SCRIPTS = {
    "ru": "\u0400\u04ff", "uk": "\u0400\u04ff", "ar": "\u0600\u06ff", "ur": "\u0600\u06ff", "he": "\u0590\u05ff",
    "el": "\u0370\u03ff", "hi": "\u0900\u097f", "bn": "\u0980\u09ff", "ko": "\uac00\ud7af", "ja": "\u3040\u9fff",
    "zh": "\u4e00\u9fff",
}  # fmt: skip


_LOWER_US = re.compile(
    r"\bthe us(?![\w'’.])|\A\W*us(?=\s*(?:and|[&,/–-]|to|arms|exports|sales|weapons|supplies|deals)(?!\w))"
    r"|\b(?:between|from) us(?= (?:and|to)\b)"
)
"""Where "us" in small letters is the country: "the us", "us and india"; "tell us" is no country."""


_TWO_CODES = re.compile(r"\s*([A-Za-z]{2})\s([A-Za-z]{2})(?![\w'’.-])")


class _Tongue:
    """The matchers of one language, built when it is first met."""

    def __init__(self, language: str) -> None:
        self._language = language

    def names(self, text: str) -> Iterator[Hit]:
        for matcher in (self._names, self._strict):
            for hit in longest(matcher.find(text)):
                what, key = hit.meaning
                plain = key.removesuffix(ADJECTIVE)
                yield Hit(hit.start, hit.end, what, plain, self._language, adjective=plain != key)

    def roles(self, text: str) -> Iterator[Hit]:
        for hit in longest(self._roles.find(text)):
            yield Hit(hit.start, hit.end, What.ROLE, hit.meaning[1], self._language)

    @cached_property
    def _names(self) -> TermMatcher[Meaning]:
        return self._matcher(term for term in name_terms(self._language) if not is_strict(term[0]))

    @cached_property
    def _strict(self) -> TermMatcher[Meaning]:
        return self._matcher((term for term in name_terms(self._language) if is_strict(term[0])), cased=True)

    @cached_property
    def _roles(self) -> TermMatcher[Meaning]:
        return TermMatcher(dict.fromkeys(role_terms(self._language)), rules_of(self._language, names=False))

    def _matcher(self, terms: Iterable[Term], *, cased: bool = False) -> TermMatcher[Meaning]:
        return TermMatcher(dict.fromkeys(terms), rules_of(self._language), cased=cased)


class ShippedQuestionWords:
    """A `bot.chat.asking_words.QuestionWords` over the shipped tables. Build it once."""

    def __init__(self, vocabulary: ShippedVocabulary, languages: Iterable[str]) -> None:
        """Take names of countries, companies and codes from `vocabulary`, words from those of `languages` there are."""
        raw = spoken()
        self._vocabulary = vocabulary
        self._groups: Mapping[str, Group] = {group.name: group for group in groups()}
        self._bodies = {group.body: group.name for group in groups() if group.body}
        listed = dict.fromkeys(("en", *languages))
        self._tongues = {code: _Tongue(code) for code in listed if code in raw["languages"]}
        self._numbers = {
            code: {role: _folded(raw["languages"][code].get(role) or {}) for role in ("count", "ordinal")}
            for code in self._tongues
        }
        self._limits = Limits(**raw["limits"])
        self._decoys = decoys_from(raw)

    @property
    def limits(self) -> Limits:
        """The bounds of a question."""
        return self._limits

    @property
    def decoys(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """What hides the name of a country or a group, by its key: turkey sandwich."""
        return self._decoys

    def names(self, text: str) -> tuple[Hit, ...]:
        """Return what is named in `text`, in every language, overlapping too, in no order."""
        hits = [*self._english(text)]
        for code, tongue in self._spoken(text):
            hits += tongue.names(text) if code else ()
        return _joined(hits)

    def roles(self, text: str) -> tuple[Hit, ...]:
        """Return the words of a question by language, the longest at a place; one with two roles comes twice."""
        return tuple(hit for _, tongue in self._spoken(text) for hit in tongue.roles(text))

    def near(self, word: str) -> tuple[Near, ...]:
        """Return the names that are one letter away from `word`, or two where it is long; the nearest alone."""
        return self._nearness.near(word)

    def homonym(self, words: str) -> str:
        """Return what is taken for granted of a name of two things, such as Georgia; "" where it names one."""
        return self._vocabulary.note(words)

    def counts(self, language: str) -> Mapping[str, float]:
        """Return the words for numbers of a language, folded."""
        return self._numbers[language]["count"]

    def ordinals(self, language: str) -> Mapping[str, int]:
        """Return the words for first to fourth of a language, folded."""
        return {word: int(number) for word, number in self._numbers[language]["ordinal"].items()}

    def label(self, what: What, key: str) -> str:
        """Return the word that is shown for a thing."""
        if what is What.GROUP or what not in _WHATS.values():
            return key
        return self._vocabulary.label(Kind(what.value), key)

    def members(self, group: str) -> tuple[str, ...]:
        """Return the codes of a group's members."""
        return self._groups[group].members if group in self._groups else ()

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self._vocabulary.spellings())

    def _spoken(self, text: str) -> Iterator[tuple[str, _Tongue]]:
        """Yield the languages that may be written in the script of `text`."""
        latin = any(char.isalpha() and char < "\u0250" for char in text)
        for code, tongue in self._tongues.items():
            span = _SCRIPTS.get(code)
            if latin if span is None else any(span[0] <= char <= span[1] for char in text):
                yield code, tongue

    def _coded(self, text: str) -> Iterator[Hit]:
        """Yield two codes a text begins with: IN FR, pl kr; small ones must both be no words."""
        match = _TWO_CODES.match(text)
        codes = [self._vocabulary.code(match.group(n)) for n in (1, 2)] if match else []
        if match and all(codes):
            clear = [code not in self._vocabulary.word_codes for code in codes]
            if any(clear) if match.group().isupper() else all(clear) and match.group().islower():
                for n, code in enumerate(codes, 1):
                    group = code in self._bodies
                    key = self._bodies[code] if group else code
                    yield Hit(*match.span(n), What.GROUP if group else What.COUNTRY, key, "en")

    def _english(self, text: str) -> Iterator[Hit]:
        for match in _LOWER_US.finditer(text):
            yield Hit(match.end() - 2, match.end(), What.COUNTRY, "US", "en")
        yield from self._coded(text)
        for found in self._vocabulary.find(text):
            if found.kind not in _WHATS:
                continue
            what, key = _WHATS[found.kind], found.key
            if key in self._bodies and what is What.COUNTRY:
                what, key = What.GROUP, self._bodies[key]
            adjective = what is What.COUNTRY and self._vocabulary.is_demonym(text[found.start : found.end])
            said_so = what in _WORDS or self._vocabulary.is_english(text[found.start : found.end])
            language = "en" if said_so else ""
            yield Hit(found.start, found.end, what, key, language, found.note, adjective)


def question_words_of(settings: Settings) -> QuestionWords:
    """Return the words of questions of the shipped configuration, built once; raise ConfigError naming a bad row."""
    return vocabulary_of(settings).questions


def saying(settings: Settings) -> Callable[[Asked], str]:
    """Return what states a question as it was understood; the words are built with the first one."""
    return lambda asked: say_asked(asked, question_words_of(settings))


def _folded(words: Mapping[str, float]) -> Mapping[str, float]:
    return {fold(str(word)).text: number for word, number in words.items()}


def _joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits, countries that one word stands for together in one language as one: 日米 is JP+US."""
    spans: defaultdict[tuple[int, int, str], list[Hit]] = defaultdict(list)
    kept: list[Hit] = []
    for hit in hits:
        if hit.what is What.COUNTRY:
            spans[hit.start, hit.end, hit.language].append(hit)
        else:
            kept.append(hit)
    for own in spans.values():
        keys = dict.fromkeys(hit.key for hit in own)
        kept.append(own[0]._replace(key="+".join(keys)))
    return tuple(dict.fromkeys(kept))
