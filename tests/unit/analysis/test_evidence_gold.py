"""The proofs of real articles and headlines hold as those of composed ones do."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.analysis.analyser import Analyser
from bot.analysis.document import read
from bot.analysis.lexicon import Lexicon
from bot.analysis.tables import load_tables
from bot.commands.items import article_of
from bot.settings import shipped, shipped_table
from support.proofs import faults
from support.triggers import triggers_of

FILES = {"articles_dev.jsonl": 2, "headlines_dev.jsonl": 5, "articles_unlabelled.jsonl.gz": 12}
"""Files of the gold folder and how many of their items are passed by for one that is read."""


def _items(path: Path, step: int) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, 0, None, step))


@pytest.mark.parametrize("name", FILES)
def test_the_proofs_of_real_articles_hold(shared: Path, lexicon: Lexicon, name: str) -> None:
    triggers = triggers_of(load_tables(shipped, shipped_table))
    articles = [article_of(item) for item in _items(shared / "eval" / name, FILES[name])]
    wrong = [
        (article.id, fault)
        for article, analysis in zip(articles, Analyser(lexicon, None).analyse(articles), strict=True)
        for fault in faults(read(article, lexicon), analysis, triggers)
    ]
    assert articles
    assert wrong == []
