"""Numbers in words."""

import re
from collections.abc import Iterator

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: float(value) for value, word in enumerate((*_UNITS, *_TEENS))}
_SMALL |= {word: 20.0 + 10.0 * step for step, word in enumerate(_TENS)}
_BIG = {
    "dozen": 12.0, "thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "million": 1e6, "crore": 1e7, "crores": 1e7,
    "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3}

_ATOM = "|".join((*_SMALL, "hundred", *_BIG))
_ATOMS = frozenset(_ATOM.split("|"))
_SCALE = "|".join(("hundred", *_BIG))
_RUN = re.compile(
    rf"\b(?P<lead>half[\s-]+an?[\s-]+|half[\s-]+(?=(?:{_SCALE})\b)|"
    rf"(?:an?|one|two|three)[\s-](?:quarters?|thirds?)[\s-](?:of[\s-])?an?[\s-]+(?=(?:{_SCALE})\b)|"
    rf"(?:{'|'.join(_SMALL)})\s+and\s+a\s+(?:half|quarter|third)\s+(?=(?:{_SCALE})\b)|"
    rf"an?[\s-]+(?=(?:{_SCALE})\b))?(?P<run>(?:{_ATOM})"
    rf"(?:(?:[\s-]{{1,2}}|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)(?:{_ATOM}))*)\b",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\b(?:{_ATOM})\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)

Spelt = tuple[int, int, float]


def spelt_numbers(text: str) -> Iterator[Spelt]:
    """Yield start, end and value of each number in words: "twenty-four", "two dozen", "three quarters of a million"."""
    if _ATOMS.isdisjoint(_WORD.findall(text.casefold())) or not _ANY.search(text):
        return
    for run in _RUN.finditer(text):
        atoms = [
            word for word in _WORD.finditer(text, run.start("run"), run.end("run")) if word.group().lower() != "and"
        ]
        names = [atom.group().lower() for atom in atoms]
        lead, index = (run.group("lead") or "").lower(), 0
        if lead:
            value, index = _read(names, 0, factor=_factor(lead))
            if index:
                yield run.start(), atoms[index - 1].end(), value
        while index < len(names):
            value, stop = _read(names, index, factor=None)
            if stop > index:
                yield atoms[index].start(), atoms[stop - 1].end(), value
            index = max(stop, index + 1)


def _factor(lead: str) -> float:
    """Return what "half a", "a quarter of a" or "two and a half" multiplies by."""
    said = _WORD.findall(lead)
    part = next((_PARTS[word] for word in said if word in _PARTS), None)
    whole = next((_SMALL[word] for word in said if word in _SMALL), None)
    if part is None:
        return 1.0
    return (whole or 1.0) * part if "and" not in said else (whole or 0.0) + part


def _read(names: list[str], index: int, *, factor: float | None) -> tuple[float, int]:
    """Return the value of the longest number that begins at `index`, and where it stops; `factor` stands for "a"."""
    total, limit = 0.0, float("inf")
    while index < len(names):
        value, stop = _below_thousand(names, index, factor=factor)
        if stop == index and factor is None:
            break
        scale = 1.0
        while stop < len(names) and names[stop] in _BIG:
            scale *= _BIG[names[stop]]
            stop += 1
        if scale >= limit or (stop == index):
            break
        total, index, limit, factor = total + value * scale, stop, scale, None
        if scale == 1.0:
            break
    return total, index


def _below_thousand(names: list[str], index: int, *, factor: float | None) -> tuple[float, int]:
    """Read "[two] hundred [and] [twenty-four]"."""
    value, stop = (factor, index) if factor is not None else _below_hundred(names, index)
    if (stop > index or factor is not None) and names[stop : stop + 1] == ["hundred"]:
        rest, end = _below_hundred(names, stop + 1)
        return value * 100 + rest, end
    return value, stop


def _below_hundred(names: list[str], index: int) -> tuple[float, int]:
    if index >= len(names) or names[index] not in _SMALL:
        return 0.0, index
    value = _SMALL[names[index]]
    unit = _SMALL.get(names[index + 1], 0.0) if index + 1 < len(names) else 0.0
    if value >= 20 and 1 <= unit <= 9:
        return value + unit, index + 2
    return value, index + 1
