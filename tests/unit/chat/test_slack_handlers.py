"""Listeners through Bolt itself, with requests signed as Slack signs them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.chat.commands import AskCommand
from bot.chat.slack.app import Disconnected, SlackEdge, bolt_app
from bot.chat.slack.handlers import Heard, Intake, spoken
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.errors import ConfigError
from support.faultproxy import Fault, fault_proxy

SECRET = "s3cret"


@dataclass
class Desk:
    """Notes what the listeners hand on."""

    noted: list[tuple[Any, ...]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def intake(self) -> Intake:
        """Return an intake that ends here."""

        async def first_time(event_id: str) -> bool:
            fresh = event_id not in self.ids
            self.ids.add(event_id)
            return fresh

        def noting(name: str) -> Any:
            async def note(*arguments: Any) -> None:
                self.noted.append((name, *arguments))
                self.changed.set()

            return note

        return Intake(
            first_time=first_time,
            find_countries=lambda text: tuple(code for word, code in COUNTRIES.items() if word in text),
            **{name: noting(name.removeprefix("on_")) for name in ON},
        )


ON = ("on_now", "on_ask", "on_list", "on_sources", "on_details", "on_notice", "on_channel", "on_uninstalled")
COUNTRIES = {"Pakistan": "PK", "Türkiye": "TR"}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def app(desk: Desk) -> AsyncIterator[AsyncApp]:
    identity = AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_id="BBOT", bot_token="xoxb-1")
    async with slack_clients(SlackNetwork(api_url="http://127.0.0.1:9/api/"), bot_token="xoxb-1") as clients:
        yield bolt_app(clients, identity, intake=desk.intake(), signing_secret=SECRET)


async def send(app: AsyncApp, body: str, *, content_type: str, **headers: str) -> BoltResponse:
    """Dispatch `body`, signed now."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    signed = {"content-type": content_type, "x-slack-request-timestamp": stamp, "x-slack-signature": signature or ""}
    return await app.async_dispatch(AsyncBoltRequest(body=body, headers={**signed, **headers}))


async def event(app: AsyncApp, *, event_id: str = "Ev1", **fields: Any) -> BoltResponse:
    """Dispatch an event of the Events API."""
    body = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": event_id, "event": fields}
    return await send(app, json.dumps(body), content_type="application/json")


async def command(app: AsyncApp, text: str, *, trigger: str = "1.2") -> BoltResponse:
    """Dispatch /entente."""
    body = {
        "command": "/entente",
        "text": text,
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "trigger_id": trigger,
    }
    return await send(app, urlencode(body), content_type="application/x-www-form-urlencoded")


async def settled(desk: Desk, count: int) -> list[tuple[Any, ...]]:
    """Wait until `count` things were handed on: Bolt runs event listeners in the background."""
    async with asyncio.timeout(5):
        while len(desk.noted) < count:
            desk.changed.clear()
            await desk.changed.wait()
    await asyncio.sleep(0.02)
    assert len(desk.noted) == count
    return desk.noted


async def test_now_is_promised_and_enqueued_once(app: AsyncApp, desk: Desk) -> None:
    for _ in range(2):
        answer = await command(app, "now")
        assert json.loads(answer.body) == {"text": "A brief is on its way.", "response_type": "ephemeral"}
    (noted,) = await settled(desk, 1)
    assert noted == (
        "now",
        Heard(event_id="slack:trigger:1.2", team="T1", channel="C1", user="U1", thread=None),
    )


async def test_list_and_questions_by_command(app: AsyncApp, desk: Desk) -> None:
    await command(app, "list", trigger="1")
    await command(app, "Pakistan &amp; Türkiye", trigger="2")
    noted = await settled(desk, 2)
    assert noted[0][0] == "list"
    assert noted[1][2] == AskCommand(countries=("PK", "TR"), text="Pakistan & Türkiye")


async def test_how_the_sources_stand_is_promised_at_once_and_looked_up_after(app: AsyncApp, desk: Desk) -> None:
    answer = await command(app, "sources")
    assert "sources stand" in json.loads(answer.body)["text"]
    assert [name for name, *_ in await settled(desk, 1)] == ["sources"]


async def test_help_is_the_answer_itself(app: AsyncApp, desk: Desk) -> None:
    answer = await command(app, "<!channel> make coffee")
    text = json.loads(answer.body)["text"]
    assert "make coffee" in text
    assert "<" not in text
    assert desk.noted == []


async def test_a_mention_that_comes_twice_is_answered_once(app: AsyncApp, desk: Desk) -> None:
    said = {"channel": "D1", "user": "U1", "ts": "5.1", "text": "<@UBOT> Pakistan Türkiye drones"}
    await event(app, event_id="Ev1", type="app_mention", **said)
    await event(app, event_id="Ev2", type="message", channel_type="im", **said)
    await event(app, event_id="Ev1", type="app_mention", **said)
    ((name, heard, question),) = await settled(desk, 1)
    assert (name, heard.thread, heard.channel) == ("ask", "5.1", "D1")
    assert question == AskCommand(countries=("PK", "TR"), text="Pakistan Türkiye drones")


async def test_an_unknown_mention_gets_help_in_its_thread(app: AsyncApp, desk: Desk) -> None:
    await event(app, type="app_mention", channel="C1", user="U1", ts="5.2", thread_ts="5.1", text="<@UBOT> hello?")
    ((name, heard, text),) = await settled(desk, 1)
    assert (name, heard.thread) == ("notice", "5.1")
    assert "Not understood: “hello?”" in text


async def test_what_is_not_said_to_the_bot_is_not_read(app: AsyncApp, desk: Desk) -> None:
    said = {"type": "message", "channel": "C1", "user": "U1", "text": "Pakistan"}
    await event(app, channel_type="channel", ts="1.1", **said)
    await event(app, channel_type="im", ts="1.2", subtype="message_changed", **said)
    await event(app, channel_type="im", ts="1.3", bot_id="B9", **said)
    await event(app, type="app_mention", channel="C1", user="UBOT", ts="1.4", text="<@UBOT> now")
    await event(app, channel_type="im", ts="1.5", **said)
    ((name, heard, _),) = await settled(desk, 1)
    assert (name, heard.thread) == ("ask", "1.5")


async def test_details_name_the_brief_and_the_thread(app: AsyncApp, desk: Desk) -> None:
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "trigger_id": "9",
        "message": {"ts": "7.1"},
        "actions": [
            {"type": "button", "action_id": "entente_details", "block_id": "b", "value": "desk:2026-11-23:0730"}
        ],
    }
    payload = urlencode({"payload": json.dumps(body)})
    for _ in range(2):
        assert (await send(app, payload, content_type="application/x-www-form-urlencoded")).status == 200
    ((name, heard, value),) = await settled(desk, 1)
    assert (name, heard.channel, heard.user, heard.thread) == ("details", "C1", "U1", "7.1")
    assert value == "desk:2026-11-23:0730"


async def test_channels_that_go_and_come_back(app: AsyncApp, desk: Desk) -> None:
    await event(app, event_id="1", type="channel_archive", channel="C1")
    await settled(desk, 1)
    await event(app, event_id="2", type="member_joined_channel", channel="C1", user="UBOT")
    await settled(desk, 2)
    await event(app, event_id="3", type="member_left_channel", channel="C1", user="U2")
    await event(app, event_id="4", type="app_uninstalled")
    assert await settled(desk, 3) == [("channel", "C1", False), ("channel", "C1", True), ("uninstalled", "T1")]


@pytest.mark.parametrize(
    "headers",
    [{"x-slack-signature": "v0=bad"}, {"x-slack-request-timestamp": str(int(time.time()) - 3600)}],
)
async def test_a_bad_or_stale_signature_is_refused(app: AsyncApp, desk: Desk, headers: dict[str, str]) -> None:
    answer = await send(app, "command=/entente&text=now", content_type="application/x-www-form-urlencoded", **headers)
    assert answer.status == 401
    assert desk.noted == []


@pytest.mark.parametrize(
    ("raw", "heard"),
    [
        ("<@U1> <@U2|bot> now", "now"),
        ("<#C1|general> list", "list"),
        ("<https://example.invalid/|Pakistan> &lt;b&gt;", "Pakistan <b>"),
        ("<!here> help", "help"),
    ],
)
def test_spoken(raw: str, heard: str) -> None:
    assert spoken(raw) == heard


@pytest.mark.parametrize(
    ("method", "setting"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_a_wrong_token_ends_the_start_with_its_name(desk: Desk, method: str, setting: str) -> None:
    async with (
        fault_proxy() as proxy,
        slack_clients(SlackNetwork(api_url=proxy.url), bot_token="xoxb-1", app_token="xapp-1") as clients,
    ):
        proxy.plan(method, Fault(error="invalid_auth"))
        with pytest.raises(ConfigError, match=setting):
            await SlackEdge(clients, desk.intake()).start()


async def test_a_line_that_stays_dead_ends_the_watch(desk: Desk) -> None:
    async with slack_clients(SlackNetwork(api_url="http://127.0.0.1:9/api/"), bot_token="xoxb-1") as clients:
        edge, moments = SlackEdge(clients, desk.intake()), iter(range(0, 1000, 50))
        with pytest.raises(Disconnected, match="no connection for 120 s"):
            await edge.watch(every=0.0, monotonic=lambda: float(next(moments)))
    assert next(moments) == 200
