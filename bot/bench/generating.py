"""Quoting beside writing: the extractive summariser and greedy generation by a model of a known build."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bot.bench.graphics import graphics_lines
from bot.bench.ticks import Child, child
from bot.bench.timing import Case, Contender, Measured, Timer
from bot.domain.article import Article
from summarizers.loading_shapes import DISTILBART

NEW_TOKENS = 90
BEAMS = 4
WANTED = 30
NEEDED_MB = 3_000
TOKENS_A_WORD = 1.35
"""Of news in English, by the tokenizers of such models."""
_LONGEST = 1_000  # tokens the encoder of such a model reads
_MEMORY = Path("/proc/meminfo")


class Writer:
    """A generating model in a process of its own, started at the first order."""

    def __init__(self, stack: ExitStack, *, shape: str) -> None:
        """Build a model of `shape`; the process ends with `stack`."""
        self._stack, self._shape = stack, shape
        self._process: Child | None = None

    def write(self, article: Article, *, beams: int = 1) -> None:
        """Read `article` and write a summary's worth of tokens; raise RuntimeError where they are not that many."""
        if self._process is None:
            self._process = self._stack.enter_context(child("generator", self._shape))
            self._process.line()
        made = int(self._process.ask(f"{tokens_of(article)} {NEW_TOKENS} {beams}"))
        if made != NEW_TOKENS:
            raise RuntimeError(f"the model wrote {made} tokens of {NEW_TOKENS}: what it did is no measure")


def generating_case(
    on: str,
    articles: Sequence[Article],
    quote: Callable[[Article], object],
    *,
    stack: ExitStack,
    shape: str = DISTILBART.name,
    timer: Timer = time.perf_counter,
    free_mb: Callable[[], float | None] = lambda: free_memory_mb(_MEMORY),
) -> Case:
    """Return a case of `articles`, quoted by `quote` and written by a model of `shape`, where memory allows."""
    ours = Contender(name="extractive", run=lambda: [quote(article) for article in articles])
    free = free_mb()
    if free is not None and free < NEEDED_MB:
        why = f"Greedy generation is not measured: {free:,.0f} MB of memory are free, {NEEDED_MB:,} are needed."
        return _case(on, articles, (ours,), lambda _: (why, *graphics_lines()))
    writer = Writer(stack, shape=shape)
    greedy = f"{shape}, greedy, {NEW_TOKENS} tokens"

    def notes(measured: Measured) -> tuple[str, ...]:
        start = timer()
        writer.write(articles[0], beams=BEAMS)
        return (*_told(measured, greedy, beams=timer() - start), *graphics_lines())

    def write() -> None:
        for article in articles:
            writer.write(article)

    run = Contender(name=greedy, run=write)
    return _case(on, articles, (ours, run), notes)


def tokens_of(article: Article) -> int:
    """Return about how many tokens a model of this kind reads of an article."""
    return min(_LONGEST, round(TOKENS_A_WORD * len(article.text.split())))


def free_memory_mb(path: Path) -> float | None:
    """Return how much memory is free in MB, from a Linux `meminfo`; None where it does not tell."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _case(
    on: str,
    articles: Sequence[Article],
    contenders: tuple[Contender, ...],
    notes: Callable[[Measured], tuple[str, ...]],
) -> Case:
    return Case(on=on, unit="summaries", units=len(articles), contenders=contenders, notes=notes)


def _told(measured: Measured, greedy: str, *, beams: float) -> tuple[str, ...]:
    each, ratio = 1 / measured.rate(greedy).median, measured.ratio(greedy).median
    verdict = "reached" if ratio >= WANTED else "missed"
    speed = (
        f"Greedy {each:.1f} s an article ({NEW_TOKENS / each:.0f} tokens/s); with {BEAMS} beams {beams:.1f} s, once."
    )
    return (
        f"{speed} The weights are random, which costs the same.",
        f"Wanted: extractive at least {WANTED} times as fast as greedy; {verdict} with {ratio:.0f} times.",
    )
