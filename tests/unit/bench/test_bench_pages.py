"""The bench of pages: every reader on the same labelled pages, and how its readings are told."""

import gzip
import itertools
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import settings as configuration
from bot.bench import pages
from bot.bench.materials import Materials, Shared, read_shared, sample_pages
from bot.bench.running import GROUPS, BenchName
from bot.bench.texts import LabelledPage, Reading, appraise, right_day, same_title, token_f1
from bot.bench.timing import measure
from bot.sample.edition import edition_from
from support.hashing import HashEncoder
from support.values import make_article

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
PAGE = LabelledPage(url="https://a.example/1", markup=b"<p>x</p>", title="A deal", body="one two two", published=NOW)


def test_every_reader_reads_the_sample_and_entente_reads_it_right() -> None:
    edition = edition_from(configuration.shipped("sample/edition.yaml"))
    materials = Materials(edition=edition, shared=Shared(), encoder=HashEncoder(), now=NOW)
    with pages.cases(materials) as (case,):
        assert case.on.startswith("Pages of the sample edition (")
        assert case.units == len(sample_pages(edition, now=NOW))
        count = itertools.count()
        notes = case.notes(measure(case, repeats=1, timer=lambda: float(next(count))))
    assert [note.partition(":")[0] for note in notes[:2]] == ["entente", "trafilatura, fast"]
    assert "right titles 100.0%, right days 100.0%" in notes[0]
    assert float(notes[0].split("F1 of bodies ")[1].split(",")[0]) > 0.9, "the headline stands above each text, no more"
    assert notes[2].startswith("newspaper4k")
    assert BenchName.PAGES in GROUPS["ingest"]


def test_a_page_that_cannot_be_read_costs_its_reader_that_page_only() -> None:
    damaged = LabelledPage(url="https://a.example/2", markup=b"%PDF-1.7 no document", title="T", body="B")
    assert pages.ours()(damaged) == Reading()


def test_readings_are_held_against_their_labels() -> None:
    undated = LabelledPage(url="https://a.example/3", markup=b"", title="Other", body="four")
    right = Reading(title="a DEAL!", body="One, two two", day=date(2026, 11, 23))
    quality = appraise([right, Reading()], [PAGE, undated])
    assert (quality.body, quality.titles, quality.days) == (0.5, 0.5, 1.0)
    assert appraise([Reading()], [undated]).days == 1.0
    with pytest.raises(ValueError, match="longer"):
        appraise([right], [PAGE, undated])


def test_titles_and_days() -> None:
    assert same_title("«A deal» – at last", "a deal: at last")
    assert not same_title("A deal | Wire", "A deal")
    late = datetime.fromisoformat("2026-11-23T01:00:00+03:00")
    assert right_day(date(2026, 11, 23), late)
    assert right_day(date(2026, 11, 22), late)
    assert not right_day(date(2026, 11, 24), late)
    assert not right_day(None, late)


@given(st.text(max_size=60), st.text(max_size=60))
def test_token_f1_is_even_handed_and_whole_for_equal_texts(one: str, other: str) -> None:
    assert 0 <= token_f1(one, other) == token_f1(other, one) <= 1
    assert token_f1(f"{one} word", f"{one} word") == 1


def test_labelled_pages_are_read_from_the_corpora(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "pages"
    folder.mkdir(parents=True)
    (folder / "a.html.gz").write_bytes(gzip.compress(PAGE.markup))
    row = {"page": "a.html.gz", "url": PAGE.url, "title": PAGE.title, "body": PAGE.body, "published": NOW.isoformat()}
    undated = {**row, "published": None}
    (folder / "index.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps(undated)}\n", encoding="utf-8")
    shared = read_shared(tmp_path, to_article=lambda told: make_article(str(told["id"])))
    assert shared.pages[0] == PAGE
    assert shared.pages[1].published is None
