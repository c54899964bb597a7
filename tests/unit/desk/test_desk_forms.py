"""Forms as the desk takes them, and answers where the bot cannot whisper."""

from pathlib import Path

from bot.chat.heard import Action, Filled
from bot.chat.wishes import Wish
from bot.domain.topic import Pair, Topic
from support.deskroom import ANN, BOB, CEM, HALL, desk_room

PAIR = Topic(pairs=(Pair(first="PK", second="TR"),))


async def test_a_form_without_a_channel_is_for_the_one_who_sent_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        wrong = await room.fill(Filled(wish=Wish(topic=PAIR, personal=True), channel=""))
        assert wrong == {}
        (made,) = await room.store.subscriptions()
        assert (made.channel, made.owners, made.topic) == (f"D{ANN}", (ANN,), PAIR)
        assert [card.subscription.id for card in room.surfaces.homes[-1].cards] == [made.id]


async def test_who_cannot_be_written_to_is_told_so_in_the_form(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        room.directory.unreachable.add(BOB)
        wrong = await room.fill(Filled(wish=Wish(topic=PAIR, personal=True), channel=""), BOB)
        assert ["cannot write to you directly" in sentence for sentence in wrong.values()] == [True]
        assert await room.store.subscriptions() == ()


async def test_a_form_is_told_where_it_was_asked_for(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed()
        await room.press(Action.EDIT, made.id, channel="")
        await room.press(Action.EDIT, made.id, channel=HALL)
        at_home, in_hall = room.surfaces.forms[-2:]
        assert (at_home.at, in_hall.at, in_hall.start.channel) == ("", HALL, HALL)


async def test_a_whisper_stands_in_a_thread_only_where_there_is_one(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say("help", thread="5.1")
        await room.say("help", thread="5.1", threaded=True)
        assert room.gateway.threads == [None, "5.1"]


async def test_a_command_where_the_bot_is_not_is_answered_directly(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        room.gateway.outside.add(HALL)
        assert "subscribe" in await room.say("help")
        assert room.posted(f"D{ANN}")
        assert room.posted() == []


async def test_home_tells_administrators_how_the_bot_stands(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        for user in (CEM, ANN):
            await room.desk.home(room.heard(user, ""))
        of_cem, of_ann = room.surfaces.homes
        assert of_cem.status[0] == "0 of 0 sources answered when last asked"
        assert of_ann.status == ()
