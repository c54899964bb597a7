"""A figure of ours beside baselines and target, and what each part of the evaluation gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.evals.bootstrap import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the quality table. `key` names it in the floors; `baselines` are figures of simple means by label."""

    key: str
    label: str
    ours: Interval
    baselines: Mapping[str, float]
    target: float | None = None
    digits: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Figures beside one another that no floor holds: `columns` name what stands in each row behind its first cell."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One gold file's measures: `counts` say what it holds; `tables` take them apart."""

    title: str
    counts: str
    measures: tuple[Measure, ...] = ()
    tables: tuple[Table, ...] = ()


def told(figure: Interval, *, digits: int = 3) -> str:
    """Return a figure with the ends of its interval in brackets."""
    return f"{figure.value:.{digits}f} ({figure.low:.{digits}f}–{figure.high:.{digits}f})"


TARGETS: Mapping[str, float] = {
    "articles.relevance.f1": 0.93,
    "headlines.relevance.f1": 0.90,
    "articles.parties.f1": 0.95,
    "headlines.parties.f1": 0.92,
    "articles.sectors.f1": 0.88,
    "articles.types.f1": 0.78,
    "articles.stage.accuracy": 0.78,
    "articles.keyfacts.coverage": 0.88,
    "events.pairs.f1": 0.92,
    "summaries.rouge1.over_lead": 3.5,
    "entfa.f1": 0.90,
}
