"""`entente ask`: every form of an answer without a socket; one line and exit status 1 for what cannot be asked."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands.asked import Wanted, print_answer
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Sector
from bot.settings import Settings
from bot.store import open_store
from support.values import NOW, make_article, make_change, make_source, make_story

ROOT = Path(__file__).resolve().parents[2]


async def fill(folder: Path) -> None:
    """Store three stories of Poland and South Korea, a month apart."""
    store = await open_store(f"sqlite:///{folder / 'entente.db'}")
    await store.upsert_sources([make_source()])
    for number in range(3):
        at, article = NOW - timedelta(days=1 + 30 * number), ArticleId(f"article-{number}")
        await store.save_articles("run", [make_article(str(number), id=article, url=f"https://wire.example/{number}")])
        story = make_story(
            str(number), article_ids=(article,), sectors=(Sector.ARMOURED_VEHICLES,), first_seen=at, last_changed=at
        )
        await store.save_changes([make_change(story)])
    await store.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ask")
    asyncio.run(fill(made))
    return made


def test_answers_in_any_form_in_chat_and_their_pictures_need_no_socket(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = [sys.executable, "-m", "support.askalone", str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["tried"] == []
    assert set(told["ended"].values()) == {0}
    assert told["chat"]["ended"] == ["sent", "sent"]
    assert told["chat"]["messages"] == 2
    assert told["chat"]["files"] >= 1
    assert "Poland–South Korea" in told["said"]
    assert {name for name in told["written"] if name.startswith("answer")} == {
        "answer.csv",
        "answer.html",
        "answer.json",
        "answer.md",
    }
    assert any(name.endswith(".png") for name in told["written"])
    assert "https://wire.example/0" in (folder / "answer.csv").read_text(encoding="utf-8")
    assert json.loads((folder / "answer.json").read_text(encoding="utf-8"))["asked"]["countries"] == ["PL", "KR"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Ask about a country"),
        ("x" * 10_000, "may have 1,000 characters"),
        ("SELECT * FROM stories; DROP TABLE questions", "is not known here"),
        ('NEAR("a" b) OR * -"', "is not known here"),
        ("*bold* _it_ <!channel>", "is not known here"),
        ("Wakanda", "Wakanda"),
        ("Pakistan Pakistan", "named twice"),
        ("Poland Norway since 2031", "has not come yet"),
        (
            "PL DE FR IT ES PT GR TR PK IN CN JP KR VN LA NP IR IQ IL EG LY TD ML NE KE GH TG BJ AO ZM MW CU",
            "At most 10",
        ),
    ],
)
async def test_what_cannot_be_asked_ends_in_one_line(
    folder: Path, question: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await print_answer(Settings(data_dir=folder), question, Wanted(now=NOW.date())) == 1
    written = capsys.readouterr()
    assert written.out == ""
    (line,) = written.err.splitlines()
    assert line.startswith("entente: ")
    assert said in line


async def test_a_place_that_cannot_be_written_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = Wanted(now=NOW.date(), form="md", out=folder / "nowhere" / "answer.md")
    assert await print_answer(Settings(data_dir=folder), "Poland South Korea", wanted) == 1
    assert "nowhere/answer.md cannot be written (No such file or directory)" in capsys.readouterr().err


async def test_a_day_before_the_stories_finds_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = Wanted(now=(NOW - timedelta(days=200)).date())
    assert await print_answer(Settings(data_dir=folder), "Poland South Korea", wanted) == 0
    assert "Nothing found in our archive" in capsys.readouterr().out
