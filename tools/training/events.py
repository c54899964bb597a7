"""Which headlines tell of one event: how rare words are, and a model over pairs, judged with their events unseen."""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon
from bot.analysis.likeness import likeness
from bot.analysis.rarity import Rarity
from bot.analysis.signatures import Signature, sign, stems_of
from bot.analysis.weights import EventWeights, LogisticModel
from bot.commands.items import article_of
from bot.domain.analysis import Analysis
from bot.domain.article import Article
from bot.evals.bootstrap import over_events
from summarizers.base import Encoder
from training.fitting import SEED, as_table, fitted
from training.reporting import Held

WINDOW = timedelta(hours=72)
CUTS = (0.5, 0.55, 0.6, 0.65)
STRENGTH = 0.01
FOLDS = 4
SPLITS = 6
ROUNDS = 500
_SELDOM, _LEAST = 8, 2
Row = Mapping[str, Any]
Pair = tuple[Article, Analysis]


def report_events(
    headlines: Sequence[Row], *, shared: Path, lexicon: Lexicon, encoder: Encoder
) -> tuple[Mapping[str, object], list[Held]]:
    """Print same-event pairs F1 by cut, events unseen; return the model fitted on all pairs, and the figures.

    Events are split in four parts six times over; the cut chosen is the best on average. The interval is that of the
    first split at that cut, whole events drawn with replacement.
    """
    told = [row for row in headlines if row.get("event") and row["relevance"] == "core"]
    articles = [article_of(row) for row in told]
    items = list(zip(articles, Analyser(lexicon, encoder).analyse(articles), strict=True))
    rarity = learned_rarity([*_unlabelled(shared), *map(article_of, headlines)])
    trial = _Trial(told, items, rarity)
    found = {cut: [trial.held_out(split, cut) for split in range(SPLITS)] for cut in CUTS}
    held = [trial.line(cut, runs) for cut, runs in found.items()]
    for line in held:
        print(line)
    best = max(held, key=lambda line: line.value)
    model = trial.fitted(range(len(told)), threshold=CUTS[held.index(best)])
    kept = {name: round(weight, 4) for name, weight in model.weights}
    table = {"unknown": rarity.unknown, "weights": dict(sorted(rarity.weights.items()))}
    return {"bias": round(model.bias, 4), "threshold": model.threshold, "weights": kept, "rarity": table}, held


def learned_rarity(articles: Iterable[Article]) -> Rarity:
    """Return how rare stems are; those that fewer than eight texts hold are not listed."""
    counts: Counter[str] = Counter()
    texts = 0
    for article in articles:
        counts.update(stems_of(article))
        texts += 1
    weights = {stem: round(math.log(texts / (1 + count)), 2) for stem, count in counts.items() if count >= _SELDOM}
    return Rarity(weights=weights, unknown=round(math.log(texts / (1 + _LEAST)), 2))


class _Trial:
    """The labelled headlines and all pairs of them within the window."""

    def __init__(self, rows: Sequence[Row], items: Sequence[Pair], rarity: Rarity) -> None:
        self.rows, self.items, self.rarity = rows, items, rarity
        self.events = np.array([row["event"] for row in rows])
        signed = [sign(article, analysis, rarity) for article, analysis in items]
        self.pairs = [pair for pair in combinations(range(len(rows)), 2) if _near(signed, *pair)]
        self.names, self.table = as_table([likeness(signed[i], signed[j], rarity) for i, j in self.pairs])
        self.same = np.array([int(self.events[i] == self.events[j]) for i, j in self.pairs])

    def fitted(self, places: Iterable[int], *, threshold: float) -> LogisticModel:
        """Return the model fitted on the pairs among `places`."""
        learn = set(places)
        chosen = np.array([i in learn and j in learn for i, j in self.pairs])
        weights, bias = fitted(self.table[chosen], self.same[chosen], strength=STRENGTH)
        return LogisticModel(
            bias=bias, weights=tuple(zip(self.names, map(float, weights), strict=True)), threshold=threshold
        )

    def held_out(self, split: int, cut: float) -> list[tuple[np.ndarray, dict[str, str]]]:
        """Return, for each part of the events, who is of it, and the stories by a model that has not seen it."""
        order = np.random.default_rng(SEED + split).permutation(sorted(set(self.events)))
        part = {event: number % FOLDS for number, event in enumerate(order)}
        found = []
        for fold in range(FOLDS):
            unseen = np.array([part[event] == fold for event in self.events])
            model = self.fitted(np.flatnonzero(~unseen), threshold=cut)
            clusterer = Clusterer(WINDOW, model=EventWeights(model=model, rarity=self.rarity))
            clusterer.add(self.items)
            found.append((unseen, {a.id: str(clusterer.story_of(a.id)) for a, _ in self.items}))
        return found

    def line(self, cut: float, runs: Sequence[list[tuple[np.ndarray, dict[str, str]]]]) -> Held:
        """Return the figure of a cut: the mean of all splits, with the interval of the first."""
        tallies = [sum(_tally(self.events, self._ids(), *fold) for fold in run) for run in runs]
        scores = [2 * hit / (said + true) for hit, said, true in tallies]
        hit, said, true = np.mean(tallies, axis=0)
        low, high = self._interval(runs[0])
        return Held(
            what=f"same event, cut {cut:.2f}",
            file="headlines",
            value=float(np.mean(scores)),
            low=low,
            high=high,
            judged=round(true),
            detail=f"precision {hit / said:.3f}, recall {hit / true:.3f}, splits {min(scores):.3f}–{max(scores):.3f}",
        )

    def _interval(self, run: list[tuple[np.ndarray, dict[str, str]]]) -> tuple[float, float]:
        """Return the interval of a split: within its part, every event is judged by the model that has not seen it."""
        gold, said = {}, {}
        for fold, (unseen, story) in enumerate(run):
            for place in np.flatnonzero(unseen):
                name = self._ids()[place]
                gold[name], said[name] = dict(self.rows[place]), {"story": f"{fold}:{story[name]}"}
        interval = over_events(gold, said, _pairs_f1, seed=SEED, rounds=ROUNDS)["f1"]
        return interval.low, interval.high

    def _ids(self) -> list[str]:
        return [article.id for article, _ in self.items]


def _pairs_f1(gold: Mapping[str, Row], said: Mapping[str, Row]) -> dict[str, float]:
    events = np.array([row["event"] for row in gold.values()])
    story = {name: row["story"] for name, row in said.items()}
    hit, given, true = _tally(events, list(gold), np.ones(len(events), dtype=bool), story)
    return {"f1": float(2 * hit / max(given + true, 1))}


def _tally(events: np.ndarray, ids: Sequence[str], unseen: np.ndarray, story: Mapping[str, str]) -> np.ndarray:
    """Return how many pairs with one of the `unseen` are right, said to be one, and one in truth."""
    stories = np.array([story[name] for name in ids])
    counted = np.triu(unseen[:, None] | unseen[None, :], 1)
    said = (stories[:, None] == stories[None, :]) & counted
    true = (events[:, None] == events[None, :]) & counted
    return np.array([(said & true).sum(), said.sum(), true.sum()])


def _near(signed: Sequence[Signature], first: int, second: int) -> bool:
    return abs(signed[first].moment - signed[second].moment) <= WINDOW


def _unlabelled(shared: Path) -> Iterable[Article]:
    with gzip.open(shared / "eval" / "articles_unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (article_of(json.loads(line)) for line in lines)
