"""Who may do what: the table, and that no press of those who may not changes anything."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.desk.permits import (
    ADMINS,
    GUEST,
    INVITE,
    LEFT,
    MANAGED,
    NOT_MEMBER,
    OUTSIDE,
    PERSONAL,
    SHARED,
    UNSEEN,
    UNSEEN_CHANNEL,
    Act,
    Asker,
    Rules,
    refusal,
)
from bot.chat.heard import Action
from bot.domain.people import Person, Place
from support.deskroom import ANN, ATTIC, CEM, EVE, HALL, DeskRoom, desk_room
from support.values import DAY, make_brief, make_item, make_key, make_subscription

MEMBER = Person(id="U1", workspace="T1")
ROOM = Place(id="C1", name="room")
CHAT = make_subscription("chat", channel="C1", owners=("U9",))
PERSONAL_SUBSCRIPTION = make_subscription("mine", channel="D9", owners=("U9",))


def asker(person: Person = MEMBER, place: Place = ROOM, **fields: object) -> Asker:
    return Asker(person=person, place=place, **{"member": True, **fields})  # type: ignore[arg-type]


def person(**fields: object) -> Person:
    return Person(id="U1", workspace="T1", **fields)  # type: ignore[arg-type]


def place(**fields: object) -> Place:
    return Place(id="C1", **fields)  # type: ignore[arg-type]


MEMBERS, BY_ADMINS, OPEN = Rules(), Rules(changed_by="admins"), Rules(external=True)


@pytest.mark.parametrize(
    ("who", "rules", "read", "change"),
    [
        (asker(), MEMBERS, "", ""),
        (asker(member=None), MEMBERS, "", ""),
        (asker(member=None, here=False), MEMBERS, UNSEEN_CHANNEL, NOT_MEMBER),
        (asker(member=False, here=False), MEMBERS, UNSEEN_CHANNEL, NOT_MEMBER),
        (asker(member=False, here=False, owns=True), MEMBERS, "", ""),
        (asker(), BY_ADMINS, "", ADMINS),
        (asker(owns=True), BY_ADMINS, "", ""),
        (asker(person(admin=True)), BY_ADMINS, "", ""),
        (asker(person(admin=True), member=False, here=False), BY_ADMINS, UNSEEN_CHANNEL, NOT_MEMBER),
        (asker(person(guest=True)), MEMBERS, GUEST, GUEST),
        (asker(person(guest=True), owns=True), MEMBERS, GUEST, GUEST),
        (asker(person(guest=True)), OPEN, "", ""),
        (asker(foreign=True), MEMBERS, OUTSIDE, OUTSIDE),
        (asker(foreign=True), OPEN, "", ""),
        (asker(place=place(shared=True)), MEMBERS, SHARED, SHARED),
        (asker(place=place(shared=True), owns=True), MEMBERS, SHARED, SHARED),
        (asker(place=place(shared=True)), OPEN, "", ""),
        (asker(person(known=False)), MEMBERS, "", UNSEEN),
        (asker(person(known=False)), OPEN, "", ""),
        (asker(person(known=False), owns=True), MEMBERS, "", ""),
        (asker(place=place(known=False)), MEMBERS, "", INVITE),
        (asker(place=place(member=False)), MEMBERS, "", INVITE),
        (asker(place=place(archived=True)), MEMBERS, "", INVITE),
        (asker(person(deactivated=True)), OPEN, LEFT, LEFT),
        (asker(person(bot=True), owns=True), OPEN, LEFT, LEFT),
        (asker(place=Place(id="D9", direct=True)), MEMBERS, "", PERSONAL),
        (asker(place=Place(id="D9", direct=True), owns=True, here=False), MEMBERS, "", ""),
    ],
)
def test_the_table(who: Asker, rules: Rules, read: str, change: str) -> None:
    subscription = PERSONAL_SUBSCRIPTION if who.place.direct else CHAT
    assert refusal(who, Act.READ, rules, subscription=subscription) == read
    assert refusal(who, Act.CHANGE, rules, subscription=subscription) == change


def test_what_the_configuration_made_nobody_changes_in_chat() -> None:
    managed = make_subscription("desk", managed=True)
    assert refusal(asker(owns=True), Act.CHANGE, MEMBERS, subscription=managed) == MANAGED
    assert refusal(asker(), Act.READ, MEMBERS, subscription=managed) == ""


people = st.builds(
    Person,
    id=st.just("U1"),
    known=st.booleans(),
    admin=st.booleans(),
    guest=st.booleans(),
    bot=st.booleans(),
    deactivated=st.booleans(),
)
places = st.builds(
    Place,
    id=st.just("C1"),
    known=st.booleans(),
    direct=st.booleans(),
    shared=st.booleans(),
    archived=st.booleans(),
    member=st.booleans(),
)
askers = st.builds(
    Asker,
    person=people,
    place=places,
    member=st.sampled_from([True, False, None]),
    here=st.booleans(),
    foreign=st.booleans(),
    owns=st.booleans(),
)


@given(askers, st.sampled_from([MEMBERS, BY_ADMINS]))
def test_who_may_change_may_read_and_outsiders_may_nothing(who: Asker, rules: Rules) -> None:
    change = refusal(who, Act.CHANGE, rules, subscription=CHAT)
    if not change and not who.place.direct:
        assert refusal(who, Act.READ, rules, subscription=CHAT) == ""
        assert who.owns or who.member is not False
    if who.foreign or who.person.guest or who.place.shared:
        assert change
        assert refusal(who, Act.READ, rules, subscription=CHAT)


@given(askers)
def test_admins_only_never_allows_more_than_members(who: Asker) -> None:
    if not refusal(who, Act.CHANGE, BY_ADMINS, subscription=CHAT):
        assert refusal(who, Act.CHANGE, MEMBERS, subscription=CHAT) == ""


KEY = make_key("mine")
STRANGER = "U0DAN"
VALUES = st.sampled_from(
    [
        "mine",
        "secret",
        "mine|wire",
        "secret|wire",
        str(KEY),
        f"{KEY}|story-k2",
        f"{KEY}|story-k2|not_relevant",
        "draft-of-ann",
        "",
        "|",
        ":::",
        "nobody",
        HALL,
        ATTIC,
    ]
)
PRESSES = st.lists(st.tuples(st.sampled_from(list(Action)), VALUES, st.sampled_from(["", HALL, ATTIC, "D0EVE"])))


async def _state(room: DeskRoom, user: str) -> object:
    """Return all that presses could change; what a stranger keeps for themselves, such as votes, is theirs."""
    store, now = room.store, room.archive.now
    listed = await store.subscriptions()
    kept = [await store.votes(since=now - DAY), room.engine.briefs] if user == EVE else []
    changes = [await store.changes("slack", HALL), await store.changes("slack", ATTIC)]
    edited = [draft.edits for draft in room.surfaces.forms if draft.edits]
    return listed, kept, changes, await store.proposals([one.id for one in listed]), room.posted(), edited


@given(
    presses=PRESSES,
    user=st.sampled_from([EVE, STRANGER]),
    words=st.sampled_from(["pause all", "unsubscribe 1", "feedback reset", "subscribe Pakistan"]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_presses_of_guests_and_strangers_change_what_a_channel_gets(
    tmp_path_factory: pytest.TempPathFactory, presses: list[tuple[Action, str, str]], user: str, words: str
) -> None:
    asyncio.run(_presses_change_nothing(tmp_path_factory.mktemp("room"), presses, user, words))


async def _presses_change_nothing(folder: Path, presses: list[tuple[Action, str, str]], user: str, words: str) -> None:
    async with desk_room(folder) as room:
        for name, channel in (("mine", HALL), ("secret", ATTIC)):
            await room.store.add_subscription(
                make_subscription(name, platform="slack", channel=channel, workspace="T0001", owners=(ANN, CEM))
            )
        await room.store.save_brief(make_brief(KEY, channel=HALL, workspace="T0001", items=(make_item(),)))
        room.directory.people[STRANGER] = Person(id=STRANGER, name="Dan", workspace="T0001")
        before = await _state(room, user)
        for action, value, channel in presses:
            await room.press(action, value, user, channel)
        await room.say(words, user)
        assert await _state(room, user) == before
