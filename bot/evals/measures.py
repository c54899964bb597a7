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
class Part:
    """One gold file's measures: `counts` say what it holds."""

    title: str
    counts: str
    measures: tuple[Measure, ...]


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
