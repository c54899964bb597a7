"""What a set of sources holds, read once for grounding: words, names, numbers, sums, periods, clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from summarizers.reading import Gazetteer, clauses, find_money, find_numbers, negations, split_sentences
from summarizers.reading.abbreviations import word_set
from summarizers.reading.folding import lowered, unaccented

# Sums and counts from here on may be rounded by this share and still agree.
_ROUNDED_FROM = 100_000
_ROUNDING = 0.005
_LONGEST_RUN = 4
_TOKEN = re.compile(r"[^\W_]+")
_APART = re.compile(r"(?<=\d)\s?(,(?=\s?\d{3}\b)|\.(?=\s?\d{1,2}\b))\s?")
_COUNTS = {
    "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "thirty": "30",
}  # fmt: skip
PERIOD = re.compile(
    r"\b(?:(?P<place>last|next|past|this|previous|coming|following|each|every|first|second|third|fourth)[\s-]+)?"
    rf"(?:(?P<count>\d+|{'|'.join(_COUNTS)})[\s-]+)?(?:(?:consecutive|straight|full)\s+)?"
    r"(?P<unit>minute|hour|day|night|week|weekend|month|quarter|season|year|decade|centur(?=y|ies)|half)(?:s|y|ies)?\b",
    re.IGNORECASE,
)
_BRITAIN = re.compile(r"\bUK\b|\bU\.K\.|\bUnited Kingdom\b|\bBrit(?:ain|ish|on)")
# Names written in ways that share no word.
_ALIASES = {
    "Turkey": re.compile(r"\bT[uü]rk"),
    "Türkiye": re.compile(r"\bT[uü]rk"),
    "US": re.compile(r"\bUS\b|\bU\.S\.|\bUSA\b|\bUnited States\b|\bAmerica"),
    "UK": _BRITAIN,
    "Britain": _BRITAIN,
    "British": _BRITAIN,
    "EU": re.compile(r"\bEU\b|\bE\.U\.|\bEuropean Union\b"),
    "UN": re.compile(r"\bUN\b|\bU\.N\.|\bUnited Nations\b"),
    "UAE": re.compile(r"\bUAE\b|\bU\.A\.E\.|\bEmirat"),
}
_ENDINGS = ("ians", "ans", "ian", "an", "s", "ese", "ish", "i", "n")
_EMPTY = word_set(
    """
    the a an of to in on at and for is was were are be been has have had it its he they his their that this with as by
    from who which will would said says not no but or after before into over than there when also never without n t s
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A clause, and the words that carry it."""

    text: str
    words: frozenset[str]

    def denies(self, words: frozenset[str]) -> bool:
        """Tell whether the clause denies what it says with `words`; a denial behind them is of something else."""
        reach = max(
            (match.end() for match in _TOKEN.finditer(lowered(unaccented(self.text))) if match.group() in words),
            default=0,
        )
        return sum(denial.start < reach for denial in negations(self.text)) % 2 == 1


class Evidence:
    """The sources of one summary; each kind of reading is made when first asked for."""

    def __init__(self, sources: Sequence[str], *, gazetteer: Gazetteer | None = None) -> None:
        """Keep the sources; nothing is read yet."""
        self._sources = tuple(sources)
        self._gazetteer = gazetteer

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every word of the sources, in lower case."""
        return frozenset(token for source in self._sources for token in tokens(source))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """What the sentences and clauses of the sources say."""
        return tuple(claim for source in self._sources for claim in _claims(source))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(_stem(token) for token in self.tokens)

    @cached_property
    def _readings(self) -> tuple[str, ...]:
        """The sources as they are, and with figures mended that a tokeniser pulled apart ("13, 000")."""
        mended = (_APART.sub(r"\1", source) for source in self._sources)
        return tuple(dict.fromkeys((*self._sources, *mended)))

    @cached_property
    def _numbers(self) -> frozenset[float]:
        return frozenset(number.value for text in self._readings for number in find_numbers(text))

    @cached_property
    def _sums(self) -> frozenset[tuple[float, str]]:
        return frozenset((money.amount, money.currency) for text in self._readings for money in find_money(text))

    @cached_property
    def _periods(self) -> frozenset[tuple[str, str]]:
        return frozenset(claim for text in self._sources for match in PERIOD.finditer(text) for claim in _period(match))

    @cached_property
    def _aliases(self) -> frozenset[str]:
        return frozenset(alias for alias, forms in _ALIASES.items() if any(map(forms.search, self._sources)))

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        sizes = range(1, _LONGEST_RUN + 1)
        return frozenset(run for source in self._sources for size in sizes for run in _runs(tokens(source), size))

    def overlap(self, text: str) -> float:
        """Return the share, 0 to 1, of the text's runs of one to four words that stand in a source; 1 for no words."""
        shares = [
            sum(run in self._runs for run in runs) / len(runs)
            for size in range(1, _LONGEST_RUN + 1)
            if (runs := _runs(tokens(text), size))
        ]
        return sum(shares) / len(shares) if shares else 1.0

    def has_number(self, value: float) -> bool:
        """Tell whether a source names the number, in figures or words."""
        return value in self._numbers or any(_agree(value, known) for known in self._numbers)

    def has_sum(self, amount: float, currency: str) -> bool:
        """Tell whether a source names the sum in that currency."""
        return any(currency == code and (amount == known or _agree(amount, known)) for known, code in self._sums)

    def has_period(self, match: re.Match[str]) -> bool:
        """Tell whether a source has the stretch of time `PERIOD` matched: its count and its place, if any."""
        return all(claim in self._periods for claim in _period(match))

    def has_name(self, word: str) -> bool:
        """Tell whether a source has the word of a name, or its country's ("Indian" for "India")."""
        if word in _ALIASES:
            return word in self._aliases
        token = unaccented(word).lower()
        return token in self.tokens or _stem(token) in self._stems


def tokens(text: str) -> list[str]:
    """Return the runs of letters and digits, in lower case and without accents."""
    return _TOKEN.findall(unaccented(text).lower())


def claim_of(text: str) -> Claim:
    """Return what a clause says."""
    return Claim(text=text, words=frozenset(tokens(text)) - _EMPTY)


def _claims(source: str) -> Iterator[Claim]:
    for sentence in split_sentences(source):
        text = sentence.of(source)
        yield claim_of(text)
        for clause in clauses(text):
            yield claim_of(clause.of(text))


def _runs(words: list[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + size]) for start in range(len(words) - size + 1)]


def _agree(value: float, known: float) -> bool:
    return value >= _ROUNDED_FROM and abs(value - known) <= _ROUNDING * value


def _period(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield what a stretch of time claims: its count and its place, each with the unit."""
    unit = match["unit"].lower()
    if match["count"]:
        yield _COUNTS.get(match["count"].lower(), match["count"]), unit
    if match["place"]:
        yield match["place"].lower(), unit


def _stem(token: str) -> str:
    """Return what "India", "Indian" and "Indians" share."""
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= 4:
            return token.removesuffix(ending).rstrip("aei")
    return token.rstrip("aeiy") if len(token) > 4 else token
