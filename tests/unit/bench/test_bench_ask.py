"""The bench of questions runs on a tiny archive and writes its section; its questions are the same for a seed."""

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.bench import ask
from bot.bench.askquestions import Questions
from bot.bench.askroom import questions_of, shipped_world
from bot.bench.materials import AskScale
from bot.bench.timing import measure
from bot.commands import bench as command


class _Materials:
    ask = AskScale(stories=60, others=(30,), questions=3, cold=1, at_once=3)


def test_every_case_tells_its_figures() -> None:
    materials: Any = _Materials()
    ticks = itertools.count()
    with ask.cases(materials, timer=lambda: float(next(ticks))) as cases:
        notes = {case.on: case.notes(measure(case, repeats=1, timer=lambda: float(next(ticks)))) for case in cases}
    said = "\n".join(line for lines in notes.values() for line in lines)
    assert len(notes) == 9
    for figure in ("A dossier, warm: p50", "cold (", "Until each of 3 had", "A search: p50", "Ten stories like one"):
        assert figure in said
    assert "US–UA, processor time of a dossier (p50): out of 30 " in said
    assert "; out of 60 " in said


def test_quick_writes_its_section_and_nothing_else_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    page.parent.mkdir()
    page.write_text("# Speed\n\nAll of it.\n\n## feeds\n\nFeeds as they were.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    done = CliRunner().invoke(app, ["bench", "ask", "--quick", "--repeats", "1", "--write"])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Speed\n\nAll of it.\n\n## feeds\n\nFeeds as they were.\n")
    section = text.partition("\n## ask\n")[2]
    assert "Measured by itself: `entente bench ask --repeats 1 --quick --write`" in section
    assert "Dossiers out of 300 stories" in section
    assert "Wanted: p95 at most 250 ms." in section


def test_questions_are_the_same_for_a_seed_and_of_every_kind() -> None:
    world = shipped_world()
    asked = questions_of(world, seed=4).many(300)
    assert asked == questions_of(world, seed=4).many(300)
    assert asked != questions_of(world, seed=5).many(300)
    pairs = [one for one in asked if len(one.countries) == 2]
    assert 150 < len(pairs) < 270
    assert all(one.countries[0] != one.countries[1] for one in pairs)
    assert any(one.groups for one in asked)
    assert any(one.sectors for one in asked)
    assert any(one.since for one in asked)
    assert Questions(world, (), today=date(2026, 11, 23)).next().countries
