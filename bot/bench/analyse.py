"""Analysis from relevance to stories: the cascade beside the encoder alone, words alone and regular expressions."""

import re
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from bot import settings as configuration
from bot.analysis.analyser import Analyser
from bot.analysis.cascade import ENCODER, may_be_told, settled
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.app.reading import tables_of
from bot.bench.materials import SAMPLE, Materials, spaced
from bot.bench.timing import Case, Contender, Measured
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from summarizers.base import Encoder

SAYS = """From relevance to stories, summaries off: the cascade looks at every article, reads by words what speaks
of arms, and asks the encoder (title and the first 110 words, in bytes) only where they leave doubt. Beside it: the
same without stories; the words alone; every article's title and lead in 256 word pieces through the exact encoder,
which reads no parties, sectors, stages or facts; and regular expressions that find countries, words of arms and
words of cooperation, and no more. The sample edition is mostly deals, near-misses and noise chosen to be told
apart; the unlabelled articles are what a defence site and general news publish."""
COUNT = 400
BATCH = 128
LEAD_CHARACTERS = 2_000
_WINDOW = timedelta(hours=72)
_FAMILIES = ("defence", "cooperation")


@contextmanager
def cases(materials: Materials, *, count: int = COUNT) -> Iterator[tuple[Case, ...]]:
    """Yield a case of all unlabelled articles, one of `count` of them, and one of `count` of the sample edition."""
    tables = tables_of(configuration.load())
    lexicon, all_of_them = build_lexicon(tables), materials.shared.articles
    terms = [cue.term for cue in tables.cues if cue.family in _FAMILIES]
    sets = (
        ("All unlabelled articles", all_of_them, False),
        ("Unlabelled articles", spaced(all_of_them, count=count), True),
        (SAMPLE, materials.articles(count), True),
    )
    yield tuple(
        _case(on, articles, lexicon, materials, terms=terms, exact=exact) for on, articles, exact in sets if articles
    )


def _case(
    on: str, articles: Sequence[Article], lexicon: Lexicon, materials: Materials, *, terms: Iterable[str], exact: bool
) -> Case:
    quick = materials.quick or materials.encoder
    last: list[Analysis] = []
    peaks: list[float] = []

    def cascade() -> None:
        last[:] = told(articles, Analyser(lexicon, _forgetful(quick)), _clusterer(lexicon))
        peaks.append(peak_memory())

    def notes(_: Measured) -> tuple[str, ...]:
        steps = settled(last)
        shares = ", ".join(f"{step} {number} ({number / len(articles):.0%})" for step, number in steps.items())
        line = f"The cascade encoded {steps[ENCODER]} of {len(articles)} articles; settled by {shares}."
        if exact:
            return (line,)
        return (line, f"Most memory held after the first round of the cascade, corpora included: {peaks[0]:.0f} MB.")

    every = [first_text(article) for article in articles]
    patterns = regular_expressions(lexicon, terms)
    encode_all = Contender(name="encode every article", run=lambda: materials.encoder.encode(every))
    return Case(
        on=f"{on} ({len(articles)})",
        unit="articles",
        units=len(articles),
        contenders=(
            Contender(name="cascade, with stories", run=cascade),
            Contender(name="cascade", run=lambda: told(articles, Analyser(lexicon, _forgetful(quick)), None)),
            Contender(name="words alone", run=lambda: told(articles, Analyser(lexicon, None), None)),
            Contender(name="regular expressions", run=lambda: _searched(articles, patterns)),
            *((encode_all,) if exact else ()),
        ),
        notes=notes,
    )


def told(articles: Sequence[Article], analyser: Analyser, clusterer: Clusterer | None) -> list[Analysis]:
    """Return the analyses of `articles`, read in batches; `clusterer` takes in what the words did not rule out."""
    found: list[Analysis] = []
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        read = analyser.analyse(batch)
        if clusterer:
            pairs = zip(batch, read, strict=True)
            clusterer.add([pair for pair in pairs if may_be_told(pair[1])])
        found += read
    return found


def first_text(article: Article) -> str:
    """Return title and lead: more than the 256 word pieces that the encoder takes."""
    return f"{article.title}. {article.text[:LEAD_CHARACTERS]}"


def regular_expressions(lexicon: Lexicon, terms: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Return one expression for the names and demonyms of all countries, and one for `terms`."""
    countries = {form for row in lexicon.countries.values() for form in (*row.names, *row.demonyms)}
    words = {term.rstrip("*") for term in terms}
    joined = ("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) for forms in (countries, words))
    return tuple(re.compile(rf"\b(?:{forms})", re.IGNORECASE) for forms in joined)


def peak_memory() -> float:
    """Return the most memory this process has held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1_000_000 if sys.platform == "darwin" else most / 1_000


def _searched(articles: Sequence[Article], patterns: Sequence[re.Pattern[str]]) -> int:
    return sum(len(pattern.findall(article.full_text)) for article in articles for pattern in patterns)


def _clusterer(lexicon: Lexicon) -> Clusterer:
    return Clusterer(_WINDOW, model=lexicon.weights.event)


def _forgetful(encoder: Encoder) -> Encoder:
    """Return `encoder` with nothing remembered of an earlier round."""
    forget: Callable[[], None] | None = getattr(encoder, "forget", None)
    if forget:
        forget()
    return encoder
