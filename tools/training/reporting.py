"""Figures on items unseen, with bootstrap intervals: whole groups are drawn (Efron 1979, percentile method)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SEED = 20261123
ROUNDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One figure on items unseen: `key` as `entente eval` names it, or empty where it has no such name."""

    what: str
    file: str
    value: float
    low: float
    high: float
    judged: int
    key: str = ""
    detail: str = ""

    def __str__(self) -> str:
        """Return the line as printed."""
        span = f"({self.low:.3f}–{self.high:.3f})"
        return f"{self.what:28} {self.file:20} {self.value:.3f} {span} n {self.judged} {self.detail}"

    def row(self) -> str:
        """Return the line as a row of the page."""
        span = f"**{self.value:.3f}** ({self.low:.3f}–{self.high:.3f})"
        return f"| {self.what} | {self.file} | {span} | {self.detail} | {self.judged} |"


def bootstrapped(
    score: Callable[[np.ndarray], float], groups: Sequence[str], *, rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Return `score` of all places, and the ends of the middle 95 % over resampled groups."""
    members: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    sets = [np.array(places) for places in members.values()]
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(rounds):
        chosen = rng.integers(0, len(sets), size=len(sets))
        drawn.append(score(np.concatenate([sets[one] for one in chosen])))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return score(np.arange(len(groups))), float(low), float(high)


def counted_f1(counts: np.ndarray) -> float:
    """Return F1 of rows of (right, given, found, needed): precision right / given, recall found / needed."""
    right, given, found, needed = counts.sum(axis=0)
    precision, recall = right / max(given, 1), found / max(needed, 1)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def f1_line(what: str, file: str, counts: np.ndarray, groups: Sequence[str], *, key: str = "") -> Held:
    """Return the F1 of `counts`, rows as in `counted_f1`, with its interval."""
    value, low, high = bootstrapped(lambda places: counted_f1(counts[places]), groups)
    right, given, found, needed = counts.sum(axis=0)
    detail = f"precision {right / max(given, 1):.3f}, recall {found / max(needed, 1):.3f}"
    return Held(what=what, file=file, value=value, low=low, high=high, judged=int(needed), key=key, detail=detail)


def yes_counts(said: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return rows of (right, given, found, needed) of yes-or-no answers."""
    hit = said & labels
    return np.stack([hit, said, hit, labels], axis=1).astype(int)


def tag_counts(said: Sequence[set[str]], gold: Sequence[Mapping[str, Sequence[str]]]) -> np.ndarray:
    """Return rows of (right, given, found, needed) as the scorer counts tags."""
    return np.array(
        [
            (len(tags & set(row["allowed"])), len(tags), len(tags & set(row["required"])), len(row["required"]))
            for tags, row in zip(said, gold, strict=True)
        ]
    )
