"""The grounding gate's weights: what is learned of made-up entities and of people's votes on consistency."""

import json
import random
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

from summarizers.evidence import Evidence
from summarizers.gate.agreement import MEASURES, measures_of
from summarizers.gate.judging import Weighed, ruled, settled, weigh
from summarizers.gate.likeness import SIGNS
from summarizers.gate.lines import Line
from summarizers.gate.weighing import Weights, parsed
from summarizers.reading import Gazetteer, Span, split_sentences

Array = NDArray[np.float64]
FOLDS, TIMES = 10, 2000
THRESHOLD = 0.6
_LOGISTIC, _RIDGE = 0.3, 10.0
# A prediction of EntFA counts so much beside a voted summary: its label tells of entities only.
_AUXILIARY = 0.2
_TRUE = "Non-hallucinated"


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of a summary, read before its source, where it begins in the summary."""

    start: int
    line: Line
    evidence: Evidence
    found: tuple[Any, ...]
    weighed: list[Weighed]


@dataclass(frozen=True, slots=True)
class Entities:
    """A labelled prediction: its sentences, and start, end and label (made up or not) of each entity."""

    sentences: list[Read]
    labels: list[tuple[int, int, bool]]


@dataclass(frozen=True, slots=True)
class Voted:
    """A summary people voted on: for each sentence what is read of it and the share of yes; the mean of majorities."""

    sentences: list[Read]
    votes: list[float]
    human: float
    bigrams: float


def read(source: str, summary: str, names: Gazetteer) -> list[Read]:
    """Read each sentence of a summary before its source."""
    evidence = Evidence([source], gazetteer=names)
    return [_read(summary, sentence, evidence) for sentence in split_sentences(summary)]


def _read(summary: str, sentence: Span, evidence: Evidence) -> Read:
    line = Line(sentence.of(summary), evidence.gazetteer)
    found = settled(ruled(line, evidence))
    return Read(sentence.start, line, evidence, found, weigh(line, found, evidence))


def entities_of(path: Path, names: Gazetteer) -> list[Entities]:
    """Return the labelled predictions of an EntFA file."""
    items = json.loads(path.read_text("utf-8"))
    return [
        Entities(
            read(item["source"], item["prediction"], names),
            [(e["start"], e["end"], e["label"] != _TRUE) for e in item["entities"]],
        )
        for item in items
    ]


def voted_of(path: Path, names: Gazetteer) -> list[Voted]:
    """Return the summaries of a QAGS file with their votes."""
    found: list[Voted] = []
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        sentences, votes = [], []
        evidence = Evidence([row["article"]], gazetteer=names)
        for told in row["summary_sentences"]:
            share = statistics.mean(vote["response"] == "yes" for vote in told["responses"])
            sentences.append(_read(told["sentence"], Span(0, len(told["sentence"])), evidence))
            votes.append(share)
        whole = " ".join(told["sentence"] for told in row["summary_sentences"])
        human = statistics.mean(share > 0.5 for share in votes)
        found.append(Voted(sentences, votes, human, bigram_overlap(row["article"], whole)))
    return found


def bigram_overlap(source: str, summary: str) -> float:
    """Return the share of a summary's pairs of words that stand in the source: the plain baseline."""
    words, told = (re.findall(r"[a-z0-9]+", text.lower()) for text in (source, summary))
    known, pairs = set(pairwise(words)), list(pairwise(told))
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0


def fit_signs(items: Sequence[Entities]) -> dict[str, float]:
    """Return weights of the signs: each entity counts once, however many words it has."""
    signs: list[list[float]] = []
    labels: list[bool] = []
    counts: list[float] = []
    for item in items:
        for start, end, made_up in item.labels:
            inside = [one.signs for s in item.sentences for one in s.weighed if _meets(s, one.suspect, start, end)]
            signs += inside
            labels += [made_up] * len(inside)
            counts += [1 / max(1, len(inside))] * len(inside)
    scaler = StandardScaler().fit(signs)
    model = LogisticRegression(C=_LOGISTIC, max_iter=3000).fit(scaler.transform(signs), labels, sample_weight=counts)
    return _unscaled(SIGNS, model.coef_[0], float(model.intercept_[0]), scaler)


def fit_measures(rows: Sequence[tuple[list[float], float, float]]) -> dict[str, float]:
    """Return weights of the measures, of rows of measures, share of yes and how much the row counts."""
    measures, votes, counts = ([row[k] for row in rows] for k in range(3))
    scaler = StandardScaler().fit(measures)
    model = Ridge(alpha=_RIDGE).fit(scaler.transform(measures), votes, sample_weight=counts)
    return _unscaled(MEASURES, model.coef_, float(model.intercept_), scaler)


def _unscaled(names: Sequence[str], coefficients: Array, bias: float, scaler: StandardScaler) -> dict[str, float]:
    weights = coefficients / scaler.scale_
    constant = bias - float(weights @ scaler.mean_)
    return {**{name: round(float(w), 5) for name, w in zip(names, weights, strict=True)}, "bias": round(constant, 5)}


def weights_of(signs: dict[str, float], measures: dict[str, float] | None = None) -> Weights:
    """Return fitted weights as the gate takes them."""
    plain = dict.fromkeys((*MEASURES, "bias"), 0.0)
    return parsed({"signs": signs, "measures": measures or plain, "flag": {"threshold": THRESHOLD}})


def _meets(sentence: Read, span: Any, start: int, end: int) -> bool:
    return bool(sentence.start + span.start < end and start < sentence.start + span.end)


def suspicion(sentence: Read, weights: Weights) -> float:
    """Return how likely the most doubtful word of a sentence is made up."""
    return max((weights.suspicion(one.signs) for one in sentence.weighed), default=0.0)


def measures(sentence: Read, weights: Weights) -> list[float]:
    """Return the measures of a sentence, its suspicion by these weights."""
    return measures_of(sentence.line, sentence.evidence.sequel, suspicion(sentence, weights))


def auxiliary(item: Entities, weights: Weights) -> list[tuple[list[float], float, float]]:
    """Return the sentences of a labelled prediction as rows: consistent where no entity in them is made up."""
    return [
        (measures(s, weights), float(not any(bad and _within(s, start) for start, _, bad in item.labels)), _AUXILIARY)
        for s in item.sentences
    ]


def _within(sentence: Read, start: int) -> bool:
    return sentence.start <= start < sentence.start + len(sentence.line.text)


def voted_rows(item: Voted, weights: Weights) -> list[tuple[list[float], float, float]]:
    """Return the sentences of a voted summary as rows."""
    pairs = zip(item.sentences, item.votes, strict=True)
    return [(measures(sentence, weights), vote, 1 / len(item.votes)) for sentence, vote in pairs]


def folds(count: int, seed: int = 0) -> list[int]:
    """Return a fold for each item."""
    order = list(range(count))
    random.Random(seed).shuffle(order)  # noqa: S311  (no secret)
    return [place % FOLDS for place in order]


def interval(values: Sequence[Any], statistic: Callable[[Sequence[Any]], float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a statistic over items."""
    draw = random.Random(seed)  # noqa: S311  (no secret)
    found = sorted(statistic(draw.choices(values, k=len(values))) for _ in range(TIMES))
    return found[int(0.025 * TIMES)], found[int(0.975 * TIMES)]


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """Return F1 of right, said and true counts by item."""
    right, said, true = (sum(count[k] for count in counts) for k in range(3))
    return 2 * right / (said + true) if said + true else 0.0


def pearson(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the correlation of two columns, 0 where one is constant."""
    first, second = zip(*pairs, strict=True)
    if len(set(first)) < 2 or len(set(second)) < 2:
        return 0.0
    return statistics.correlation(first, second)
