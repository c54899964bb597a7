"""`entente search` over a real archive: filters in words, hits as a table or JSON, likeness, and what to try next."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.searching import NotUnderstoodError, Wish, print_found, scope_for
from bot.domain.ids import StoryId
from bot.settings import Settings
from bot.store import open_store
from support import values
from support.archive import tell
from support.values import DAY, NOW

TODAY = date(2026, 11, 23)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """An archive of three stories; the first two are alike."""
    made = Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'a.db'}")
    store = await open_store(made.database_url or "", clock=lambda: NOW)
    old = NOW - 200 * DAY
    await tell(
        store,
        values.make_story("tanks", title="Tanks for Poland"),
        values.make_story("more", title="More tanks [for] Poland"),
        values.make_story("drones", title="Drones", parties=values.make_parties("PK", "TR"), last_changed=old),
    )
    near = {"tanks": (1.0, 0.0), "more": (0.8, 0.6), "drones": (0.0, 1.0)}
    vectors: Mapping[StoryId, np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = {
        StoryId(f"story-{name}"): np.array(numbers, dtype=np.float32) for name, numbers in near.items()
    }
    await store.save_vectors("v", vectors)
    await store.close()
    return made


async def found(settings: Settings, capsys: pytest.CaptureFixture[str], **fields: object) -> list[str]:
    """Return the stories that are found, by the JSON lines."""
    status = await print_found(settings, Wish(**fields), as_json=True, clock=lambda: NOW)  # type: ignore[arg-type]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (status == 0) == bool(lines)
    return [line["story"].removeprefix("story-") for line in lines]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"words": "tanks"}, {"tanks", "more", "drones"}),
        ({"words": "drones"}, {"drones"}),
        ({"words": "tanks", "countries": "Poland, KR"}, {"tanks", "more"}),
        ({"words": "tanks", "countries": "PK,TR"}, {"drones"}),
        ({"countries": "Türkiye"}, {"drones"}),
        ({"countries": "EU"}, {"tanks", "more"}),
        ({"sectors": ("armoured_vehicles",), "since": "2026-11-01"}, {"tanks", "more"}),
        ({"sectors": ("drones",)}, set()),
        ({"until": "2026-11-01"}, {"drones"}),
        ({"since": "November"}, {"tanks", "more"}),
        ({"words": "tanks", "limit": 1}, {"tanks"}),
        ({"words": "submarine"}, set()),
    ],
)
async def test_words_and_filters_find_stories(
    settings: Settings, capsys: pytest.CaptureFixture[str], fields: dict[str, object], wanted: set[str]
) -> None:
    assert set(await found(settings, capsys, **fields)) == wanted


@pytest.mark.parametrize("name", ["story-tanks", "http://127.0.0.1/wire/tanks"])
async def test_a_story_or_an_address_leads_to_others_like_it(
    settings: Settings, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert await found(settings, capsys, like=name) == ["more", "drones"]


async def test_a_hit_is_told_in_a_row(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await print_found(settings, Wish(like="story-tanks"), as_json=False, clock=lambda: NOW) == 0
    _, first, *_ = capsys.readouterr().out.splitlines()
    row = ("2026-11-23", "KR PL", "contract", "0.80", "More tanks [for] Poland", "http://127.0.0.1/wire/more")
    assert [cell for cell in row if cell not in first] == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "submarine"}, "Nothing found. Fewer words"),
        ({"like": "nobody"}, "No story of the archive is 'nobody'"),
        ({"words": "x", "countries": "Atlantis"}, "--countries: "),
        ({"words": "x", "sectors": ("blah",)}, "--sector: "),
        ({"words": "x", "since": "blah"}, "--since: 'blah' is no day"),
    ],
)
async def test_what_is_not_found_or_not_understood_says_what_to_try(
    settings: Settings, capsys: pytest.CaptureFixture[str], fields: dict[str, object], said: str
) -> None:
    assert await print_found(settings, Wish(**fields), as_json=False, clock=lambda: NOW) == 1  # type: ignore[arg-type]
    assert said in capsys.readouterr().err


def test_days_are_whole_ones_and_both_included(tmp_path: Path) -> None:
    scope = scope_for(Settings(data_dir=tmp_path), Wish(since="2026-05-01", until="2026-05-01"), today=TODAY)
    assert scope.since == datetime(2026, 5, 1, tzinfo=UTC)
    assert scope.until == datetime(2026, 5, 1, 23, 59, 59, 999999, tzinfo=UTC)


def test_a_name_of_no_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstoodError, match="names no country"):
        scope_for(Settings(data_dir=tmp_path), Wish(countries="drones"), today=TODAY)


@pytest.mark.parametrize("arguments", [["search"], ["search", "tanks", "--like", "story-a"]])
def test_words_or_likeness_are_asked_for_never_both(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "--like" in result.output
