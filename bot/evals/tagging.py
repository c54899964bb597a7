"""Articles, headlines and events: the analyser's rows scored beside the plain baselines'."""

from collections.abc import Sequence
from typing import Any

from bot.evals import baselines
from bot.evals.bootstrap import Interval, over_events, over_items
from bot.evals.gold import Figures, Keyed, Row, Scorer, keyed
from bot.evals.measures import TARGETS, Measure, Part
from summarizers.base import Encoder

_LABELS = {
    "relevance.f1": "relevance F1",
    "parties.f1": "parties F1",
    "parties_without_india.f1": "parties F1, India left out",
    "sectors.f1": "sectors F1",
    "types.f1": "types F1",
    "stage.accuracy": "stage accuracy",
    "keyfacts.coverage": "key facts in headline and summary",
}
_WORDS, _SIMILAR = "words in the lead", "zero-shot MiniLM"


def tagging_part(
    name: str, rows: Sequence[Row], pred: Keyed, *, scorer: Scorer, finder: baselines.CountryFinder, encoder: Encoder
) -> Part:
    """Return relevance, tags and key facts of `pred` on the gold `rows`, called `name` in keys and title."""
    gold = keyed(rows)
    intervals = _scored(gold, pred, scorer)
    plain = {row["id"]: baselines.words_prediction(row, finder) for row in rows}
    words = {**scorer.articles(gold, plain), **_without_india(gold, plain, scorer)}
    similar = scorer.articles(gold, _similar(rows, encoder))
    told = {"relevance.f1": {_WORDS: words["relevance.f1"], _SIMILAR: similar["relevance.f1"]}}
    told.update(
        {f: {_WORDS: words[f]} for f in ("parties.f1", "parties_without_india.f1", "keyfacts.coverage") if f in words}
    )
    measures = tuple(
        Measure(
            key=f"{name}.{figure}",
            label=label,
            ours=intervals[figure],
            baselines=told.get(figure, {}),
            target=TARGETS.get(f"{name}.{figure}"),
        )
        for figure, label in _LABELS.items()
        if figure in intervals
    )
    core = sum(row["relevance"] == "core" for row in rows)
    return Part(title=name, counts=f"{len(rows)} items, {core} core", measures=measures)


def events_part(rows: Sequence[Row], pred: Keyed, *, scorer: Scorer, encoder: Encoder) -> Part:
    """Return how well stories hold the events of the gold headlines."""
    gold = keyed(rows)
    told = {key: row for key, row in gold.items() if row["relevance"] == "core" and row.get("event")}
    intervals = over_events(told, pred, scorer.events, seed=3)
    measure = Measure(
        key="events.pairs.f1",
        label="same-event pairs F1",
        ours=intervals["pairs.f1"],
        baselines={"MiniLM, single link, best cut": _linked(list(told.values()), encoder, scorer)},
        target=TARGETS["events.pairs.f1"],
    )
    events = len({row["event"] for row in told.values()})
    return Part(title="events", counts=f"{len(told)} headlines, {events} events", measures=(measure,))


def without_country(row: Row, code: str) -> dict[str, Any]:
    """Return a gold or predicted row with `code` taken out of its parties."""
    parties = row.get("parties") or ()
    if isinstance(parties, dict):
        return {**row, "parties": {kind: [c for c in codes if c != code] for kind, codes in parties.items()}}
    return {**row, "parties": [c for c in parties if c != code]}


def _scored(gold: Keyed, pred: Keyed, scorer: Scorer) -> dict[str, Interval]:
    unscored = {key: {**row, "score": None} for key, row in pred.items()}  # the AUC is dear and has no interval here

    def both(gold: Keyed, pred: Keyed) -> Figures:
        return {**scorer.articles(gold, pred), **_without_india(gold, pred, scorer)}

    return over_items(gold, unscored, both, seed=1)


def _without_india(gold: Keyed, pred: Keyed, scorer: Scorer) -> Figures:
    core = {key: without_country(row, "IN") for key, row in gold.items() if row["relevance"] == "core"}
    bare = {key: {**row, "keyfacts": ()} for key, row in core.items()}
    figures = scorer.articles(bare, {key: without_country(pred[key], "IN") for key in core})
    return {"parties_without_india.f1": figures["parties.f1"]}


def _similar(rows: Sequence[Row], encoder: Encoder) -> Keyed:
    scores = baselines.similarities(rows, encoder)
    judged = [
        (s, row["relevance"] == "core") for s, row in zip(scores, rows, strict=True) if row["relevance"] != "mention"
    ]
    cut = baselines.best_threshold([s for s, _ in judged], [label for _, label in judged])
    return {row["id"]: {"relevant": score >= cut} for row, score in zip(rows, scores, strict=True)}


def _linked(rows: Sequence[Row], encoder: Encoder, scorer: Scorer) -> float:
    vectors = encoder.encode([baselines.without_outlet(row["title"]) for row in rows])
    best = 0.0
    for step in range(30, 95):
        clusters = baselines.single_link(vectors, cut=step / 100)
        pred: Keyed = {row["id"]: {"story": cluster} for row, cluster in zip(rows, clusters, strict=True)}
        best = max(best, scorer.events(keyed(rows), pred)["pairs.f1"])
    return best
