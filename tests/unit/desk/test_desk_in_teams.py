"""The desk in the words of Teams: help that is true there, one's own chat that is no channel, files that can be had."""

from pathlib import Path

import pytest

from bot.app.desk.naming import put
from bot.chat.commands import HelpCommand
from bot.chat.heard import Action
from bot.chat.parsing_help import CHAPTERS, Chapter, help_text
from bot.domain.people import Place
from support.deskroom import ANN, HALL, desk_room
from support.values import make_parties

OF_SLACK = ("/entente", "slack", "workspace", "loaded anew", "⋯", "U0123", "user group", "broadcast", "Direct messages")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.names[0])
def test_help_is_true_in_teams(chapter: Chapter) -> None:
    told = help_text(HelpCommand(topic=chapter.names[0]), name="@Entente", put=lambda words: put(words, "teams"))
    assert not [word for word in OF_SLACK if word.casefold() in told.casefold()]


def test_who_asks_privately_in_a_channel_of_teams_is_told_that_the_question_is_read_there() -> None:
    told = help_text(HelpCommand(topic="private"), name="@Entente", put=lambda words: put(words, "teams"))
    assert "the question itself is read by everybody there" in told


@pytest.mark.parametrize("typed", ["list", "edit 1", "pause", "now", "unsubscribe 1", "feedback"])
@pytest.mark.parametrize(("platform", "home"), [("teams", "“home” shows"), ("slack", "the app's Home shows")])
async def test_in_ones_own_chat_no_channel_is_spoken_of(tmp_path: Path, typed: str, platform: str, home: str) -> None:
    async with desk_room(tmp_path, platform=platform) as room:
        told = await room.say(typed, channel=f"D{ANN}")
        told = told or room.posted(f"D{ANN}")[-1]
        assert "Nothing comes to this chat yet" in told
        assert home in told
        assert "This channel" not in told


async def test_a_transfer_to_nobody_asks_for_a_mention_in_teams(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        told = await room.say("transfer 1 to Ben")
        assert "Mention the one or two" in told
        assert "user group" not in told


@pytest.mark.parametrize("private", [True, False])
async def test_a_file_asked_for_in_a_channel_of_teams_comes_in_ones_own_chat(tmp_path: Path, *, private: bool) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        room.live.in_chats = True
        await room.archive.learn("a", parties=make_parties("PK", "TR"), facts=())
        asked = await room.ask("Pakistan Türkiye", thread="1700", private=private)
        assert await room.press(Action.EXPORT, f"{asked}|csv", thread="1700", threaded=True) == ""
        ((channel, thread, file),) = room.live.files
        assert (channel, thread) == (f"D{ANN}", None)
        assert file.name.endswith(".csv")


async def test_who_cannot_be_written_to_is_shown_the_text_as_anything_else(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        room.live.in_chats = True
        room.directory.unreachable.add(ANN)
        room.directory.places[HALL] = Place(id=HALL)
        await room.archive.learn("a", parties=make_parties("PK", "TR"), facts=())
        asked = await room.ask("Pakistan Türkiye", thread="1700")
        assert "this is the text to copy" in await room.press(Action.EXPORT, f"{asked}|csv", thread="1700")


@pytest.mark.parametrize(("platform", "said"), [("teams", "Teams shows replies in their threads alone"), ("slack", "")])
async def test_what_teams_cannot_do_is_said_to_be_left_out(tmp_path: Path, platform: str, said: str) -> None:
    async with desk_room(tmp_path, platform=platform) as room:
        room.directory.places[HALL] = Place(id=HALL)
        told = await room.say("subscribe Pakistan Türkiye drones at 07:30 broadcast on")
        assert said in told
        assert ("broadcast on" in told) is not bool(said)
        await room.press_label("Confirm")
        (made,) = await room.store.subscriptions()
        assert made.broadcast is not bool(said)
        assert said in await room.say("edit 1 broadcast on")
