"""Whether an article costs the same however many came before: one stream through the cascade and into stories."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from bot import settings as configuration
from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.app.reading import tables_of
from bot.bench.analyse import told
from bot.bench.materials import Materials, changed
from bot.bench.timing import Case, Contender, Measured, Timer
from bot.domain.article import Article
from bot.domain.ids import ArticleId

SAYS = """Articles pass through the cascade into stories, one after the other, all within one window. After the first
round they come again with every country exchanged for another and other figures, so that none is the twin of one
before. The notes tell what an article cost at the beginning and at the end of the stream."""
COUNT = 10_000
PARTS = (0.02, 0.2, 1.0)
_WINDOW = timedelta(hours=72)
_NAME = "name"


@contextmanager
def cases(materials: Materials, *, count: int = COUNT, timer: Timer = time.perf_counter) -> Iterator[tuple[Case, ...]]:
    """Yield one case of `count` articles, unlabelled ones where they are at hand, else of the sample edition."""
    lexicon = build_lexicon(tables_of(configuration.load()))
    base = materials.shared.articles or materials.articles(100)
    encoder = materials.quick or materials.encoder
    costs: list[tuple[int, float]] = []

    def run() -> None:
        analyser = Analyser(lexicon, encoder)
        clusterer = Clusterer(_WINDOW, model=lexicon.weights.event)
        analyser.warm()
        costs[:] = []
        begin = 0
        for end in ends(count):
            part = [stream_article(base, place, lexicon) for place in range(begin, end)]
            start = timer()
            told(part, analyser, clusterer)
            costs.append((end, (timer() - start) / len(part) * 1000))
            begin = end

    def notes(_: Measured) -> tuple[str, ...]:
        spent = ", ".join(f"up to {end:,} {cost:.2f} ms" for end, cost in costs)
        return (f"What an article cost in the last round: {spent}.",)

    yield (
        Case(
            on=f"A stream of articles ({count})",
            unit="articles",
            units=count,
            contenders=(Contender(name="cascade, with stories", run=run),),
            notes=notes,
        ),
    )


def ends(count: int) -> tuple[int, ...]:
    """Return where the parts of a stream of `count` articles end."""
    return tuple(dict.fromkeys(max(round(count * part), 1) for part in PARTS))


def stream_article(base: Sequence[Article], place: int, lexicon: Lexicon) -> Article:
    """Return the article at `place` of the stream: one of `base`, in later rounds with other names and figures."""
    copy, number = divmod(place, len(base))
    article = base[number]
    # a few seconds apart, so that the whole stream lies within one window
    moment = base[0].moment + timedelta(seconds=place * 4)
    return replace(
        article,
        id=ArticleId(f"{article.id}-{copy}"),
        title=renamed(article.title, copy, lexicon),
        text=renamed(article.text, copy, lexicon),
        published=moment,
    )


def renamed(text: str, copy: int, lexicon: Lexicon) -> str:
    """Return `text` with every country's name exchanged for that of the country `copy` places further on."""
    if not copy:
        return text
    codes = sorted(lexicon.countries)
    parts: list[str] = []
    last = 0
    for hit in lexicon.names.find(text):
        if hit.kind == _NAME and hit.key in lexicon.countries:
            other = codes[(codes.index(hit.key) + copy) % len(codes)]
            parts += (text[last : hit.start], lexicon.label(other))
            last = hit.end
    return changed("".join((*parts, text[last:])), copy=copy)
