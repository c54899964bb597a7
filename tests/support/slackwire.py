"""Slack's requests in tests: payloads of its shapes, signed as Slack signs them, dispatched through Bolt itself."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.chat.heard import Desk
from bot.chat.slack.app import bolt_app
from bot.chat.slack.network import SlackNetwork, slack_clients

SECRET = "s3cret"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@asynccontextmanager
async def listening(desk: Desk) -> AsyncIterator[AsyncApp]:
    """Open an app whose listeners hand on to `desk`; nothing answers where it would call."""
    async with slack_clients(SlackNetwork(api_url="http://127.0.0.1:9/api/"), bot_token="xoxb-1") as clients:
        yield bolt_app(clients, desk, bot_of=lambda _team, _enterprise: "UBOT", signing_secret=SECRET)


async def send(app: AsyncApp, body: str, *, content_type: str, **headers: str) -> BoltResponse:
    """Dispatch `body`, signed now; `headers` stand in the place of others."""
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    signed = {"content-type": content_type, "x-slack-request-timestamp": stamp, "x-slack-signature": signature or ""}
    return await app.async_dispatch(AsyncBoltRequest(body=body, headers={**signed, **headers}))


async def event(
    app: AsyncApp, *, event_id: str = "Ev1", around: Mapping[str, Any] | None = None, retry: int = 0, **fields: Any
) -> BoltResponse:
    """Dispatch an event of the Events API; `around` stands beside the event, `retry` counts Slack's attempts."""
    body = {"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": event_id, "event": fields}
    headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"} if retry else {}
    return await send(app, json.dumps({**body, **(around or {})}), content_type=JSON, **headers)


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
    return await send(app, urlencode(body), content_type=FORM)


async def interactive(app: AsyncApp, payload: Mapping[str, Any]) -> BoltResponse:
    """Dispatch what a button, a menu or a form sends."""
    return await send(app, urlencode({"payload": json.dumps(payload)}), content_type=FORM)


def said_back(answer: BoltResponse) -> Any:
    """Return what an acknowledgement holds, None where it is empty."""
    return json.loads(answer.body) if answer.body else None
