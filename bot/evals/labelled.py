"""Articles labelled here by two readers, roles and certainty included, and false alarms on general news."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from bot.evals.bootstrap import Interval, over_items
from bot.evals.gold import Figures, Gold, Keyed, Row, keyed
from bot.evals.measures import Measure, Part

LABELS = Path(__file__).with_name("labels") / "articles.jsonl"
TEXTS = "articles_unlabelled.jsonl.gz"
_DEFENCE = "idrw:"


def unlabelled_rows(gold: Gold) -> list[Row]:
    """Return the articles without labels beside the gold files; none where the file is missing."""
    path = gold.folder / TEXTS
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled_rows(texts: Sequence[Row], labels: Path = LABELS) -> list[Row]:
    """Return our labels with the texts they belong to; labels whose text is not there are left out."""
    known = keyed(texts)
    rows = map(json.loads, labels.read_text(encoding="utf-8").splitlines())
    return [{**known[row["id"]], **row} for row in rows if row["id"] in known]


def general_rows(texts: Sequence[Row]) -> list[Row]:
    """Return the articles of general news: none of them is known to be core."""
    return [row for row in texts if not row["id"].startswith(_DEFENCE)]


def reading_measures(rows: Sequence[Row], pred: Keyed) -> tuple[Measure, ...]:
    """Return how often role and certainty of core items are what either reader said."""
    core = keyed([row for row in rows if row["relevance"] == "core"])
    measured = over_items(core, pred, _readings, seed=5)
    return (
        _measure("labelled.roles.accuracy", "roles of parties both readers name", measured["roles"]),
        _measure("labelled.certainty.accuracy", "certainty", measured["certainty"]),
    )


def general_part(rows: Sequence[Row], pred: Keyed) -> Part:
    """Return how much of general news is not taken for core; of 1,496 articles two wrong ones are bearable."""

    def quiet(_: Keyed, said: Keyed) -> Figures:
        return {"quiet": sum(not row["relevant"] for row in said.values()) / max(len(said), 1)}

    wrong = [row["id"] for row in rows if pred[row["id"]]["relevant"]]
    interval = over_items(keyed(rows), pred, quiet, seed=7)["quiet"]
    counts = f"{len(rows)} articles, {len(wrong)} taken for core{': ' if wrong else ''}{', '.join(wrong[:12])}"
    return Part(
        title="general news",
        counts=counts,
        measures=(_measure("general.quiet", "share not taken for core", interval, target=0.998, digits=4),),
    )


def _readings(gold: Keyed, pred: Keyed) -> Figures:
    roles, certain = [], []
    for key, row in gold.items():
        said = pred[key]
        given = {proof["value"]: proof.get("role") for proof in said["evidence"] if proof["field"] == "parties"}
        roles += [given[code] in accepted for code, accepted in row.get("roles", {}).items() if code in given]
        certain.append(said["certainty"] in row["certainty"])
    return {"roles": sum(roles) / max(len(roles), 1), "certainty": sum(certain) / max(len(certain), 1)}


def _measure(key: str, label: str, ours: Interval, *, target: float | None = None, digits: int = 3) -> Measure:
    return Measure(key=key, label=label, ours=ours, baselines={}, target=target, digits=digits)
