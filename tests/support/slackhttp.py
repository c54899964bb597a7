"""Slack's end of HTTP in tests: requests signed as Slack signs them, sent over a real connection."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

SECRET = "s3cret" * 6
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    text: str
    seconds: float


def signed(body: str | bytes, *, secret: str = SECRET, at: float | None = None, kind: str = FORM) -> dict[str, str]:
    """Return the headers of a request signed now, or at another time."""
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}


async def post(
    session: aiohttp.ClientSession, url: str, body: str | bytes, *, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send `body` to the events address at `url`, signed unless there are other headers."""
    started = time.monotonic()
    data = body.encode() if isinstance(body, str) else body
    async with session.post(f"{url}/slack/events", data=data, headers=headers or signed(data)) as response:
        text = await response.text()
        return Answer(response.status, text, time.monotonic() - started)


def command_body(text: str, *, trigger: str, team: str = "T1", channel: str = "C1", user: str = "U1") -> str:
    """Return a slash command as Slack sends it."""
    fields = {"command": "/entente", "text": text, "team_id": team, "channel_id": channel, "user_id": user}
    return urlencode({**fields, "trigger_id": trigger})


def press_body(action: str, value: str, *, trigger: str, team: str = "T1", channel: str = "C1") -> str:
    """Return a press of a button as Slack sends it."""
    payload = {
        "type": "block_actions",
        "team": {"id": team},
        "user": {"id": "U1", "team_id": team},
        "channel": {"id": channel},
        "trigger_id": trigger,
        "container": {"type": "message", "message_ts": "1.1", "channel_id": channel},
        "message": {"ts": "1.1"},
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.2"}],
    }
    return urlencode({"payload": json.dumps(payload)})


def event_body(event: Mapping[str, Any], *, event_id: str = "Ev1", team: str = "T1") -> str:
    """Return an event as Slack sends it."""
    return json.dumps(
        {"type": "event_callback", "team_id": team, "api_app_id": "A1", "event_id": event_id, "event": event}
    )
