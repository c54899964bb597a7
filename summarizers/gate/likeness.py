"""Signs that a word of a summary is made up, or stands where another does in the source: numbers to be weighed.

After the idea of Cao, Dong and Cheung, "Hallucinated but Factual!" (ACL 2022), to judge entity by entity; what they ask
language models for is counted here in the source.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from summarizers.gate.agreement import Sequel
from summarizers.gate.index import Index
from summarizers.gate.lines import Line
from summarizers.gate.names import ALSO_WORDS, COUNTRY_KINDS, Known
from summarizers.gate.suspects import NAME, Suspect
from summarizers.gate.words import EMPTY, Word, name_stem

_LONGEST, _KINDS = 5, 7
_ALSO_PLAIN = frozenset(map(str.lower, ALSO_WORDS))
_PLACE_BEFORE = frozenset(("in", "at", "near", "from", "outside", "across"))
SIGNS = (
    "name", "figure", "sum", "ordinal", "date", "period", "vague",
    "ruled", "exact", "stemmed", "keyed", "absent", "times", "first", "cased",
    "run", "left", "right",
    "single", "opens_name", "closes_name", "name_size", "name_held", "name_whole", "name_beside",
    "together", "together_gap", "apart", "content_held", "pairs_held", "best_held",
    "before_held", "after_held", "country", "demonym", "organisation",
    "opening", "after_place", "after_of", "after_title", "after_the", "possessive",
    "length", "capitals", "source_length", "told_length", "others_ruled", "others", "place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Background:
    """What the sources hold, counted for weighing."""

    lines: int
    known: Known
    sequel: Sequel
    times: Counter[str]
    cased: frozenset[str]
    spread: Index
    where: Index

    @property
    def size(self) -> int:
        """How many words there are."""
        return len(self.sequel.words)


def background_of(lines: Sequence[Line], *, known: Known, sequel: Sequel, spread: Index) -> Background:
    """Count what the lines of the sources hold; `sequel` are their words in order, `spread` is made of their stems."""
    return Background(
        lines=len(lines),
        known=known,
        sequel=sequel,
        times=Counter(sequel.words),
        cased=frozenset(line.text[word.start : word.end] for line in lines for word in line.words),
        spread=spread,
        where=Index({word.stem for word in line.words} for line in lines),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence beside the sources: which of its words they hold, what its stems weigh, how its lines match it.

    `starts` is where its words begin, `reach` how many from each on stand in the sources like that, up to _LONGEST.
    `order` are the lines from the best match to the worst; `shares` of its words that say something, and of its pairs
    of words, stand in the sources.
    """

    line: Line
    back: Background
    starts: tuple[int, ...]
    reach: tuple[int, ...]
    held: tuple[bool, ...]
    says: tuple[bool, ...]
    weights: dict[str, float]
    total: float
    matches: tuple[float, ...]
    order: tuple[int, ...]
    shares: tuple[float, float]


def told_of(line: Line, back: Background, pieces: Sequence[tuple[int, int]]) -> Told:
    """Read a sentence beside the sources; `pieces` are the stretches of them that begin with each of its words."""
    count = back.lines or 1
    weights = {stem: math.log(1 + count / (1 + len(back.spread.holders(stem)))) for stem in line.stems}
    matches = [0.0] * back.lines
    for stem, weight in weights.items():
        for number in back.where.holders(stem):
            matches[number] += weight
    held = tuple(_stands(line, word, back) for word in line.words)
    says = tuple(word.plain not in EMPTY for word in line.words)
    content = list(compress(held, says))
    reach = tuple(min(size, _LONGEST) for _, size in pieces)
    pairs = [size > 1 for size in reach[:-1]]
    return Told(
        line=line,
        back=back,
        starts=tuple(word.start for word in line.words),
        reach=reach,
        held=held,
        says=says,
        weights=weights,
        total=sum(weights.values()) or 1.0,
        matches=tuple(matches),
        order=tuple(sorted(range(len(matches)), key=matches.__getitem__, reverse=True)),
        shares=(sum(content) / max(1, len(content)), sum(pairs) / max(1, len(pairs))),
    )


def _stands(line: Line, word: Word, back: Background) -> bool:
    """Tell whether the sources have the word; "US" is not "us"."""
    if word.plain in _ALSO_PLAIN and (written := line.text[word.start : word.end]) in ALSO_WORDS:
        return written in back.cased
    return word.plain in back.times


def signs_of(told: Told, suspect: Suspect, *, ruled: Sequence[tuple[int, int]], suspects: int) -> list[float]:
    """Return the SIGNS of one suspect; `ruled` are the spans the rules flag in its sentence."""
    line, back = told.line, told.back
    words = line.words
    inside = _inside(told, suspect)
    if not inside:
        return [0.0] * len(SIGNS)
    first, last = inside[0], inside[-1]
    own = [words[n] for n in inside]
    others = sum(not (start < suspect.end and suspect.start < end) for start, end in ruled) if ruled else 0
    kinds = [0.0] * _KINDS
    kinds[suspect.kind] = 1.0
    return [
        *kinds,
        float(others < len(ruled)),
        *_presence(told, inside, suspect),
        *_runs(told, first, last),
        *_naming(told, inside, suspect),
        *_together(told, own),
        *_around(told, first, last),
        *_kind_of_name(line, suspect),
        *_position(line, suspect, first),
        *_sizes(line, suspect, back),
        others / 4,
        others / max(1, suspects - 1),
        suspect.start / max(1, len(line.text)),
    ]


def _inside(told: Told, suspect: Suspect) -> range:
    """Return the numbers of the words that share a character with the suspect."""
    words = told.line.words
    first = bisect_right(told.starts, suspect.start)
    if first and words[first - 1].end > suspect.start:
        first -= 1
    return range(first, max(first, bisect_left(told.starts, suspect.end)))


def _presence(told: Told, inside: range, suspect: Suspect) -> list[float]:
    line, known = told.line, told.back.known
    keyed = any(
        hit.start < suspect.end and suspect.start < hit.end and (hit.key in known.countries or hit.key in known.keys)
        for hit in line.hits
    )
    rows = [_presence_of(told, number) for number in inside]
    if len(rows) == 1:
        exact, stemmed, times, first, cased = rows[0]
    else:
        exact, stemmed, cased = (sum(row[part] for row in rows) / len(rows) for part in (0, 1, 4))
        times, first = min(row[2] for row in rows), max(row[3] for row in rows)
    absent = float(stemmed == 0 and not keyed)
    return [exact, stemmed, float(keyed), absent, math.log1p(times), first, cased]


def _presence_of(told: Told, number: int) -> tuple[float, float, float, float, float]:
    """Return of one word: whether it stands as it is, its stem does, how often, where first, written like that."""
    back, word = told.back, told.line.words[number]
    place = back.sequel.first.get(word.plain)
    return (
        float(told.held[number]),
        float(name_stem(word.plain) in back.known.stems),
        float(back.times[word.plain]),
        1.0 if place is None else place / back.size,
        float(told.line.text[word.start : word.end] in back.cased),
    )


def _runs(told: Told, first: int, last: int) -> list[float]:
    """Return how long a run around the suspect stands in the source, and whether its neighbours do beside it."""
    reach = told.reach
    best = 0
    for start in range(max(0, last - _LONGEST + 1), first + 1):
        size = reach[start]
        if size > best and size > 1 and start + size > last:
            best = size
    left = first > 0 and reach[first - 1] > 1
    return [best / _LONGEST, float(left), float(reach[last] > 1)]


def _naming(told: Told, inside: range, suspect: Suspect) -> list[float]:
    """Return how the word stands in its name, and how much of the rest of the name the source has."""
    if suspect.kind != NAME:
        return [0.0] * 7
    name = next((n for n in told.line.names if n.start <= suspect.start < n.end), None)
    starts = told.starts
    whole = range(bisect_left(starts, name.start), bisect_left(starts, name.end)) if name else range(0)
    held = [told.held[n] for n in whole if n not in inside and told.says[n]]
    stands = len(whole) > 1 and told.reach[whole[0]] >= min(_LONGEST, len(whole))
    return [
        float(suspect.size == 1),
        float(suspect.size > 1 and suspect.place == 0),
        float(suspect.size > 1 and suspect.place == suspect.size - 1),
        suspect.size / 4,
        sum(held) / len(held) if held else 0.5,
        float(stands),
        float(bool(held) and any(held)),
    ]


def _together(told: Told, own: Sequence[Word]) -> list[float]:
    """Return how much of the sentence stands in the source lines that have the suspect, and how much elsewhere."""
    stems = {word.stem for word in own}
    weight = sum([told.weights.get(stem, 0.0) for stem in stems])
    rest = max(1e-9, told.total - weight)
    with_it = set[int]().union(*map(told.back.where.holders, stems))
    # Of sums less the same the largest is the largest sum, less that.
    here = (max(map(told.matches.__getitem__, with_it)) - weight) / rest if with_it else 0.0
    other = next((number for number in told.order if number not in with_it), None)
    elsewhere = told.matches[other] / rest if other is not None else 0.0
    best = told.matches[told.order[0]] / told.total if told.order else 0.0
    return [here, elsewhere - here, float(bool(with_it)) * (1.0 - here), *told.shares, best]


def _around(told: Told, first: int, last: int) -> list[float]:
    says = told.says
    before, after = first - 1, last + 1
    while before >= 0 and not says[before]:
        before -= 1
    while after < len(says) and not says[after]:
        after += 1
    return [float(before < 0 or told.held[before]), float(after >= len(says) or told.held[after])]


def _kind_of_name(line: Line, suspect: Suspect) -> list[float]:
    hit = next((h for h in line.hits if h.start < suspect.end and suspect.start < h.end), None)
    kind = hit.kind if hit else ""
    return [
        float(kind in COUNTRY_KINDS and kind != "demonym"),
        float(kind == "demonym"),
        float(kind.startswith("organisation")),
    ]


def _position(line: Line, suspect: Suspect, first: int) -> list[float]:
    before = line.words[first - 1].plain if first else ""
    title = bool(before) and before not in EMPTY and line.text[line.words[first - 1].start].islower()
    return [
        float(first == 0),
        float(before in _PLACE_BEFORE),
        float(before == "of"),
        float(title),
        float(before == "the"),
        float(line.text[suspect.end : suspect.end + 2] in {"'s", "’s"}),
    ]


def _sizes(line: Line, suspect: Suspect, back: Background) -> list[float]:
    text = line.text[suspect.start : suspect.end]
    return [
        min(len(text), 20) / 20,
        float(text.isupper() and len(text) > 1),
        math.log1p(back.size) / 8,
        len(line.words) / 40,
    ]
