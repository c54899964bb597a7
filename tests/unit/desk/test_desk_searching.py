"""The archive looked through in chat: words, narrowed by what was named, and more like a story; bounded and linked."""

from datetime import date
from pathlib import Path

from bot.chat.commands import SearchCommand
from bot.chat.heard import Action
from bot.domain.asked import Asked
from bot.domain.vocabulary import Sector
from support.deskroom import BOB, DeskRoom, desk_room
from support.values import DAY, NOW, make_parties


async def _search(room: DeskRoom, words: str, asked: Asked | None = None) -> str:
    before = len(room.gateway.shown)
    await room.desk.command(room.heard(BOB), SearchCommand(words=words, asked=asked or Asked()))
    return "\n".join(room.gateway.shown[before:])


async def _learnt(room: DeskRoom) -> None:
    for number, (name, parties) in enumerate({"a": ("PL", "KR"), "b": ("PK", "TR"), "c": ("PK", "CN")}.items()):
        room.archive.now = NOW - number * 20 * DAY
        await room.archive.learn(
            name, parties=make_parties(*parties), title=f"Frigate {name} ordered", sectors=(Sector.SURFACE_SHIPS,)
        )
    room.archive.now = NOW


async def test_what_is_found_is_shown_to_who_asked_with_more_like_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await _learnt(room)
        told = await _search(room, "frigate")
        assert told.startswith("Search: frigate")
        assert sum("ordered" in line for line in told.split("\n")) == 3
        assert "[More like 1]" in told
        assert room.gateway.log.read() == []


async def test_a_search_is_narrowed_by_countries_and_days(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await _learnt(room)
        assert "Frigate b" in await _search(room, "frigate", Asked(countries=("PK", "TR")))
        found = await _search(room, "frigate", Asked(countries=("PK",), since=date(2026, 11, 1)))
        assert "Frigate b" in found
        assert "Frigate c" not in found


async def test_operators_are_words_and_nothing_found_is_said(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await _learnt(room)
        for words in ('frigate" OR *', "NEAR(a b)", "'; DROP TABLE stories; --", "%"):
            assert "Nothing found" in await _search(room, words)


async def test_what_cannot_be_searched_says_why(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        assert await _search(room, "x", Asked(problem="Name fewer countries.")) == "Name fewer countries."


async def test_more_like_a_story_is_shown_and_a_story_that_is_gone_is_said(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await _learnt(room)
        found = await room.press(Action.ALIKE, "story-a")
        assert found.startswith("More like: Frigate a ordered")
        assert "no longer in the archive" in await room.press(Action.ALIKE, "story-z")
