"""The desk behind Teams' handlers: who is served, what is pressed in a person's own chat, owners who have left."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.app.desk.permits import GUEST, OUTSIDE
from bot.briefing.slots import is_paused
from bot.chat.forms import Draft
from bot.chat.heard import Action
from bot.chat.teams.around import Around
from bot.chat.teams.handlers import TeamsHandlers
from bot.domain.people import Person, Place
from bot.domain.topic import Subscription
from bot.errors import DeliveryError, FormExpired, Rejected
from support import teamswire as wire
from support.botconnector_places import MemoryPlaces
from support.deskroom import DeskRoom, FakeSurfaces, desk_room
from support.teamsheard import CHOICES
from support.teamswire import ANNA, APP_ID, BEN, BOT, CHANNEL, CHAT, ELSEWHERE, TENANT
from support.teamswire import GUEST as EVE


def handlers_of(room: DeskRoom, **fields: Any) -> TeamsHandlers:
    """Return the handlers of Teams before the desk of a room, in which Anna and Ben are, and Eve as a guest."""
    directory = room.directory
    directory.people = {
        ANNA: Person(id=ANNA, name="Anna", workspace=TENANT, zone="Europe/Warsaw"),
        BEN: Person(id=BEN, name="Ben", workspace=TENANT),
        EVE: Person(id=EVE, name="Eve", workspace=TENANT, guest=True),
    }
    directory.places = {CHANNEL: Place(id=CHANNEL, name="desk"), CHAT: Place(id=CHAT, direct=True)}
    directory.members = {CHANNEL: {ANNA, BEN, EVE}, CHAT: {ANNA}}
    around = Around(platform=room.desk.room.platform, choices=CHOICES)
    return TeamsHandlers(room.desk, MemoryPlaces(), app_id=APP_ID, around=around, **fields)


async def said(room: DeskRoom, handlers: TeamsHandlers, activity: dict[str, Any]) -> str:
    """Hand an activity on and return what its person was told."""
    before = len(room.gateway.shown)
    await handlers.receive(activity)
    await handlers.drain()
    return "\n".join(room.gateway.shown[before:])


def pressed(room: DeskRoom, label: str, **fields: Any) -> dict[str, Any]:
    """Return the press of a button of the last answer, as it is pressed in Anna's own chat, about the channel."""
    found = next(each for each in room.gateway.buttons if label in each["label"])
    data = {"entente": {"action": found["action"], "value": found["value"], "at": CHANNEL}}
    return wire.pressed(found["action"], data, **{"chat": CHAT, "message_id": "9", **fields})


async def subscribed(room: DeskRoom, handlers: TeamsHandlers) -> Subscription:
    await said(room, handlers, wire.mention("subscribe Pakistan Türkiye drones at 07:30"))
    await said(room, handlers, pressed(room, "Confirm"))
    (made,) = await room.store.subscriptions()
    return made


async def test_a_channel_subscribes_by_a_mention_and_a_press_in_a_persons_own_chat(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        made = await subscribed(room, handlers_of(room))
        assert (made.platform, made.workspace, made.channel, made.owners) == ("teams", TENANT, CHANNEL, (ANNA,))


@pytest.mark.parametrize(
    ("external", "user", "home", "refusal"),
    [
        (False, EVE, TENANT, GUEST),
        (False, BEN, ELSEWHERE, OUTSIDE),
        (True, EVE, TENANT, ""),
        (True, BEN, ELSEWHERE, ""),
    ],
)
async def test_guests_and_people_of_other_tenants_are_refused_unless_they_are_served(
    tmp_path: Path, *, external: bool, user: str, home: str, refusal: str
) -> None:
    async with desk_room(tmp_path, platform="teams", teams_external=external, slack_external=not external) as room:
        handlers = handlers_of(room, external=external)
        around = {"from": {"id": user, "tenantId": home}}
        for text in ("list", "status", "subscribe PK-TR at 07:30 UTC"):
            told = await said(room, handlers, wire.mention(text, around=around))
            assert (told == refusal) if refusal else (OUTSIDE not in told and GUEST not in told)
        await said(room, handlers, wire.mention("Pakistan Türkiye", around=around))
        assert len(room.engine.asked) == (0 if refusal else 1)


async def test_who_is_not_in_a_channel_changes_nothing_by_naming_it(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        handlers = handlers_of(room)
        made = await subscribed(room, handlers)
        room.directory.members[CHANNEL] = {ANNA}
        for action in (Action.DELETE, Action.PAUSE, Action.TEST):
            data = {"entente": {"action": action, "value": made.id, "at": CHANNEL}}
            for claimed in (data, {"entente": {**data["entente"], "at": "", "home": True}}):
                await said(room, handlers, wire.pressed(action, claimed, chat="a:1-1-ben", user=BEN))
        assert await room.store.subscription(made.id) == made
        assert not any("drones" in line for line in room.gateway.shown[-6:])


async def test_a_mention_makes_somebody_an_owner_and_the_audit_calls_them_by_name(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        handlers = handlers_of(room)
        made = await subscribed(room, handlers)
        entities = [
            {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": who, "name": name}}
            for who, name in ((BOT, "Entente"), (BEN, "Ben"))
        ]
        await said(room, handlers, wire.message("<at>Entente</at> transfer 1 to <at>Ben</at>", entities=entities))
        after = await room.store.subscription(made.id)
        assert after is not None
        assert after.owners == (BEN,)
        told = await said(room, handlers, wire.mention("audit"))
        assert "to Ben" in told
        assert "29:" not in told


async def test_an_owner_who_has_left_is_announced_in_the_channel(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        handlers = handlers_of(room)
        await subscribed(room, handlers)
        await said(room, handlers, wire.members("removed", ANNA, channel=CHANNEL))
        assert CHANNEL in room.directory.told_of, "who is in the channel is asked anew"
        room.directory.people[ANNA] = replace(room.directory.people[ANNA], deactivated=True)
        assert await room.desk.check_owners() == 1
        assert await room.desk.check_owners() == 0
        assert "Anna, who owned this subscription, has left" in room.posted(CHANNEL)[-1]
        assert "@Entente transfer" in room.posted(CHANNEL)[-1]


async def test_a_team_that_takes_the_bot_out_pauses_what_its_channels_get(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        handlers = handlers_of(room)
        made = await subscribed(room, handlers)
        await said(room, handlers, wire.installed("remove"))
        paused = await room.store.subscription(made.id)
        assert paused is not None
        assert paused.pause_note
        await said(room, handlers, wire.installed("add"))
        after = await room.store.subscription(made.id)
        assert after is not None
        assert not is_paused(after, room.desk.room.now())


async def test_a_question_is_asked_on_in_a_chat(tmp_path: Path) -> None:
    async with desk_room(tmp_path, platform="teams") as room:
        handlers = handlers_of(room)
        await said(room, handlers, wire.personal("Pakistan Türkiye drones"))
        await said(room, handlers, wire.personal("and since May?"))
        first, second = [await room.store.question(name) for name in room.engine.asked]
        assert first is not None
        assert second is not None
        assert second.asked.countries == first.asked.countries
        assert second.asked.since is not None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Rejected(CHANNEL, "too much"), "cannot be shown. Say it in words"),
        (FormExpired(CHANNEL, "late"), "press again"),
    ],
)
async def test_a_form_that_cannot_be_shown_is_said(tmp_path: Path, error: DeliveryError, told: str) -> None:
    class Failing(FakeSurfaces):
        async def open_form(self, trigger: str, draft: Draft) -> None:
            raise error

    async with desk_room(tmp_path, platform="teams", surfaces=Failing()) as room:
        assert told in await said(room, handlers_of(room), wire.mention("subscribe"))
