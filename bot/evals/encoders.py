"""What the encoder's precision costs: key facts and ROUGE with each form of it, as differences from the exact one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evals.bootstrap import over_items
from bot.evals.gold import Figures, Keyed, Row, Scorer, keyed
from bot.evals.measures import Part, Table, told

_KEYFACTS, _ROUGE = "keyfacts.coverage", "rouge1.ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """What one form of the encoder made: rows of `analyse` on core articles, and of `summarise` on pairs."""

    analysed: Keyed
    summarised: Keyed


def encoders_part(
    core: Sequence[Row],
    pairs: Sequence[Row],
    made: Mapping[str, Encoded],
    lacking: Sequence[str] = (),
    *,
    scorer: Scorer,
) -> Part:
    """Return key facts and ROUGE-1 of each of `made`, the first of which is exact, in points of a hundred.

    The differences are of the same items, resampled together; below half a point lost an encoder may stand in. Forms
    that are `lacking` are named.
    """
    exact = next(iter(made.values()))
    gold, wanted = keyed(core), keyed(pairs)
    best = _rouge_rows(wanted, exact.summarised, scorer)
    rows = []
    for name, said in made.items():
        facts = _facts(gold, said.analysed, exact.analysed, scorer)
        scores = _rouge(wanted, _rouge_rows(wanted, said.summarised, scorer), best)
        same = sum(said.summarised[key]["summary"] == exact.summarised[key]["summary"] for key in wanted)
        rows.append((name, *facts, *scores, f"{same / max(len(wanted), 1):.0%}"))
    columns = ("key facts", "against exact", "ROUGE-1", "against exact", "same summary")
    table = Table(title="By form of the encoder", columns=columns, rows=tuple(rows))
    without = f"; not to be had here: {', '.join(lacking)}" if lacking else ""
    return Part(title="encoders", counts=f"{len(core)} core articles, {len(pairs)} pairs{without}", tables=(table,))


def _facts(gold: Keyed, said: Keyed, exact: Keyed, scorer: Scorer) -> tuple[str, str]:
    both: Keyed = {key: {"said": {**said[key], "score": None}, "exact": {**exact[key], "score": None}} for key in gold}

    def figures(drawn: Keyed, pred: Keyed) -> Figures:
        ours, theirs = (
            100 * scorer.articles(drawn, {key: row[which] for key, row in pred.items()})[_KEYFACTS]
            for which in ("said", "exact")
        )
        return {"value": ours, "change": ours - theirs}

    return _shown(over_items(gold, both, figures, seed=13))


def _rouge_rows(wanted: Keyed, said: Keyed, scorer: Scorer) -> Mapping[str, float]:
    bare = {key: {**row, "text": ""} for key, row in wanted.items()}  # the scorer's own baselines are not asked for
    return {key: scorer.summaries({key: row}, said)[_ROUGE] for key, row in bare.items()}


def _rouge(wanted: Keyed, ours: Mapping[str, float], exact: Mapping[str, float]) -> tuple[str, str]:
    both: Keyed = {key: {"value": ours[key], "change": ours[key] - exact[key]} for key in wanted}

    def mean(_: Keyed, pred: Keyed) -> Figures:
        return {name: sum(row[name] for row in pred.values()) / len(pred) for name in ("value", "change")}

    return _shown(over_items(wanted, both, mean, seed=13))


def _shown(intervals: Mapping[str, Any]) -> tuple[str, str]:
    value, low, high = (round(getattr(intervals["change"], end), 2) + 0.0 for end in ("value", "low", "high"))
    return told(intervals["value"], digits=1), f"{value:+.2f} ({low:+.2f} to {high:+.2f})"
