"""Questions: dossiers, searches and what stands around them, over a made-up archive."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from bot import settings as configuration
from bot.app.questionwords import question_words_of
from bot.bench.askquestions import WORDS, Questions
from bot.bench.askroom import NOW, Room, forget_pages, made, questions_of, room, shipped_world, story_ids, with_vectors
from bot.bench.latency import Stopwatch, percentile
from bot.bench.materials import AskScale, Materials
from bot.bench.timing import Case, Contender, Measured, Timer
from bot.briefing.charts import charts_of
from bot.chat.asking import read_question
from bot.domain.archive import LeanScope
from bot.domain.asked import Asked
from bot.domain.dossier import Dossier
from bot.drawing import draw
from bot.store.folding import folded

SAYS = """The archive is made up: deals between real countries over three years, by Zipf's law, told by the shipped
sources in texts of 80 to 420 words; the file is SQLite, filled with the rows that the bot writes. Questions are pairs
as often as they come up (seven of ten), single countries, and groups; every third has filters or days. A dossier is the
way of the bot from the question understood to the answer composed, without pictures and without a model that writes.
Every figure is of one process unless said otherwise; rounds ask other questions. The pair of the last case is the one
that most stories are of, and one in the middle."""
_BUSY, _MIDDLE = ("US", "UA"), ("PK", "TR")
_LATER_WORD = timedelta(days=365 * 4)
_MOST = 5_000


@contextmanager
def cases(materials: Materials, *, timer: Timer = time.perf_counter) -> Iterator[tuple[Case, ...]]:
    """Yield the cases over archives of the sizes that `materials.ask` names."""
    scale, world = materials.ask, shipped_world()
    with ExitStack() as stack:
        folder = scale.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        opened = {size: stack.enter_context(room(made(world, size, folder), size)) for size in scale.sizes}
        usual, questions = opened[scale.stories], questions_of(world)
        yield (
            _warm(usual, questions, scale, timer),
            _cold(usual, questions, scale),
            _at_once(usual, questions, scale, timer),
            _counting(usual),
            _search(usual, timer),
            _alike(usual, timer),
            _understanding(questions, scale, timer),
            _pictures(usual, timer),
            _growth(opened),
        )


def spread_of(seconds: Sequence[float]) -> str:
    """Return p50, p95 and p99 of `seconds` in ms, with how many there are."""
    parts = (f"p{round(share * 100)} {percentile(seconds, share) * 1000:,.0f} ms" for share in (0.5, 0.95, 0.99))
    return f"{', '.join(parts)}, at most {max(seconds) * 1000:,.0f} ms ({len(seconds)} measured)"


def _load() -> str:
    """Return how many processes wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.1f} processes wanted a core in the last minute, {os.cpu_count()} cores"


def _answer(here: Room, asked: Asked) -> Dossier:
    return here.run(lambda: here.dossiers.dossier(asked))


def _warm(here: Room, questions: Questions, scale: AskScale, timer: Timer) -> Case:
    watch, processor = Stopwatch(timer=timer), Stopwatch(timer=time.process_time)

    def run() -> None:
        for asked in questions.many(scale.questions):
            watch.time(lambda asked=asked: processor.time(lambda: _answer(here, asked)))  # type: ignore[misc]

    def notes(_: Measured) -> tuple[str, ...]:
        warm, worked = watch.seconds[scale.questions :], processor.seconds[scale.questions :]
        return (
            f"A dossier, warm: {spread_of(warm)}. Wanted: p95 at most 250 ms.",
            f"Its processor time, whatever else ran: {spread_of(worked)}.",
            f"{_load()}.",
        )

    return Case(
        on=f"Dossiers out of {here.size:,} stories ({scale.questions})",
        unit="dossiers",
        units=scale.questions,
        contenders=(Contender(name="one after the other", run=run),),
        notes=notes,
    )


def _cold(here: Room, questions: Questions, scale: AskScale) -> Case:
    rows: list[tuple[float, float, float]] = []
    can = forget_pages(here.path)

    def run() -> None:
        for _ in range(scale.cold):
            pair = questions.pair()
            forget_pages(here.path)
            rows.append(_in_fresh_process(here.path, pair))

    def notes(_: Measured) -> tuple[str, ...]:
        ready, took, read = zip(*rows, strict=True)
        how = "the system was asked to drop the file's pages (posix_fadvise)" if can else "no pages could be dropped"
        each = f"{sum(read) / len(read):.1f} MB read from the disk for each"
        start = "to load itself and the words of questions, as the bot does when it starts, and to open the archive"
        return (
            f"A dossier on a pair, cold ({how}): {spread_of(took)}; {each}. Wanted: at most 1 s.",
            f"Before it the process took {percentile(ready, 0.5) * 1000:,.0f} ms (p50) {start}.",
        )

    return Case(
        on=f"Fresh processes, a dossier each, out of {here.size:,} stories ({scale.cold})",
        unit="dossiers",
        units=scale.cold,
        contenders=(Contender(name="load, open, answer", run=run),),
        notes=notes,
    )


def _in_fresh_process(path: Path, codes: Sequence[str]) -> tuple[float, float, float]:
    command = [sys.executable, "-W", "ignore", "-m", "bot.bench.askcold", str(path), *codes]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"a cold answer ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    ready, took, read = map(float, done.stdout.split())
    return ready, took, read


def _at_once(here: Room, questions: Questions, scale: AskScale, timer: Timer) -> Case:
    taken: list[float] = []
    worked: list[float] = []

    async def one(asked: Asked) -> None:
        start = timer()
        await here.dossiers.dossier(asked)
        taken.append(timer() - start)

    async def all_of(some: Sequence[Asked]) -> None:
        await asyncio.gather(*map(one, some))

    def run() -> None:
        some = questions.many(scale.at_once)
        start = time.process_time()
        here.run(lambda: all_of(some))
        worked.append(time.process_time() - start)

    def run_in_turn() -> None:
        for asked in questions.many(scale.at_once):
            _answer(here, asked)

    def notes(_: Measured) -> tuple[str, ...]:
        last = taken[scale.at_once :]
        return (
            f"Until each of {scale.at_once} had its answer: {spread_of(last)}. Wanted: p99 at most 2 s.",
            f"Processor time for all of them, on both cores together: {min(worked):.1f} s. {_load()}.",
        )

    return Case(
        on=f"{scale.at_once} questions at once, of {here.size:,} stories",
        unit="dossiers",
        units=scale.at_once,
        contenders=(
            Contender(name="all at once", run=run),
            Contender(name="one after the other", run=run_in_turn),
        ),
        notes=notes,
    )


def _counting(here: Room) -> Case:
    since, pairs = NOW - _LATER_WORD, (_BUSY, _MIDDLE)

    def run() -> None:
        for pair in pairs:
            scope = LeanScope(all_of=tuple(frozenset({code}) for code in pair), since=since)
            here.run(lambda scope=scope: here.store.leans(scope, _MOST))  # type: ignore[misc]

    def run_whole() -> None:
        for pair in pairs:
            here.run(lambda pair=pair: here.store.pair_stories(pair, since, _MOST))  # type: ignore[misc]

    return Case(
        on=f"All stories of a pair, of {here.size:,} stories ({len(pairs)} pairs)",
        unit="pairs",
        units=len(pairs),
        contenders=(
            Contender(name="stories in short", run=run),
            Contender(name="stories read whole", run=run_whole),
        ),
    )


def _search(here: Room, timer: Timer) -> Case:
    watch, processor = Stopwatch(timer=timer), Stopwatch(timer=time.process_time)
    busy = LeanScope(all_of=(frozenset({_BUSY[0]}),))
    pair = LeanScope(all_of=tuple(frozenset({code}) for code in _BUSY))
    lately = LeanScope(since=NOW - timedelta(days=90))
    asked = [(words, scope) for words in WORDS for scope in (LeanScope(), pair, busy, lately)]

    def run() -> None:
        for words, scope in asked:
            found = lambda words=words, scope=scope: here.store.search(words, scope=scope)  # noqa: E731
            watch.time(lambda found=found: processor.time(lambda: here.run(found)))  # type: ignore[misc]

    def run_like() -> None:
        with sqlite3.connect(f"file:{here.path}?mode=ro", uri=True) as connection:
            for words, _ in asked[::4]:
                parts = [f"%{word}%" for word in folded(words).split()]
                where = " AND ".join(["content LIKE ?"] * len(parts))
                query = f"SELECT story_id FROM story_texts WHERE {where} ORDER BY id DESC LIMIT 20"  # noqa: S608
                for _ in range(4):
                    connection.execute(query, parts).fetchall()

    def notes(_: Measured) -> tuple[str, ...]:
        warm, worked = watch.seconds[len(asked) :], processor.seconds[len(asked) :]
        return (
            f"A search: {spread_of(warm)}. Wanted: p95 at most 50 ms.",
            f"Its processor time, whatever else ran: {spread_of(worked)}. {_load()}.",
        )

    return Case(
        on=f"Searches among {here.size:,} stories, each wide, in a pair, in a country and in the last 90 days",
        unit="searches",
        units=len(asked),
        contenders=(
            Contender(name="full text, best first", run=run),
            Contender(name="LIKE, newest first, no filters", run=run_like),
        ),
        notes=notes,
    )


def _alike(here: Room, timer: Timer) -> Case:
    watch, ids = Stopwatch(timer=timer), story_ids(here.path)
    with_vectors(here, ids)
    some = ids[:: max(1, len(ids) // 20)][:20]

    def run() -> None:
        for name in some:
            watch.time(lambda name=name: here.run(lambda: here.store.alike(name)))  # type: ignore[misc]

    def notes(_: Measured) -> tuple[str, ...]:
        first, warm = watch.seconds[0], watch.seconds[len(some) :]
        return (f"Ten stories like one: {spread_of(warm)}; the first, which reads all vectors: {first:,.1f} s.",)

    return Case(
        on=f"Stories alike among {len(ids):,} vectors ({len(some)})",
        unit="looks",
        units=len(some),
        contenders=(Contender(name="all compared", run=run),),
        notes=notes,
    )


def _understanding(questions: Questions, scale: AskScale, timer: Timer) -> Case:
    watch, words = Stopwatch(timer=timer), question_words_of(configuration.load())

    def run() -> None:
        for phrase in [questions.phrase() for _ in range(scale.questions)]:
            watch.time(lambda phrase=phrase: read_question(phrase, words, today=NOW.date()))  # type: ignore[misc]

    def notes(_: Measured) -> tuple[str, ...]:
        return (f"A question understood: {spread_of(watch.seconds[scale.questions :])}.",)

    return Case(
        on=f"Questions in English understood ({scale.questions})",
        unit="questions",
        units=scale.questions,
        contenders=(Contender(name="read", run=run),),
        notes=notes,
    )


def _pictures(here: Room, timer: Timer) -> Case:
    watch = Stopwatch(timer=timer)
    told = [_answer(here, Asked(countries=pair)) for pair in (_BUSY, _MIDDLE, _BUSY[:1])]
    charts = [chart for dossier in told for chart in charts_of(dossier, here.dossiers.labels)]

    def run() -> None:
        for chart in charts:
            watch.time(lambda chart=chart: draw(chart))  # type: ignore[misc]

    def notes(_: Measured) -> tuple[str, ...]:
        return (f"A picture: {spread_of(watch.seconds[len(charts) :])}.",)

    return Case(
        on=f"Pictures of answers ({len(charts)})",
        unit="pictures",
        units=max(1, len(charts)),
        contenders=(Contender(name="drawn as PNG", run=run),),
        notes=notes,
    )


def _growth(opened: dict[int, Room]) -> Case:
    watches = {(size, pair): Stopwatch(timer=time.process_time) for size in opened for pair in (_BUSY, _MIDDLE)}

    def runner(size: int) -> Callable[[], None]:
        def run() -> None:
            for pair, _ in zip(cycle((_BUSY, _MIDDLE)), range(10), strict=False):
                watches[size, pair].time(lambda pair=pair: _answer(opened[size], Asked(countries=pair)))  # type: ignore[misc]

        return run

    def notes(_: Measured) -> tuple[str, ...]:
        return tuple(
            f"{'–'.join(pair)}, processor time of a dossier (p50): "
            + "; ".join(
                f"out of {size:,} {percentile(watches[size, pair].seconds[5:], 0.5) * 1000:,.0f} ms, "
                f"{len(_answer(here, Asked(countries=pair)).stories):,} stories counted"
                for size, here in opened.items()
            )
            + "."
            for pair in (_BUSY, _MIDDLE)
        )

    return Case(
        on="Dossiers of two pairs in archives of growing size (10)",
        unit="dossiers",
        units=10,
        contenders=tuple(Contender(name=f"{size:,} stories", run=runner(size)) for size in opened),
        notes=notes,
    )
