"""What is for one person alone, over the fake Bot Connector: in their own chat, or said that it cannot be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.forms import Home
from bot.chat.teams.around import HomeCards
from bot.chat.teams.gateway import NOT_ADDED, TeamsGateway
from bot.chat.teams.surfaces import TeamsSurfaces
from bot.domain.conversation import ConversationKind
from bot.domain.delivery import MessageRef
from bot.errors import (
    OutcomeUnknown,
    ScopeMissing,
)
from support.botconnector import bot_connector
from support.botconnector_places import known
from support.botconnector_script import KINDS
from support.botconnector_world import ANNA, APP_ID, BEN, CHANNEL, GUEST, TENANT
from support.deskroom import FakeDirectory
from support.teamsgateway import HELLO, card, line
from support.teamsheard import CHOICES
from support.teamsline import clients_of

AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


async def test_a_whisper_goes_to_the_persons_own_chat() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        await at.gateway.tell(CHANNEL, ANNA, card("for you alone"), thread=root)
        assert at.stands() == ["hello"]
        assert at.stands(at.teams.world.chat_with(ANNA).id) == ["for you alone"]
        assert not at.teams.called("create")


async def test_a_whisper_says_which_channel_it_is_about() -> None:
    async def called(tenant: str, channel: str, /) -> str:
        return "Cooperation" if (tenant, channel) == (TENANT, CHANNEL) else ""

    async with bot_connector() as teams, clients_of(teams, timeout=5.0) as clients:
        gateway = TeamsGateway(clients, known(teams), app_id=APP_ID, called=called)
        await gateway.tell(CHANNEL, ANNA, card("Subscriptions here"))
        chat = teams.world.chat_with(ANNA).id
        await gateway.tell(chat, ANNA, card("said in the chat"))
        first, second = teams.world.standing(chat)
        assert first.said == "Cooperation: Subscriptions here"
        assert [part["text"] for part in first.card["body"]] == ["In Cooperation", "Subscriptions here"]
        assert (first.key, second.said) == ("entente-1", "said in the chat")


async def test_a_chat_is_opened_where_none_is_known_and_then_remembered() -> None:
    async with line(chats=False) as at:
        await at.gateway.tell(CHANNEL, BEN, card("for you alone"))
        await at.gateway.tell(CHANNEL, BEN, card("again"))
        chat = at.teams.world.chat_with(BEN).id
        assert at.stands(chat) == ["for you alone", "again"]
        assert len(at.teams.called("create")) == 1
        row = at.places.rows[chat]
        assert (row.kind, row.user, row.workspace) == (ConversationKind.PERSONAL, BEN, TENANT)


async def test_what_is_known_of_a_chat_outlasts_its_being_opened() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        at.places.rows[chat] = replace(at.places.rows[chat], zone="Europe/Warsaw", user="29:renamed", usable=False)
        await at.gateway.tell(CHANNEL, ANNA, card("found"))
        row = at.places.rows[chat]
        assert (row.zone, row.user, row.usable, row.service_url) == ("Europe/Warsaw", ANNA, True, at.teams.url)


async def test_a_chat_that_is_opened_and_takes_nothing_stays_unusable() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        at.places.rows[chat] = replace(at.places.rows[chat], usable=False)
        root = await at.gateway.post(CHANNEL, HELLO)
        at.teams.plan("send", KINDS["roster"], KINDS["roster"])
        await at.gateway.tell(CHANNEL, ANNA, card("blocked"), thread=root)
        assert at.stands() == ["hello", NOT_ADDED]
        assert len(at.teams.called("create")) == 1
        assert not at.places.rows[chat].usable


async def test_a_chat_that_moved_is_opened_anew() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        old = replace(at.places.rows.pop(chat), id="a:old")
        at.places.rows[old.id] = old
        await at.gateway.tell(CHANNEL, ANNA, card("found"))
        assert at.stands(chat) == ["found"]


async def test_who_cannot_be_written_to_is_told_how_in_the_thread_without_the_content() -> None:
    async with line() as at:
        root = await at.gateway.post(CHANNEL, HELLO)
        await at.gateway.tell(CHANNEL, GUEST, card("secret words"), thread=root)
        assert at.stands() == ["hello", NOT_ADDED]
        assert at.teams.messages[-1].root == root.message_id
        assert "secret" not in str([call.body for call in at.teams.called("send", "reply")])


async def test_without_a_thread_nothing_is_said_in_the_channel_and_the_channel_is_not_lost() -> None:
    async with line() as at:
        with pytest.raises(ScopeMissing):
            await at.gateway.tell(CHANNEL, GUEST, card("secret words"))
        gone = MessageRef(channel=CHANNEL, message_id="17")
        with pytest.raises(ScopeMissing):
            await at.gateway.tell(CHANNEL, GUEST, card("secret words"), thread=gone)
        assert at.teams.messages == []


async def test_a_whisper_waits_a_little_and_is_never_said_twice() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        at.teams.plan("send", KINDS["limit-2"])
        await at.gateway.tell(CHANNEL, ANNA, card("waited"))
        assert at.slept == [2.0]
        at.teams.plan("send", KINDS["error-after"])
        with pytest.raises(OutcomeUnknown):
            await at.gateway.tell(CHANNEL, ANNA, card("once"))
        assert at.stands(chat) == ["waited", "once"]


async def test_said_in_a_chat_a_whisper_stays_there() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        await at.gateway.tell(chat, ANNA, card("here"))
        assert at.stands(chat) == ["here"]


class OneChat(FakeDirectory):
    """Knows one chat."""

    def __init__(self, chat: str) -> None:
        super().__init__()
        self.chat = chat

    async def direct(self, user: str) -> str:
        """Return it."""
        del user
        return self.chat


async def test_a_home_comes_later_where_teams_asks_to_wait_and_never_twice() -> None:
    async with line() as at:
        chat = at.teams.world.chat_with(ANNA).id
        surfaces = TeamsSurfaces(at.gateway, OneChat(chat), tenant=TENANT, choices=CHOICES, homes=HomeCards())
        at.teams.plan("send", KINDS["limit-2"], KINDS["bad-gateway"])
        await surfaces.show_home(Home(user=ANNA, zone="UTC", cards=()))
        assert at.stands(chat) == ["Your Entente"]
        at.teams.plan("send", KINDS["error-after"])
        with pytest.raises(OutcomeUnknown):
            await surfaces.show_home(Home(user=ANNA, zone="UTC", cards=()))
        assert at.stands(chat) == ["Your Entente"] * 2
