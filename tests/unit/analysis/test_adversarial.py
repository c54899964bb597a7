"""Sentences where the naive reading is wrong are read as an analyst reads them, by the analyser as it is shipped."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.analysis.analyser import Analyser
from bot.analysis.document import read
from bot.analysis.lexicon import EQUIPMENT, Lexicon
from bot.domain.analysis import Analysis
from bot.domain.vocabulary import Relevance
from summarizers.encoder import MiniLmEncoder
from support.values import make_article

TABLE = Path(__file__).with_name("adversarial.yaml")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A sentence with its trap and what holds for it; None leaves a reading open."""

    trap: str
    title: str
    text: str = ""
    parties: dict[str, str] | None = None
    roles: bool = True
    relevance: str | None = None
    stages: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    no_equipment: bool = False
    wrong: str = ""

    @property
    def param(self) -> Any:
        """The row as a case; one that is known to be read wrongly must go on failing until it is taken off the list."""
        marks = [pytest.mark.xfail(strict=True, reason=self.wrong)] if self.wrong else []
        return pytest.param(self, id=f"{self.trap}: {self.title[:40]}", marks=marks)


ROWS = [Row(**row) for row in yaml.safe_load(TABLE.read_text("utf-8"))]


@pytest.fixture(scope="module")
def analyses(lexicon: Lexicon) -> dict[str, Analysis]:
    """What the analyser with the real encoder says of every row, by title; one article does not touch another."""
    articles = [make_article(title=row.title, text=row.text) for row in ROWS]
    return {a.title: one for a, one in zip(articles, Analyser(lexicon, MiniLmEncoder()).analyse(articles), strict=True)}


def test_the_table_holds_what_the_order_asks_for() -> None:
    assert len(ROWS) >= 40
    assert len({row.title for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [row.param for row in ROWS])
def test_the_naive_reading_is_not_taken(lexicon: Lexicon, analyses: dict[str, Analysis], row: Row) -> None:
    analysis = analyses[row.title]
    said: dict[str, object] = {}
    expected: dict[str, object] = {}
    if row.parties is not None:
        said["parties"] = {p.country: p.role.value if row.roles else "" for p in analysis.parties}
        expected["parties"] = {country: role if row.roles else "" for country, role in row.parties.items()}
    if row.relevance == "not":
        said["core"], expected["core"] = analysis.relevance is Relevance.CORE, False
    if row.stages:
        stage = analysis.stage.stage.value if analysis.stage else "none"
        said["stage"] = stage if stage not in row.stages else "accepted"
        expected["stage"] = "accepted"
    if row.unread:
        proofs = {proof.quote.casefold() for tag in analysis.sectors for proof in tag.evidence}
        said["unread"], expected["unread"] = sorted(proofs & set(row.unread)), []
    if row.no_equipment:
        document = read(make_article(title=row.title, text=row.text), lexicon)
        said["equipment"], expected["equipment"] = [m.key for m in document.mentions if m.kind == EQUIPMENT], []
    assert expected
    assert said == expected
