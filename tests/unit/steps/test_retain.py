"""What the daily step forgets, and that what it leaves can still be told."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ids import ArticleId
from bot.steps.parts import Parts
from bot.steps.retain import Retain
from bot.steps.summarising import Summarising
from summarizers.extractive import Extractive
from support.telling import Desk, desk
from support.values import DAY, NOW, make_analysis, make_key, make_question, make_subscription

KEPT = timedelta(days=30)


def parts_of(room: Desk) -> Parts:
    return replace(room.tell.parts, full_text=KEPT, summarizer=Extractive(None))


async def read_story(room: Desk) -> None:
    """Store a story whose one article was read."""
    await room.learn("k2", facts=make_analysis("k2").facts)
    await room.store.save_analyses("run", [make_analysis("k2")])


@pytest.mark.parametrize(("age", "stays"), [(KEPT, True), (KEPT + DAY, False)])
async def test_texts_are_kept_as_long_as_the_settings_say(age: timedelta, stays: bool, tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await read_story(room)
        await Retain(parts_of(room)).forget((NOW + age).date().isoformat())
        (article,) = await room.store.articles([ArticleId("article-k2")])
        assert (article.text != "") == stays
        assert article.title


async def test_what_was_forgotten_is_counted(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await room.store.save_question(make_question())
        await read_story(room)
        assert await Retain(parts_of(room)).forget((NOW + 40 * DAY).date().isoformat()) == 2
        assert await Retain(parts_of(room)).forget((NOW + 40 * DAY).date().isoformat()) == 0


async def test_a_story_without_texts_is_still_told_with_its_facts(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await read_story(room)
        await Retain(parts_of(room)).forget((NOW + 31 * DAY).date().isoformat())
        assert await Summarising(parts_of(room)).summarise(10) == 1
        await room.subscribe(make_subscription())
        assert set((await room.brief("0730")).values()) == {"sent"}
        brief = await room.store.brief(make_key())
        assert brief is not None
        (item,) = brief.items
        assert [party.country for party in item.parties] == ["KR", "PL"]
        assert item.facts
        assert item.citations[0].url
        assert item.summary == ()
