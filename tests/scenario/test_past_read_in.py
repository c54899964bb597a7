"""The past, read in: the same archive however often it is killed, and nobody is told of it as news."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.ids import StoryId
from bot.domain.moments import LONG_AGO
from bot.domain.topic import Subscription
from bot.domain.vocabulary import Stage
from bot.steps.look import look_of
from bot.steps.parts import Parts
from bot.store import open_store
from support.archive import poll
from support.living import Living, living
from support.pastreading import contents, lexicon, read_file, reading_parts, write_lines
from support.stores import copy_sqlite, sqlite_template
from support.values import DAY, HOUR, NOW, make_entry, make_key, make_subscription

__all__ = ["sqlite_template"]
TESTS = Path(__file__).resolve().parent.parent


def line(number: int, title: str, text: str, when: datetime, **fields: Any) -> dict[str, Any]:
    url = f"https://news.example/{number}"
    return {"url": url, "title": title, "text": text, "published": when.isoformat(), "source": "Wire", **fields}


TANKS = "Poland signs contract for 180 K2 tanks with South Korea"
TALKS = "Pakistan and Türkiye hold talks on joint production of Kaan fighter"
SIGNED = (
    "Poland and Hyundai Rotem of South Korea signed a contract for 180 K2 tanks worth $6.5 billion in Warsaw today. "
    "The minister of defence of Poland said that part of the tanks will be built in Poland from the year 2028 onwards."
)
DELIVERED = "South Korea delivered the first ten K2 tanks to Poland; the ship of Hyundai Rotem reached Gdynia."
TALKED = "Pakistan and Türkiye held talks on joint production of the Kaan fighter jet, the ministry in Ankara said."
SUBS = "Norway picks German submarines, signs contract for two with TKMS"
BOUGHT = "Norway signed a contract with TKMS of Germany for two Type 212CD submarines, the ministry of defence said."


def past(*, until: datetime = NOW) -> list[dict[str, Any]]:
    """Return items of two years and of the last days, newest first."""
    return [
        line(1, TALKS, TALKED, until - 5 * HOUR),
        line(2, f"{TALKS}, ministry says", f"{TALKED} It was the second round.", until - 20 * HOUR),
        line(3, SUBS, BOUGHT, until - 3 * DAY),
        line(4, TANKS, SIGNED, until - 30 * DAY),
        line(5, "Hyundai Rotem delivers first K2 tanks to Poland", DELIVERED, until - 29 * DAY),
        line(6, "Milk prices rise again", "Dairy farmers expect another good year. " * 20, until - 200 * DAY),
        line(7, "Poland in talks with South Korea on K2 tanks", "Poland and South Korea hold talks on K2 tanks.",
             until - 400 * DAY),
        line(8, TANKS, SIGNED, until - 30 * DAY + HOUR, url="https://other.example/8"),
    ]  # fmt: skip


async def test_a_kill_at_any_write_leaves_the_same_archive(tmp_path: Path, sqlite_template: Path) -> None:
    file = write_lines(tmp_path / "past.jsonl", past())
    whole = tmp_path / "whole"
    await _worked(whole, file, sqlite_template)
    expected = await contents(f"sqlite:///{whole}/archive.db")
    assert len(expected["articles"]) == 7, "the same words twice are one article"
    assert len(expected["stories"]) == 4
    for number in (1, 4, 5, 9):
        folder = tmp_path / f"killed-{number}"
        assert await _worked(folder, file, sqlite_template, kill_at=number) == -9, number
        assert await _worked(folder, file, sqlite_template) == 0
        assert await contents(f"sqlite:///{folder}/archive.db") == expected, f"killed at write {number}"
    assert await _worked(whole, file, sqlite_template) == 0
    assert await contents(f"sqlite:///{whole}/archive.db") == expected, "to run it again changes nothing"


async def _worked(folder: Path, file: Path, template: Path, *, kill_at: int = 0) -> int:
    await asyncio.to_thread(_begun, folder, template)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "support.pastreading", str(folder), str(file), str(kill_at)),
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
    )
    return await process.wait()


def _begun(folder: Path, template: Path) -> None:
    folder.mkdir(exist_ok=True)
    if not (folder / "archive.db").exists():
        shutil.copy(template, folder / "archive.db")


async def test_the_order_of_lines_and_their_number_at_once_make_no_other_archive(
    tmp_path: Path, sqlite_template: Path
) -> None:
    found = []
    for name, items in (("a", past()), ("b", past()[::-1])):
        (tmp_path / name).mkdir()
        url = copy_sqlite(sqlite_template, tmp_path / name)
        async with _reading(url) as parts:
            await read_file(parts, write_lines(tmp_path / name / "x.jsonl", items), at_once=2 if name == "a" else 400)
        found.append(await contents(url))
    assert found[0]["placed"] == found[1]["placed"]
    assert found[0]["deals"] == found[1]["deals"]


async def test_no_channel_is_told_of_what_was_read_in(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await subscribed(here)
        await here.follow("U1", "story-none")
        file = write_lines(tmp_path / "x.jsonl", past())
        done = await read_file(parts_of(here), file)
        assert (done.articles, done.finished) == (7, True)
        before = len(gateway.messages("C-desk"))
        here.now += HOUR
        assert await here.due() == [], "no alert, no word to followers, no correction"
        assert await here.brief("now-1") == {"root": "sent"}, "it says that nothing is new"
        here.now += 20 * DAY
        await here.subscribe(subscription(), subscription(id="late", channel="C-late"))
        assert await here.brief("now-2") == {"root": "sent"}, "nor when it catches up"
        assert await here.brief("now-3", subscription="late") == {"root": "sent"}, "nor in a first brief"
        assert len(gateway.messages("C-desk")) == before + 2
        assert len(gateway.messages("C-late")) == 1


async def test_a_first_preview_and_an_open_window_hold_nothing_of_it(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await here.subscribe(subscription())
        await read_file(parts_of(here), write_lines(tmp_path / "x.jsonl", past()))
        look = look_of(here.tell.parts)
        assert (await look.preview(subscription(), 31)).items == ()
        assert (await look.test(subscription())).items == ()


async def test_news_that_move_a_story_of_the_past_are_told_with_the_past_known(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await subscribed(here)
        await read_file(parts_of(here), write_lines(tmp_path / "x.jsonl", past()))
        (before,) = [one for one in await here.store.recent_stories(LONG_AGO) if one.countries == ("PK", "TR")]
        assert before.stage is Stage.TALKS
        here.now += HOUR
        title = "Pakistan and Türkiye sign contract on joint production of Kaan fighter"
        text = f"Pakistan and Türkiye signed a contract on joint production of the Kaan fighter jet in Ankara. {TALKED}"
        moved = await here.hear(lexicon(), "moved", title, text)
        assert (moved.id, moved.stage, moved.previous_stage) == (before.id, Stage.CONTRACT, Stage.TALKS)
        here.now += HOUR
        assert (await here.brief("now-1"))[f"{moved.id}"] == "sent"
        brief = await here.store.brief(make_key(date=here.now.date().isoformat(), slot="now-1"))
        assert brief is not None
        assert [(item.previous_stage, item.stage) for item in brief.items] == [(Stage.TALKS, Stage.CONTRACT)]
        assert len([message for message in gateway.messages("C-desk") if message.thread]) == 1


async def test_a_repetition_of_the_past_is_no_news(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, _):
        await subscribed(here)
        await read_file(parts_of(here), write_lines(tmp_path / "x.jsonl", past()))
        here.now += HOUR
        story = await here.hear(lexicon(), "again", f"{TALKS}, officials say", TALKED)
        assert story.revision == 1
        here.now += HOUR
        assert await here.brief("now-1") == {"root": "sent"}
        assert await here.due() == []


async def test_a_story_that_is_told_is_not_told_again_for_what_the_past_adds(tmp_path: Path) -> None:
    async with living(tmp_path) as (here, gateway):
        await subscribed(here)
        story = await here.hear(lexicon(), "live", TALKS, TALKED)
        await here.brief("now-1")
        told = len(gateway.messages("C-desk"))
        older = line(1, "Pakistan, Türkiye sign contract for 20 Kaan fighters", TALKED, here.now - 10 * HOUR)
        await read_file(parts_of(here), write_lines(tmp_path / "x.jsonl", [older]), until=here.now)
        (known,) = await here.store.stories([StoryId(story.id)])
        assert len(known.article_ids) == 2
        assert known.revision == story.revision
        here.now += 5 * timedelta(minutes=1)
        assert await here.due() == []
        assert await here.brief("now-2") == {"root": "sent"}
        assert len(gateway.messages("C-desk")) == told + 1


def subscription(**fields: Any) -> Subscription:
    return make_subscription(**{"alerts": True, "timezone": "UTC", **fields})


async def subscribed(here: Living) -> None:
    """Subscribe a channel that gets alerts, and let its first brief go out."""
    await here.subscribe(subscription())
    await poll(here.store, make_entry("first"))
    await here.brief("one")
    here.now += HOUR


def parts_of(here: Living) -> Parts:
    """Return the parts that read, over the archive of `here`."""
    return replace(reading_parts(here.store), clock=here.clock)


@asynccontextmanager
async def _reading(url: str) -> AsyncIterator[Parts]:
    store = await open_store(url, migrate=False, clock=lambda: NOW)
    try:
        yield reading_parts(store)
    finally:
        await store.close()
