"""Subscriptions kept in order in chat: lists, pauses, ends, transfers, tries, the audit."""

from datetime import UTC, datetime
from pathlib import Path

from bot.chat.heard import Action
from bot.domain.topic import FOREVER
from support.deskroom import ANN, ATTIC, BOB, CEM, HALL, desk_room
from support.values import DAY, make_parties, make_subscription


async def test_the_list_is_numbered_with_what_comes_next_and_whose_it_is(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        assert "no subscription yet" in await room.say("list")
        await room.subscribed("Pakistan Türkiye at 07:30 Europe/Istanbul")
        await room.subscribed("Poland at 09:00 Europe/Warsaw", BOB)
        told = await room.say("list", BOB)
        assert "1. " in told
        assert "2. " in told
        assert "next Tue 24 Nov, 07:30 (Europe/Istanbul), by Ann" in told
        assert "by Bob" in told


async def test_a_pause_of_days_skips_as_many_briefs_and_ends_by_itself(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30 Europe/Istanbul daily")
        told = await room.say("pause 3 days")
        assert "Paused until Thu 26 Nov, 09:30" in told
        assert "Next brief: Fri 27 Nov, 07:30" in told
        known = await room.store.subscription(made.id)
        assert known is not None
        assert known.paused_until == datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
        assert known.pause_note == ""
        await room.say("resume")
        known = await room.store.subscription(made.id)
        assert known is not None
        assert known.paused_until is not None
        assert known.paused_until <= room.archive.now
        assert "not paused" in await room.say("resume")
        entries = await room.store.changes("slack", HALL)
        assert [entry.action for entry in entries] == ["resume", "pause", "subscribe"]
        audited = await room.say("audit")
        assert "resume (Pakistan)" in audited
        assert "pause (Pakistan): until Thu 26 Nov, 09:30" in audited


async def test_all_are_paused_at_once_and_one_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.subscribed("Pakistan at 07:30")
        await room.subscribed("Poland at 07:30")
        assert "Which one?" in await room.say("pause")
        await room.say("pause all")
        assert [one.paused_until for one in await room.store.subscriptions()] == [FOREVER, FOREVER]
        await room.say("resume 2")
        running = [one for one in await room.store.subscriptions() if one.paused_until != FOREVER]
        assert len(running) == 1


async def test_an_end_is_asked_for_first_and_then_noted_down(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        assert "End this?" in await room.say("unsubscribe", BOB)
        assert len(await room.store.subscriptions()) == 1
        assert "Ended" in await room.press_label("Unsubscribe", BOB)
        assert "Bob ended this channel's: Pakistan" in room.posted()[-1]
        assert await room.store.subscriptions() == ()
        assert "gone" in await room.press(Action.DELETE, made.id)
        told = await room.say("audit")
        assert "Bob, unsubscribe" in told
        assert "Ann, subscribe" in told


async def test_now_enqueues_each_subscription_of_the_channel_once_for_an_event(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        first = await room.subscribed("Pakistan at 07:30")
        await room.subscribed("Poland at 07:30")
        await room.say("now", event_id="same")
        await room.say("now", event_id="same")
        assert len(room.engine.briefs) == 4
        assert len(set(room.engine.briefs)) == 2
        await room.say("now 1")
        assert room.engine.briefs[-1][0] in {one.id for one in await room.store.subscriptions()}
        assert first.id in {name for name, _, _ in room.engine.briefs}
        assert "no number 7" in await room.say("now 7")


async def test_a_try_is_shown_to_the_one_who_asks_and_posts_nothing(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.subscribed("Pakistan at 07:30")
        posted = len(room.posted())
        assert "Nothing" in await room.say("test")
        await room.archive.learn("corvette", parties=make_parties("PK", "TR"), title="Corvettes agreed")
        assert "Corvettes agreed" in await room.say("test", BOB)
        assert len(room.posted()) == posted


async def test_a_transfer_is_announced_and_changes_who_owns(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        await room.say(f"transfer to <@{BOB}> and <@{CEM}>")
        known = await room.store.subscription(made.id)
        assert known is not None
        assert known.owners == (BOB, CEM)
        assert "Ann gave this subscription to Bob and Cem" in room.posted()[-1]
        told = await room.say("audit")
        assert "to Bob and Cem" in told
        (entry, _) = await room.store.changes("slack", HALL)
        assert "Bob" not in entry.detail


async def test_a_guest_cannot_be_given_a_subscription(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        assert "cannot own it" in await room.say("transfer to <@U0EVE>")
        assert (await room.store.subscription(made.id)) == made


async def test_admins_only_leaves_members_out_but_never_owners(tmp_path: Path) -> None:
    async with desk_room(tmp_path, subscriptions_by="admins") as room:
        assert "Here only admins" in await room.say("subscribe Pakistan at 07:30")
        await room.subscribed("Pakistan at 07:30", CEM)
        assert "Here only admins" in await room.say("pause 1", BOB)
        await room.say(f"transfer 1 to <@{BOB}>", CEM)
        assert "Paused" in await room.say("pause 1", BOB)


async def test_people_of_a_group_that_owns_may_change(tmp_path: Path) -> None:
    async with desk_room(tmp_path, subscriptions_by="admins") as room:
        room.directory.groups["S0DESK"] = (BOB,)
        await room.subscribed("Pakistan at 07:30", CEM)
        await room.say("transfer 1 to <!subteam^S0DESK>", CEM)
        assert "Paused" in await room.say("pause 1", BOB)


async def test_whoever_is_not_in_a_channel_sees_and_changes_nothing_of_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        hidden = make_subscription("secret", platform="slack", channel=ATTIC, workspace="T0001", owners=(CEM,))
        await room.store.add_subscription(hidden)
        for action in (Action.TEST, Action.PAUSE, Action.DELETE, Action.EDIT):
            assert "Only members" in await room.press(action, "secret", ANN)
            assert "Only members" in await room.press(action, "secret", ANN, "")
        assert await room.store.subscription(hidden.id) == hidden
        other = make_subscription("far", platform="slack", channel=HALL, workspace="T7777")
        await room.store.add_subscription(other)
        assert "none of yours here" in await room.press(Action.PAUSE, "far", CEM)
        assert "far" not in await room.say("list", CEM)


async def test_a_home_shows_ones_own_and_ones_channels_and_is_brought_up_to_date(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        await room.store.add_subscription(
            make_subscription("secret", platform="slack", channel=ATTIC, workspace="T0001", owners=(CEM,))
        )
        await room.store.add_subscription(
            make_subscription("mine", platform="slack", channel=f"D{CEM}", workspace="T0001", owners=(CEM,))
        )
        await room.desk.home(room.heard(ANN, ""))
        (home,) = room.surfaces.homes
        assert [card.subscription.id for card in home.cards] == [made.id]
        assert (home.cards[0].place, home.cards[0].mine, home.zone) == ("#hall", True, "Europe/Warsaw")
        await room.press(Action.PAUSE, made.id, ANN, "")
        assert room.surfaces.homes[-1].cards[0].subscription.paused_until == FOREVER
        await room.desk.home(room.heard(CEM, ""))
        assert {card.subscription.id for card in room.surfaces.homes[-1].cards} == {made.id, "secret", "mine"}


async def test_help_status_sources_and_privacy_are_told_in_private(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        assert "subscribe" in await room.say("help")
        assert "up for" not in await room.say("status", ANN)
        assert "0 failed, 0 unknown" in await room.say("status", CEM)
        assert "No source was asked yet" in await room.say("sources")
        privacy = await room.say("privacy")
        assert "30 days" in privacy
        assert "Not stored: what is said in channels" in privacy
        assert "Nothing was mended" in await room.say("corrections")
        assert room.posted() == []


async def test_a_question_is_stored_with_its_workspace_and_handed_on(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        await room.say("Pakistan Türkiye", thread="17.1")
        (name,) = room.engine.asked
        question = await room.store.question(name)
        assert question is not None
        assert (question.workspace, question.channel) == ("T0001", HALL)
        assert question.thread is not None


async def test_the_pause_of_a_past_day_is_explained(tmp_path: Path) -> None:
    async with desk_room(tmp_path) as room:
        made = await room.subscribed("Pakistan at 07:30")
        room.archive.now += DAY
        await room.say("pause until 2026-11-23")
        assert await room.store.subscription(made.id) == made
