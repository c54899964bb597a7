"""Names, designations and countries: whether the sources have them, in any form they are written in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from summarizers.gate.findings import COUNTRY, DESIGNATION, NAME, Finding
from summarizers.gate.words import name_stem, plain_of, stem, tokens
from summarizers.reading import Gazetteer, NameEntry, NameHit, Span
from summarizers.reading.abbreviations import word_set
from summarizers.reading.folding import unaccented

ORGANISATION, CAPITAL = "organisation", "capital"
COUNTRY_KINDS = frozenset({"name", "demonym", CAPITAL, "country"})
LINKS = word_set("of de del der den du da dos di la le al el bin ibn van von s the and a an for in on y e et")
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W_]+")
_DESIGNATION = re.compile(
    r"(?<![^\W_])(?=[A-Z])[A-Za-z]{1,5}(?:[-‐‑–/ ](?=\d)|(?=\d))\d{1,4}"
    r"(?:[-‐‑–/]?[A-Z]{1,3}\d{0,2})?s?(?![^\W_])"
    r"|(?<![^\W_])[A-Z][a-z]{5,9}[- ]\d{1,2}(?:[A-Z]\d{0,2})?(?![^\W_]|[.,]\d)"
)
_NO_DESIGNATION = word_set(
    """
    january february march april august september october november december monday tuesday wednesday thursday friday
    saturday sunday another within almost around roughly during before
    us in on at by to of and or for the from since until q h fy rs usd eur gbp inr pkr no nos jan feb mar apr
    may june jun july jul aug sept sep oct nov dec about some only over under nearly than covid vision phase
    block batch group art article section level euro g top day order page pages chapter part
    """
)
_JOINING = re.compile(r"[-‐‑–/\s]+")
_SPLIT = re.compile(r"([a-z]+)(\d+)([a-z]*\d*)")
_LEAST_INITIALS = 2
_LETTERS = 5
_DIGIT = re.compile(r"\d")
# Short for words that are no names.
_SHORTHAND = {
    "mou": "memorandum understanding", "loi": "letter intent", "rfp": "request proposals", "rfi": "request information",
    "jv": "joint venture", "pm": "prime minister", "mod": "defence ministry", "uav": "drone", "uavs": "drones",
    "ew": "electronic warfare", "sam": "surface air", "apc": "armoured personnel", "ifv": "infantry fighting",
    "mro": "maintenance repair", "lng": "gas", "ceo": "chief executive", "mp": "lawmaker",
    "ai": "artificial intelligence",
}  # fmt: skip
# In capitals these are names; "us" and "it" bear none out.
ALSO_WORDS = frozenset(("US", "IT", "WHO", "IS", "OR", "AN", "SO", "ME", "AM", "ALL"))
_CAPITALS = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+|\b[^\W\d_a-z]{1,3}(?=s?\b)")

_PLAIN = (
    ("US", "name", "US|U.S.|USA|U.S.A.|United States|America|Washington"),
    ("US", "demonym", "American"),
    ("GB", "name", "UK|U.K.|United Kingdom|Britain|Great Britain"),
    ("GB", "demonym", "British|Briton"),
    ("TR", "name", "Turkey|Türkiye|Turkiye"),
    ("TR", "demonym", "Turkish|Turk"),
    ("EU", "name", "EU|E.U.|European Union"),
    ("UN", "name", "UN|U.N.|United Nations"),
    ("AE", "name", "UAE|U.A.E.|United Arab Emirates|Emirates"),
    ("AE", "demonym", "Emirati"),
)
PLAIN_NAMES = Gazetteer(
    NameEntry(key=key, kind=kind, forms=tuple(forms.split("|")), case_sensitive=True) for key, kind, forms in _PLAIN
)
"""What is read with where no table is passed in: names written in ways that share no word."""


def homes(hit: NameHit) -> tuple[str, ...]:
    """Return the countries a hit stands for: its key where it is a country, those behind its kind for an organisation.

    The kind of an organisation is "organisation" and the codes of its homes, with blanks between.
    """
    if hit.kind in COUNTRY_KINDS:
        return (hit.key,)
    kind, *codes = hit.kind.split()
    return tuple(codes) if kind == ORGANISATION else ()


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named: where, and every key of who it is (country codes, stems of a name)."""

    start: int
    end: int
    keys: frozenset[str]


def parties_of(
    text: str, hits: Iterable[NameHit], names: Iterable[Span], designations: Iterable[tuple[int, int, str]]
) -> Iterator[Party]:
    """Yield who is named: countries and organisations of the gazetteer, names by their capitals where they are few."""
    known = [Party(hit.start, hit.end, frozenset((*homes(hit), hit.key))) for hit in hits if homes(hit)]
    yield from known
    if len({party.keys for party in known}) < 2:
        taken = [(party.start, party.end) for party in known] + [(start, end) for start, end, _ in designations]
        for name in names:
            if not any(start < name.end and name.start < end for start, end in taken):
                yield Party(name.start, name.end, frozenset(name_stem(word) for word in tokens(name.of(text))))


@dataclass(frozen=True, kw_only=True)
class Known:
    """Every name of the sources: words, keys of the gazetteer, homes of what is named, designations.

    `designations` give for each plain form how it is written. `read_capitals` and `read_initials` give short words in
    capitals and the initials of names; few sentences need them, so they are called when first asked for.
    """

    plain: frozenset[str]
    stems: frozenset[str]
    roots: frozenset[str]
    keys: frozenset[str]
    countries: frozenset[str]
    designations: Mapping[str, str]
    read_capitals: Callable[[], Iterable[str]]
    read_initials: Callable[[], Iterable[str]]

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words of up to three letters in capitals."""
        return frozenset(self.read_capitals())

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of names of several words."""
        return frozenset(self.read_initials())

    def has(self, word: str) -> bool:
        """Tell whether the sources have the word of a name, in another form or spelt out."""
        plain = plain_of(word)
        if word in ALSO_WORDS:
            return plain.upper() in self.capitals or plain in self.initials
        if plain in self.plain or name_stem(plain) in self.stems or stem(plain) in self.roots:
            return True
        if plain in _SHORTHAND and self.plain.issuperset(_SHORTHAND[plain].split()):
            return True
        return len(plain) >= _LEAST_INITIALS and word[:2].isupper() and plain.removesuffix("s") in self.initials

    def bears_designation(self, told: str) -> bool:
        """Tell whether the sources have the designation, or a variant: "F-16V" bears out "F-16", not conversely."""
        if told in self.designations:
            return True
        match = _SPLIT.fullmatch(told)
        return bool(match and not match[3]) and any(
            known.startswith(told) and not known[len(told)].isdigit() for known in self.designations
        )


def designations_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and plain form of designations: "K2", "F-16V" (f16v), "Su 30"."""
    for match in _DESIGNATION.finditer(text) if _DIGIT.search(text) else ():
        plain = _JOINING.sub("", match.group()).lower()
        letters = _SPLIT.match(plain)
        if letters and letters[1] not in _NO_DESIGNATION:
            yield match.start(), match.end(), plain.removesuffix("s") if match.group()[-1] == "s" else plain


def capitals_of(text: str) -> Iterator[str]:
    """Yield words of up to three letters in capitals, without their dots: "US", "U.S.", "JFs"."""
    for match in _CAPITALS.finditer(unaccented(text)):
        word = match.group().replace(".", "")
        if word.isupper():
            yield word


def initials_of(names: Iterable[str]) -> Iterator[str]:
    """Yield the initials of names of several words, links left out ("Ministry of Defence" gives "md" and "mod")."""
    for name in names:
        words = _WORD.findall(unaccented(name))
        if len(words) >= _LEAST_INITIALS:
            yield "".join(word[0] for word in words).lower()
            yield "".join(word[0] for word in words if word.lower() not in LINKS).lower()


def wrong_names(
    text: str,
    *,
    names: Iterable[Span],
    designations: Iterable[tuple[int, int, str]],
    hits: Iterable[NameHit],
    sums: Iterable[Span],
    figures: Iterable[Span],
    known: Known,
) -> Iterator[Finding]:
    """Yield countries, designations and words of names that the sources lack; sums and figures are read elsewhere."""
    borne = [(money.start, money.end) for money in sums]
    for hit in hits:
        worded = all(known.has(word) for word in _WORD.findall(hit.text))
        if worded or (hit.kind != CAPITAL and (hit.key in known.countries or hit.key in known.keys)):
            borne.append((hit.start, hit.end))
        elif hit.kind in COUNTRY_KINDS and hit.kind != CAPITAL and not text[: hit.start].endswith("New "):
            borne.append((hit.start, hit.end))
            reason = f"country not in sources: {hit.text}"
            yield Finding(start=hit.start, end=hit.end, kind=COUNTRY, reason=reason)
    for start, end, plain in designations:
        if any(opened < end and start < closed for opened, closed in borne):
            continue
        borne.append((start, end))
        said = _near(plain, known.designations)
        if not known.bears_designation(plain) and (said or not _is_worded(text[start:end], known)):
            told = f"designation not in sources: {text[start:end]}"
            yield Finding(
                start=start, end=end, kind=DESIGNATION, reason=f"{told}; sources say {said}" if said else told
            )
    borne += [(figure.start, figure.end) for figure in figures]
    for name in names:
        if name.of(text).lower() not in LINKS:
            yield from _wrong_words(text, name, known, borne)


def _wrong_words(text: str, name: Span, known: Known, borne: list[tuple[int, int]]) -> Iterator[Finding]:
    lacking = [
        word
        for word in _WORD.finditer(text, name.start, name.end)
        if not known.has(word.group())
        and word.group().lower() not in LINKS
        and not any(start <= word.start() and word.end() <= end for start, end in borne)
    ]
    if not lacking:
        return
    whole = "".join(word[0] for word in tokens(name.of(text)))
    if len(whole) > _LEAST_INITIALS and whole in known.plain:
        return
    for word in lacking:
        yield Finding(start=word.start(), end=word.end(), kind=NAME, reason=f"name not in sources: {word.group()}")


def _is_worded(designation: str, known: Known) -> bool:
    """Tell whether what looks like a designation is a word and a number, known to the sources or not ("Group 3")."""
    word = designation.split(maxsplit=1)[0]
    return " " in designation and (len(word) > _LETTERS or all(known.has(part) for part in designation.split()))


def _near(plain: str, known: Mapping[str, str]) -> str:
    letters = _SPLIT.match(plain)
    alike = (shown for other, shown in known.items() if letters and (m := _SPLIT.match(other)) and m[1] == letters[1])
    return next(alike, "")
