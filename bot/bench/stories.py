"""Stories: articles come into windows of growing size, beside comparing each title with all titles."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count

import numpy as np

from bot import settings as configuration
from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import build_lexicon
from bot.analysis.rarity import Rarity
from bot.app.reading import tables_of
from bot.bench.materials import Materials, spaced
from bot.bench.timing import Case, Contender, Measured
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import FactKind
from summarizers.base import Encoder

SAYS = """The window holds real articles many times over, in mixed order of time; in each round the names and the rarer
words of the text are other ones, so that most tell of events of their own. Into it come articles 32 at a time, and the
blocks they touch are grouped anew. Beside that stands the plain way: the encoder reads the titles that come, and each
is compared with the vectors of all titles in the window, single link at a cosine of 0.75 (the vectors of the window are
made up, for comparing them costs the same). Both read articles that were analysed before."""
SIZES = (1_000, 10_000, 50_000)
COMING = 128
_AT_ONCE = 32
_BASE = 3_000
_HOURS = 72
_RARE = 4.5
_CUT = 0.75
_NAMED = (FactKind.ORGANISATION, FactKind.DESIGNATION)
_WORD = re.compile(r"[^\W\d_]{4,}")
Pair = tuple[Article, Analysis]


@contextmanager
def cases(
    materials: Materials, *, sizes: Sequence[int] = SIZES, coming: int = COMING, base: int = _BASE
) -> Iterator[tuple[Case, ...]]:
    """Yield a case for each size of the window, `coming` articles a round."""
    lexicon = build_lexicon(tables_of(configuration.load()))
    articles = spaced(materials.shared.articles, count=base) or materials.articles(100)
    read = list(zip(articles, Analyser(lexicon, None).analyse(articles), strict=True))
    stream = streamed(read, lexicon.weights.event.rarity)
    clusterer = Clusterer(timedelta(hours=_HOURS), model=lexicon.weights.event)
    yield tuple(_case(size, coming, clusterer, stream, encoder=materials.encoder) for size in sizes)


def streamed(read: Sequence[Pair], rarity: Rarity) -> Iterator[Pair]:
    """Yield the articles of `read` again and again, in every round with other rare words and names."""
    begin = read[0][0].moment
    chance = np.random.default_rng(72)
    for copy in count():
        for place in chance.permutation(len(read)):
            article, analysis = read[place]
            name = ArticleId(f"{article.id}-{copy}")
            moment = begin + timedelta(hours=float(chance.uniform(0, _HOURS)))
            told = replace(
                article,
                id=name,
                title=renamed(article.title, copy, rarity),
                text=renamed(article.text[:1000], copy, rarity),
                published=moment,
            )
            facts = tuple(
                replace(fact, value=f"{fact.value} {copy}") if copy and fact.kind in _NAMED else fact
                for fact in analysis.facts
            )
            yield told, replace(analysis, article_id=name, facts=facts)


def renamed(text: str, copy: int, rarity: Rarity) -> str:
    """Return `text` with its rarer words made others, the same ones wherever they stand in a copy."""
    if not copy:
        return text

    def other(found: re.Match[str]) -> str:
        word = found[0]
        return f"{word}x{copy}" if rarity.of(word.lower()) > _RARE else word

    return _WORD.sub(other, text)


def linked(coming: np.ndarray, window: np.ndarray) -> int:
    """Return how many rows of `coming` have a row of `window` at least as near as the cut."""
    return int(((coming @ window.T).max(axis=1) >= _CUT).sum())


def _case(size: int, coming: int, clusterer: Clusterer, stream: Iterator[Pair], *, encoder: Encoder) -> Case:
    chance = np.random.default_rng(size)
    vectors: list[np.ndarray] = []

    def fill() -> None:
        while len(clusterer) < size:
            clusterer.add([next(stream) for _ in range(min(1000, size - len(clusterer)))])

    def run_blocks() -> None:
        fill()
        pairs = [next(stream) for _ in range(coming)]
        for start in range(0, coming, _AT_ONCE):
            clusterer.add(pairs[start : start + _AT_ONCE])

    def run_plain() -> None:
        if not vectors:
            made = chance.normal(size=(size, encoder.dimension)).astype(np.float32)
            vectors.append(made / np.linalg.norm(made, axis=1, keepdims=True))
        titles = [next(stream)[0].title for _ in range(coming)]
        for start in range(0, coming, _AT_ONCE):
            linked(encoder.encode(titles[start : start + _AT_ONCE]), vectors[0])

    def notes(_: Measured) -> tuple[str, ...]:
        return (f"The window held {len(clusterer):,} articles at the end.",)

    return Case(
        on=f"Into a window of {size:,} ({coming})",
        unit="articles",
        units=coming,
        contenders=(
            Contender(name="blocks of likely pairs", run=run_blocks),
            Contender(name="every title encoded, all pairs", run=run_plain),
        ),
        notes=notes,
    )
