"""Sums of money with their currency."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from summarizers.reading.currencies import LETTERS, QUALIFIED, SCALED_WORDS, SHARED, SIGNS, SMALL_SIGNS, WORDS
from summarizers.reading.numerals import LOOSE, SCALES, Numeral, find_numerals, is_range
from summarizers.reading.spans import Mention

_SIGNS = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_BEFORE = re.compile(rf"(?<![^\W\d_])(?:{_SIGNS})[\s\u00a0]{{0,2}}\Z")
_AFTER = re.compile(rf"[\s\u00a0-]?(?P<sign>{_SIGNS})(?![^\W\d_$])(?!\s?\d)")
_QUALIFIERS = "|".join(re.escape(word) for word in sorted({q for q, _ in QUALIFIED}, key=len, reverse=True))
_NOUNS = "|".join(sorted({*WORDS, *SCALED_WORDS, *(noun for _, noun in QUALIFIED)}, key=len, reverse=True))
_WORD = re.compile(
    rf"(?:(?<=m[rl]d)\.|(?<=mio)\.|(?<=[bm]n)\.|"
    rf"(?<=cr)\.)?[\s-]+(?:(?P<qualifier>{_QUALIFIERS})[\s-]+)?(?P<noun>{_NOUNS})s?\b"
    r"(?![\s-]class\b)",
    re.IGNORECASE,
)
_APART = re.compile(r"[\s\u00a0](?P<loose>[BMT])\b(?![-/.]?\w)")
_CRORES = re.compile(r"\b(?:crores?|cr)\Z", re.IGNORECASE)
_BOUGHT = re.compile(
    r"[\s-](?:[\w-]+\s){0,2}?(?:contract|deal|order|tender|project|programme|program|purchase|package|"
    r"cost)s?\b",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"\b(?:worth|cost\w*|price|valued|value|investment|order|contract|deal)\s(?:[\w-]+\s){0,3}\Z", re.IGNORECASE
)
_WORTH_REACH = 40
_SIGN_REACH = 8
_LEAST = 1e3
# Ends of one range are of one kind: "$2.8 billion in 2016 to $9.4 billion" holds a year.
_WIDEST = 100.0


@dataclass(frozen=True, slots=True)
class Money(Mention):
    """A sum: `amount` in whole units of `currency` (ISO 4217)."""

    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A numeral with the currency found beside it, and how far the mention reaches."""

    numeral: Numeral
    start: int
    end: int
    currency: str


def find_money(text: str, *, countries: Collection[str] = ()) -> tuple[Money, ...]:
    """Return sums in order: "$6.5bn", "Rs 1 lakh crore", "€650m", "750 million euros", each end of "5-6 mn USD".

    A bare "$" is read as US dollars. Names that several currencies share ("Rs", "¥", "peso", "crowns") are read by
    `countries`, the ISO 3166-1 codes the text is about, where just one of them has a currency of that name; otherwise
    "Rs" is Indian rupees, "¥" yen, and a sum whose currency is unclear is no hit.
    """
    readings = [_read(text, numeral, countries) for numeral in find_numerals(text)]
    return tuple(_money(text, reading) for reading in _share(text, readings) if reading.currency)


def _read(text: str, numeral: Numeral, countries: Collection[str]) -> _Reading:
    before = _BEFORE.search(text, max(0, numeral.start - _SIGN_REACH), numeral.start)
    reach = numeral.end + len(numeral.loose)
    if before and _is_sum(before.group().strip(), numeral):
        sign = before.group().strip()
        apart = None if numeral.loose or numeral.scale > 1 else _APART.match(text, numeral.end)
        if apart:
            numeral = replace(numeral, end=apart.start(), loose=apart.group())
            reach = apart.end()
        end = reach if numeral.loose else _tail(text, numeral, sign=sign)
        return _Reading(numeral, before.start(), end, _local(sign.rstrip("."), countries) or SIGNS[sign])
    after = _AFTER.match(text, reach)
    if after and _is_sum(after.group("sign"), numeral):
        sign = after.group("sign")
        return _Reading(numeral, numeral.start, after.end(), _local(sign.rstrip("."), countries) or SIGNS[sign])
    word = _WORD.match(text, reach)
    currency = _named(word, scaled=numeral.value >= 1e5 or bool(numeral.loose), countries=countries) if word else ""
    if not currency and "IN" in countries and _is_crores(text, numeral):
        return _Reading(numeral, numeral.start, numeral.end, "INR")
    return _Reading(numeral, numeral.start, word.end() if word and currency else numeral.end, currency)


def _is_crores(text: str, numeral: Numeral) -> bool:
    """Whether crores without a currency are rupees: what is bought, or what it is worth, is counted in them."""
    if not _CRORES.search(text, numeral.start, numeral.end):
        return False
    before = text[max(0, numeral.start - _WORTH_REACH) : numeral.start]
    return bool(_BOUGHT.match(text, numeral.end) or _WORTH.search(before))


def _is_sum(sign: str, numeral: Numeral) -> bool:
    """Whether the letters beside a number are a currency's: "NIS 2" is a directive, "COP 28" a summit."""
    if sign in LETTERS:
        return numeral.value >= SCALES["million"]
    if not sign.isalpha() or sign in SMALL_SIGNS:
        return True
    return numeral.value >= _LEAST or bool(numeral.loose)


def _local(name: str, countries: Collection[str]) -> str:
    """Return the currency `name` means in the countries of the text, "" where none or several of them use it."""
    meant = {SHARED[name][country] for country in countries if country in SHARED[name]} if name in SHARED else set()
    return meant.pop() if len(meant) == 1 else ""


def _tail(text: str, numeral: Numeral, *, sign: str) -> int:
    """Include a word that repeats the sign ("$5 million dollars", "US$ 5 million USD")."""
    word = _WORD.match(text, numeral.end)
    return word.end() if word and _named(word, scaled=True) == SIGNS[sign] else numeral.end


def _named(word: re.Match[str], *, scaled: bool, countries: Collection[str] = ()) -> str:
    noun = word.group("noun").lower()
    qualifier = " ".join((word.group("qualifier") or "").lower().split())
    if qualifier:
        return QUALIFIED.get((qualifier, "dollar" if noun == "dlr" else noun), "")
    if noun in SCALED_WORDS and not scaled:
        return ""
    return _local(noun, countries) or WORDS.get(noun) or SCALED_WORDS.get(noun, "")


def _share(text: str, readings: list[_Reading]) -> list[_Reading]:
    """Give both ends of a range the currency that stands beside one of them."""
    shared = list(readings)
    for i in range(len(shared) - 1):
        first, second = shared[i], shared[i + 1]
        if bool(first.currency) == bool(second.currency) or not is_range(text, first.numeral, second.numeral):
            continue
        if not 1 / _WIDEST <= _amount(first.numeral) / (_amount(second.numeral) or 1.0) <= _WIDEST:
            continue
        currency = first.currency or second.currency
        shared[i] = _Reading(first.numeral, first.start, first.end, currency)
        shared[i + 1] = _Reading(
            second.numeral, second.start, max(second.end, second.numeral.end + len(second.numeral.loose)), currency
        )
    return shared


def _money(text: str, reading: _Reading) -> Money:
    return Money(
        reading.start, reading.end, text[reading.start : reading.end], _amount(reading.numeral), reading.currency
    )


def _amount(numeral: Numeral) -> float:
    factor = LOOSE[numeral.loose.strip().lower()] if numeral.loose else 1.0
    return round(numeral.value * factor, 2)
