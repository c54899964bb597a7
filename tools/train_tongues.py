"""Learn `config/lexicon/weights.json`, the relevance model for texts in other languages than English.

    python tools/train_tongues.py [--write]

It learns from the English gold, by features that are counted alike in every language, and is measured on sentences of
our own in the others (`tests/unit/analysis/languages.psv`). Needs the `dev` extra and ENTENTE_SHARED.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from training.fitting import as_model, as_table, fitted, folds, probability

from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.portable import portable_features
from bot.analysis.relevance import Prototypes, encoder_features
from bot.analysis.tables import load_tables
from bot.analysis.tongue_look import shown
from bot.analysis.weights import Features
from bot.commands.items import article_of
from bot.settings import shipped, shipped_table
from summarizers.encoder_quick import QuickEncoder

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "config" / "lexicon" / "weights.json"
LEAD = 350
STRENGTH = 0.1
THRESHOLD = 0.3
BY_HAND = {"civil": -3.0, "bare": -4.0}
"""What English teaches too little of: words of civil trade, and texts that name neither arms nor their makers."""


def main() -> None:
    """Print how the model does on held-out English; with --write, fit on everything and write it."""
    lexicon = build_lexicon(load_tables(shipped, shipped_table))
    rows, documents, labels, groups = samples(Path(os.environ.get("ENTENTE_SHARED", "../shared")) / "eval", lexicon)
    half = slice(None, None, 2)
    looked = seen(rows[half], documents[half], lexicon)
    models = {
        "words": learned("words", rows, labels, groups),
        "encoder": learned("encoder, on every second item", looked, labels[half], groups[half]),
    }
    if "--write" in sys.argv:
        TARGET.write_text(json.dumps(models, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def learned(what: str, rows: Sequence[Features], labels: np.ndarray, groups: Sequence[str]) -> Mapping[str, object]:
    """Return the model fitted on everything; print how it does on held-out English."""
    names, table = as_table(rows)
    held = np.zeros(len(labels))
    for learn, judge in folds(len(labels), groups):
        weights, bias = fitted(table[learn], labels[learn], strength=STRENGTH)
        held[judge] = probability(table[judge] @ weights + bias)
    said = held >= THRESHOLD
    f1 = 2 * (said & labels).sum() / (said.sum() + labels.sum())
    print(f"{what}: held out F1 {f1:.3f} of {len(labels)} English items")
    weights, bias = fitted(table, labels, strength=STRENGTH)
    model = as_model(names, weights, bias, threshold=THRESHOLD)
    return {**model, "weights": {**as_weights(model), **BY_HAND}}


def as_weights(model: Mapping[str, object]) -> Mapping[str, float]:
    """Return the weights of a model as it is written."""
    return dict(model["weights"])  # type: ignore[call-overload, no-any-return]


def seen(rows: Sequence[Features], documents: Sequence[Document], lexicon: Lexicon) -> list[Features]:
    """Return the features with those of the shipped encoder, which stands in for one of many languages."""
    encoder = QuickEncoder()
    near = Prototypes(core=encoder.encode(lexicon.core_prototypes), other=encoder.encode(lexicon.other_prototypes))
    vectors = encoder.encode([shown(document) for document in documents])
    return [{**row, **encoder_features(vector, near)} for row, vector in zip(rows, vectors, strict=True)]


def samples(folder: Path, lexicon: Lexicon) -> tuple[list[Features], list[Document], np.ndarray, list[str]]:
    """Return features, documents, labels and groups of the development gold, cut to leads and to titles too."""
    rows: list[Features] = []
    documents: list[Document] = []
    labels: list[bool] = []
    groups: list[str] = []
    for name in ("articles_dev.jsonl", "headlines_dev.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item["relevance"] == "mention":
                continue
            text = item.get("text") or ""
            lead = text[:LEAD].rpartition(" ")[0] if len(text) > LEAD else text
            for shown_text in dict.fromkeys((text if name.startswith("articles") else lead, lead, "")):
                cut_item = {**item, "text": shown_text}
                documents.append(read(article_of(cut_item), lexicon))
                rows.append(portable_features(documents[-1]))
                labels.append(item["relevance"] == "core")
                groups.append(str(item.get("event") or item["id"]))
    return rows, documents, np.array(labels), groups


if __name__ == "__main__":
    main()
