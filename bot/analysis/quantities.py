"""How many of what: numbers that count equipment, worded so that they can be shown alone."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.document import Document, Region
from bot.analysis.lexicon import EQUIPMENT
from summarizers.reading import Number, find_numbers

HEDGE = (
    r"(?:up to|at least|as many as|about|around|some|nearly|almost|more than|over|roughly|approximately|an estimated)"
)
_GAP_WORDS = 4
_LARGEST = 10_000_000
_BETWEEN = re.compile(r" (?:[\w’'\-/]+ ){0,4}")
# Words that end the noun phrase a number begins, and units of time, money and measure, which count nothing built.
_STOPS = re.compile(
    r"\b(?:of|from|in|for|to|by|at|with|and|or|on|under|than|per|into|as|is|are|was|were|be|will|would|has|have|had|"
    r"belongs?|that|which|who|its|their|the|years?|months?|weeks?|days?|hours?|percent|cent|km|kilomet\w+|miles?|"
    r"met\w+|tons?|tonnes?|kg|mm|calib(?:re|er)|cal|million|billion|crore|lakh|countries|nations|companies|firms|days?|times)\b",
    re.IGNORECASE,
)
_DOZENS = re.compile(r" of (?:the )?$")
# "Type 26", "Block 4": the number is part of a name. "All four", "the first three": they count what is known already.
_NAMED = re.compile(
    r"(?:\b(?:Type|Class|Mark|Mk\.?|Block|Batch|Tranche|Flight|Phase|Project|Article|No\.?|Lot|Model|Increment|Unit|Line|"
    r"Chapter|Section|Level|Stage|Exercise|Squadron)|\b[A-Z]{1,5}-?|mm ?[/x×]?|[/×])[ -]?$"
)
_KNOWN = re.compile(
    r"\b(?:all|both|each|every|first|last|remaining|other|another|final|these|those|of the|already (?:has|operates?)|"
    r"operates?|operated|operating|fleet of|its|his|her|their|every|next|previous|earlier|existing)"
    r"(?: (?:first|last|other|remaining|current|existing|previous|own))? $",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"[ -](?:partner |member |user |operator )?(?:nations|countries|states|partners|members|users|operators|customers|"
    r"companies|firms|makers|programmes|programs|squadrons?|crews?|pilots|bases|engineers|contracts?|years|factories|plants)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(rf"\b{HEDGE} $", re.IGNORECASE)
_RANGE = re.compile(r"(?:\d[\d,.]*|\b[a-z]+) ?(?:to|-|–|or) ?$")
_PAST = re.compile(
    r"\b(?:bought|ordered|purchased|acquired|received|procured|operates|operated|signed for)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A counted thing at `start`:`end` of the full text; `text` reads alone: "20 Eurofighter Typhoon"."""

    start: int
    end: int
    text: str
    amount: float


def find_quantities(document: Document, region: Region, *, taken: Sequence[tuple[int, int]]) -> Iterator[Quantity]:
    """Yield the numbers of a sentence that count equipment of the news; `taken` are other figures in the sentence.

    Not counted are numbers inside names, units, and what is owned or known already ("all four", "bought in 2016").
    """
    sentence = document.slice(region)
    named = [m for m in document.mentions if m.sentence == region.number and m.kind == EQUIPMENT]
    things = sorted(
        {(m.start, m.end, m.key) for m in named}
        | {(c.start, c.end, "") for c in document.cues_of("sector", region.number)}
    )
    numbers = find_numbers(sentence)
    for place, number in enumerate(numbers):
        start, end = number.start + region.start, number.end + region.start
        if any(a < number.end and number.start < b for a, b in taken) or not _countable(number.value):
            continue
        if any(m.start <= start < m.end for m in named) or _is_known(sentence, number):
            continue
        thing = next((t for t in things if t[0] > end), None)
        if thing is None or not _joined(document.text[end : thing[0]]) or _PEOPLE.match(document.text, thing[1]):
            continue
        before = numbers[place - 1] if place else None
        low = _range_start(sentence, number, before)
        low = _hedge_start(sentence, low)
        words = f"{sentence[low : number.end]} {_name(document.text, thing)}"
        yield Quantity(start=low + region.start, end=thing[1], text=" ".join(words.split()), amount=number.value)


def _countable(value: float) -> bool:
    return value == int(value) and 2 <= value <= _LARGEST and not 1900 <= value <= 2100


def _is_known(sentence: str, number: Number) -> bool:
    before = sentence[: number.start]
    if _NAMED.search(before) or _KNOWN.search(before):
        return True
    # What was bought in a year that is named is told for comparison.
    return bool(_PAST.search(sentence) and _YEAR.search(sentence, number.end))


def _joined(between: str) -> bool:
    if _DOZENS.fullmatch(between):
        return True
    return bool(_BETWEEN.fullmatch(between)) and len(between.split()) <= _GAP_WORDS and not _STOPS.search(between)


def _range_start(sentence: str, number: Number, before: Number | None) -> int:
    """Return where the figure begins: "100 to 150" is one figure, its amount the larger."""
    if before and _RANGE.search(sentence[before.start : number.start]) and number.start - before.end <= 4:
        return before.start
    return number.start


def _hedge_start(sentence: str, start: int) -> int:
    """Return where "up to", "at least" and their like begin before the figure, or its own start."""
    hedge = _HEDGED.search(sentence[:start])
    return hedge.start() if hedge else start


def _name(text: str, thing: tuple[int, int, str]) -> str:
    """Return the thing's words; a proper designation in the singular, as registers write it."""
    words, key = text[thing[0] : thing[1]], thing[2]
    last = words.split()[-1]
    plural = (
        key and last[:1].isupper() and last.casefold() not in key.casefold() and not last.endswith(("us", "is", "ss"))
    )
    return re.sub(r"(?<=[a-z][a-z])(?:['’]s|s)$", "", words) if plural else words
