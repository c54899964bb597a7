"""Questions in chat: asked, gone on from, answered where they were asked and nowhere else, pressed on, let go."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.chat.choices import choices_of
from bot.chat.heard import Action
from bot.domain.question import Question
from bot.domain.vocabulary import Sector
from bot.errors import OutcomeUnknown, RateLimited, ScopeMissing
from bot.log import configure, get_logger
from bot.steps.dossiers import dossiers_of
from support.chatfake import raise_
from support.deskquestions import learnt
from support.deskroom import ANN, ATTIC, BOB, CEM, HALL, DeskRoom, desk_room
from support.dossiers import empty_dossier
from support.values import DAY


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Logs as the bot writes them at its most talkative."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure("DEBUG")
    get_logger("test").debug("listening")
    yield lambda: capsys.readouterr().err
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


async def _question(room: DeskRoom, name: str) -> Question:
    found = await room.store.question(name)
    assert found is not None
    return found


async def test_a_question_is_answered_in_its_thread_and_says_what_was_understood(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b")
        await room.ask("Pakistan Türkiye drones", thread="1700.1")
        assert await room.answer() == ["sent"]
        (message,) = room.gateway.log.read()
        assert (message.channel, message.thread) == (HALL, "1700.1")
        assert "Pakistan–Türkiye, drones" in message.text
        assert room.live.statuses == [("1700.1", "is looking through the archive…")]
        assert room.live.settlings == ["1700.1"]


async def test_what_stands_for_an_answer_is_kept_until_the_answer_need_no_longer_wait(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        await room.ask("Pakistan Türkiye", thread="1700.1")
        room.gateway.next(raise_(RateLimited(HALL, 120.0)))
        assert await room.answer() == ["waiting:120"]
        assert room.live.settlings == []


async def test_nothing_stands_for_an_answer_that_could_not_be_made(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask("Pakistan Türkiye", thread="1700.1")

        def die() -> None:
            raise KeyboardInterrupt

        room.gateway.after_post = die
        with pytest.raises(KeyboardInterrupt):
            await room.answer()
        assert room.live.settlings == ["1700.1"]


async def test_a_question_that_comes_twice_is_answered_once(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask("Pakistan Türkiye", event_id="e-1")
        await room.ask("Pakistan Türkiye", event_id="e-1")
        assert await room.answer() == ["sent", "sent"]
        assert len(room.gateway.log.read()) == 1


async def test_an_answer_is_streamed_to_who_asked_where_that_is_offered(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        room.live.streams = True
        await room.ask("Pakistan Türkiye", user=BOB)
        assert await room.answer() == ["sent"]
        assert [user for user, _ in room.live.streamed] == [BOB]
        assert len(room.gateway.log.read()) == 1


async def test_a_crash_after_posting_leaves_one_answer(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        await room.ask("Pakistan Türkiye")

        def die() -> None:
            raise KeyboardInterrupt

        room.gateway.after_post = die
        again = list(room.engine.asked)
        with pytest.raises(KeyboardInterrupt):
            await room.answer()
        room.gateway.after_post = lambda: None
        room.engine.asked = again
        assert await room.answer() == ["sent"]
        assert len(room.gateway.log.read()) == 1


@pytest.mark.parametrize("streams", [False, True])
async def test_a_private_answer_is_seen_by_the_asker_in_that_channel_alone(
    tmp_path: Path, logged: Callable[[], str], streams: bool
) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b", "c")
        room.live.streams = streams
        room.directory.members[ATTIC] = {ANN, CEM}
        await room.ask("Pakistan Türkiye", channel=ATTIC, private=True)
        assert await room.answer() == ["sent"]
        assert {(channel, user) for channel, user, _ in room.gateway.whispered} == {(ATTIC, ANN)}
        assert room.gateway.log.read() == []
        assert (room.live.statuses, room.live.streamed, room.live.files) == ([], [], [])
        written = logged()
        assert "listening" in written
        assert "Türkiye" not in written


async def test_a_private_answer_that_may_be_out_is_not_said_again(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask("Pakistan Türkiye", private=True)
        told = room.gateway.tell

        async def broken(*_args: object, **_named: object) -> None:
            raise OutcomeUnknown(HALL, "the line broke")

        room.gateway.tell = broken  # type: ignore[method-assign]
        again = list(room.engine.asked)
        assert await room.answer() == ["unknown"]
        room.gateway.tell = told  # type: ignore[method-assign]
        room.engine.asked = again
        assert await room.answer() == ["unknown"]
        assert room.gateway.whispered == []
        assert all("Türkiye" not in notice for notice in room.archive.notices)


async def test_who_asks_privately_where_the_bot_is_not_hears_why_and_not_what(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        room.gateway.outside.add(HALL)
        await room.ask("Pakistan Türkiye", private=True)
        assert await room.answer() == ["failed"]
        (message,) = room.gateway.log.read()
        assert message.channel.startswith("D")
        assert "not in that channel" in message.text
        assert "Türkiye" not in message.text


async def test_a_private_question_in_direct_messages_is_answered_like_any(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        asked = await room.ask("Pakistan Türkiye", channel=f"D-{ANN}", private=True)
        assert not (await _question(room, asked)).private


async def test_a_follow_up_keeps_the_question_of_its_thread(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask("Pakistan Türkiye", thread="1700.1")
        room.archive.now += timedelta(minutes=1)
        asked = await room.ask("only drones", thread="1700.1", follows=True)
        again = await room.ask("only drones", thread="1800.1", follows=True)
        assert (await _question(room, asked)).asked.countries == ("PK", "TR")
        assert (await _question(room, asked)).asked.sectors == (Sector.UAS,)
        assert (await _question(room, again)).asked.countries == ()


async def test_a_private_question_of_somebody_else_is_not_gone_on_from(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask("Pakistan Türkiye", thread="1700.1", private=True, threaded=True)
        room.archive.now += timedelta(minutes=1)
        asked = await room.ask("only drones", user=BOB, thread="1700.1", follows=True)
        assert (await _question(room, asked)).asked.countries == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Ask about a country"),
        ("x" * 10_000, "may have 1,000 characters"),
        ("SELECT * FROM stories; DROP TABLE questions", "is not known here"),
        ('NEAR("a" b) OR * -"', "is not known here"),
        ("*bold* <!channel> ~x~ `y`", "is not known here"),
        ("Wakanda", "Wakanda"),
        ("Pakistan Pakistan", "named twice"),
        ("Pakistan Türkiye since 2031", "has not come yet"),
        ("Poland Germany France Italy Spain Portugal Greece Türkiye Pakistan India China Japan", "At most 10"),
    ],
)
async def test_what_cannot_be_answered_gets_one_helpful_line(tmp_path: Path, text: str, said: str) -> None:
    async with desk_room(tmp_path) as room:
        await room.ask(text)
        assert await room.answer() == ["sent"]
        (message,) = room.gateway.log.read()
        assert said in message.text.split("\n")[0]
        assert room.live.files == []


async def test_pictures_stand_below_an_answer_once_and_say_what_they_show(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b", "c")
        await room.ask("Pakistan Türkiye", thread="1700.1")
        again = list(room.engine.asked)
        assert await room.answer() == ["sent"]
        room.engine.asked = again
        assert await room.answer() == ["sent"]
        assert 1 <= len(room.live.files) <= 2
        for channel, thread, file in room.live.files:
            assert (channel, thread) == (HALL, "1700.1")
            assert file.content.startswith(b"\x89PNG")
            assert file.alt


async def test_pictures_of_an_answer_that_stands_in_the_channel_hang_under_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b", "c")
        await room.ask("Pakistan Türkiye", thread=None)
        assert await room.answer() == ["sent"]
        (message,) = room.gateway.log.read()
        assert message.thread is None
        assert {thread for _, thread, _ in room.live.files} == {message.id}


async def test_pictures_that_are_refused_cost_nothing_else(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b", "c")
        room.live.failure = ScopeMissing(HALL, "the app lacks files:write")
        await room.ask("Pakistan Türkiye")
        assert await room.answer() == ["sent"]
        assert len(room.gateway.log.read()) == 1
        assert room.archive.notices == []


async def test_a_suggested_question_is_asked_in_the_same_thread(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", thread="1700.1")
        await room.answer()
        assert await room.press(Action.ASK, f"{asked}|ouas", BOB) == ""
        assert await room.answer() == ["sent"]
        told = room.gateway.log.read()[-1]
        assert told.thread == "1700.1"
        assert "drones" in told.text


async def test_what_lies_nearby_is_asked_by_a_press_as_long_as_it_does(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan China")
        near = (await dossiers_of(room.parts).dossier((await _question(room, asked)).asked)).nearest
        (choice, *_) = choices_of(empty_dossier(nearest=near), room.parts.labels)
        await room.press(Action.ASK, f"{asked}|{choice.value}")
        (question,) = [await _question(room, name) for name in room.engine.asked if name != asked]
        assert question.text == near[0]
        assert "can no longer be asked" in await room.press(Action.ASK, f"{asked}|nsomething")


async def test_what_is_watched_is_previewed_like_a_typed_subscription(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        asked = await room.ask("Turkish exports of drones to Pakistan since May")
        told = await room.press(Action.WATCH, asked)
        assert "Subscribe to this?" in told
        assert "Days are left out" in told
        await room.press_label("Confirm")
        (made,) = await room.store.subscriptions()
        (pair,) = made.topic.pairs
        assert (pair.first, pair.second, pair.directed) == ("TR", "PK", True)
        assert made.topic.sectors == (Sector.UAS,)


async def test_a_group_is_watched_as_its_members_of_today(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        asked = await room.ask("Türkiye and the Baltics")
        assert "Subscribe to this?" in await room.press(Action.WATCH, asked)
        await room.press_label("Confirm")
        (made,) = await room.store.subscriptions()
        assert [{pair.first, pair.second} for pair in made.topic.pairs] == [{"TR", "EE"}, {"TR", "LT"}, {"TR", "LV"}]


@pytest.mark.parametrize("action", [Action.ASK, Action.WATCH, Action.EXPORT])
async def test_what_is_pressed_after_thirty_days_or_from_elsewhere_is_refused(tmp_path: Path, action: Action) -> None:
    async with desk_room(tmp_path) as room:
        room.directory.members[ATTIC] = {ANN, CEM}
        asked = await room.ask("Pakistan Türkiye")
        secret = await room.ask("Pakistan Türkiye", private=True)
        value = {"entente_ask": "|ouas", "entente_export": "|md"}.get(action, "")
        assert "no longer kept" in await room.press(action, f"{asked}{value}", channel=ATTIC)
        assert "no longer kept" in await room.press(action, f"{secret}{value}", BOB)
        assert "no longer kept" in await room.press(action, f"nothing{value}")
        room.archive.now += 31 * DAY
        assert "no longer kept" in await room.press(action, f"{asked}{value}")


async def test_what_is_asked_on_from_a_private_answer_is_answered_to_the_asker_alone(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a")
        asked = await room.ask("Pakistan Türkiye", private=True)
        assert await room.press(Action.ASK, f"{asked}|ouas") == ""
        assert await room.answer() == ["sent", "sent"]
        assert {user for _, user, _ in room.gateway.whispered} == {ANN}
        assert room.gateway.log.read() == []
        assert room.live.files == []


async def test_questions_are_in_no_log(tmp_path: Path, logged: Callable[[], str]) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b")
        asked = await room.ask("Pakistan Türkiye drones Zanzibarium")
        await room.answer()
        room.live.failure = ScopeMissing(HALL, "the app lacks files:write")
        await room.press(Action.EXPORT, f"{asked}|md")
        await room.press(Action.ASK, f"{asked}|ouas")
        await room.answer()
        written = logged()
        assert "an answer was not uploaded" in written
        assert [word for word in ("Zanzibarium", "Türkiye", "Pakistan", "drones") if word in written] == []


async def test_what_is_offered_nearby_finds_what_it_promises(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await learnt(room, "a", "b")
        asked = await _question(room, await room.ask("Pakistan Türkiye submarines since 2020"))
        dossier = await dossiers_of(room.parts).dossier(asked.asked)
        assert not dossier.found
        assert dossier.nearest
        for text in dossier.nearest:
            again = await _question(room, await room.ask(text))
            assert (await dossiers_of(room.parts).dossier(again.asked)).found, text
