"""Learn `summarizers/weights/grounding.json`; needs the `dev` extra and ENTENTE_SHARED.

    python tools/train_grounding.py [--write]

Prints what the gate reaches held out (ten folds over items) and in sample, with bootstrap intervals over items; with
--write it puts weights fitted on all items into the package, and what is held out into
`bot/evals/held_out_grounding.json`.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from training.grounding import (
    FOLDS,
    THRESHOLD,
    Entities,
    Voted,
    auxiliary,
    entities_of,
    f1,
    fit_measures,
    fit_signs,
    folds,
    interval,
    pearson,
    voted_of,
    voted_rows,
    weights_of,
)
from training.heldout import Figure, write_held_out

from bot.app.reading import shipped_names
from summarizers.gate.judging import lowered, with_likely
from summarizers.gate.weighing import Weights

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "summarizers" / "weights" / "grounding.json"


def main(argv: list[str]) -> None:
    """Report, and write where asked."""
    shared = Path(os.environ.get("ENTENTE_SHARED", ROOT.parent / "shared")) / "eval"
    names = shipped_names()
    entities = entities_of(shared / "grounding_entfa_dev.json", names)
    voted = {name: voted_of(shared / f"grounding_qags_{name}_dev.jsonl", names) for name in ("cnndm", "xsum")}
    signs = fit_signs(entities)
    whole = weights_of(signs)
    apart, by_fold = _signs_held_out(entities)
    held = {"entfa.f1": _report_entities(entities, whole, apart)}
    rows = [row for item, fold in zip(entities, by_fold, strict=True) for row in auxiliary(item, apart[fold])]
    measures = fit_measures(
        [*rows, *(r for items in voted.values() for item in items for r in voted_rows(item, whole))]
    )
    for name in voted:
        fitted = weights_of(signs, measures)
        held[f"qags_{name}.pearson"] = _report_votes(name, voted, rows, signs=signs, fitted=fitted)
    if "--write" in argv:
        made = {"signs": signs, "measures": measures, "flag": {"threshold": THRESHOLD}}
        TARGET.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", "utf-8")
        write_held_out("held_out_grounding.json", held)


def _signs_held_out(entities: Sequence[Entities]) -> tuple[list[Weights], list[int]]:
    """Return for each fold weights learned without it, and each item's fold."""
    place = folds(len(entities))
    apart = [
        weights_of(fit_signs([item for item, own in zip(entities, place, strict=True) if own != fold]))
        for fold in range(FOLDS)
    ]
    return apart, place


def _report_entities(entities: Sequence[Entities], whole: Weights, apart: Sequence[Weights]) -> Figure:
    """Tell F1 by weights, and return that held out."""
    place = folds(len(entities))
    told: dict[str, Figure] = {}
    for name, weights in (
        ("rules alone", [None] * len(entities)),
        ("held out", [apart[fold] for fold in place]),
        ("in sample", [whole] * len(entities)),
    ):
        counts = [_counts(item, own) for item, own in zip(entities, weights, strict=True)]
        low, high = interval(counts, f1)
        right, said, true = (sum(count[k] for count in counts) for k in range(3))
        print(f"entfa {name}: F1 {f1(counts):.3f} [{low:.3f}, {high:.3f}] P {right / said:.3f} R {right / true:.3f}")
        told[name] = (f1(counts), low, high)
    return told["held out"]


def _counts(item: Entities, weights: Weights | None) -> tuple[int, int, int]:
    spans = [
        (sentence.start + finding.start, sentence.start + finding.end)
        for sentence in item.sentences
        for finding in with_likely(sentence.line.text, sentence.found, sentence.weighed, weights)
    ]
    hits = [(any(a < end and start < b for a, b in spans), bad) for start, end, bad in item.labels]
    return (
        sum(said and bad for said, bad in hits),
        sum(said for said, _ in hits),
        sum(bad for _, bad in hits),
    )


def _report_votes(
    name: str,
    voted: dict[str, list[Voted]],
    rows: list[tuple[list[float], float, float]],
    *,
    signs: dict[str, float],
    fitted: Weights,
) -> Figure:
    """Tell the correlation with votes by weights, and return that held out."""
    whole = weights_of(signs)
    place = {key: folds(len(items), seed=1) for key, items in voted.items()}
    held: list[tuple[float, float]] = [(0.0, 0.0)] * len(voted[name])
    for fold in range(FOLDS):
        train = [
            row
            for key, items in voted.items()
            for item, own in zip(items, place[key], strict=True)
            if own != fold
            for row in voted_rows(item, whole)
        ]
        weights = weights_of(signs, fit_measures([*rows, *train]))
        for number, item in enumerate(voted[name]):
            if place[name][number] == fold:
                held[number] = (_consistency(item, weights, whole), item.human)
    sample = [(_consistency(item, fitted, whole), item.human) for item in voted[name]]
    plain = [(item.bigrams, item.human) for item in voted[name]]
    told: dict[str, Figure] = {}
    for label, pairs in (("held out", held), ("in sample", sample), ("bigram overlap", plain)):
        low, high = interval(pairs, pearson)
        print(f"qags {name} {label}: {pearson(pairs):.3f} [{low:.3f}, {high:.3f}]")
        told[label] = (pearson(pairs), low, high)
    both = [(*a, b[0]) for a, b in zip(held, plain, strict=True)]
    low, high = interval(both, lambda t: pearson([(a, h) for a, h, _ in t]) - pearson([(b, h) for _, h, b in t]))
    print(f"qags {name} held out over bigrams: {pearson(held) - pearson(plain):+.3f} [{low:+.3f}, {high:+.3f}]")
    return told["held out"]


def _consistency(item: Voted, weights: Weights, whole: Weights) -> float:
    scores = [
        lowered(weights.consistency(row[0]), sentence.found)
        for sentence, row in zip(item.sentences, voted_rows(item, whole), strict=True)
    ]
    return sum(scores) / len(scores)


if __name__ == "__main__":
    main(sys.argv[1:])
