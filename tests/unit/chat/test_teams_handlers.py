"""What people do in Teams, from the activity to the desk, and what Teams is answered at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.commands import AskCommand, HelpCommand, NowCommand, TransferCommand
from bot.chat.heard import Action, Heard, Press
from bot.chat.teams.handlers_read import FORM
from bot.domain.asked import Asked
from bot.domain.conversation import ConversationKind
from bot.domain.delivery import MessageRef
from bot.domain.vocabulary import Sector
from support import teamswire as wire
from support.deskfake import NotingDesk
from support.teamsheard import Edge, conversation
from support.teamswire import ANNA, BEN, BOT, CHANNEL, CHAT, GENERAL, TEAM, TENANT

MESSAGE = "application/vnd.microsoft.activity.message"
HOME_CARD = MessageRef(channel=CHAT, message_id="41")


def button(action: str, value: str = "", **more: Any) -> dict[str, Any]:
    return {"entente": {"action": action, "value": value, **more}}


@pytest.fixture
def edge() -> Edge:
    return Edge()


async def test_a_question_in_a_channel_is_heard_with_its_thread(edge: Edge) -> None:
    asked = wire.mention("Pakistan &amp; T&#252;rkiye&nbsp;drones")
    ((_, heard, command),) = await edge.take(asked)
    assert heard == Heard(
        event_id=f"teams:{CHANNEL}:{asked['id']}",
        workspace=TENANT,
        channel=CHANNEL,
        user=ANNA,
        thread=asked["id"],
        platform="teams",
        home=TENANT,
        trigger=f"{TENANT}|{ANNA}",
    )
    drones = Asked(countries=("PK", "TR"), sectors=(Sector.UAS,))
    assert command == AskCommand(asked=drones, text="Pakistan & Türkiye drones")


async def test_a_reply_is_heard_under_the_root_of_its_thread(edge: Edge) -> None:
    ((_, heard, _),) = await edge.take(wire.mention("now", root="1795000000001"))
    assert (heard.channel, heard.thread, heard.threaded) == (CHANNEL, "1795000000001", True)


async def test_what_comes_twice_is_done_once(edge: Edge) -> None:
    asked, pressed = wire.mention("now"), wire.pressed("entente_follow", button("entente_follow", "k|s"))
    assert len(await edge.take(asked, asked, pressed, pressed)) == 2


async def test_presses_without_an_id_are_told_apart_by_what_they_say(edge: Edge) -> None:
    def press(value: str) -> dict[str, Any]:
        made = wire.pressed("entente_follow", button("entente_follow", value), message_id="17")
        return {**made, "id": "", "timestamp": "2026-11-23T09:00:00Z"}

    assert len(await edge.take(press("k|a"), press("k|b"), press("k|a"))) == 2


async def test_what_is_not_said_to_the_bot_is_not_read(edge: Edge) -> None:
    other = {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": BEN, "name": "Ben"}}
    noted = await edge.take(
        wire.message("Pakistan"),
        wire.message("<at>Entente</at> Pakistan"),  # typed, not mentioned
        wire.message("<at>Ben</at> Pakistan", entities=[other]),
        wire.mention("Pakistan", user=BOT),
        wire.mention("Pakistan", around={"type": "messageUpdate"}),
        wire.mention("Pakistan", around={"type": "typing"}),
        wire.mention("Pakistan", around={"from": {}}),
    )
    assert noted == []
    assert edge.places.rows == {}, "of what is not for the bot nothing is kept"


async def test_in_a_chat_nobody_needs_to_be_mentioned_and_the_chat_is_the_thread(edge: Edge) -> None:
    ((_, heard, command),) = await edge.take(wire.personal("now"))
    assert (heard.channel, heard.thread, heard.threaded, command) == (CHAT, CHAT, False, NowCommand())
    group: dict[str, Any] = {"conversation": {"conversationType": "groupChat", "id": "19:g@thread.v2"}}
    named = wire.mention("now")
    named["conversation"] |= group["conversation"]
    silent = wire.message("now")
    silent["conversation"] |= group["conversation"]
    noted = await edge.take(named, silent)
    assert [heard.thread for _, heard, _ in noted] == [CHAT, "19:g@thread.v2"]
    assert edge.places.rows["19:g@thread.v2"].kind is ConversationKind.GROUP


async def test_a_question_that_was_offered_and_pressed_is_asked(edge: Edge) -> None:
    ((_, _, command),) = await edge.take(wire.personal("now", around={"value": {"offered": 1}}))
    assert command == NowCommand()


async def test_nothing_but_a_mention_asks_for_help(edge: Edge) -> None:
    noted = await edge.take(wire.mention(""), wire.personal(""))
    assert [command for _, _, command in noted] == [HelpCommand(), HelpCommand()]


async def test_a_subscription_is_given_to_who_is_mentioned(edge: Edge) -> None:
    names = [(BOT, "Entente"), ("29:1_a-b_", "Ann"), ("29:2Z_-", "Ann")]
    entities = [{"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": who}} for who, name in names]
    said = "<at>Entente</at> transfer 2 to <at>Ann</at> and <at>Ann</at>"
    ((_, _, command),) = await edge.take(wire.message(said, entities=entities))
    assert command == TransferCommand(to=("29:1_a-b_", "29:2Z_-"), which="2")


async def test_nobody_is_made_an_owner_by_typing_an_id(edge: Edge) -> None:
    noted = await edge.take(
        wire.personal("transfer 1 to @U1"), wire.personal("subscribe PK-TR at 07:30 UTC owners @U12345")
    )
    assert isinstance(noted[0][2], HelpCommand)
    assert "Mention who" in noted[0][2].problem
    assert noted[1][2].wish.owners is None
    assert [field for field, _ in noted[1][2].wish.problems] == ["owners"]


async def test_where_it_was_said_is_kept_and_refreshed(edge: Edge) -> None:
    await edge.take(wire.mention("now"))
    known = edge.places.rows[CHANNEL]
    assert (known.kind, known.team, known.workspace) == (ConversationKind.CHANNEL, TEAM, TENANT)
    await edge.take(wire.personal("now"))
    assert edge.places.rows[CHAT].user == ANNA
    edge.now += timedelta(minutes=1)
    await edge.take(wire.mention("now"))
    assert edge.places.rows[CHANNEL] is known, "nothing changed, so nothing is written"
    await edge.take(wire.mention("now", service_url="https://smba.trafficmanager.net/amer/"))
    assert edge.places.rows[CHANNEL].service_url.endswith("/amer/")
    edge.now += timedelta(days=1)
    await edge.take(wire.mention("now"))
    assert edge.places.rows[CHANNEL].at == edge.now


class WaitingDesk(NotingDesk):
    """Knows nothing before it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = asyncio.Event()

    async def first_time(self, event_id: str) -> bool:
        await self.opened.wait()
        return await super().first_time(event_id)


async def test_a_press_is_answered_at_once_and_handed_on_with_its_message() -> None:
    desk = WaitingDesk()
    edge = Edge(desk=desk)
    pressed = wire.pressed("entente_follow", button("entente_follow", "b:1|s"), message_id="1795000000007", root="17")
    answer = await edge.handlers.receive(pressed)
    assert answer is not None
    assert answer.body == {"statusCode": 200, "type": MESSAGE, "value": "Answered in your chat with Entente."}
    assert desk.noted == []
    desk.opened.set()
    await edge.handlers.drain()
    ((_, heard, press),) = desk.noted
    assert (heard.thread, heard.threaded, heard.user) == ("17", True, ANNA)
    stands = MessageRef(channel=CHANNEL, message_id="1795000000007")
    assert press == Press(action=Action.FOLLOW, value="b:1|s", message=stands)


async def test_a_button_in_the_channel_itself_is_answered_below_its_message(edge: Edge) -> None:
    ((_, heard, _),) = await edge.take(wire.pressed("entente_rest", button("entente_rest", "k"), message_id="17"))
    assert (heard.thread, heard.threaded) == ("17", False)


async def test_an_older_client_presses_by_message(edge: Edge) -> None:
    data = button("entente_follow", "b:1|s")
    noted = await edge.take(
        wire.submitted(data, message_id="17", root="16"), wire.pressed("x", data, message_id="17", root="16")
    )
    assert replace(noted[0][1], event_id="") == replace(noted[1][1], event_id="")
    assert noted[0][2] == noted[1][2]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"entente": "follow"},
        {"entente": {"action": 7, "value": "x"}},
        {"entente": {"action": "entente_follow", "value": "x" * 10_000}},
        {"entente": {"action": "entente_launch", "value": "x"}},
        {"entente": {"action": "x" * 10_000, "value": ""}},
        {"entente": {"action": ["entente_follow"], "value": {"a": 1}}},
        {"entente": {"action": "entente_follow", "value": "x", "at": "x" * 10_000}},
    ],
)
async def test_hostile_data_is_ignored(edge: Edge, data: dict[str, Any]) -> None:
    status, body = await edge.answer(wire.pressed("entente_follow", data))
    assert (status, body["value"]) == (200, "That can no longer be done here.")
    assert await edge.take(wire.submitted(data)) == []


@pytest.mark.parametrize(
    "value",
    [None, 7, "x", [], {"action": None}, {"action": {"data": []}}, {"actionValue": 7, "actionName": "feedback"}],
)
async def test_a_value_of_another_form_is_ignored(edge: Edge, value: Any) -> None:
    for name in ("adaptiveCard/action", "message/submitAction"):
        status, _ = await edge.answer({**wire.pressed("x", {}), "name": name, "value": value})
        assert status == 200
    assert (await edge.answer({**wire.pressed("x", {}), "name": "task/fetch", "value": value}))[0] == 501
    assert edge.desk.noted == []


async def test_an_answer_in_a_persons_chat_is_about_the_channel_it_came_from(edge: Edge) -> None:
    edge.directory.members[CHANNEL] = {ANNA}
    data = button("entente_complain", "b:1|s|other", at=CHANNEL)
    ((_, heard, press),) = await edge.take(wire.pressed("entente_complain", data, chat=CHAT, message_id="5"))
    assert (heard.channel, heard.thread, heard.threaded, press.message) == (CHANNEL, None, False, None)


@pytest.mark.parametrize("members", [{BEN}, None])
async def test_a_channel_that_somebody_is_not_in_cannot_be_claimed(edge: Edge, members: set[str] | None) -> None:
    edge.directory.members[CHANNEL] = members
    data = button("entente_delete", "s1", at=CHANNEL)
    ((_, heard, _),) = await edge.take(wire.pressed("entente_delete", data, chat=CHAT))
    assert heard.channel == CHAT


async def test_what_is_pressed_at_home_is_pressed_in_no_channel_and_drawn_there(edge: Edge) -> None:
    data = button("entente_pause", "s1", home=True)
    ((_, heard, press),) = await edge.take(wire.pressed("entente_pause", data, chat=CHAT, message_id="41"))
    assert (heard.channel, heard.thread, press.message) == ("", None, None)
    assert edge.around.homes.take(TENANT, ANNA) == HOME_CARD
    assert edge.around.homes.take(TENANT, ANNA) is None
    noted = await edge.take(wire.pressed("entente_pause", data))
    assert noted[1][1].channel == CHANNEL, "in a channel nobody is at home"


async def test_home_is_shown_anew_where_it_is_asked_for(edge: Edge) -> None:
    edge.around.homes.keep(TENANT, ANNA, HOME_CARD)
    noted = await edge.take(wire.personal("Home!"), wire.mention("home"))
    assert [(name, heard.channel) for name, heard in noted] == [("home", ""), ("home", "")]
    assert edge.around.homes.take(TENANT, ANNA) is None


@pytest.mark.parametrize(
    ("reaction", "reason", "action", "value"),
    [
        ("like", "", Action.USEFUL, "b:1|s"),
        ("dislike", "", Action.NOT_USEFUL, "b:1|s"),
        ("dislike", "I do not like it", Action.NOT_USEFUL, "b:1|s"),
        ("dislike", "Wrong country, this is Turkmenistan", Action.COMPLAIN, "b:1|s|wrong_country"),
        ("dislike", "the status is wrong", Action.COMPLAIN, "b:1|s|wrong_stage"),
        ("dislike", "we were told this twice", Action.COMPLAIN, "b:1|s|duplicate"),
        ("dislike", "Not relevant to us", Action.COMPLAIN, "b:1|s|not_relevant"),
    ],
)
async def test_feedback_is_a_verdict_on_the_story_that_the_message_told(
    edge: Edge, reaction: str, reason: str, action: Action, value: str
) -> None:
    edge.told[CHANNEL, "17"] = "b:1|s"
    said = wire.feedback(reaction, text=reason, message_id="17", root="16")
    assert await edge.answer(said) == (200, None)
    ((_, heard, press),) = edge.desk.noted
    assert (heard.channel, press.action, press.value) == (CHANNEL, action, value)


async def test_feedback_on_what_told_no_story_is_taken_and_left(edge: Edge) -> None:
    edge.told[CHANNEL, "17"] = "b:1|s"
    for said in (wire.feedback("like", message_id="18"), wire.feedback("shrug", message_id="17")):
        assert await edge.answer(said) == (200, None)
    hostile = wire.feedback("like", message_id="17")
    hostile["value"]["actionValue"]["feedback"] = "[" * 4_000
    await edge.answer(hostile)
    assert [press.action for _, _, press in edge.desk.noted] == [Action.USEFUL]


async def test_a_file_that_is_wanted_is_handed_to_who_asked(edge: Edge) -> None:
    consent = wire.consented("accept", {"file": "1"})
    assert await edge.answer(consent) == (200, None)
    assert edge.consented == [consent]


async def test_in_a_persons_chat_the_bot_shows_their_home_and_greets_when_it_is_installed(edge: Edge) -> None:
    noted = await edge.take(wire.installed_personally())
    assert [each[0] for each in noted] == ["channel", "home", "greet"]
    assert noted[0] == ("channel", CHAT, True)
    assert (noted[1][1].channel, noted[2][1].channel) == ("", CHAT)
    again = await edge.take(wire.installed_personally("add-upgrade"))
    assert again[3:] == [("channel", CHAT, True)]


async def test_a_stranger_is_shown_nothing_unasked(edge: Edge) -> None:
    around = {"from": {"id": "29:1-guest", "tenantId": wire.ELSEWHERE}}
    noted = await edge.take(wire.installed_personally(around=around), wire.personal("home", around=around))
    assert [each[0] for each in noted] == ["channel"]
    open_to_all = Edge(external=True)
    noted = await open_to_all.take(wire.installed_personally(around=around))
    assert [each[0] for each in noted] == ["channel", "home", "greet"]
    assert noted[1][1].home == wire.ELSEWHERE


@pytest.mark.parametrize(
    "gone",
    [
        wire.installed("remove"),
        wire.members("removed"),
        wire.updated("teamDeleted"),
        wire.updated("teamHardDeleted"),
        wire.updated("teamArchived"),
    ],
)
async def test_taken_out_of_a_team_the_bot_can_write_to_none_of_its_channels(edge: Edge, gone: dict[str, Any]) -> None:
    other = conversation("19:other@thread.tacv2", team="19:elsewhere@thread.tacv2")
    for one in (conversation(), conversation("19:second@thread.tacv2"), other):
        await edge.places.save(one)
    noted = await edge.take(gone, gone)
    assert sorted(noted) == sorted(("channel", one, False) for one in (GENERAL, CHANNEL, "19:second@thread.tacv2"))
    assert [one.id for one in edge.places.rows.values() if one.usable] == [other.id]


@pytest.mark.parametrize(
    "back",
    [wire.installed(), wire.members("added"), wire.updated("teamRestored"), wire.updated("teamUnarchived")],
)
async def test_back_in_a_team_it_writes_again(edge: Edge, back: dict[str, Any]) -> None:
    await edge.places.save(conversation(usable=False))
    assert set(await edge.take(back)) == {("channel", GENERAL, True), ("channel", CHANNEL, True)}
    assert edge.places.rows[CHANNEL].usable


async def test_channels_that_go_and_come_back_and_are_renamed(edge: Edge) -> None:
    other = "19:second@thread.tacv2"
    noted = await edge.take(
        wire.updated("channelCreated", channel=other, name="second"),
        wire.updated("channelDeleted", channel=other, name="second"),
        wire.updated("channelRestored", channel=other, name="second"),
        wire.updated("channelRenamed", channel=other, name="third"),
    )
    assert noted == [
        ("channel", other, True),
        ("channel", other, False),
        ("channel", other, True),
        ("renamed", other, other),
    ]
    assert (edge.places.rows[other].name, edge.places.rows[other].team) == ("third", TEAM)
    assert edge.places.rows[GENERAL].name == ""


async def test_who_comes_and_goes_is_asked_about_anew(edge: Edge) -> None:
    await edge.places.save(conversation())
    noted = await edge.take(wire.members("removed", BEN))
    assert set(noted) == {("renamed", GENERAL, GENERAL), ("renamed", CHANNEL, CHANNEL)}
    assert edge.places.rows[CHANNEL].usable


async def test_what_is_said_where_nothing_could_be_written_brings_it_back(edge: Edge) -> None:
    await edge.places.save(conversation(usable=False))
    noted = await edge.take(wire.mention("now"))
    assert [each[0] for each in noted] == ["channel", "command"]
    assert noted[0] == ("channel", CHANNEL, True)


async def test_a_channel_that_cannot_be_noted_costs_no_other(edge: Edge) -> None:
    class Failing(type(edge.places)):  # type: ignore[misc]
        async def save(self, one: Any) -> None:
            if one.id == CHANNEL:
                raise RuntimeError("the database is gone")
            await super().save(one)

    edge.places = Failing(conversation(), conversation("19:second@thread.tacv2"))
    edge.__post_init__()
    noted = await edge.take(wire.updated("teamDeleted"))
    assert {each[1] for each in noted} == {GENERAL, "19:second@thread.tacv2"}


async def test_a_desk_that_fails_is_logged_and_teams_has_its_answer(edge: Edge) -> None:
    edge.desk.failure = RuntimeError("the database is gone")
    with capture_logs() as logs:
        status, _ = await edge.answer(wire.pressed("entente_follow", button("entente_follow", "k|s")))
        assert status == 200
        assert await edge.take(wire.mention("secret plans of Pakistan")) == []
    assert [log["event"] for log in logs] == ["what was heard could not be handed on"] * 2
    assert "secret" not in str(logs)


async def test_draining_waits_for_all_that_was_acknowledged(edge: Edge) -> None:
    edge.desk.delay = 0.01
    await asyncio.gather(*(edge.handlers.receive(wire.mention("now")) for _ in range(20)))
    await edge.handlers.drain()
    assert len(edge.desk.noted) == 20


async def test_a_form_is_no_press(edge: Edge) -> None:
    status, body = await edge.answer(wire.pressed(FORM, button(FORM, "cancel"), chat=CHAT, message_id="9"))
    assert (status, body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert edge.desk.noted == []
    assert edge.gateway.edited == [("9", "Closed; nothing is changed.")]
