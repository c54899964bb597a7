"""Numerals as written: digits, number words, scale words. Numbers and money are read from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_UNITS = dict(zip("zero one two three four five six seven eight nine".split(), range(10), strict=True))
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "lakh": 1e5, "lac": 1e5, "million": 1e6, "mln": 1e6, "mn": 1e6, "crore": 1e7, "cr": 1e7,
    "billion": 1e9, "bln": 1e9, "bn": 1e9, "trillion": 1e12, "trn": 1e12, "tn": 1e12,
}  # fmt: skip
LOOSE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_MEASURES = frozenset(
    "mm cm km kms kmh kph mph kg kgs ft nm kw mw hp lb lbs ghz mhz khz pc pct kt kts in m t tons".split()
)
_GLUED_CODES = frozenset(
    "rs usd eur gbp inr pkr krw aud cad sgd rm rp tk tl pln sek nok dkk chf aed sar ils nis jpy us".split()
)
_LOWER_PREFIXES = frozenset(
    "mid pre post early late non sub since until over under nearly about some to and or by from at".split()
)

_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,:/])"
    r"(?P<figure>(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,18})(?:\.\d{1,9})?"
    r"|\d{1,3}(?:\.\d{3}){2,})"
    r"(?!\d)(?![.,:/]\d)"
    rf"(?P<scales>(?:[\s-]{{0,2}}(?:{_SCALE})\b\.?(?!\w)){{1,2}}|[a-zA-Z]+)?",
    re.IGNORECASE,
)
_ATOM = "|".join(
    [*_UNITS, *_TEENS, *_TENS, "hundred", "thousand", "lakh", "million", "crore", "billion", "trillion", "dozen"]
)
_SPELT = re.compile(
    rf"\b(?P<lead>half\s+an?|an?(?=[\s-]+(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b))?"
    rf"(?P<run>(?(lead)[\s-]+)(?:{_ATOM})(?:(?:[\s-]{{1,2}}|(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+)(?:{_ATOM}))*)\b",
    re.IGNORECASE,
)
_ATOMS = re.compile(rf"\b(?:{_ATOM})\b", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:-|–|—|to|or|and)\s*(?:[A-Z]{0,3}[$€£₹¥₩]|Rs\.?|[A-Z]{3}|US\$)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A numeral in a text: `figure` as written, `scale` its factor, `loose` a letter that may be one (650m)."""

    start: int
    end: int
    figure: float
    scale: float
    loose: str
    spelt: bool

    @property
    def value(self) -> float:
        """The number meant, in ones."""
        return round(self.figure * self.scale, 6)


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Return the numerals of `text` in order; designations ("F-16", "K2"), ordinals, clock times and dates are none."""
    found: list[Numeral] = []
    for match in _DIGITS.finditer(text):
        numeral = _from_digits(text, match)
        if numeral and _stands_free(text, numeral.start, found):
            found.append(numeral)
    found.extend(_spelt(text))
    found.sort(key=lambda numeral: numeral.start)
    return tuple(_with_shared_scales(text, found))


def _from_digits(text: str, match: re.Match[str]) -> Numeral | None:
    tail = match.group("scales") or ""
    end, scale, loose = match.end("figure"), 1.0, ""
    letters = tail.strip(" -.\t\n").lower()
    if tail and tail.isalpha() and letters not in SCALES:
        if letters in LOOSE:
            loose = letters
        elif letters not in _MEASURES:
            return None
    elif tail:
        for word in re.findall(_SCALE, letters):
            scale *= SCALES[word]
        end = match.end("scales") - (
            1 if tail.endswith(".") and not tail.lower().endswith(("cr.", "bn.", "mn.", "tn.")) else 0
        )
        if text[end - 1] == "." and (end >= len(text) or not _goes_on(text, end)):
            end -= 1
    return Numeral(
        start=match.start(), end=end, figure=_figure(match.group("figure")), scale=scale, loose=loose, spelt=False
    )


def _goes_on(text: str, end: int) -> bool:
    rest = text[end : end + 3].lstrip()
    return bool(rest) and (rest[0].islower() or rest[0].isdigit())


def _figure(written: str) -> float:
    plain = re.sub(r"[,\s\u00a0\u202f\u2009]", "", written)
    return float(plain.replace(".", "") if plain.count(".") > 1 else plain)


def _stands_free(text: str, start: int, before: list[Numeral]) -> bool:
    """Tell a number from the digits of a designation."""
    if start == 0:
        return True
    previous = text[start - 1]
    if previous.isalpha():
        return _letters_before(text, start).lower() in _GLUED_CODES
    if previous not in "-–‑/" or start == 1 or not text[start - 2].isalpha():
        return previous not in "_#@"
    if before and before[-1].end + len(before[-1].loose) == start - 1:
        return True
    return _letters_before(text, start - 1) in _LOWER_PREFIXES


def _letters_before(text: str, end: int) -> str:
    start = end
    while start > 0 and text[start - 1].isalpha() and end - start < 12:
        start -= 1
    return text[start:end]


def _spelt(text: str) -> Iterator[Numeral]:
    for match in _SPELT.finditer(text):
        lead = (match.group("lead") or "").lower()
        atoms = list(_ATOMS.finditer(text, match.start("run"), match.end("run")))
        if lead:
            yield from _grouped(atoms, start=match.start(), factor=0.5 if lead.startswith("half") else 1.0)
        else:
            yield from _grouped(atoms, start=atoms[0].start(), factor=None)


def _grouped(atoms: list[re.Match[str]], *, start: int, factor: float | None) -> Iterator[Numeral]:
    """Read runs such as "two hundred and twenty-four"; a word that cannot extend its number opens another."""
    total, current, last, end, open_start = 0.0, factor, 0.0 if factor is None else 1.0, start, start
    for atom in atoms:
        value, scale = _atom(atom.group().lower())
        if scale:
            if current is None and total == 0.0:
                continue
            if scale > 100 and scale != 12:
                total, current = (
                    (total + (current or 0.0)) * scale if current is None else total + current * scale,
                    None,
                )
            else:
                current = (current or 1.0) * scale
            last = scale
        elif current is None or (last >= 20 and value < last and value < 100 and (last >= 100 or value < 10)):
            if current is None and total == 0.0:
                open_start = atom.start()
            current, last = (current or 0.0) + value, value
        else:
            yield _spelt_numeral(open_start, end, total + current)
            total, current, last, open_start = 0.0, value, value, atom.start()
        end = atom.end()
    if current is not None or total:
        yield _spelt_numeral(open_start, end, total + (current or 0.0))


def _atom(word: str) -> tuple[float, float]:
    if word == "dozen":
        return 0.0, 12.0
    if word in SCALES:
        return 0.0, SCALES[word]
    return float(_UNITS.get(word, _TEENS.get(word, _TENS.get(word, 0)))), 0.0


def _spelt_numeral(start: int, end: int, value: float) -> Numeral:
    return Numeral(start=start, end=end, figure=value, scale=1.0, loose="", spelt=True)


def _with_shared_scales(text: str, found: list[Numeral]) -> Iterator[Numeral]:
    """Let "5" in "5 to 6 billion" mean billions too."""
    for index, numeral in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if following and numeral.scale == 1.0 and not numeral.loose and _is_range(text, numeral, following):
            if numeral.figure < following.figure:
                numeral = replace(numeral, scale=following.scale, loose=following.loose)
        yield numeral


def _is_range(text: str, first: Numeral, second: Numeral) -> bool:
    gap = text[first.end : second.start]
    if not _RANGE.fullmatch(gap):
        return False
    return "and" not in gap or "between" in text[max(0, first.start - 14) : first.start].lower()


def is_range(text: str, first: Numeral, second: Numeral) -> bool:
    """Tell whether two neighbours are the ends of one range ("5–6", "between $5 and $6")."""
    return _is_range(text, first, second)
