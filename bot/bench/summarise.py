"""Summaries: quoting the sentences that tell most, beside quoting the first ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.bench.materials import SAMPLE, Materials, spaced
from bot.bench.timing import Case, Contender
from bot.domain.article import Article
from summarizers.base import WORD_BUDGET, Encoder, Passage, SummaryRequest
from summarizers.extractive import Extractive
from summarizers.reading import count_words, split_sentences

SAYS = """One article at a time, 60 words. `extractive` (the default) encodes up to 14 sentences of each; `extractive,
words alone` is the same choice without an encoder; `lead` quotes the first whole sentences that fit. Choosing is
dearer than not choosing: the ratio says what the choice costs."""
COUNT = 12


@contextmanager
def cases(materials: Materials, *, count: int = COUNT) -> Iterator[tuple[Case, ...]]:
    """Yield a case of `count` articles on the sample edition and, where they are at hand, on unlabelled ones."""
    sets = {
        SAMPLE: materials.articles(count),
        "Unlabelled articles": spaced(materials.shared.articles, count=count),
    }
    yield tuple(_case(on, articles, materials.encoder) for on, articles in sets.items() if articles)


def lead(text: str, *, budget: int = WORD_BUDGET) -> str:
    """Return the first whole sentences of `text` that together hold at most `budget` words."""
    kept: list[str] = []
    for span in split_sentences(text):
        sentence = text[span.start : span.end]
        budget -= count_words(sentence)
        if budget < 0:
            break
        kept.append(sentence)
    return " ".join(kept)


def _case(on: str, articles: Sequence[Article], encoder: Encoder) -> Case:
    requests = [
        SummaryRequest(passages=(Passage(id=article.id, title=article.title, text=article.text),))
        for article in articles
    ]
    encoding, plain = Extractive(encoder), Extractive(None)
    return Case(
        on=f"{on} ({len(articles)})",
        unit="summaries",
        units=len(articles),
        contenders=(
            Contender(name="extractive", run=lambda: [encoding.summarise(request) for request in requests]),
            Contender(name="extractive, words alone", run=lambda: [plain.summarise(request) for request in requests]),
            Contender(name="lead", run=lambda: [lead(article.text) for article in articles]),
        ),
    )
