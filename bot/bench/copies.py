"""Near-copies: containment of sampled shingles beside MinHash with banding, on variants made of each text."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from random import Random

import numpy as np

from bot.analysis.copies import Copies
from bot.analysis.fingerprints import COMMON, SHARED, SHINGLE_WORDS, fingerprint, near_copy
from bot.bench.materials import SAMPLE, Materials, spaced
from bot.bench.timing import Case, Contender, Measured
from bot.domain.ids import ArticleId

SAYS = """Every text stands there five times: as it was; reprinted under and over the standing lines of one of twenty
outlets; cut to its first half; edited, with one word in eight changed; and with another first paragraph. All pairs that
are found near-copies are counted: a variant is found where it pairs with its original, and pairs of different texts
are false. Beside the containment of sampled shingles stands MinHash (128 permutations, 25 bands of 5, similarity of at
least a half). Recalls are those of texts made by a programme: take them as an upper bound."""
BODIES = 622
KINDS = ("original", "reprint", "half", "edited", "new lead")
_LEAST_WORDS = 100
_OUTLETS = 20
_CHANGED = 0.125
_LEAD_WORDS = 40
_PERMUTATIONS, _BANDS = 128, 25
_ROWS = 5
_PRIME = (1 << 31) - 1
_WORD = re.compile(r"\w+")
Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What share of each kind of variant was found, and how many pairs are of different texts."""

    recall: dict[str, float]
    false: int


@contextmanager
def cases(materials: Materials, *, count: int = BODIES) -> Iterator[tuple[Case, ...]]:
    """Yield a case on variants of `count` unlabelled articles, or of the sample edition where there are none."""
    unlabelled = [article for article in materials.shared.articles if len(article.text.split()) >= _LEAST_WORDS]
    on = "Unlabelled articles" if unlabelled else SAMPLE
    bodies = [article.text for article in spaced(unlabelled, count=count)]
    yield (
        _case(on, bodies or [article.text for article in materials.articles(min(count, len(materials.edition.items)))]),
    )


def variants(bodies: Sequence[str]) -> list[str]:
    """Return the five variants of each of `bodies`, one body after the other, the same at every call."""
    chance = Random(622)  # noqa: S311  (texts to measure with, not secrets)
    outlets = [(_prose(chance, 30), _prose(chance, 50)) for _ in range(_OUTLETS)]
    made: list[str] = []
    for body in bodies:
        words = body.split()
        above, below = chance.choice(outlets)
        edited = [_prose(chance, 1) if chance.random() < _CHANGED else word for word in words]
        led = [_prose(chance, _LEAD_WORDS), *words[_LEAD_WORDS:]]
        half = words[: len(words) // 2]
        made += [body, f"{above}\n{body}\n{below}", " ".join(half), " ".join(edited), " ".join(led)]
    return made


def appraise(pairs: Pairs, *, bodies: int) -> Found:
    """Return how well `pairs` of places in `variants` stand for copies."""
    size = len(KINDS)
    hits = Counter(second % size for first, second in pairs if first % size == 0 and first // size == second // size)
    false = sum(first // size != second // size for first, second in pairs)
    return Found(recall={kind: hits[place] / bodies for place, kind in enumerate(KINDS) if place}, false=false)


def by_containment(texts: Sequence[str]) -> Pairs:
    """Return the pairs that the house takes for near-copies."""
    whole = [fingerprint(text) for text in texts]
    held = Counter(value for print_ in whole for value in print_)
    prints = [[value for value in print_ if held[value] <= COMMON] for print_ in whole]
    return {pair for pair in _meeting(prints, least=SHARED) if near_copy(prints[pair[0]], prints[pair[1]])}


def through_index(texts: Sequence[str]) -> tuple[int, int]:
    """Return how many of `texts`, in mixed order, were left out as copies of a variant of theirs, and of another's."""
    order = list(range(len(texts)))
    Random(311).shuffle(order)  # noqa: S311  (an order, not a secret)
    index, right, wrong = Copies(), 0, 0
    for place in order:
        original = index.add(ArticleId(str(place)), texts[place])
        if original is not None:
            same = int(original) // len(KINDS) == place // len(KINDS)
            right, wrong = right + same, wrong + (not same)
    return right, wrong


def by_minhash(texts: Sequence[str]) -> Pairs:
    """Return the pairs whose shingles overlap by half as MinHash estimates it, looked for in bands."""
    chance = np.random.default_rng(1)
    factors = chance.integers(1, _PRIME, (_PERMUTATIONS, 1), dtype=np.uint64)
    terms = chance.integers(0, _PRIME, (_PERMUTATIONS, 1), dtype=np.uint64)
    signatures = np.stack([((factors * _hashes(text) + terms) % np.uint64(_PRIME)).min(axis=1) for text in texts])
    buckets: list[list[tuple[int, bytes]]] = [
        [(band, row[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)] for row in signatures
    ]
    near = _meeting(buckets, least=1)
    return {(a, b) for a, b in near if float(np.mean(signatures[a] == signatures[b])) >= 0.5}


def _hashes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    words = _WORD.findall(text.casefold())
    runs = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    return np.fromiter((zlib.crc32(run.encode()) % _PRIME for run in runs), dtype=np.uint64)


def _meeting(marks: Sequence[Sequence[object]], *, least: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places that share `least` marks or more."""
    holders: defaultdict[object, list[int]] = defaultdict(list)
    for place, some in enumerate(marks):
        for mark in some:
            holders[mark].append(place)
    shared = Counter(pair for places in holders.values() for pair in combinations(places, 2))
    return (pair for pair, count in shared.items() if count >= least)


def _prose(chance: Random, words: int) -> str:
    return " ".join("".join(chance.choices("abdeiklmnorstu", k=chance.randint(3, 9))) for _ in range(words))


def _case(on: str, bodies: Sequence[str]) -> Case:
    texts = variants(bodies)
    found: dict[str, Found] = {}
    passed: list[int] = [0, 0]

    def run_containment() -> None:
        found["containment"] = appraise(by_containment(texts), bodies=len(bodies))

    def run_minhash() -> None:
        found["MinHash"] = appraise(by_minhash(texts), bodies=len(bodies))

    def run_index() -> None:
        passed[:] = through_index(texts)

    def notes(_: Measured) -> tuple[str, ...]:
        kinds = {
            name: ", ".join(f"{kind} {share:.3f}" for kind, share in one.recall.items()) for name, one in found.items()
        }
        right, wrong = passed
        return (
            *(f"{name}: {kinds[name]}; {one.false} false pairs." for name, one in found.items()),
            f"One pass in mixed order left out {right} of {len(texts) - len(bodies)} variants, and {wrong} others.",
        )

    return Case(
        on=f"{on} ({len(bodies)} texts, {len(texts)} documents)",
        unit="documents",
        units=len(texts),
        contenders=(
            Contender(name="containment, all pairs", run=run_containment),
            Contender(name="containment, one pass", run=run_index),
            Contender(name="MinHash, all pairs", run=run_minhash),
        ),
        notes=notes,
    )
