"""Answers taken along: put where they stand, or shown as text to who asked alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat.heard import Action, Press
from bot.domain.delivery import MessageRef
from bot.errors import ScopeMissing
from support.deskquestions import learnt
from support.deskroom import BOB, HALL, desk_room


@pytest.mark.parametrize("form", ["md", "csv", "json", "html"])
async def test_an_answer_is_exported_into_its_thread(tmp_path: Path, form: str) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", thread="1700.1")
        assert await room.press(Action.EXPORT, f"{asked}|{form}", BOB) == ""
        ((channel, thread, file),) = room.live.files
        assert (channel, thread) == (HALL, "1700.1")
        assert file.name.endswith(f".{form}")
        assert b"/wire/article-a" in file.content


async def test_what_was_deleted_since_is_in_no_export(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye")
        await room.press(Action.EXPORT, f"{asked}|json")
        kept = room.live.files[-1][2].content
        assert b"http://127.0.0.1/wire/" in kept
        with closing(sqlite3.connect(tmp_path / "archive.db")) as archive:
            archive.execute("DELETE FROM articles")
            archive.commit()
        await room.press(Action.EXPORT, f"{asked}|json")
        assert b"http://127.0.0.1/wire/" not in room.live.files[-1][2].content


async def test_a_private_answer_is_exported_to_the_asker_alone(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", private=True)
        assert "Pakistan" in await room.press(Action.EXPORT, f"{asked}|md")
        assert room.live.files == []
        assert room.gateway.log.read() == []


async def test_a_private_answer_in_a_thread_is_exported_to_the_asker_alone(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", private=True, thread="1700.1", threaded=True)
        assert "Pakistan" in await room.press(Action.EXPORT, f"{asked}|md", thread="1700.1", threaded=True)
        assert room.live.files == []
        assert room.gateway.log.read() == []


async def test_where_no_files_are_taken_the_text_is_shown(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        room.live.failure = ScopeMissing(HALL, "the app lacks files:write")
        asked = await room.ask("Pakistan Türkiye")
        assert "this is the text to copy" in await room.press(Action.EXPORT, f"{asked}|md")


async def test_an_export_of_an_answer_in_the_channel_hangs_below_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", thread=None)
        message = MessageRef(channel=HALL, message_id="m1")
        press = Press(action=Action.EXPORT, value=f"{asked}|csv", message=message)
        await room.desk.press(room.heard(), press)
        assert [thread for _, thread, _ in room.live.files] == ["m1"]
