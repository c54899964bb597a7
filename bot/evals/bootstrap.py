"""Bootstrap intervals around the scorer's figures (Efron 1979, percentile method).

Items are drawn with replacement and scored anew; events are drawn whole, since pairs within one are not independent.
"""

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from bot.evals.gold import Figures, Keyed, Row

ROUNDS = 200
Score = Callable[[Keyed, Keyed], Figures]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with the interval that holds it in 95 of 100 resamples."""

    value: float
    low: float
    high: float


def percentiles(values: Sequence[float], *, share: float = 0.95) -> tuple[float, float]:
    """Return the two ends of the middle `share` of `values`; raise ValueError for none."""
    if not values:
        raise ValueError("no values to take percentiles of")
    ordered = sorted(values)
    tail = (1 - share) / 2
    last = len(ordered) - 1
    return ordered[round(tail * last)], ordered[round((1 - tail) * last)]


def over_items(gold: Keyed, pred: Keyed, score: Score, *, seed: int, rounds: int = ROUNDS) -> dict[str, Interval]:
    """Return every figure of `score` with its interval, items drawn with replacement `rounds` times."""
    ids = list(gold)
    return _intervals(
        score(gold, pred), lambda rng: _copied(rng.choices(ids, k=len(ids)), gold, pred, score), seed, rounds
    )


def over_events(gold: Keyed, pred: Keyed, score: Score, *, seed: int, rounds: int = ROUNDS) -> dict[str, Interval]:
    """Return every figure of `score` with its interval, whole events drawn with replacement.

    The n-th copy of an event keeps its stories apart from its other copies' and shares them with other n-th copies.
    """
    groups = grouped({key: row["event"] for key, row in gold.items() if row.get("event")})
    return _intervals(score(gold, pred), lambda rng: _redrawn(rng, groups, gold, pred, score), seed, rounds)


def grouped(labels: Mapping[str, Hashable]) -> list[list[str]]:
    """Return the keys of `labels` in groups of one label, in order of first sight."""
    groups: dict[Hashable, list[str]] = {}
    for key, label in labels.items():
        groups.setdefault(label, []).append(key)
    return list(groups.values())


def _intervals(
    measured: Figures, redraw: Callable[[random.Random], Figures], seed: int, rounds: int
) -> dict[str, Interval]:
    rng = random.Random(seed)  # noqa: S311  (resampling, no secret)
    drawn = [redraw(rng) for _ in range(rounds)]
    found: dict[str, Interval] = {}
    for name, value in measured.items():
        low, high = percentiles([figures[name] for figures in drawn if name in figures])
        found[name] = Interval(value=float(value), low=float(low), high=float(high))
    return found


def _copied(ids: Sequence[str], gold: Keyed, pred: Keyed, score: Score) -> Figures:
    fresh: Keyed = {str(n): {**gold[key], "id": str(n)} for n, key in enumerate(ids)}
    return score(fresh, {str(n): pred[key] for n, key in enumerate(ids)})


def _redrawn(rng: random.Random, groups: Sequence[Sequence[str]], gold: Keyed, pred: Keyed, score: Score) -> Figures:
    seen: dict[int, int] = {}
    fresh: dict[str, Row] = {}
    said: dict[str, Row] = {}
    for place in rng.choices(range(len(groups)), k=len(groups)):
        copy = seen[place] = seen.get(place, 0) + 1
        for key in groups[place]:
            name = str(len(fresh))
            fresh[name] = {**gold[key], "id": name, "event": f"{gold[key]['event']}#{copy}"}
            said[name] = {**pred[key], "story": _numbered(pred[key], copy=copy)}
    return score(fresh, said)


def _numbered(row: Row, *, copy: int) -> str | None:
    return None if row.get("story") is None else f"{row['story']}#{copy}"
