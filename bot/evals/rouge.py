"""ROUGE of our summaries beside those of simple means, each within 60 words."""

from collections.abc import Mapping, Sequence

from bot.evals.baselines import first_words
from bot.evals.bootstrap import over_items
from bot.evals.gold import Figures, Keyed, Row, Scorer, keyed
from bot.evals.measures import Table, told
from bot.evals.rankers import rankers
from summarizers.base import Encoder
from summarizers.reading import count_words

_KINDS = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
_MISSING = "not installed"


def rouge_table(rows: Sequence[Row], pred: Keyed, *, scorer: Scorer, encoder: Encoder) -> Table:
    """Return ROUGE with intervals and mean words: of `pred`, the first 60 words, whole first and ranked sentences.

    The same items are drawn for every row.
    """
    texts: dict[str, Mapping[str, str] | None] = {
        "Entente": {row["id"]: pred[row["id"]]["summary"] for row in rows},
        "first 60 words": {row["id"]: first_words(row["text"]) for row in rows},
    }
    for name, rank in rankers(encoder).items():
        texts[name] = None if rank is None else {row["id"]: rank(row["text"]) for row in rows}
    return Table(
        title="Beside simple means",
        columns=(*_KINDS.values(), "words"),
        rows=tuple((name, *_cells(rows, said, scorer)) for name, said in texts.items()),
    )


def _cells(rows: Sequence[Row], said: Mapping[str, str] | None, scorer: Scorer) -> tuple[str, ...]:
    if said is None:
        return (_MISSING, *("–" for _ in _KINDS))
    scores: Keyed = {row["id"]: _scored(row, said[row["id"]], scorer) for row in rows}
    intervals = over_items(keyed(rows), scores, _mean, seed=5)
    length = sum(count_words(text) for text in said.values()) / len(rows)
    return (*(told(intervals[kind], digits=1) for kind in _KINDS), f"{length:.0f}")


def _scored(row: Row, summary: str, scorer: Scorer) -> Figures:
    """Return the figures of one summary; the scorer's own baselines read no text here."""
    figures = scorer.summaries({row["id"]: {**row, "text": ""}}, {row["id"]: {"summary": summary}})
    return {kind: figures[f"{kind}.ours"] for kind in _KINDS}


def _mean(gold: Keyed, scores: Keyed) -> Figures:
    return {kind: sum(scores[key][kind] for key in gold) / len(gold) for kind in _KINDS}
