"""Summaries and grounding, scored beside the scorer's own baselines."""

from collections.abc import Callable, Sequence

from bot.evals.bootstrap import over_items
from bot.evals.flagging import flags_table, kinds_table
from bot.evals.gold import Figures, Keyed, Row, Scorer, keyed
from bot.evals.measures import TARGETS, Measure, Part
from bot.evals.rouge import rouge_table
from summarizers.base import Encoder
from summarizers.reading import words

# Only the scorer's baselines read sources; their intervals are not shown, so resamples need not read whole articles.
_GLANCE = 200


def summaries_part(rows: Sequence[Row], pred: Keyed, *, scorer: Scorer, encoder: Encoder) -> Part:
    """Return ROUGE of the summaries in `pred` beside the first sentences and words, and sentences ranked by others."""
    gold = keyed(rows)
    figures = scorer.summaries(gold, pred)
    per_item = {key: scorer.summaries({key: row}, pred) for key, row in gold.items()}
    names = {
        "rouge1.ours": "ROUGE-1",
        "rouge2.ours": "ROUGE-2",
        "rougeL.ours": "ROUGE-L",
        "rouge1.over_lead": "ROUGE-1 over lead",
    }
    intervals = over_items(gold, dict(per_item), _mean, seed=5)
    measures = tuple(
        Measure(
            key=f"summaries.{name}",
            label=label,
            ours=intervals[name],
            baselines=_beside(name, figures),
            target=TARGETS.get(f"summaries.{name}"),
            digits=1,
        )
        for name, label in names.items()
    )
    beside = rouge_table(rows, pred, scorer=scorer, encoder=encoder)
    return Part(title="summaries", counts=f"{len(rows)} pairs", measures=measures, tables=(beside,))


def qags_part(name: str, rows: Sequence[Row], pred: Keyed, *, scorer: Scorer) -> Part:
    """Return how the consistency in `pred` (ids are positions) goes with human votes, beside bigram overlap."""
    light = [{**row, "article": row["article"][:_GLANCE]} for row in rows]
    intervals = over_items(_positions(light), pred, _listed(scorer.qags), seed=7)
    figures = scorer.qags(rows, pred)
    above = {"qags_cnndm": 0.06, "qags_xsum": 0.15}.get(name)
    measure = Measure(
        key=f"{name}.pearson",
        label="consistency, Pearson with human votes",
        ours=intervals["pearson"],
        baselines={
            "bigram overlap": figures["pearson.bigrams"],
            "words found in the source": scorer.qags(rows, _words_found(rows))["pearson"],
        },
        target=None if above is None else figures["pearson.bigrams"] + above,
    )
    return Part(title=name, counts=f"{len(rows)} summaries", measures=(measure,))


def entfa_part(rows: Sequence[Row], pred: Keyed, *, scorer: Scorer) -> Part:
    """Return how many hallucinated entities the flags in `pred` (ids are positions) find, beside a plain look-up."""
    light = [{**row, "source": ""} for row in rows]
    intervals = over_items(_positions(light), pred, _listed(scorer.entfa), seed=11)
    measure = Measure(
        key="entfa.f1",
        label="hallucinated entities found, F1",
        ours=intervals["f1"],
        baselines={"look-up in the source": scorer.entfa(rows, pred)["f1.lookup"]},
        target=TARGETS["entfa.f1"],
    )
    tables = (kinds_table(rows, pred, scorer=scorer), flags_table(rows, pred))
    return Part(title="entfa", counts=f"{len(rows)} summaries", measures=(measure,), tables=tables)


def qags_summary(row: Row) -> str:
    """Return the summary of a QAGS row: its sentences joined by a blank."""
    return " ".join(sentence["sentence"] for sentence in row["summary_sentences"])


def _words_found(rows: Sequence[Row]) -> Keyed:
    """Return, as consistency, the share of each summary's words that its source has."""
    found: dict[str, Row] = {}
    for place, row in enumerate(rows):
        told = words(qags_summary(row))
        known = frozenset(words(row["article"]))
        found[str(place)] = {"consistency": sum(word in known for word in told) / max(len(told), 1)}
    return found


def _positions(rows: Sequence[Row]) -> Keyed:
    return {str(place): row for place, row in enumerate(rows)}


def _listed(score: Callable[[Sequence[Row], Keyed], Figures]) -> Callable[[Keyed, Keyed], Figures]:
    return lambda gold, pred: score(list(gold.values()), pred)


def _mean(gold: Keyed, pred: Keyed) -> Figures:
    """Return the mean of the per-item figures: ROUGE over a file is the mean over its items."""
    kept = [pred[key] for key in gold]
    return {name: sum(row[name] for row in kept) / len(kept) for name in kept[0]}


def _beside(name: str, figures: Figures) -> dict[str, float]:
    measure, _, kind = name.partition(".")
    if kind == "over_lead":
        return {"first 60 words": figures[f"{measure}.first60"] - figures[f"{measure}.lead"]}
    return {"lead": figures[f"{measure}.lead"], "first 60 words": figures[f"{measure}.first60"]}
