"""Subscribing in words and by form: previewed, confirmed once, announced, checked."""

from dataclasses import replace
from pathlib import Path

from bot.app.desk.drafting import MAX_PER_CHANNEL
from bot.chat.heard import Action, Filled
from bot.chat.wishes import Wish
from bot.domain.ids import SubscriptionId
from bot.domain.topic import Topic
from bot.domain.vocabulary import Sector
from support.deskroom import ANN, ATTIC, BOB, EVE, HALL, desk_room
from support.values import DAY, HOUR, make_parties, make_subscription

WORDS = "subscribe Pakistan Türkiye drones at 07:30 Europe/Istanbul weekdays"


async def test_what_is_typed_is_previewed_and_stored_only_when_confirmed(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.archive.learn("bayraktar", parties=make_parties("PK", "TR"), sectors=(Sector.UAS,))
        told = await room.say(WORDS)
        assert "Pakistan" in told
        assert "it would have sent 1 story" in told
        assert "Next brief: Tue 24 Nov, 07:30 (Europe/Istanbul)" in told
        assert await room.store.subscriptions() == ()
        answered = await room.press_label("Confirm")
        (made,) = await room.store.subscriptions()
        assert made.topic.sectors == (Sector.UAS,)
        assert (made.channel, made.workspace, made.owners, made.timezone) == (
            HALL,
            "T0001",
            (ANN,),
            "Europe/Istanbul",
        )
        assert "Subscribed" in answered
        assert room.rung == 1
        (announced,) = room.posted()
        assert announced.startswith("Ann subscribed this channel")
        (entry,) = await room.store.changes("slack", HALL)
        assert (entry.user, entry.action) == (ANN, "subscribe")


async def test_a_slot_that_has_passed_today_is_not_told_at_once(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Poland at 05:00 UTC")
        assert made.due_from == room.archive.now


async def test_confirming_twice_makes_one_subscription(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say(WORDS)
        button = room.gateway.buttons[0]
        await room.press(Action.CONFIRM, button["value"])
        again = await room.press(Action.CONFIRM, button["value"])
        assert "confirmed or discarded" in again
        assert len(await room.store.subscriptions()) == 1
        assert len(room.posted()) == 1


async def test_nobody_else_confirms_a_draft_and_nobody_elsewhere(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say(WORDS)
        draft = room.gateway.buttons[0]["value"]
        for user, channel in ((BOB, HALL), (ANN, ATTIC)):
            assert "somebody else's" in await room.press(Action.CONFIRM, draft, user, channel)
        assert await room.store.subscriptions() == ()
        room.archive.now += DAY
        assert "older than a day" in await room.press(Action.CONFIRM, draft)
        assert await room.store.subscriptions() == ()


async def test_a_discarded_preview_is_gone(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say(WORDS)
        draft = room.gateway.buttons[0]["value"]
        assert "nothing was changed" in await room.press_label("Discard")
        assert "confirmed or discarded" in await room.press(Action.CONFIRM, draft)


async def test_words_that_name_nothing_are_not_taken_for_everything(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        told = await room.say("subscribe qwxyz")
        assert "Nothing of that names a topic" in told or "Not understood" in told
        assert all(button["label"] != "Confirm" for button in room.gateway.buttons)


async def test_words_that_name_nothing_are_not_there_already_where_everything_is_subscribed(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.subscribed("everything at 07:30")
        told = await room.say("subscribe qwxyz at 07:30")
        assert "Nothing of that names a topic" in told
        assert "there already" not in told
        assert "Subscribe to this?" not in told


async def test_what_comes_by_direct_message_says_so_before_and_after(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        assert "by direct message" in await room.say("subscribe Pakistan at 07:30 to me")
        assert "by direct message" in await room.press_label("Confirm")
        assert "by direct message" not in await room.say("subscribe Norway at 07:30")


async def test_adjust_opens_the_form_with_the_draft(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say(WORDS)
        await room.press_label("Adjust")
        (shown,) = room.surfaces.forms
        assert shown.start.topic.sectors == (Sector.UAS,)
        assert shown.edits is None


async def test_without_words_the_form_opens_or_a_button_to_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say("subscribe")
        assert room.surfaces.forms[0].start.timezone == "Europe/Warsaw"
        told = await room.say("subscribe", trigger="")
        assert "Open the form" in told
        await room.press_label("Open the form")
        assert len(room.surfaces.forms) == 2


async def test_the_same_at_the_same_time_is_said_to_be_there(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.subscribed("Pakistan Türkiye drones at 07:30 Europe/Istanbul")
        assert "there already, as number 1" in await room.say(
            "subscribe Pakistan Türkiye drones at 07:30 Europe/Istanbul"
        )
        assert len(await room.store.subscriptions()) == 1


async def test_a_channel_takes_twenty(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        for number in range(MAX_PER_CHANNEL):
            await room.store.add_subscription(
                make_subscription(f"s{number}", platform="slack", channel=HALL, workspace="T0001")
            )
        assert "20 are the most" in await room.say(WORDS)


async def test_a_form_is_checked_field_by_field_and_taken(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        wish = Wish(topic=Topic(countries=("PL",)), slots=("06:15",))
        assert await room.fill(Filled(wish=wish, channel=ATTIC)) == {
            "channel": "Only members of that channel can change what it gets."
        }
        assert await room.fill(Filled(wish=wish, channel=HALL)) == {}
        (made,) = await room.store.subscriptions()
        assert made.slots == ("06:15",)
        assert "there already" in (await room.fill(Filled(wish=wish, channel=HALL)))["channel"]


async def test_a_form_sent_from_home_counts_for_no_member_where_members_cannot_be_known(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        room.directory.members[HALL] = None
        wrong = await room.fill(Filled(wish=Wish(topic=Topic(countries=("PL",))), channel=HALL))
        assert "Only members" in wrong["channel"]
        assert "Subscribe to this?" in await room.say(WORDS)


async def test_a_form_with_a_calendar_that_is_none_says_so(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        wish = Wish(topic=Topic(countries=("PL",)), calendar="hello")
        wrong = await room.fill(Filled(wish=wish, channel=HALL))
        assert wrong
        assert await room.store.subscriptions() == ()


async def test_an_edit_keeps_what_was_changed_meanwhile(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        told = await room.say("edit 1 at 08:15")
        assert "07:30 → 08:15" in told
        await room.store.amend_subscription(
            made.id, lambda known: known.model_copy(update={"muted_sources": ("wire",), "max_stories": 4})
        )
        room.archive.now += HOUR
        await room.press_label("Confirm")
        after = await room.store.subscription(made.id)
        assert after is not None
        assert after.slots == ("08:15",)
        assert after.muted_sources == ("wire",)
        assert after.due_from == room.archive.now
        entries = await room.store.changes("slack", HALL)
        assert [entry.action for entry in entries] == ["edit", "subscribe"]


async def test_a_personal_brief_goes_to_the_person_and_tells_nobody(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say("subscribe Pakistan at 07:30 to me")
        await room.press_label("Confirm")
        (made,) = await room.store.subscriptions()
        assert made.channel == f"D{ANN}"
        assert room.posted() == []
        room.directory.members[made.channel] = {BOB}  # even if a directory were wrong
        await room.press(Action.PAUSE, made.id, BOB, "")
        assert await room.store.subscription(made.id) == made
        await room.press(Action.PAUSE, made.id, ANN, "")
        paused = await room.store.subscription(made.id)
        assert paused is not None
        assert paused.paused_until is not None


async def test_managed_rows_are_shown_and_never_changed(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        managed = make_subscription("desk", platform="slack", channel=HALL)
        await room.store.upsert_managed([managed])
        assert "read-only" in await room.say("list")
        for told in (
            await room.say("edit 1 at 09:00"),
            await room.say("unsubscribe 1"),
            await room.say("pause 1 3 days"),
            await room.press(Action.DELETE, "desk"),
        ):
            assert "configuration file" in told
        assert await room.store.subscription(SubscriptionId("desk")) == managed.model_copy(update={"managed": True})


async def test_guests_and_people_of_other_organisations_are_refused(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        assert "Guests" in await room.say(WORDS, EVE)
        assert "other organisations" in await room.say(WORDS, BOB, home="T9999")
        room.directory.places[HALL] = replace(room.directory.places[HALL], shared=True)
        assert "shared with other organisations" in await room.say(WORDS, ANN)
        assert await room.store.subscriptions() == ()


async def test_an_operator_may_serve_guests_too(tmp_path: Path) -> None:
    async with desk_room(tmp_path, slack_external=True) as room:
        assert "Subscribe to this?" in await room.say(WORDS, EVE)
