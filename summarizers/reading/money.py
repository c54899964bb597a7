"""Sums of money with their currency."""

import re
from dataclasses import dataclass

from summarizers.reading.currencies import QUALIFIED, SCALED_WORDS, SIGNS, WORDS
from summarizers.reading.numerals import LOOSE, Numeral, find_numerals, is_range
from summarizers.reading.spans import Mention

_SIGNS = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_BEFORE = re.compile(rf"(?<![^\W\d_])(?:{_SIGNS})[\s\u00a0]{{0,2}}\Z")
_AFTER = re.compile(rf"[\s\u00a0-]?(?P<sign>{_SIGNS})(?![^\W\d_$])(?!\s?\d)")
_QUALIFIERS = "|".join(re.escape(word) for word in sorted({q for q, _ in QUALIFIED}, key=len, reverse=True))
_NOUNS = "|".join(sorted({*WORDS, *SCALED_WORDS, *(noun for _, noun in QUALIFIED)}, key=len, reverse=True))
_WORD = re.compile(rf"[\s-]+(?:(?P<qualifier>{_QUALIFIERS})[\s-]+)?(?P<noun>{_NOUNS})s?\b", re.IGNORECASE)
_SIGN_REACH = 8


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


def find_money(text: str) -> tuple[Money, ...]:
    """Return sums in order: "$6.5bn", "Rs 1 lakh crore", "€650m", "750 million euros", each end of "5-6 mn USD".

    A bare "$" is read as US dollars, "Rs" as Indian rupees, "¥" as yen; a sum whose currency is unclear is no hit.
    """
    readings = [_read(text, numeral) for numeral in find_numerals(text)]
    return tuple(_money(text, reading) for reading in _share(text, readings) if reading.currency)


def _read(text: str, numeral: Numeral) -> _Reading:
    before = _BEFORE.search(text, max(0, numeral.start - _SIGN_REACH), numeral.start)
    reach = numeral.end + len(numeral.loose)
    if before:
        sign = before.group().strip()
        end = reach if numeral.loose else _tail(text, numeral, sign=sign)
        return _Reading(numeral, before.start(), end, SIGNS[sign])
    after = _AFTER.match(text, reach)
    if after:
        return _Reading(numeral, numeral.start, after.end(), SIGNS[after.group("sign")])
    word = _WORD.match(text, reach)
    currency = _named(word, scaled=numeral.value >= 1e5 or bool(numeral.loose)) if word else ""
    return _Reading(numeral, numeral.start, word.end() if word and currency else numeral.end, currency)


def _tail(text: str, numeral: Numeral, *, sign: str) -> int:
    """Include a word that repeats the sign ("$5 million dollars", "US$ 5 million USD")."""
    word = _WORD.match(text, numeral.end)
    return word.end() if word and _named(word, scaled=True) == SIGNS[sign] else numeral.end


def _named(word: re.Match[str], *, scaled: bool) -> str:
    noun = word.group("noun").lower()
    qualifier = " ".join((word.group("qualifier") or "").lower().split())
    if qualifier:
        return QUALIFIED.get((qualifier, noun), "")
    return WORDS.get(noun) or (SCALED_WORDS.get(noun, "") if scaled else "")


def _share(text: str, readings: list[_Reading]) -> list[_Reading]:
    """Give both ends of a range the currency that stands beside one of them."""
    shared = list(readings)
    for i in range(len(shared) - 1):
        first, second = shared[i], shared[i + 1]
        if bool(first.currency) == bool(second.currency) or not is_range(text, first.numeral, second.numeral):
            continue
        currency = first.currency or second.currency
        shared[i] = _Reading(first.numeral, first.start, first.end, currency)
        shared[i + 1] = _Reading(
            second.numeral, second.start, max(second.end, second.numeral.end + len(second.numeral.loose)), currency
        )
    return shared


def _money(text: str, reading: _Reading) -> Money:
    factor = LOOSE[reading.numeral.loose] if reading.numeral.loose else 1.0
    amount = round(reading.numeral.value * factor, 2)
    return Money(reading.start, reading.end, text[reading.start : reading.end], amount, reading.currency)
