"""Numbers with their values."""

import re
from dataclasses import dataclass

from summarizers.reading.numerals import LOOSE, Numeral, find_numerals
from summarizers.reading.spans import Mention

_PERCENT = re.compile(r"[\s-]?(?:%|per\s?cent\b|percent\b|pct\b)")
_NOT_COUNTED = re.compile(r"\s+(?:another|of\s+(?:the|its|his|her|their|our|those|these|a)|day|time)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number(Mention):
    """A number in a text, `value` in ones (or in percent where `percent`)."""

    value: float
    percent: bool = False


def find_numbers(text: str) -> tuple[Number, ...]:
    """Return numbers in figures or words, in order: "1,234.5", "2 lakh", "two dozen", each end of "5–6 bn".

    Designations (F-16, K2), ordinals, clock times and numeric dates are no numbers; years are.
    """
    return tuple(
        Number(
            numeral.start,
            numeral.end,
            text[numeral.start : numeral.end],
            numeral.value * (LOOSE["k"] if numeral.loose == "k" else 1.0),
            _PERCENT.match(text, numeral.end) is not None,
        )
        for numeral in find_numerals(text)
        if _counts(text, numeral)
    )


def _counts(text: str, numeral: Numeral) -> bool:
    if numeral.loose == "b":
        return False
    if not numeral.spelt or numeral.value != 1:
        return True
    before = text[max(0, numeral.start - 3) : numeral.start].lower()
    return (
        before != "no "
        and _NOT_COUNTED.match(text, numeral.end) is None
        and text[numeral.end : numeral.end + 1] not in {"'", "’"}
    )
