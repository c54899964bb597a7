"""Numbers with their units, and sums: what a sentence counts, measures or pays, and whether the sources do."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from summarizers.gate.findings import NUMBER, SUM, UNIT, Finding
from summarizers.gate.words import EMPTY, Word
from summarizers.reading import Money, Span, find_money, find_numbers
from summarizers.reading.abbreviations import word_set

# Sums and counts from here on may be rounded by this share and still agree; what is "about" so much by this.
_ROUNDED_FROM, _HEDGED_FROM = 100_000, 10
_ROUNDING, _HEDGED = 0.005, 0.03
_NEAR = math.log(4)
_BEHIND, _AROUND = 3, 6
_NUMBER_WORDS = word_set(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen hundred thousand lakh lakhs million
    crore crores billion trillion
    """
)
_MEASURES = {
    form: unit
    for unit, forms in {
        "km": "km kms kilometre kilometres kilometer kilometers", "miles": "mile miles mi",
        "m": "m metre metres meter meters",
        "ft": "ft foot feet", "mm": "mm millimetre millimetres millimeter millimeters", "cm": "cm",
        "inches": "inch inches",
        "nautical miles": "nm nmi nautical", "kg": "kg kgs kilogram kilograms kilogrammes",
        "lb": "lb lbs pound pounds", "tonnes": "t tonne tonnes ton tons", "litres": "litre litres liter liters",
        "hp": "hp horsepower", "kW": "kw kilowatt kilowatts", "MW": "mw megawatt megawatts",
        "knots": "knot knots kt kts",
        "km/h": "kmh kph",
        "mph": "mph", "minutes": "minute minutes", "hours": "hour hours",
        "days": "day days",
        "weeks": "week weeks", "months": "month months", "years": "year years", "%": "% percent pct",
    }.items()
    for form in forms.split()
}  # fmt: skip
_DIMENSIONS = {
    unit: frozenset(group.split(",")) - {unit}
    for group in (
        "km,miles,m,ft,mm,cm,inches,nautical miles", "kg,lb,tonnes", "hp,kW,MW", "knots,km/h,mph",
        "minutes,hours,days,weeks,months,years",
    )
    for unit in group.split(",")
}  # fmt: skip
_UNIT = re.compile(r"[\s\u00a0-]{0,2}(%|per\s?cent\b|[^\W\d_]{1,12}\b)")
_BEFORE = r"\s+(?:[A-Z]{0,3}[$€£₹¥₩]\s?)?\Z"
# How far, up and down, what is meant may lie from a number told with these words.
_HEDGES = (
    (re.compile(rf"\b(?:more than|over|at least|upwards of|in excess of){_BEFORE}", re.IGNORECASE), 0.25, 0.0),
    (re.compile(rf"\b(?:nearly|almost|up to|less than|under|close to|just under){_BEFORE}", re.IGNORECASE), 0.0, 0.1),
    (
        re.compile(
            rf"\b(?:about|around|some|roughly|approximately|approx\.?|circa|an estimated|just over){_BEFORE}",
            re.IGNORECASE,
        ),
        _HEDGED,
        _HEDGED,
    ),
)
_EXACT = (0.0, 0.0)
_HEDGE_REACH = 24
_DIGIT = re.compile(r"\d")
_PERCENT_RANGE = re.compile(r"\s?(?:-|–|to|and|or)\s?[\d.,]+\s?(?:%|per\s?cent\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Span):
    """A number told: its `value` in ones, its measure ("km", "%") or "", and the stems of what stands behind it.

    `around` are the stems of its sentence where that is a source's.
    """

    text: str
    value: float
    unit: str
    nouns: frozenset[str]
    around: frozenset[str] = frozenset()


def counts(text: str, plain: frozenset[str]) -> bool:
    """Tell whether a text with words `plain` may hold a number: reading one that has none takes longest."""
    return not plain.isdisjoint(_NUMBER_WORDS) or _DIGIT.search(text) is not None


def sums_of(text: str) -> tuple[Money, ...]:
    """Return the sums of a text."""
    return find_money(text)


def figures_of(text: str, words: tuple[Word, ...], sums: Iterable[Money] = ()) -> tuple[Figure, ...]:
    """Return the numbers of a text that are no sums; `words` are its words."""
    taken = [(money.start, money.end) for money in sums]
    around = frozenset(word.stem for word in words)
    return tuple(
        Figure(
            start=number.start,
            end=number.end,
            text=number.text,
            value=number.value,
            unit="%" if number.percent or _PERCENT_RANGE.match(text, number.end) else _unit(text, number.end),
            nouns=frozenset(_nouns(words, number.end)),
            around=around,
        )
        for number in find_numbers(text)
        if not any(start < number.end and number.start < end for start, end in taken)
    )


def _unit(text: str, end: int) -> str:
    match = _UNIT.match(text, end)
    return _MEASURES.get(match[1].lower(), "") if match else ""


def _nouns(words: tuple[Word, ...], end: int) -> Iterator[str]:
    behind = [word for word in words if word.start >= end][: _BEHIND + 1]
    for word in behind[:_BEHIND]:
        if word.plain in EMPTY or word.plain.isdigit():
            return
        yield word.stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All figures and sums of the sources."""

    figures: tuple[Figure, ...]
    sums: tuple[Money, ...]
    values: frozenset[float]

    def tells(self, value: float, slack: tuple[float, float] = _EXACT) -> bool:
        """Tell whether the sources name the number, as a count, a measure or a sum, in figures or words."""
        return value in self.values or any(agree(value, known, slack) for known in self.values)


def agree(value: float, known: float, slack: tuple[float, float] = _EXACT) -> bool:
    """Tell whether two numbers are one: rounded, or the known one above or below the told by no more than the slack."""
    if value == known:
        return True
    if slack != _EXACT and value >= _HEDGED_FROM:
        return -slack[1] * value <= known - value <= slack[0] * value
    return value >= _ROUNDED_FROM and abs(value - known) <= _ROUNDING * value


def wrong_sums(text: str, sums: tuple[Money, ...], counted: Counted) -> Iterator[Finding]:
    """Yield the sums the sources do not name in that currency."""
    for money in sums:
        slack = _slack(text, money.start)
        if not any(
            money.currency == known.currency and agree(money.amount, known.amount, slack) for known in counted.sums
        ):
            near = _near_sum(money, counted.sums)
            yield _finding(text, money, SUM, "sum not in sources", near)


def wrong_figures(text: str, figures: Iterable[Figure], counted: Counted) -> Iterator[Finding]:
    """Yield the numbers the sources do not name, name in another measure or tell of other things."""
    for figure in figures:
        if figure.value == 1:
            continue
        known = [other for other in counted.figures if agree(figure.value, other.value)]
        if known:
            yield from _misread(text, figure, known, counted)
        elif not counted.tells(figure.value, _slack(text, figure.start)):
            near = _near_figure(figure, counted.figures)
            yield _finding(text, figure, NUMBER, "number not in sources", near)


def _misread(text: str, figure: Figure, known: list[Figure], counted: Counted) -> Iterator[Finding]:
    units = {other.unit for other in known}
    rival = _DIMENSIONS.get(figure.unit, frozenset()) & units
    if figure.unit and figure.unit not in units and (rival or "" not in units or figure.unit == "%"):
        other = next((other for other in known if other.unit in rival), known[0])
        said = f"{other.text} {other.unit}".strip().replace(" %", "%")
        yield _finding(text, Span(figure.start, _reach(text, figure)), UNIT, "unit not in sources", said)
        return
    if figure.unit or not figure.nouns or any(figure.nouns & other.around for other in known):
        return
    rivals = [other for other in counted.figures if other.nouns & figure.nouns and other.value != figure.value]
    if rivals and not any(other.unit == "" and not other.nouns for other in known):
        said = f"{rivals[0].text} of them"
        yield _finding(text, figure, NUMBER, "number told of something else in sources", said)


def _reach(text: str, figure: Figure) -> int:
    match = _UNIT.match(text, figure.end)
    return match.end() if match else figure.end


def _finding(text: str, span: Span, kind: str, what: str, said: str) -> Finding:
    reason = f"{what}: {span.of(text)}; sources say {said}" if said else f"{what}: {span.of(text)}"
    return Finding(start=span.start, end=span.end, kind=kind, reason=reason)


def _slack(text: str, start: int) -> tuple[float, float]:
    """Return how far above and below a number told from `start` on the meant one may lie."""
    before = text[max(0, start - _HEDGE_REACH) : start]
    return next(((up, down) for pattern, up, down in _HEDGES if pattern.search(before)), _EXACT)


def _near_sum(money: Money, sums: tuple[Money, ...]) -> str:
    """Return how the sources tell what is likely the same sum: in that currency, or the same amount in another."""
    same = [known for known in sums if known.currency == money.currency]
    near = _nearest(money.amount, [(known.amount, known.text) for known in same])
    return near or next((known.text for known in sums if known.amount == money.amount), "")


def _near_figure(figure: Figure, figures: tuple[Figure, ...]) -> str:
    """Return how the sources count or measure the same things."""
    alike = [
        other
        for other in figures
        if other.unit == figure.unit and (figure.unit or not figure.nouns.isdisjoint(other.nouns))
    ]
    return _nearest(figure.value, [(other.value, other.text) for other in alike])


def _nearest(value: float, known: list[tuple[float, str]]) -> str:
    apart = [(abs(math.log(other / value)), text) for other, text in known if other > 0 and value > 0]
    best = min(apart, default=(math.inf, ""))
    return best[1] if best[0] <= _NEAR else ""
