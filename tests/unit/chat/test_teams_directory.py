"""Who and what is in a tenant: told by rosters, kept for a while, unknown where Teams does not tell."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.chat.kept import KEPT_SECONDS, UNKNOWN_SECONDS
from bot.chat.teams.directory import TeamsDirectory, person_of
from bot.domain.conversation import ConversationKind
from bot.errors import ChannelUnavailable
from support.botconnector import BotConnector, Fault, bot_connector
from support.botconnector_places import MemoryPlaces, known
from support.botconnector_script import KINDS
from support.botconnector_world import ANNA, BEN, CHANNEL, ELSEWHERE, GENERAL, GUEST, TEAM, TENANT
from support.teamsline import clients_of


@dataclass
class Book:
    """The stand-in, what the bot remembers of it, and a directory with a clock of its own."""

    teams: BotConnector
    places: MemoryPlaces
    directory: TeamsDirectory
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def calls(self, *routes: str) -> int:
        """Return how often these were asked for."""
        return len(self.teams.called(*routes))

    def share(self, *, channel: str = CHANNEL, kind: str = "shared") -> None:
        """Let Teams list a channel as one of another kind."""
        listed = self.teams.world.channels

        def channels(team: str) -> list[dict[str, Any]]:
            return [{**row, "type": kind} if row["id"] == channel else row for row in listed(team)]

        self.teams.world.channels = channels  # type: ignore[method-assign]


@asynccontextmanager
async def book(*, chats: bool = True, external: bool = False, tenant: str = TENANT) -> AsyncIterator[Book]:
    """Open a directory over a stand-in."""
    async with bot_connector() as teams, clients_of(teams) as clients:
        places = known(teams, chats=chats)
        made = Book(teams, places, TeamsDirectory(clients, places, tenant=tenant))
        made.directory = TeamsDirectory(
            clients, places, tenant=tenant, external=external, monotonic=lambda: made.now, sleep=made.sleep
        )
        yield made


async def test_a_person_is_known_by_their_own_chat() -> None:
    async with book() as at:
        anna = await at.directory.person(ANNA)
        assert (anna.known, anna.name, anna.workspace) == (True, "Anna Adler", TENANT)
        assert not any((anna.guest, anna.bot, anna.admin, anna.deactivated))


async def test_who_has_no_chat_is_found_in_the_place_that_is_asked_about() -> None:
    async with book(chats=False) as at:
        place, ben = await asyncio.gather(at.directory.place(CHANNEL), at.directory.person(BEN))
        assert place.known
        assert ben.name == "Ben Berg"
    async with book(chats=False) as at:
        ben, _ = await asyncio.gather(at.directory.person(BEN), at.directory.place(CHANNEL))
        assert ben.name == "Ben Berg", "whoever is asked for first"


async def test_a_guest_is_told_and_belongs_elsewhere() -> None:
    async with book() as at:
        await at.directory.place(CHANNEL)
        gus = await at.directory.person(GUEST)
        assert gus.guest
        assert gus.workspace == ELSEWHERE


@pytest.mark.parametrize(
    ("member", "guest", "home"),
    [
        ({"userRole": "user", "tenantId": TENANT}, False, TENANT),
        ({"userRole": "user", "tenantId": TENANT.upper()}, False, TENANT),
        ({"userRole": "guest"}, True, TENANT),
        ({"userRole": "Anonymous"}, True, TENANT),
        ({"userPrincipalName": "gus_other.invalid#EXT#@desk.invalid"}, True, TENANT),
        ({"userPrincipalName": "gus_other.invalid#ext#@desk.invalid", "userRole": "user"}, True, TENANT),
        ({"tenantId": ELSEWHERE, "userRole": "user"}, True, ELSEWHERE),
        ({}, False, TENANT),
        ({"name": None, "userRole": None, "tenantId": None, "userPrincipalName": None}, False, TENANT),
    ],
)
def test_guests_are_known_by_role_name_and_tenant(member: dict[str, Any], guest: bool, home: str) -> None:
    person = person_of(member, "29:x", tenant=TENANT)
    assert (person.guest, person.workspace) == (guest, home)


async def test_what_is_known_is_kept_for_a_while() -> None:
    async with book() as at:
        for _ in range(3):
            await at.directory.person(ANNA)
            await at.directory.place(CHANNEL)
            await at.directory.is_member(CHANNEL, ANNA)
        assert (at.calls("member"), at.calls("channels")) == (2, 1)
        at.now = KEPT_SECONDS
        await at.directory.person(ANNA)
        assert at.calls("member") == 3


async def test_many_who_ask_at_once_cost_one_request() -> None:
    async with book() as at:
        people = await asyncio.gather(*(at.directory.person(ANNA) for _ in range(20)))
        assert {person.name for person in people} == {"Anna Adler"}
        assert at.calls("member") == 1


@pytest.mark.parametrize("fault", ["error-before", "drop-before", "roster", "unauthorized"])
async def test_where_teams_does_not_tell_things_are_not_known_for_a_short_while(fault: str) -> None:
    async with book() as at:
        at.teams.plan("member", KINDS[fault], KINDS[fault])
        at.teams.plan("channels", KINDS[fault])
        assert not (await at.directory.person(ANNA)).known
        assert await at.directory.is_member(CHANNEL, ANNA) is None
        assert (await at.directory.place(CHANNEL)).known, "what was heard of it is known without asking"
        at.now = UNKNOWN_SECONDS
        assert (await at.directory.person(ANNA)).known
        assert await at.directory.is_member(CHANNEL, ANNA) is True


async def test_a_short_wait_is_sat_out_and_a_long_one_is_not() -> None:
    async with book() as at:
        at.teams.plan("member", KINDS["limit-2"])
        assert (await at.directory.person(ANNA)).known
        assert at.slept == [2.0]
        at.teams.plan("member", Fault(status=429, error="x", headers={"Retry-After": "60"}))
        assert not (await at.directory.person(BEN)).known
        assert at.slept == [2.0]


async def test_channels_are_told_by_their_team() -> None:
    async with book() as at:
        channel, general = await at.directory.place(CHANNEL), await at.directory.place(GENERAL)
        assert (channel.name, channel.direct, channel.private, channel.shared) == ("Cooperation", False, False, False)
        assert general.name == "General"
        chat = await at.directory.place(at.teams.world.chat_with(ANNA).id)
        assert (chat.direct, chat.private, chat.shared, chat.known) == (True, True, False, True)


async def test_asked_for_one_channel_all_of_its_team_are_known_but_private_ones() -> None:
    async with book() as at:
        at.teams.world.add_channel("19:quiet@thread.tacv2", name="Quiet")
        at.teams.world.add_channel("19:closed@thread.tacv2", name="Closed")
        at.share(channel="19:closed@thread.tacv2", kind="private")
        assert not (await at.directory.place("19:quiet@thread.tacv2")).known
        await at.directory.place(CHANNEL)
        quiet = await at.directory.place("19:quiet@thread.tacv2")
        assert (quiet.name, quiet.known, quiet.member) == ("Quiet", True, True)
        row = at.places.rows["19:quiet@thread.tacv2"]
        assert (row.team, row.workspace, row.service_url, row.user) == (TEAM, TENANT, at.teams.url, "")
        assert "19:closed@thread.tacv2" not in at.places.rows


async def test_a_private_channel_is_told_and_one_that_is_not_listed_keeps_its_name() -> None:
    async with book() as at:
        at.share(kind="private")
        assert (await at.directory.place(CHANNEL)).private
    async with book() as at:
        at.places.rows[CHANNEL] = replace(at.places.rows[CHANNEL], team="19:another@thread.tacv2", name="Hidden")
        assert (await at.directory.place(CHANNEL)).name == "Hidden"


async def test_a_shared_channel_counts_as_shared_where_others_read_it() -> None:
    async with book() as at:
        at.share()
        assert (await at.directory.place(CHANNEL)).shared
        assert at.calls("members") == 1
    async with book() as at:
        at.share()
        at.teams.world.conversations[CHANNEL].people = [ANNA, BEN]
        place = await at.directory.place(CHANNEL)
        assert not place.shared
        assert place.private


async def test_a_shared_channel_whose_people_are_not_told_counts_as_shared() -> None:
    async with book() as at:
        at.share()
        at.teams.plan("members", KINDS["error-before"])
        assert (await at.directory.place(CHANNEL)).shared


async def test_one_of_others_on_the_last_page_is_found() -> None:
    async with book() as at:
        at.share()
        people = at.teams.world.conversations[CHANNEL].people = []
        for number in range(120):
            at.teams.world.add_person(f"29:{number}", f"Person {number}", installed=False)
            people.append(f"29:{number}")
        people.append(GUEST)
        assert (await at.directory.place(CHANNEL)).shared
        assert at.calls("members") == 3


async def test_who_serves_others_does_not_look_who_reads_along() -> None:
    async with book(external=True) as at:
        at.share()
        assert (await at.directory.place(CHANNEL)).shared
        assert not at.calls("members")


async def test_a_place_the_bot_was_taken_out_of_is_told_without_asking() -> None:
    async with book() as at:
        at.places.rows[CHANNEL] = replace(at.places.rows[CHANNEL], usable=False)
        place = await at.directory.place(CHANNEL)
        assert place.known
        assert not place.member
        assert not at.teams.record


async def test_another_tenants_conversations_are_unknown() -> None:
    async with book(tenant=ELSEWHERE) as at:
        assert not (await at.directory.place(CHANNEL)).known
        assert await at.directory.is_member(CHANNEL, ANNA) is None
        assert not (await at.directory.person(ANNA)).known
        assert not at.teams.record


async def test_membership_is_told_and_forgotten_when_the_channel_changed() -> None:
    async with book() as at:
        at.teams.world.add_person("29:new", "New Person", installed=False)
        assert await at.directory.is_member(CHANNEL, ANNA) is True
        assert await at.directory.is_member(CHANNEL, "29:new") is False
        at.teams.world.teams[TEAM]["people"].append("29:new")
        assert await at.directory.is_member(CHANNEL, "29:new") is False, "kept"
        at.directory.changed(CHANNEL)
        assert await at.directory.is_member(CHANNEL, "29:new") is True


async def test_who_left_is_noticed_at_the_latest_when_the_answer_is_old() -> None:
    async with book() as at:
        assert await at.directory.is_member(CHANNEL, ANNA) is True
        at.teams.world.teams[TEAM]["people"].remove(ANNA)
        at.now = KEPT_SECONDS
        assert await at.directory.is_member(CHANNEL, ANNA) is False


@pytest.mark.parametrize("user", ["", ".", "..", "x" * 501, "29:\ud800", "29:../../teams"])
async def test_names_that_are_none_reach_no_other_address(user: str) -> None:
    async with book() as at:
        assert not (await at.directory.person(user)).known
        assert not await at.directory.is_member(CHANNEL, user)
        assert all(call.route == "member" for call in at.teams.record if call.route != "token")


async def test_the_chat_with_a_person_is_known_or_opened() -> None:
    async with book() as at:
        assert await at.directory.direct(ANNA) == at.teams.world.chat_with(ANNA).id
        assert not at.teams.record
    async with book(chats=False) as at:
        chat = at.teams.world.chat_with(BEN).id
        assert [await at.directory.direct(BEN) for _ in range(2)] == [chat, chat]
        assert at.calls("create") == 1
        assert at.places.rows[chat].kind is ConversationKind.PERSONAL


@pytest.mark.parametrize("fault", ["roster", "error-before", "limit-2"])
async def test_a_chat_that_cannot_be_opened_is_told(fault: str) -> None:
    async with book(chats=False) as at:
        at.teams.plan("create", KINDS[fault])
        with pytest.raises(ChannelUnavailable):
            await at.directory.direct(BEN)


async def test_groups_of_people_are_not_told() -> None:
    async with book() as at:
        assert await at.directory.group("96000000") == ()
        assert not at.teams.record
