"""Where the gold files are, and the scorer beside them: figures here are the scorer's own."""

import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
Keyed = Mapping[str, Row]
Figures = Mapping[str, float]

ARTICLES, HEADLINES, SUMMARIES = "articles_dev.jsonl", "headlines_dev.jsonl", "summaries_dev.jsonl"
ENTFA, QAGS = "grounding_entfa_dev.json", ("grounding_qags_cnndm_dev.jsonl", "grounding_qags_xsum_dev.jsonl")
READ_FIELDS = ("id", "title", "text", "url", "published", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """The functions of `score.py`, each gold and predictions in, figures by name out.

    `plain` is a text as key facts are looked up in it, `lead` its first whole sentences within 60 words.
    """

    articles: Callable[[Keyed, Keyed], Figures]
    events: Callable[[Keyed, Keyed], Figures]
    summaries: Callable[[Keyed, Keyed], Figures]
    qags: Callable[[Sequence[Row], Keyed], Figures]
    entfa: Callable[[Sequence[Row], Keyed], Figures]
    plain: Callable[[str], str]
    lead: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A folder with gold files and their scorer."""

    folder: Path

    def scorer(self) -> Scorer:
        """Return the scorer loaded from its file."""
        spec = importlib.util.spec_from_file_location("entente_eval_score", self.folder / "score.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(self.folder / "score.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return Scorer(
            articles=module.articles,
            events=module.events,
            summaries=module.summaries,
            qags=module.qags,
            entfa=module.entfa,
            plain=module.plain,
            lead=module.lead,
        )

    def rows(self, name: str) -> list[Row]:
        """Return what the gold file `name` holds, JSON or JSON Lines."""
        text = (self.folder / name).read_text(encoding="utf-8")
        if name.endswith(".json"):
            return list(json.loads(text))
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def find_gold(environment: Mapping[str, str], *, checkout: Path) -> Gold | None:
    """Return the gold folder: `$ENTENTE_SHARED/eval`, by default beside the checkout; None where it is missing."""
    folder = Path(environment.get("ENTENTE_SHARED") or checkout.parent / "shared") / "eval"
    return Gold(folder=folder) if (folder / "score.py").is_file() else None


def keyed(rows: Sequence[Row]) -> Keyed:
    """Return `rows` by their id."""
    return {row["id"]: row for row in rows}


def unlabelled(rows: Sequence[Row]) -> list[Row]:
    """Return only what a reader may see of `rows`, so that no label leaks into a prediction."""
    return [{field: row[field] for field in READ_FIELDS if field in row} for row in rows]
