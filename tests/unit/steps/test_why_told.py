"""What the archive says of a story stands in briefs and dossiers, and in no other story's place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ids import StoryId
from bot.domain.story import ChangeKind
from bot.domain.vocabulary import Stage
from bot.settings import shipped
from bot.steps.look import look_of
from bot.steps.tell import Tell
from summarizers.wording import wording_from
from support.archive import poll
from support.telling import Desk, desk
from support.values import DAY, NOW, make_change, make_entry, make_key, make_parties, make_subscription

PAIR = make_parties("PK", "TR")
THIRD = "Third PK–TR story in our archive since 1 Sep; none at contract before."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk whose archive has been watching since 1 September."""
    async with desk(tmp_path) as opened:
        for days in range(83, 0, -10):
            await poll(opened.store, make_entry(f"item-{days}"), run=f"poll-{days}", at=NOW - days * DAY)
        words = wording_from("en", shipped("wording/en.yaml"))
        opened.tell = Tell(replace(opened.tell.parts, words=words))
        yield opened


async def learn(room: Desk, name: str, *, days: int, stage: Stage = Stage.TALKS) -> None:
    room.now = NOW - days * DAY
    await room.learn(name, parties=PAIR, facts=(), stage=stage, previous_stage=None)
    room.now = NOW


async def whys(room: Desk, *names: str) -> list[str]:
    stories = await room.store.living_stories([StoryId(f"story-{name}") for name in names])
    by_id = dict(zip((story.id for story in stories), await look_of(room.tell.parts).why(stories), strict=True))
    return [by_id[StoryId(f"story-{name}")] for name in names]


async def test_a_brief_says_how_a_story_stands_in_the_archive(room: Desk) -> None:
    await learn(room, "a", days=60)
    await learn(room, "b", days=30)
    await learn(room, "c", days=0, stage=Stage.CONTRACT)
    await room.subscribe(make_subscription())
    assert set((await room.brief("0730")).values()) == {"sent"}
    brief = await room.store.brief(make_key())
    assert brief is not None
    assert [(item.story_id, item.why) for item in brief.items] == [("story-c", THIRD)]
    assert await whys(room, "b", "a") == ["Second PK–TR story in our archive since 1 Sep.", ""]


async def test_a_merged_story_is_not_counted(room: Desk) -> None:
    await learn(room, "a", days=60)
    await learn(room, "b", days=30)
    await learn(room, "c", days=0)
    (kept,) = await room.store.stories([StoryId("story-c")])
    merged = make_change(replace(kept, revision=2), kind=ChangeKind.MERGED, absorbed=(StoryId("story-b"),))
    await room.store.save_changes([merged])
    assert await whys(room, "c", "a") == ["Second PK–TR story in our archive since 1 Sep.", ""]


async def test_without_words_nothing_is_said(room: Desk) -> None:
    await learn(room, "a", days=60)
    await learn(room, "b", days=30)
    room.tell = Tell(replace(room.tell.parts, words=None))
    assert await whys(room, "a", "b") == ["", ""]
