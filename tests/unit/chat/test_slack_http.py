"""Slack over HTTP: only what it signed, each event once, bodies bounded, and nothing said that was not asked."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.chat.slack.app import bolt_app
from bot.chat.slack.http import HttpLimits, SlackWeb
from bot.chat.slack.network import SlackNetwork, slack_clients
from bot.errors import ConfigError
from bot.listening import Listening
from support.deskfake import NotingDesk
from support.slackhttp import FORM, JSON, SECRET, command_body, event_body, post, press_body, signed

QUICK = HttpLimits(max_bytes=20_000, body_seconds=0.3, pages=2, page_seconds=1000.0)
HOME = {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}


class Opened:
    """A server with its desk, and a session to ask it with."""

    def __init__(self, made: SlackWeb, desk: NotingDesk, session: aiohttp.ClientSession, url: str) -> None:
        self.web, self.desk, self.session, self.url = made, desk, session, url


@asynccontextmanager
async def opened(*, with_app: bool = True) -> AsyncIterator[Opened]:
    """Listen on loopback."""
    desk = NotingDesk()
    async with slack_clients(SlackNetwork(api_url="http://127.0.0.1:9/api/"), bot_token="") as clients:
        app = bolt_app(clients, desk, bot_of=lambda _team, _enterprise: "UBOT", signing_secret=SECRET)
        made = SlackWeb(app=app if with_app else None, signing_secret=SECRET, limits=QUICK)
        server = Listening("127.0.0.1:0", made.answer, setting="slack_listen")
        await server.start()
        host, port = server.address
        try:
            async with aiohttp.ClientSession() as session:
                yield Opened(made, desk, session, f"http://{host}:{port}")
        finally:
            await server.stop()


@pytest.fixture
async def slack() -> AsyncIterator[Opened]:
    async with opened() as one:
        yield one


async def test_commands_presses_and_events_come_in_signed(slack: Opened) -> None:
    answer = await post(slack.session, slack.url, command_body("now", trigger="1.1"))
    assert (answer.status, "One moment." in answer.text) == (200, True)
    assert (await post(slack.session, slack.url, press_body("entente_details", "b", trigger="1.2"))).status == 200
    body = event_body(HOME)
    assert (await post(slack.session, slack.url, body, headers=signed(body, kind=JSON))).status == 200
    assert {name for name, *_ in await slack.desk.settled(3)} == {"command", "press", "home"}


@pytest.mark.parametrize("change", ["secret", "stale", "future", "body", "none", "no number", "not ascii"])
async def test_what_slack_did_not_sign_now_is_refused(slack: Opened, change: str) -> None:
    body = command_body("now", trigger="1.1")
    headers = signed(body)
    match change:
        case "secret":
            headers = signed(body, secret="another")
        case "stale":
            headers = signed(body, at=time.time() - 301)
        case "future":
            headers = signed(body, at=time.time() + 301)
        case "body":
            body += "&more=1"
        case "none":
            headers = {"Content-Type": headers["Content-Type"]}
        case "no number":
            headers["X-Slack-Request-Timestamp"] = "soon"
        case _:
            headers["X-Slack-Signature"] = "v0=é"
    answer = await post(slack.session, slack.url, body, headers=headers)
    assert (answer.status, answer.text) == (401, "")
    assert await slack.desk.settled(0) == []


async def test_an_event_that_is_sent_again_is_heard_once(slack: Opened) -> None:
    body = event_body(HOME, event_id="Ev7")
    for retry in range(3):
        headers = signed(body, kind=JSON) | ({"X-Slack-Retry-Num": str(retry)} if retry else {})
        assert (await post(slack.session, slack.url, body, headers=headers)).status == 200
    assert len(await slack.desk.settled(1)) == 1


async def test_slack_finds_out_whether_the_address_is_ours(slack: Opened) -> None:
    body = '{"type": "url_verification", "challenge": "3eZbrw1a"}'
    answer = await post(slack.session, slack.url, body, headers=signed(body, kind=JSON))
    assert (answer.status, "3eZbrw1a" in answer.text) == (200, True)


async def test_bodies_are_bounded(slack: Opened) -> None:
    body = command_body("x" * 30_000, trigger="1.1")
    assert (await post(slack.session, slack.url, body)).status == 413
    assert (await post(slack.session, slack.url, b"\xff\xfe", headers=signed(b"x"))).status == 401


async def test_a_body_that_does_not_come_is_cut(slack: Opened) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        yield b"command="
        await asyncio.sleep(5)

    started = time.monotonic()
    async with slack.session.post(f"{slack.url}/slack/events", data=slowly(), headers=signed(b"")) as answer:
        assert answer.status == 408
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("GET", "/slack/install", 404),
        ("GET", "/slack/oauth_redirect?code=1&state=2", 404),
    ],
)
async def test_other_ways_are_shut(slack: Opened, method: str, path: str, status: int) -> None:
    async with slack.session.request(method, slack.url + path) as answer:
        assert (answer.status, await answer.text()) == (status, "")


async def test_health_says_whether_people_are_answered(slack: Opened) -> None:
    for ready, status in ((False, 503), (True, 200)):
        slack.web.ready = ready
        async with slack.session.get(f"{slack.url}/healthz") as answer:
            assert answer.status == status


async def test_over_the_socket_only_the_pages_are_served() -> None:
    async with opened(with_app=False) as slack:
        assert (await post(slack.session, slack.url, command_body("now", trigger="1.1"))).status == 404


class Pages:
    """Two pages."""

    async def install(self, _request: AsyncBoltRequest) -> web.Response:
        return web.Response(text="install")

    async def redirect(self, _request: AsyncBoltRequest) -> web.Response:
        raise RuntimeError("code=secret")


async def test_pages_are_few_at_once_and_a_bug_says_nothing(slack: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    slack.web.pages = Pages()
    answers = []
    for path in ("install", "oauth_redirect?code=secret", "install"):
        async with slack.session.get(f"{slack.url}/slack/{path}") as answer:
            answers.append(
                (answer.status, await answer.text(), "style-src" in answer.headers["Content-Security-Policy"])
            )
    assert answers == [(200, "install", True), (500, "", False), (429, "", False)]
    assert "secret" not in "".join(capsys.readouterr())


def test_http_needs_the_secret_to_check_signatures_with() -> None:
    async def make() -> None:
        async with slack_clients(SlackNetwork(), bot_token="") as clients:
            SlackWeb(app=bolt_app(clients, NotingDesk(), bot_of=lambda *_: ""))

    with pytest.raises(ConfigError, match="SLACK_SIGNING_SECRET"):
        asyncio.run(make())


@pytest.mark.parametrize(("body", "kind"), [("{", JSON), ("[1]", JSON), ("payload=%5B1%5D", FORM)])
async def test_what_is_signed_and_no_object_is_refused(slack: Opened, body: str, kind: str) -> None:
    assert (await post(slack.session, slack.url, body, headers=signed(body, kind=kind))).status == 400
