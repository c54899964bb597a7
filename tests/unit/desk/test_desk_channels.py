"""Channels that go and come back, channels with a new id, owners who leave, workspaces that are lost."""

from dataclasses import replace
from pathlib import Path

from bot.app.desk import Losses
from bot.chat.heard import Heard
from bot.domain.delivery import DeliveryKey, MessageRef
from bot.domain.ids import StoryId, SubscriptionId
from bot.domain.people import Person
from bot.domain.topic import FOREVER
from support.deskroom import ANN, BOB, CEM, HALL, DeskRoom, desk_room
from support.values import HOUR, NOW, make_brief, make_key, make_subscription


async def two(room: DeskRoom) -> None:
    for name, owners in (("one", (ANN, BOB)), ("two", (ANN,))):
        await room.store.add_subscription(
            make_subscription(name, platform="slack", channel=HALL, workspace="T0001", owners=owners)
        )


async def test_a_lost_channel_pauses_what_goes_there_and_each_owner_hears_once(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await two(room)
        losses = Losses()
        await losses.tell(make_brief(make_key("one")), "before there is a desk")
        losses.pauses = {"slack": room.desk.channels.pause_for}
        brief = make_brief(make_key("one"), channel=HALL, platform="slack", workspace="T0001")
        await losses.tell(brief, "is_archived")
        await losses.tell(brief, "is_archived")
        assert [(one.paused_until, one.pause_note) for one in await room.store.subscriptions()] == [
            (FOREVER, "is_archived"),
            (FOREVER, "is_archived"),
        ]
        (to_ann,), (to_bob,) = room.posted(f"D{ANN}"), room.posted(f"D{BOB}")
        assert to_ann.count("everything") == 2
        assert to_bob.count("everything") == 1
        assert "#hall takes no more messages" in to_bob
        assert room.posted() == []
        assert "paused until resumed (is_archived)" in await room.say("list")
        assert [entry.user for entry in await room.store.changes("slack", HALL)] == ["entente", "entente"]


async def test_what_the_bot_paused_goes_on_when_the_channel_is_back_and_what_people_paused_stays(
    tmp_path: Path,
) -> None:
    async with desk_room(tmp_path) as room:
        await two(room)
        await room.say("pause 2")
        gone = Heard(event_id="e", workspace="T0001", channel=HALL, user="")
        await room.desk.channel_changed(gone, usable=False)
        await room.desk.channel_changed(gone, usable=True)
        one, other = await room.store.subscriptions()
        assert one.paused_until is not None
        assert one.paused_until <= room.archive.now
        assert one.pause_note == ""
        assert other.paused_until == FOREVER
        (said,) = room.posted()
        assert "Entente is back" in said
        assert said.count("Next brief") == 1
        await room.desk.channel_changed(gone, usable=True)
        assert len(room.posted()) == 1


async def test_a_channel_with_a_new_id_keeps_its_subscriptions_and_its_memory(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await two(room)
        brief = make_brief(make_key("one"), channel=HALL, platform="slack", workspace="T0001")
        await room.store.save_brief(brief)
        key = DeliveryKey(brief=brief.key, part="story-k2")
        claim = await room.store.claim(
            key, channel=HALL, owner="n", now=NOW, lease=HOUR, story_id=StoryId("story-k2"), revision=1
        )
        await room.store.mark(claim.delivery.sent(MessageRef(channel=HALL, message_id="1.1"), NOW))
        await room.desk.channel_renamed(room.heard(channel=HALL), now="C0NEW")
        assert {one.channel for one in await room.store.subscriptions()} == {"C0NEW"}
        told = await room.store.told("C0NEW")
        assert list(told) == ["story-k2"]
        message = told[StoryId("story-k2")].message
        assert message is not None
        assert message.channel == "C0NEW"
        room.directory.places["C0NEW"] = replace(room.directory.places[HALL], id="C0NEW")
        room.directory.members["C0NEW"] = room.directory.members[HALL]
        assert "1. " in await room.say("list", channel="C0NEW")
        assert "channel moved" in await room.say("audit", channel="C0NEW")


async def test_an_owner_who_left_is_announced_once_with_how_to_take_over(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await two(room)
        assert await room.desk.check_owners() == 0
        room.directory.people[ANN] = Person(id=ANN, name="Ann", deactivated=True)
        assert await room.desk.check_owners() == 2
        assert await room.desk.check_owners() == 0
        said = room.posted()
        assert len(said) == 2
        assert any("It is still Bob's" in text for text in said)
        assert any("Nobody owns it now" in text for text in said)
        assert all("/entente transfer 1 @you" in text for text in said)
        await room.say(f"transfer 2 to <@{CEM}>", BOB)
        after = await room.store.subscription(SubscriptionId("two"))
        assert after is not None
        assert after.owners == (CEM,)


async def test_a_personal_brief_of_somebody_who_left_stops(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.store.add_subscription(
            make_subscription("mine", platform="slack", channel=f"D{ANN}", workspace="T0001", owners=(ANN,))
        )
        room.directory.people[ANN] = Person(id=ANN, deactivated=True)
        await room.desk.check_owners()
        (mine,) = await room.store.subscriptions()
        assert mine.paused_until == FOREVER


async def test_an_uninstalled_app_is_handed_on(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.desk.uninstalled("T0001")
        assert room.rung == 1


async def test_what_the_configuration_subscribes_pauses_too_until_the_channel_is_back(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        managed = make_subscription("desk", platform="slack", channel=HALL, owners=(ANN,))
        await room.store.upsert_managed([managed])
        await room.desk.channels.pause_for("slack", "", HALL, "not_in_channel")
        assert len(room.posted(f"D{ANN}")) == 1
        await room.store.upsert_managed([managed])  # the bot is started anew
        assert await room.desk.channels.pause_for("slack", "", HALL, "not_in_channel") == 0
        (known,) = await room.store.subscriptions()
        assert (known.paused_until, known.pause_note) == (FOREVER, "not_in_channel")
        assert "configuration file" in await room.say("pause 1")
        assert "Resumed" in await room.say("resume 1", BOB)
        (known,) = await room.store.subscriptions()
        assert known.pause_note == ""
        assert known.managed


async def test_what_is_known_of_a_channel_is_forgotten_when_it_changes(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        here = Heard(event_id="e", workspace="T0001", channel=HALL, user="")
        await room.desk.channel_changed(here, usable=True)
        await room.desk.channel_renamed(here, now="C0NEW")
        assert room.directory.told_of == [HALL, HALL, "C0NEW"]
