"""Forms as the desk takes them, and answers where the bot cannot whisper."""

from datetime import date
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
        assert list(wrong) == ["channel"]
        assert "cannot write to you directly" in wrong["channel"]
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
        assert of_cem.status[0] == "No source was asked yet"
        assert of_ann.status == ()


async def test_days_in_a_form_stand_in_the_place_of_those_before_and_a_calendar_joins_them(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT"
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR"
    first, second = date(2026, 12, 24), date(2026, 12, 31)
    async with desk_room(tmp_path) as room:
        made = await room.subscribed()
        for days, text, expected in (
            ((first,), None, {first}),
            ((second,), calendar, {second, date(2026, 12, 25)}),
            ((), None, set()),
        ):
            wish = Wish(skip_dates=days, skip_instead=True, calendar=text)
            assert await room.fill(Filled(wish=wish, channel=HALL, edits=made.id)) == {}
            (held,) = await room.store.subscriptions()
            assert set(held.skip_dates) == expected
        broken = Wish(calendar="BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:never", skip_instead=True)
        assert list(await room.fill(Filled(wish=broken, channel=HALL, edits=made.id))) == ["skip_dates"]
