"""Summaries: how long quoting takes for an article of 600 words, beside writing; the encoder's forms; the gate."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from bot.bench import alone
from bot.bench.encoders import OURS, Forms, encoders_case, forms
from bot.bench.gate import gate_case
from bot.bench.generating import generating_case
from bot.bench.latency import Stopwatch
from bot.bench.latency import told as told_latency
from bot.bench.longreads import long_articles
from bot.bench.materials import SAMPLE, Materials, spaced
from bot.bench.timing import Case, Contender, Measured, Timer
from bot.domain.article import Article
from summarizers.base import WORD_BUDGET, Encoder, Passage, SummaryRequest
from summarizers.encoder_quick import QuickEncoder
from summarizers.extractive import Extractive
from summarizers.reading import count_words, split_sentences

SAYS = """Articles of 600 words, sixty more or less: real ones cut where a sentence ends, the sample edition's joined.
They come one at a time or three as one story, models loaded, and no vector is remembered from one round to the next.
`extractive` (the default) chooses within 60 words; `words alone` does so without an encoder; `lead` quotes the first
whole sentences that fit. The encoder stands in its forms side by side: as the bot has it (weights packed without
padding, 8 bits where the processor multiplies bytes), as transformers runs it, and exported to ONNX Runtime. The gate
holds sentences against articles. Last comes a model that writes: random weights in the build of a known one, in a
process of its own."""
COUNT = 40
ENCODED = 24
WRITTEN = 3
TOLD_BY = 3
"""Articles of a story, in the case of several: there the encoder finds who says the same."""
_ALONE: Mapping[str, str] = {
    f"encoder {OURS}": OURS,
    "encoder by ONNX Runtime, 8 bits": "ONNX Runtime, 8 bits",
    "words alone": alone.NONE,
}
Story = tuple[Article, ...]
ByItself = Callable[[str, Sequence[Story]], alone.Alone]


@contextmanager
def cases(
    materials: Materials,
    *,
    count: int = COUNT,
    encoders: Callable[[], Forms] = forms,
    by_itself: ByItself = alone.measured_alone,
    writing: bool = True,
    timer: Timer = time.perf_counter,
) -> Iterator[tuple[Case, ...]]:
    """Yield latency on the sample edition and on unlabelled articles, then encoders, gate and, if `writing`, a writer.

    Of what follows the latency the unlabelled articles are the matter where they are at hand.
    """
    sample = long_articles(materials.articles(8 * count), count=max(count // 2, 1))
    real = long_articles(spaced(materials.shared.articles, count=4 * count), count=count)
    quick = materials.quick or QuickEncoder()
    articles, on = (real, "Unlabelled articles") if real else (sample, SAMPLE)
    stories = [articles[start : start + TOLD_BY] for start in range(0, len(articles), TOLD_BY)]
    measured = [
        *([_latency_case(SAMPLE, singly(sample), quick, timer=timer)] if real else ()),
        _latency_case(on, singly(articles), quick, timer=timer),
        _latency_case(f"{on}, {TOLD_BY} as one story", stories, quick, timer=timer, by_itself=by_itself),
    ]
    measured.append(encoders_case("600-word articles", articles[:ENCODED], encoders()))
    measured.append(gate_case("600-word articles", articles[:ENCODED]))
    with ExitStack() as stack:
        if writing:
            on = f"600-word articles, quoted and written ({len(articles[:WRITTEN])})"
            quote = _quoting(quick)
            written = articles[:WRITTEN]
            measured.append(generating_case(on, written, lambda each: quote((each,)), stack=stack, timer=timer))
        yield tuple(measured)


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


def singly(articles: Sequence[Article]) -> list[Story]:
    """Return each article as a story of its own."""
    return [(article,) for article in articles]


def _quoting(encoder: Encoder | None) -> Callable[[Story], object]:
    """Return what summarises a story as if it had never been seen."""
    summarizer = Extractive(encoder)
    forget: Callable[[], None] = getattr(encoder, "forget", lambda: None)

    def quote(story: Story) -> object:
        forget()
        return summarizer.summarise(SummaryRequest(passages=tuple(map(_passage, story))))

    return quote


def _passage(article: Article) -> Passage:
    return Passage(id=article.id, title=article.title, text=article.text, quote_chars=len(article.text))


def _latency_case(
    on: str, stories: Sequence[Story], encoder: Encoder, *, timer: Timer, by_itself: ByItself | None = None
) -> Case:
    quote, plain = _quoting(encoder), _quoting(None)
    watch = Stopwatch(timer=timer)

    def extractive() -> None:
        for story in stories:
            watch.time(partial(quote, story))

    def notes(_: Measured) -> tuple[str, ...]:
        latency = f"extractive: {told_latency(watch.seconds[len(stories) :])}."
        return (latency, *(_alone_lines(by_itself, stories) if by_itself else ()))

    articles = [article for story in stories for article in story]
    words = sum(count_words(article.text) for article in articles) / len(articles)
    return Case(
        on=f"{on} ({len(stories)}, {words:.0f} words an article)",
        unit="summaries",
        units=len(stories),
        contenders=(
            Contender(name="extractive", run=extractive),
            Contender(name="extractive, words alone", run=lambda: [plain(story) for story in stories]),
            Contender(name="lead", run=lambda: [lead(story[0].text) for story in stories]),
        ),
        notes=notes,
    )


def _alone_lines(by_itself: ByItself, stories: Sequence[Story]) -> Iterator[str]:
    every = [*singly([story[0] for story in stories]), *stories]
    for name, form in _ALONE.items():
        try:
            by_itself(form, every[:1])  # an export that is not made yet is made here
            found = by_itself(form, every)
        except RuntimeError as error:
            yield f"extractive in a process of its own, {name}: not measured ({error})."
            continue
        yield (
            f"extractive in a process of its own, {name}: at most {found.megabytes:.0f} MB held; the first summary "
            f"{found.seconds:.1f} s after the start."
        )
