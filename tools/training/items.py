"""Labelled items: the two development files, and articles of `bot/evals/labels` with their texts by id."""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.analyser import document_vectors
from bot.analysis.document import Document, read
from bot.analysis.lexicon import Lexicon
from bot.commands.items import article_of
from summarizers.base import Encoder

LABELS = Path(__file__).resolve().parents[2] / "bot" / "evals" / "labels" / "articles.jsonl"
ARTICLES, HEADLINES, LABELLED, GENERAL = "articles", "headlines", "labelled", "labelled, general"
BACKGROUND = "background"
BACKGROUND_SHARE = 0.3  # of the weight of a labelled item
_TEASER = 30
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article or headline with its labels; items of one `group` are never learned from and judged apart."""

    file: str
    row: Row
    document: Document
    group: str

    @property
    def core(self) -> bool:
        """Whether it is core."""
        return self.row["relevance"] == "core"

    @property
    def judged(self) -> bool:
        """Whether the scorer counts it for relevance."""
        return self.row["relevance"] != "mention"

    @property
    def share(self) -> float:
        """How much it counts in learning."""
        return BACKGROUND_SHARE if self.file == BACKGROUND else 1.0

    @property
    def unseen(self) -> bool:
        """Whether it is of the half no rule was made from."""
        return self.row.get("part") == "unseen"


def load_items(shared: Path, lexicon: Lexicon) -> list[Item]:
    """Return all labelled items, read with `lexicon`."""
    return [
        Item(file=file, row=row, document=read(article_of(row), lexicon), group=_group(row))
        for file, row in _rows(shared / "eval")
    ]


def background_items(shared: Path, lexicon: Lexicon) -> list[Item]:
    """Return general news nobody labelled, as a feed would tell it: title and thirty words, or the title alone.

    None of it is core as far as is known: of the 60 likeliest two readers found none. It is learned from with little
    weight, so that short news of armies and politics is known for what it is, and never judged.
    """
    known = {json.loads(line)["id"] for line in LABELS.read_text("utf-8").splitlines()}
    found = []
    for number, row in enumerate(_texts(shared / "eval").values()):
        if row["id"].startswith("idrw") or row["id"] in known:
            continue
        teaser = " ".join(row["text"].split()[:_TEASER]) if number % 2 else ""
        cut = {**row, "text": teaser, "relevance": "no"}
        found.append(Item(file=BACKGROUND, row=cut, document=read(article_of(cut), lexicon), group=_group(row)))
    return found


def vectors_of(items: Sequence[Item], encoder: Encoder) -> np.ndarray:
    """Return one row an item, as the analyser would encode it."""
    return document_vectors([item.document for item in items], encoder)


def _rows(folder: Path) -> Iterator[tuple[str, Row]]:
    for file in (ARTICLES, HEADLINES):
        for line in (folder / f"{file}_dev.jsonl").read_text("utf-8").splitlines():
            yield file, json.loads(line)
    texts = _texts(folder)
    for line in LABELS.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield (LABELLED if row["id"].startswith("idrw") else GENERAL), {**texts[row["id"]], **row}


def _texts(folder: Path) -> dict[str, Row]:
    with gzip.open(folder / "articles_unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def _group(row: Row) -> str:
    return row.get("event") or row["title"][:30].casefold()
