"""Learn the small models of `config/weights.json` from the gold files; needs the `dev` extra and ENTENTE_SHARED.

    python tools/train_analysis.py [--write]

Prints cross-validated figures (ten folds, headlines on one event and twin articles kept together) and, with --write,
fits on everything and writes the weights, and the figures to `docs/held-out.md`. The seed is fixed: the same gold gives
the same files.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from training.events import report_events

from bot.analysis.analyser import encoded_text
from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.parties import candidates
from bot.analysis.relevance import Prototypes, encoder_features, word_features
from bot.analysis.tables import load_tables
from bot.commands.items import article_of
from bot.settings import shipped, shipped_table
from summarizers.encoder import MiniLmEncoder

SEED = 20261123
FOLDS = 10
EVENT_FOLDS = 4
ROOT = Path(__file__).resolve().parent.parent
Rows = list[dict[str, float]]
PAGE_HEAD = f"""# Held out

What the small models of the analysis reach on items they were not fitted on. Written by
`python tools/train_analysis.py --write` with seed {SEED}; do not edit by hand. There are {FOLDS} folds and, for
events, {EVENT_FOLDS}; headlines on one event and twin articles stay in one fold.
The cut was picked on these same held-out items, so
the figures still flatter a little, and the words and names behind the features were chosen with the gold in view.
*Parties* judges candidates only: a party whose name is in no table counts as missed when the cut is picked, not here.

| what | file | precision | recall | F1 | judged |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One line of figures on items unseen."""

    what: str
    file: str
    precision: float
    recall: float
    f1: float
    judged: int

    def __str__(self) -> str:
        """Return the line as printed."""
        return (
            f"{self.what:26} {self.file:10} p {self.precision:.3f} r {self.recall:.3f} f1 {self.f1:.3f} n {self.judged}"
        )

    def row(self) -> str:
        """Return the line as a row of the page."""
        scores = f"{self.precision:.3f} | {self.recall:.3f} | **{self.f1:.3f}**"
        return f"| {self.what} | {self.file} | {scores} | {self.judged} |"


@dataclass(kw_only=True)
class Sample:
    """Feature rows with labels, groups that stay together, weights, and which file each row is of."""

    rows: Rows
    labels: list[int]
    groups: list[str]
    files: list[str]
    needed: float = 0.0


def main(argv: Sequence[str]) -> None:
    """Train, report, and write where asked."""
    shared = Path(os.environ.get("ENTENTE_SHARED", ROOT.parent / "shared"))
    lexicon = build_lexicon(load_tables(shipped, shipped_table))
    gold = [
        (name, row)
        for name in ("articles", "headlines")
        for row in map(json.loads, (shared / "eval" / f"{name}_dev.jsonl").read_text("utf-8").splitlines())
    ]
    documents = [read(article_of(row), lexicon) for _, row in gold]
    words, encoder = relevance_samples(gold, documents, lexicon=lexicon)
    party = party_sample(gold, documents)
    reports = {
        "words": report("relevance, words", words, strength=0.15),
        "encoder": report("relevance, with encoder", encoder, strength=0.15),
        "party": report("parties", party, strength=0.5),
        "event": report_events(
            [row for name, row in gold if name == "headlines"], shared=shared, lexicon=lexicon, encoder=MiniLmEncoder()
        ),
    }
    if "--write" in argv:
        models = {name: model for name, (model, _) in reports.items()}
        (ROOT / "config" / "weights.json").write_text(json.dumps(models, indent=1, sort_keys=True) + "\n", "utf-8")
        rows = "\n".join(held.row() for _, figures in reports.values() for held in figures)
        (ROOT / "docs" / "held-out.md").write_text(PAGE_HEAD + rows + "\n", "utf-8")


def relevance_samples(gold: list, documents: list[Document], *, lexicon: Lexicon) -> tuple[Sample, Sample]:
    """Return the samples of the two relevance models; items that only mention are left out, as the scorer does."""
    minilm = MiniLmEncoder()
    prototypes = Prototypes(core=minilm.encode(lexicon.core_prototypes), other=minilm.encode(lexicon.other_prototypes))
    vectors = minilm.encode([encoded_text(document) for document in documents])
    words, encoder = (Sample(rows=[], labels=[], groups=[], files=[]) for _ in range(2))
    for (name, row), document, vector in zip(gold, documents, vectors, strict=True):
        if row["relevance"] == "mention":
            continue
        features = dict(word_features(document))
        for sample, given in ((words, features), (encoder, {**features, **encoder_features(vector, prototypes)})):
            sample.rows.append(given)
            sample.labels.append(int(row["relevance"] == "core"))
            sample.groups.append(row.get("event") or row["title"][:30].casefold())
            sample.files.append(name)
    return words, encoder


def party_sample(gold: list, documents: list[Document]) -> Sample:
    """Return one row per candidate country of a core item; countries that are allowed but not required are left out."""
    sample = Sample(rows=[], labels=[], groups=[], files=[])
    for (name, row), document in zip(gold, documents, strict=True):
        if row["relevance"] != "core":
            continue
        required, allowed = set(row["parties"]["required"]), set(row["parties"]["allowed"])
        sample.needed += len(required)
        for candidate in candidates(document):
            if candidate.country in allowed - required:
                continue
            sample.rows.append(dict(candidate.features))
            sample.labels.append(int(candidate.country in required))
            sample.groups.append(row.get("event") or row["title"][:30].casefold())
            sample.files.append(name)
    return sample


def report(name: str, sample: Sample, *, strength: float) -> tuple[Mapping[str, object], list[Held]]:
    """Print cross-validated precision, recall and F1 by file; return the model fitted on everything."""
    names = sorted({key for row in sample.rows for key in row})
    table = np.array([[row.get(key, 0.0) for key in names] for row in sample.rows])
    labels, files = np.array(sample.labels), np.array(sample.files)
    held = held_out(table, labels, sample.groups, strength=strength)
    missed = max(sample.needed - labels.sum(), 0.0)
    best = max(np.linspace(0.15, 0.85, 71), key=lambda cut: f1(held >= cut, labels, missed=missed))
    lines = [
        figures(held[files == file] >= best, labels[files == file], what=name, file=file) for file in sorted(set(files))
    ]
    for line in lines:
        print(line)
    print(f"{name:26} cut {best:.2f}, not among candidates {missed:.0f}")
    weights, bias = fitted(table, labels, strength=strength)
    kept = {key: round(float(w), 4) for key, w in zip(names, weights, strict=True) if abs(w) >= 0.0005}
    return {"bias": round(bias, 4), "threshold": round(float(best), 3), "weights": kept}, lines


def held_out(table: np.ndarray, labels: np.ndarray, groups: Sequence[str], *, strength: float) -> np.ndarray:
    """Return the probability of each row by a model that has not seen its group."""
    held = np.zeros(len(labels))
    for learn, judge in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(table, labels, groups):
        weights, bias = fitted(table[learn], labels[learn], strength=strength)
        held[judge] = 1 / (1 + np.exp(-(table[judge] @ weights + bias)))
    return held


def fitted(table: np.ndarray, labels: np.ndarray, *, strength: float) -> tuple[np.ndarray, float]:
    """Return weights and bias for the raw features; they are learned on standardised ones."""
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 0.05)
    model = LogisticRegression(C=strength, max_iter=2000, random_state=SEED).fit((table - mean) / spread, labels)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def f1(said: np.ndarray, labels: np.ndarray, *, missed: float = 0.0) -> float:
    """Return F1, `missed` positives counting as not found."""
    hit = float((said & (labels == 1)).sum())
    return 2 * hit / (said.sum() + labels.sum() + missed) if hit else 0.0


def figures(said: np.ndarray, labels: np.ndarray, *, what: str, file: str) -> Held:
    """Return precision, recall and F1."""
    hit = float((said & (labels == 1)).sum())
    return Held(
        what=what,
        file=file,
        precision=hit / max(said.sum(), 1),
        recall=hit / max(labels.sum(), 1),
        f1=f1(said, labels),
        judged=len(labels),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
