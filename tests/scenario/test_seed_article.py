"""The article this project began with: two countries talk of joint ventures, others are only neighbours."""

from pathlib import Path

import pytest

from bot.app.models import summarizer_of
from bot.commands.analyse import build_work
from bot.settings import load
from summarizers.base import Passage, SummaryRequest
from summarizers.encoder import MiniLmEncoder


@pytest.mark.corpus
def test_the_seed_article_is_read_as_a_careful_reader_would(shared: Path) -> None:
    (seed,) = sorted((shared / "seeds").glob("*.txt"))
    text = seed.read_text("utf-8")
    (record,) = build_work(summary=True).stream([{"id": "seed", "title": "", "text": text}])
    assert record["relevant"] is True
    assert record["parties"] == ["PK", "TR"]
    assert set(record["sectors"]) <= {"combat_aircraft", "transport_trainer_aircraft", "uas", "materials_industry"}
    assert record["sectors"]
    assert {"joint_venture", "technology_transfer"} <= set(record["types"])
    assert set(record["types"]) & {"co_production", "agreement"}
    assert record["stage"] in {"interest", "talks"}
    body = " ".join(text.split())
    sentences = [piece for piece in record["summary"].replace(". ", ".\n").splitlines() if piece]
    assert 2 <= len(sentences) <= 3
    assert all(sentence in body for sentence in sentences)
    full = f"{text.splitlines()[0].strip()}\n\n{text.strip()}"
    assert all(full[proof["start"] : proof["end"]] == proof["quote"] for proof in record["evidence"])


@pytest.mark.corpus
def test_the_bot_summarises_the_seed_article_in_two_or_three_sentences(shared: Path) -> None:
    (seed,) = sorted((shared / "seeds").glob("*.txt"))
    text = seed.read_text("utf-8")
    summarizer = summarizer_of(load(), MiniLmEncoder())
    passage = Passage(id="seed", title=text.splitlines()[0].strip(), text=text)
    summary = summarizer.summarise(SummaryRequest(passages=(passage,)))
    assert 2 <= len(summary.sentences) <= 3
    assert all(sentence.sources == ("seed",) for sentence in summary.sentences)
    body = " ".join(text.split())
    assert all(" ".join(sentence.text.split()) in body for sentence in summary.sentences if sentence.verbatim)
