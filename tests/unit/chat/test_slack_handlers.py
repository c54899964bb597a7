"""What is said and what happens, through Bolt itself, with requests signed as Slack signs them."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.chat.commands import AskCommand, HelpCommand, NowCommand
from bot.chat.heard import Heard
from bot.chat.slack.handlers_read import promise, spoken
from bot.domain.asked import Asked
from bot.domain.vocabulary import Sector
from support.deskfake import NotingDesk
from support.slackwire import FORM, command, event, listening, said_back, send


@pytest.fixture
def desk() -> NotingDesk:
    return NotingDesk()


@pytest.fixture
async def app(desk: NotingDesk) -> AsyncIterator[AsyncApp]:
    async with listening(desk) as opened:
        yield opened


async def test_now_is_promised_each_time_and_handed_on_once(app: AsyncApp, desk: NotingDesk) -> None:
    for _ in range(2):
        answer = await command(app, "now")
        assert said_back(answer) == {"text": "One moment.", "response_type": "ephemeral"}
    assert await desk.settled(1) == [
        (
            "command",
            Heard(event_id="slack:trigger:1.2", workspace="T1", channel="C1", user="U1", trigger="1.2"),
            NowCommand(),
        )
    ]


async def test_a_question_is_decoded(app: AsyncApp, desk: NotingDesk) -> None:
    await command(app, "Pakistan &amp; Türkiye")
    ((_, _, question),) = await desk.settled(1)
    assert question == AskCommand(asked=Asked(countries=("PK", "TR")), text="Pakistan & Türkiye")


async def test_help_comes_without_a_promise(app: AsyncApp, desk: NotingDesk) -> None:
    assert said_back(await command(app, "")) is None
    ((_, _, said),) = await desk.settled(1)
    assert said == HelpCommand()


async def test_a_slow_store_holds_no_acknowledgement_up(app: AsyncApp, desk: NotingDesk) -> None:
    desk.delay = 1.5
    started = time.monotonic()
    assert said_back(await command(app, "now"))["text"] == "One moment."
    assert time.monotonic() - started < 0.5
    await desk.settled(1)


async def test_a_store_that_fails_is_logged_and_the_person_has_an_answer(app: AsyncApp, desk: NotingDesk) -> None:
    desk.failure = RuntimeError("the database is gone")
    answer = await command(app, "now")
    assert (answer.status, said_back(answer)["text"]) == (200, "One moment.")
    await desk.settled(0)


async def test_a_mention_that_comes_twice_is_answered_once(app: AsyncApp, desk: NotingDesk) -> None:
    said: dict[str, Any] = {"channel": "D1", "user": "U1", "ts": "5.1", "text": "<@UBOT> Pakistan Türkiye drones"}
    await event(app, event_id="Ev1", type="app_mention", **said)
    await event(app, event_id="Ev2", type="message", channel_type="im", **said)
    await event(app, event_id="Ev1", type="app_mention", retry=1, **said)
    ((_, heard, question),) = await desk.settled(1)
    assert (heard.thread, heard.channel) == ("5.1", "D1")
    drones = Asked(countries=("PK", "TR"), sectors=(Sector.UAS,))
    assert question == AskCommand(asked=drones, text="Pakistan Türkiye drones")


async def test_a_direct_message_of_the_agent_view_is_answered_in_its_thread(app: AsyncApp, desk: NotingDesk) -> None:
    said: dict[str, Any] = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "Pakistan"}
    context: dict[str, Any] = {"app_context": {"channel_id": "C9"}, "assistant_thread": {"action_token": "x"}}
    await event(app, ts="5.2", thread_ts="5.1", **said, **context)
    await event(app, event_id="Ev2", ts="6.1", **said)
    noted = await desk.settled(2)
    assert [(heard.thread, heard.threaded) for _, heard, _ in noted] == [("5.1", True), ("6.1", False)]


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share"])
async def test_what_is_said_with_a_file_or_shown_outside_its_thread_is_heard(
    app: AsyncApp, desk: NotingDesk, subtype: str
) -> None:
    said: dict[str, Any] = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "Pakistan"}
    await event(app, ts="5.2", thread_ts="5.1", subtype=subtype, **said)
    ((_, heard, question),) = await desk.settled(1)
    assert (heard.thread, question) == ("5.1", AskCommand(asked=Asked(countries=("PK",)), text="Pakistan"))


async def test_what_is_not_said_to_the_bot_is_not_read(app: AsyncApp, desk: NotingDesk) -> None:
    said: dict[str, Any] = {"type": "message", "channel": "C1", "user": "U1", "text": "Pakistan"}
    await event(app, channel_type="channel", ts="1.1", **said)
    await event(app, channel_type="im", ts="1.2", subtype="message_changed", **said)
    await event(app, channel_type="im", ts="1.3", bot_id="B9", **said)
    await event(app, type="app_mention", channel="C1", user="UBOT", ts="1.4", text="<@UBOT> now")
    await event(app, channel_type="im", ts="1.5", **said)
    ((_, heard, _),) = await desk.settled(1)
    assert heard.thread == "1.5"


async def test_a_guest_of_another_workspace_is_told_by_its_home(app: AsyncApp, desk: NotingDesk) -> None:
    around = {
        "authorizations": [{"team_id": "T1", "enterprise_id": None}],
        "team_id": "T2",
        "is_ext_shared_channel": True,
    }
    said: dict[str, Any] = {"type": "app_mention", "channel": "C1", "user": "U9", "ts": "5.1", "text": "<@UBOT> now"}
    await event(app, around=around, user_team="T2", team="T2", **said)
    ((_, heard, _),) = await desk.settled(1)
    assert (heard.workspace, heard.home) == ("T1", "T2")


async def test_channels_that_go_and_come_back(app: AsyncApp, desk: NotingDesk) -> None:
    await event(app, event_id="1", type="channel_archive", channel="C1", user="U1")
    await event(app, event_id="1", type="channel_archive", channel="C1", user="U1", retry=1)
    await desk.settled(1)
    await event(app, event_id="2", type="member_joined_channel", channel="C1", user="UBOT", team="T1", inviter="U1")
    await desk.settled(2)
    await event(app, event_id="3", type="member_left_channel", channel="C1", user="U2")
    await event(app, event_id="4", type="channel_id_changed", old_channel_id="G1", new_channel_id="C2")
    await desk.settled(3)
    await event(app, event_id="5", type="channel_rename", channel={"id": "C2", "name": "now-so"})
    assert await desk.settled(4) == [
        ("channel", "C1", False),
        ("channel", "C1", True),
        ("renamed", "G1", "C2"),
        ("renamed", "C2", "C2"),
    ]


async def test_a_workspace_that_is_gone(app: AsyncApp, desk: NotingDesk) -> None:
    await event(app, event_id="1", type="tokens_revoked", tokens={"oauth": ["U1"]})
    await event(app, event_id="2", type="tokens_revoked", tokens={"bot": ["UBOT"]}, around={"enterprise_id": "E1"})
    await desk.settled(1)
    await event(app, event_id="3", type="app_uninstalled")
    assert await desk.settled(2) == [("uninstalled", "T1", "E1"), ("uninstalled", "T1", "")]


async def test_the_home_is_shown_and_in_the_messages_questions_are_offered(app: AsyncApp, desk: NotingDesk) -> None:
    opened: dict[str, Any] = {"type": "app_home_opened", "user": "U1", "channel": "D1"}
    await event(app, event_id="1", tab="messages", **opened)
    await desk.settled(1)
    await event(app, event_id="2", tab="home", view={"id": "V1", "type": "home", "hash": "1.a"}, **opened)
    await event(app, event_id="3", tab="about", **opened)
    noted = await desk.settled(2)
    assert [name for name, _ in noted] == ["greet", "home"]
    assert all((heard.user, heard.workspace, heard.channel) == ("U1", "T1", "D1") for _, heard in noted)
    assert noted[0][1].thread is None, "Slack drops prompts that name a thread"


async def test_in_the_older_container_questions_are_offered_in_its_thread(app: AsyncApp, desk: NotingDesk) -> None:
    opened = {"user_id": "U1", "channel_id": "D1", "thread_ts": "7.1", "context": {"channel_id": "C1"}}
    await event(app, type="assistant_thread_started", assistant_thread=opened)
    ((name, heard),) = await desk.settled(1)
    assert (name, heard.user, heard.channel, heard.thread) == ("greet", "U1", "D1", "7.1")


async def test_what_nobody_knows_is_acknowledged(app: AsyncApp, desk: NotingDesk) -> None:
    assert (await event(app, type="team_rename", name="x")).status == 200
    await desk.settled(0)


@pytest.mark.parametrize(
    "headers",
    [{"x-slack-signature": "v0=bad"}, {"x-slack-request-timestamp": str(int(time.time()) - 3600)}],
)
async def test_a_bad_or_stale_signature_is_refused(app: AsyncApp, desk: NotingDesk, headers: dict[str, str]) -> None:
    answer = await send(app, "command=/entente&text=now", content_type=FORM, **headers)
    assert answer.status == 401
    await desk.settled(0)


@pytest.mark.parametrize(
    ("raw", "heard"),
    [
        ("<@UBOT> <@UBOT|entente> now", "now"),
        ("<@UBOT>\ttransfer <@U123|alex> <!subteam^S123|@desk>", "transfer @U123 @S123"),
        ("transfer <@W123> s1", "transfer @W123 s1"),
        ("Pakistan in <#C1|general>", "Pakistan in #general"),
        ("<https://example.invalid/|Pakistan> &lt;b&gt;", "Pakistan <b>"),
        ("why <https://example.invalid/?a=1&amp;b=2|example.invalid/…>", "why https://example.invalid/?a=1&b=2"),
        ("<@UBOT> why <https://example.invalid/>", "why https://example.invalid/"),
        ("<!here> help", "help"),
        ("<@UBOT", "<@UBOT"),
    ],
)
def test_spoken(raw: str, heard: str) -> None:
    assert spoken(raw, bot_user="UBOT") == heard


@pytest.mark.parametrize("begun", ["<@", "<!", "<@U1|", "<!subteam^S1|", "<#C1|", "<https:a", "<mailto:a|"])
def test_marks_that_never_end_cost_no_time(begun: str) -> None:
    text = (begun * 40_000)[:40_000]  # the longest message; seconds where each mark looks for its end to the end
    started = time.process_time()
    spoken(text)
    assert time.process_time() - started < 0.3


@pytest.mark.parametrize(
    ("said", "promised"),
    [
        ("", ""),
        ("help", ""),
        ("subscribe", ""),
        ("edit 2", ""),
        ("subscribe PK-TR", "One moment."),
        ("pause 3 days", ""),
        ("why https://example.invalid", ""),
        ("list", ""),
        ("now", "One moment."),
        ("Pakistan Türkiye", "One moment."),
        ("search corvette Istanbul", ""),
        ("Pakistan Türkiye --private", ""),
        ("—private Pakistan Türkiye", ""),
        ("privately Poland Sweden", ""),
        ("Poland Sweden, just for me", ""),
        ("Polen und Schweden, vertraulich", ""),
        ("Польша и Швеция, лично", ""),
        ("Poland since May", "One moment."),
        ("subscribe PK-TR privately", "One moment."),
    ],
)
def test_a_promise_is_made_where_the_answer_takes_a_moment(said: str, promised: str) -> None:
    assert promise(said) == promised
