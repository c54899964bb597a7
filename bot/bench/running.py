"""The benches by name, one after the other; the timer is passed in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum

from bot.bench import analyse, ask, copies, deliveries, feeds, growth, ledger, pages, stories, summarise, ticks
from bot.bench.materials import Materials
from bot.bench.page import Chapter
from bot.bench.timing import Case, Measured, Timer, measure

Tell = Callable[[str], None]


class BenchName(StrEnum):
    """What can be measured alone."""

    ANALYSE = "analyse"
    GROWTH = "growth"
    STORIES = "stories"
    SUMMARISE = "summarise"
    FEEDS = "feeds"
    LEDGER = "ledger"
    DELIVERIES = "deliveries"
    COPIES = "copies"
    TICKS = "ticks"
    PAGES = "pages"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """How to read a bench, and its cases, which live as long as the context."""

    says: str
    cases: Callable[[Materials], AbstractContextManager[Sequence[Case]]]


BENCHES: Mapping[BenchName, Bench] = {
    BenchName.ANALYSE: Bench(says=analyse.SAYS, cases=analyse.cases),
    BenchName.GROWTH: Bench(says=growth.SAYS, cases=growth.cases),
    BenchName.STORIES: Bench(says=stories.SAYS, cases=stories.cases),
    BenchName.SUMMARISE: Bench(says=summarise.SAYS, cases=summarise.cases),
    BenchName.FEEDS: Bench(says=feeds.SAYS, cases=feeds.cases),
    BenchName.LEDGER: Bench(says=ledger.SAYS, cases=ledger.cases),
    BenchName.DELIVERIES: Bench(says=deliveries.SAYS, cases=deliveries.cases),
    BenchName.COPIES: Bench(says=copies.SAYS, cases=copies.cases),
    BenchName.TICKS: Bench(says=ticks.SAYS, cases=ticks.cases),
    BenchName.PAGES: Bench(says=pages.SAYS, cases=pages.cases),
    BenchName.ASK: Bench(says=ask.SAYS, cases=ask.cases),
}


GROUPS: Mapping[str, frozenset[BenchName]] = {
    "ingest": frozenset({BenchName.FEEDS, BenchName.COPIES, BenchName.TICKS, BenchName.PAGES})
}
"""Words that stand for several benches."""


def named(names: Iterable[str]) -> frozenset[BenchName]:
    """Return the benches that `names`, of benches or groups, stand for; raise ValueError for what is neither."""
    return frozenset(bench for name in names for bench in GROUPS.get(name) or (BenchName(name),))


def run_benches(
    materials: Materials, *, only: Collection[BenchName], repeats: int, timer: Timer, tell: Tell
) -> tuple[Chapter, ...]:
    """Return a chapter for each bench in `only`, in their fixed order; `tell` hears what begins."""
    return tuple(
        _chapter(name, bench, materials, repeats=repeats, timer=timer, tell=tell)
        for name, bench in BENCHES.items()
        if name in only
    )


def _chapter(name: BenchName, bench: Bench, materials: Materials, *, repeats: int, timer: Timer, tell: Tell) -> Chapter:
    results: list[tuple[Measured, tuple[str, ...]]] = []
    with bench.cases(materials) as cases:
        for case in cases:
            tell(f"{name}: {case.on}")
            measured = measure(case, repeats=repeats, timer=timer)
            results.append((measured, case.notes(measured)))
    return Chapter(name=name.value, says=bench.says, results=tuple(results))
