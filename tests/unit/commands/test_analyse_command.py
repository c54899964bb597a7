"""`entente analyse` over streams: order kept, bad lines told, stories now or at the end."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.analysis.analyser import Analyser
from bot.analysis.clustering import Clusterer
from bot.analysis.lexicon import Lexicon, build_lexicon
from bot.analysis.tables import load_tables
from bot.cli import app
from bot.commands.analyse import FIELDS, Work
from bot.commands.jsonl import run_batches
from bot.settings import shipped, shipped_table
from summarizers.extractive import Extractive
from support.briefs import shipped_labels
from support.hashing import HashEncoder

TEXT = "Poland and South Korea signed a contract for 180 K2 tanks on Friday. The tanks come from Hyundai Rotem."
ITEMS: Sequence[Mapping[str, Any]] = (
    {
        "id": "a",
        "title": "Poland signs contract for 180 K2 tanks with South Korea",
        "text": TEXT,
        "published": "2026-11-20",
    },
    {
        "id": "b",
        "title": "Local team wins the cup",
        "text": "The coach praised the goalkeeper.",
        "published": "2026-11-20",
    },
    {
        "id": "c",
        "title": "South Korea and Poland sign contract for K2 tanks - Defence Daily",
        "text": "<p>South Korea and Poland sign contract for K2 tanks</p>",
        "published": "Fri, 20 Nov 2026 12:00:00 +0000",
    },
)
KEYS = {
    "id", "relevance", "relevant", "score", "parties", "sectors", "types", "stage", "certainty", "facts", "headline",
    "summary", "evidence", "lang", "story",
}  # fmt: skip


@pytest.fixture(scope="module")
def own_lexicon() -> Lexicon:
    return build_lexicon(load_tables(shipped, shipped_table))


@pytest.fixture
def work(own_lexicon: Lexicon) -> Work:
    window = timedelta(hours=72)
    return Work(
        analyser=Analyser(own_lexicon, None),
        clusterer=Clusterer(window, model=own_lexicon.weights.event),
        summarizer=Extractive(HashEncoder()),
        labels=shipped_labels(),
        merged=io.StringIO(),
    )


def _lines(*items: Mapping[str, Any] | str) -> io.StringIO:
    return io.StringIO("".join((i if isinstance(i, str) else json.dumps(i)) + "\n" for i in items))


def _records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_results_keep_the_order_and_hold_every_field(work: Work) -> None:
    writer = io.StringIO()
    status = run_batches(_lines(*ITEMS), writer, work.stream, size=2, required=FIELDS, label="test")
    records = _records(writer.getvalue())
    assert status == 0
    assert [record["id"] for record in records] == ["a", "b", "c"]
    assert all(set(record) == KEYS for record in records)
    assert records[0]["parties"] == ["KR", "PL"]
    assert records[0]["summary"]
    assert records[1]["relevant"] is False
    assert (records[1]["headline"], records[1]["summary"], records[1]["story"]) == ("", "", None)
    assert records[0]["story"] == records[2]["story"] is not None


def test_how_many_items_each_step_settled_is_counted(work: Work) -> None:
    work.stream(ITEMS[:2])
    work.stream(ITEMS[2:])
    assert work.settled == {"fingerprint": 0, "first_look": 0, "words": 3, "encoder": 0}


def test_a_figure_tells_its_ends_its_bound_and_what_it_covers(work: Work) -> None:
    item = {
        "id": "p",
        "title": "Poland signs contract for tanks with South Korea",
        "text": "Poland buys 180 tanks for up to $6-7 billion, the ministry said, at $35 million each.",
    }
    (record,) = work.stream([item])
    told = [(fact["amount"], fact["lower"], fact["bound"], fact["scope"]) for fact in record["facts"]]
    assert (7e9, 6e9, "up_to", None) in told
    assert (35e6, None, None, "per_unit") in told
    assert (180.0, None, None, None) in told
    assert [proof["quote"] for proof in record["evidence"] if proof["field"] == "certainty"]


def test_a_bad_line_costs_that_line_only(work: Work) -> None:
    writer = io.StringIO()
    reader = _lines(
        ITEMS[0], "{broken", {"id": "x", "title": "no text"}, {"id": "y", "title": "t", "text": "", "url": 1}
    )
    status = run_batches(reader, writer, work.stream, size=4, required=FIELDS, label="test")
    records = _records(writer.getvalue())
    assert status == 1
    assert records[0]["relevant"] is True
    assert [("error" in record) for record in records] == [False, True, True, True]


def test_final_stories_are_known_to_the_first_item(work: Work) -> None:
    held, writer = io.StringIO(), io.StringIO()
    status = run_batches(_lines(*reversed(ITEMS), "{broken"), held, work.collect, size=1, required=FIELDS, label="test")
    held.seek(0)
    work.finish(held, writer)
    records = _records(writer.getvalue())
    assert status == 1
    assert [record["id"] for record in records] == ["c", "b", "a", None]
    assert records[0]["story"] == records[2]["story"] is not None
    assert records[1]["story"] is None


def test_breaks_that_json_may_hold_raw_part_no_record(work: Work) -> None:
    title = "Poland signs contract for 180\u2028K2 tanks\x85with South Korea"
    held, writer = io.StringIO(), io.StringIO()
    items = [{"id": "a\u2028b", "title": title, "text": f"{TEXT}\u2028{TEXT}"}, ITEMS[0]]
    run_batches(_lines(*items), held, work.collect, size=1, required=FIELDS, label="test")
    held.seek(0)
    work.finish(held, writer)
    assert [record["id"] for record in _records(writer.getvalue())] == ["a\u2028b", "a"]


def test_half_a_character_costs_no_item(work: Work) -> None:
    item = {"id": "s", "title": "Poland signs contract for K2 tanks \ud83d", "text": f"\udfff{TEXT}"}
    writer = io.StringIO()
    assert run_batches(_lines(item), writer, work.stream, size=1, required=FIELDS, label="test") == 0
    assert _records(writer.getvalue())[0]["parties"] == ["KR", "PL"]


def test_an_id_given_twice_is_answered_twice(work: Work) -> None:
    first, second = work.stream([ITEMS[0], ITEMS[0]])
    assert first == second


@pytest.mark.parametrize("merges", ["in.jsonl", "out.jsonl"])
def test_merges_are_never_written_over_input_or_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, merges: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(json.dumps(ITEMS[1]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["analyse", "in.jsonl", "out.jsonl", "--merges", merges])
    assert done.exit_code == 2
    assert json.loads(Path("in.jsonl").read_text(encoding="utf-8")) == ITEMS[1]
