"""Learn the head of the extractive summariser, `summarizers/weights/salience.json`; needs `dev` and ENTENTE_SHARED.

    python tools/train_salience.py [--write]

Prints ROUGE-1 of summaries of at most 60 words beside the lead, by ten-fold cross-validation over the pairs with
bootstrap intervals; with --write it puts the head fitted on all pairs into the package, and the figures into
`bot/evals/held_out_summaries.json`.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np
from training.heldout import Figure, write_held_out
from training.salience import Pair, fitted, folds, lead_of, prepare, summary_of

ROOT = Path(__file__).resolve().parent.parent
_DRAWS = 2000


def main(argv: list[str]) -> None:
    """Report, and write where asked."""
    shared = Path(os.environ.get("ENTENTE_SHARED", ROOT.parent / "shared"))
    rows = map(json.loads, (shared / "eval" / "summaries_dev.jsonl").read_text("utf-8").splitlines())
    pairs = [prepare(row) for row in rows]
    seeds = range(int(os.environ.get("REPEATS", "1")))
    ours = np.mean([_held_out(pairs, seed) for seed in seeds], axis=0)
    lead = np.array([pair.rouge(lead_of(pair.text), most=10_000) for pair in pairs])
    held = {"summaries.rouge1.ours": _tell("ROUGE-1, held-out folds", ours)}
    _tell("lead", lead)
    held["summaries.rouge1.over_lead"] = _tell("over lead", ours - lead)
    if "--write" in argv:
        path = ROOT / "summarizers" / "weights" / "salience.json"
        path.write_text(json.dumps(fitted(pairs), sort_keys=True) + "\n", "utf-8")
        write_held_out("held_out_summaries.json", held)


def _held_out(pairs: list[Pair], seed: int) -> list[float]:
    scores = [0.0] * len(pairs)
    for train, test in folds(len(pairs), seed=seed):
        head = fitted([pairs[place] for place in train])
        for place in test:
            scores[place] = pairs[place].rouge(summary_of(pairs[place], head))
    return scores


def _tell(name: str, values: np.ndarray) -> Figure:
    draw = np.random.default_rng(0)
    means = [draw.choice(values, len(values)).mean() for _ in range(_DRAWS)]
    low, high = (100 * float(end) for end in np.percentile(means, [2.5, 97.5]))
    value = 100 * float(values.mean())
    print(f"{name}: {value:.2f} ({low:.2f} to {high:.2f})")
    return value, low, high


if __name__ == "__main__":
    main(sys.argv[1:])
