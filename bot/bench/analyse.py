"""Analysis: the cascade beside encoding every article, and beside words alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot import settings as configuration
from bot.analysis.analyser import ENCODED_CHARACTERS, Analyser
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.app.reading import tables_of
from bot.bench.materials import SAMPLE, Materials, spaced
from bot.bench.timing import Case, Contender, Measured
from bot.domain.article import Article
from summarizers.base import Encoder, Vectors

SAYS = """The analyser reads every article by its words and asks the encoder only where they leave doubt. Beside it
stand the encoder alone, given every title with the first 700 characters (it reads no parties, sectors, stages or
facts), and the analyser without an encoder. The sample edition is mostly deals, near-misses and noise chosen to be
told apart; the unlabelled articles are what a defence site publishes."""
COUNT = 32


class CountingEncoder:
    """An encoder that counts the texts it passes on to another."""

    def __init__(self, encoder: Encoder) -> None:
        """Ask `encoder`."""
        self._encoder, self.texts = encoder, 0

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, in order."""
        self.texts += len(texts)
        return self._encoder.encode(texts)


@contextmanager
def cases(materials: Materials, *, count: int = COUNT) -> Iterator[tuple[Case, ...]]:
    """Yield a case of `count` articles on the sample edition and, where they are at hand, on unlabelled ones."""
    lexicon = build_lexicon(tables_of(configuration.load()))
    sets = {
        SAMPLE: materials.articles(count),
        "Unlabelled articles": spaced(materials.shared.articles, count=count),
    }
    yield tuple(_case(on, articles, lexicon, materials.encoder) for on, articles in sets.items() if articles)


def _case(on: str, articles: Sequence[Article], lexicon: Lexicon, encoder: Encoder) -> Case:
    counting = CountingEncoder(encoder)
    cascade, words = Analyser(lexicon, counting), Analyser(lexicon, None)
    every = [first_text(article) for article in articles]
    settled: list[int] = []

    def run_cascade() -> None:
        before = counting.texts
        cascade.analyse(articles)
        settled.append(counting.texts - before)  # the first, untimed round counts the prototypes too

    def notes(_: Measured) -> tuple[str, ...]:
        share = settled[-1] / len(articles)
        return (f"The cascade encoded {settled[-1]} of {len(articles)} articles ({share:.0%}).",)

    return Case(
        on=f"{on} ({len(articles)})",
        unit="articles",
        units=len(articles),
        contenders=(
            Contender(name="cascade", run=run_cascade),
            Contender(name="encode every article", run=lambda: encoder.encode(every)),
            Contender(name="words alone", run=lambda: words.analyse(articles)),
        ),
        notes=notes,
    )


def first_text(article: Article) -> str:
    """Return the title and the first 700 characters of the body: as much as the analyser would have encoded."""
    return f"{article.title}. {article.text[:ENCODED_CHARACTERS]}"
