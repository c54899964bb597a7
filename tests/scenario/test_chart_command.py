"""`entente chart` writes the pictures of an answer and says in words what is on them; bad wishes get one line."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot import settings as configuration
from bot.commands.charting import Wanted, write_charts
from bot.domain.ids import ArticleId
from bot.domain.vocabulary import Sector, Stage
from bot.settings import Settings
from bot.store import open_store
from support.values import DAY, NOW, make_article, make_change, make_parties, make_source, make_story

MONTH = 30 * DAY


async def _filled(folder: Path) -> None:
    store = await open_store(f"sqlite:///{folder / 'entente.db'}")
    await store.upsert_sources([make_source()])
    for number, stage in enumerate((Stage.TALKS, Stage.MOU, Stage.CONTRACT)):
        moment = NOW - (2 - number) * MONTH
        parties = make_parties("PK", "TR")
        story = make_story(str(number), first_seen=moment, last_changed=moment, stage=stage, parties=parties,
                           sectors=(Sector.UAS,))  # fmt: skip
        url = f"https://e.test/{number}"
        await store.save_articles(
            "run", [make_article(str(number), id=ArticleId(a), url=url) for a in story.article_ids]
        )
        await store.save_changes([make_change(story)])
    await store.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    asyncio.run(_filled(data))
    return configuration.load(data_dir=data)


def chart(settings: Settings, question: str, out: Path, *, kind: str = "", dark: bool = False) -> int:
    wanted = Wanted(kind=kind, dark=dark, out=out, now=date(2026, 11, 24))
    return asyncio.run(write_charts(settings, question, wanted=wanted))


def test_pictures_go_to_a_folder_with_their_words(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chart(settings, "Pakistan Türkiye", tmp_path / "out") == 0
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == ["entente-pk-tr-sectors-2026-11-24.png", "entente-pk-tr-timeline-2026-11-24.png"]
    told = capsys.readouterr().out
    assert all(name in told for name in made)
    assert "Pakistan–Türkiye: deals by stage." in told


def test_one_picture_goes_to_a_file_and_grounds_differ(settings: Settings, tmp_path: Path) -> None:
    files = [tmp_path / "deep" / "light.png", tmp_path / "deep" / "dark.png"]
    for file, dark in zip(files, (False, True), strict=True):
        assert chart(settings, "Pakistan Türkiye", file, kind="timeline", dark=dark) == 0
    light, dark_ = (file.read_bytes() for file in files)
    assert light.startswith(b"\x89PNG")
    assert light != dark_


@pytest.mark.parametrize(
    ("question", "kind", "out", "said"),
    [
        ("Pakistan Türkiye", "", "one.png", "add --kind, or name a folder"),
        ("Pakistan Türkiye", "partners", "out", "there is enough for: timeline, sectors"),
        ("Chile Peru", "", "out", "too little was found for a picture"),
        ("", "", "out", "entente: "),
        ("Pakistan Türkiye", "", "data/entente.db/out", "cannot be written"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_line(
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    question: str,
    kind: str,
    out: str,
    said: str,
) -> None:
    assert chart(settings, question, tmp_path / out, kind=kind) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
