"""Numerals as written, in digits or words, with scale words. Numbers and money are read from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from summarizers.reading.abbreviations import word_set
from summarizers.reading.spelt import spelt_numbers

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6,
    "crore": 1e7, "cr": 1e7, "billion": 1e9, "bln": 1e9, "bn": 1e9, "trillion": 1e12, "trn": 1e12, "tn": 1e12,
    "lakhs": 1e5, "lacs": 1e5, "crores": 1e7, "mio": 1e6, "mrd": 1e9, "mld": 1e9, "milliard": 1e9, "milliards": 1e9,
    "milliarden": 1e9,
}  # fmt: skip
LOOSE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_MEASURES = word_set("mm cm km kms kmh kph mph kg kgs ft nm kw mw hp lb lbs ghz mhz khz pc pct kt kts in m t tons")
_CODES = word_set(
    "rs usd eur gbp inr pkr krw aud cad sgd rm rp tk tl pln sek nok dkk chf aed sar ils nis jpy cny rmb try us"
)
# Letters that stand for money only where a scale follows: "R700 million", "W3.2 trillion".
_SCALED_CODES = word_set("r w p")
# May stand before a number with a hyphen between; anything else makes it a designation.
_PREFIXES = word_set("mid pre post early late non sub since until over under nearly about some to and or by from at")

_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,:/])"
    r"(?P<figure>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,18})"
    rf"(?:\.\d{{1,9}})?|\d{{1,3}}(?:\.\d{{3}}){{2,}}|\d{{1,3}},\d{{1,2}}(?=[\s-]{{0,2}}(?:{_SCALE})\b))"
    r"(?!\d)(?![.,:/]\d)"
    rf"(?P<tail>(?P<thousands>k(?=[\s-]?(?:crore|cr|lakh)))?(?:[\s-]{{0,2}}(?:{_SCALE})\b){{1,2}}|[a-zA-Z]+)?",
    re.IGNORECASE,
)
_DIGIT_RUN = re.compile(r"\d+")
_SCALE_WORD = re.compile(_SCALE)
_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")
_GROUPING = re.compile(r"[,\u00a0\u202f\u2009]")
_RANGE = re.compile(r"\s*(?:-|–|—|to|or|and)\s*(?:[A-Z]{0,3}[$€£₹¥₩]|Rs\.?|[A-Z]{3})?\s*")
_WORD_REACH = 12
_MOST = 1e21  # nothing is counted in more; figures run together may even be no finite number
_DESIGNATED = re.compile(r"[^\W\d_]\d{1,5}[-–‑]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A numeral in a text: `figure` as written, `scale` its factor, `loose` a letter behind that may be one (650m)."""

    start: int
    end: int
    figure: float
    scale: float = 1.0
    loose: str = ""
    spelt: bool = False

    @property
    def value(self) -> float:
        """The number meant, in ones."""
        return round(self.figure * self.scale, 6)


@lru_cache(maxsize=64)
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numerals of `text` in order; designations ("F-16", "K2"), ordinals, clock times and dates are none.

    The newest texts are remembered, for numbers and money are asked of the same sentence one after the other.
    """
    found: list[Numeral] = []
    for match in _digits(text):
        numeral = _from_digits(match)
        if numeral and numeral.value < _MOST and _stands_free(text, numeral, before=found[-1] if found else None):
            found.append(numeral)
    found.extend(_from_words(text, *spelt) for spelt in spelt_numbers(text) if spelt[2] < _MOST)
    found.sort(key=lambda numeral: numeral.start)
    return tuple(_with_shared_scales(text, _disjoint(found)))


def _digits(text: str) -> Iterator[re.Match[str]]:
    """Yield what stands in digits: the pattern is tried only where a run of them begins."""
    reached = 0
    for run in _DIGIT_RUN.finditer(text):
        if run.start() >= reached and (match := _DIGITS.match(text, run.start())):
            reached = match.end()
            yield match


def is_range(text: str, first: Numeral, second: Numeral) -> bool:
    """Tell whether two neighbours are the ends of one range ("5–6", "between $5 and $6")."""
    gap = text[first.end : second.start]
    if len(gap) > _WORD_REACH or not _RANGE.fullmatch(gap):
        return False
    return "and" not in gap or "between" in text[max(0, first.start - _WORD_REACH) : first.start].lower()


def _from_digits(match: re.Match[str]) -> Numeral | None:
    tail = (match["tail"] or "").lower()
    start, end, figure = match.start(), match.end("figure"), _figure(match["figure"])
    scales = _SCALE_WORD.findall(tail)
    if scales and (tail in SCALES or not tail.isalpha()):
        scale = LOOSE["k"] if match["thousands"] else 1.0
        for word in scales:
            scale *= SCALES[word]
        return Numeral(start=start, end=match.end(), figure=figure, scale=scale)
    if not tail or tail in LOOSE or tail in _MEASURES:
        return Numeral(start=start, end=end, figure=figure, loose=tail if tail in LOOSE else "")
    return None


def _from_words(text: str, start: int, end: int, value: float) -> Numeral:
    scale = SCALES.get(re.split(r"[\s-]", text[start:end])[-1].lower(), 1.0)
    return Numeral(start=start, end=end, figure=value / scale, scale=scale, spelt=True)


def _figure(written: str) -> float:
    if _DECIMAL_COMMA.fullmatch(written):
        return float(written.replace(",", "."))
    plain = _GROUPING.sub("", written)
    return float(plain.replace(".", "") if plain.count(".") > 1 else plain)


def _stands_free(text: str, numeral: Numeral, *, before: Numeral | None) -> bool:
    """Tell a number from the digits of a designation."""
    start = numeral.start
    previous = text[start - 1] if start else " "
    if previous.isalpha():
        letters = _letters_before(text, start).lower()
        return letters in _CODES or (numeral.scale >= SCALES["million"] and letters in _SCALED_CODES)
    if previous in "-–‑" and _DESIGNATED.search(text, max(0, start - _WORD_REACH), start):
        # "TPE331-10": unless the letters are those of a currency, "Rs5-6".
        return before is not None and before.end + len(before.loose) == start - 1
    if previous not in "-–‑" or start == 1 or not text[start - 2].isalpha():
        return previous not in "_#@"
    if before and before.end + len(before.loose) == start - 1:
        return True
    return _letters_before(text, start - 1) in _PREFIXES


def _letters_before(text: str, end: int) -> str:
    start = end
    while start > 0 and text[start - 1].isalpha() and end - start < _WORD_REACH:
        start -= 1
    return text[start:end]


def _disjoint(ordered: list[Numeral]) -> list[Numeral]:
    kept: list[Numeral] = []
    for numeral in ordered:
        if not kept or numeral.start >= kept[-1].end:
            kept.append(numeral)
    return kept


def _with_shared_scales(text: str, found: list[Numeral]) -> Iterator[Numeral]:
    """Let "5" in "5 to 6 billion" mean billions too."""
    for first, second in pairwise(found):
        bare = first.scale == 1.0 and not first.loose and first.figure < second.figure
        shares = bare and (second.scale > 1 or second.loose) and is_range(text, first, second)
        yield replace(first, scale=second.scale, loose=second.loose) if shares else first
    yield from found[-1:]
