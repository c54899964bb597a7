"""What Teams sends a bot, in tests: activities of recorded shape with ids of our own, posted with a signed token.

Every builder takes `service_url`, where the bot is to answer; `around` replaces or adds fields of the activity, and a
field that is None is left away.
"""

import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import aiohttp

from support.botconnector_world import (
    ANNA,
    APP_ID,
    BEN,
    BOT,
    CHANNEL,
    ELSEWHERE,
    GENERAL,
    GROUP,
    GUEST,
    TEAM,
    TENANT,
    aad,
)

__all__ = ["ANNA", "APP_ID", "BEN", "BOT", "CHANNEL", "ELSEWHERE", "GENERAL", "GROUP", "GUEST", "TEAM", "TENANT"]
SERVICE = "https://smba.trafficmanager.net/emea/"
NAME = "Entente"
CHAT = "a:1-1-anna"
"""The chat of Anna with the bot."""
PATH = "/api/messages"
Activity = dict[str, Any]
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the bot's endpoint answered: `body` is JSON where it was, else text; `seconds` is how long it took."""

    status: int
    body: Any
    headers: Mapping[str, str]
    seconds: float


async def send(
    endpoint: str, activity: Activity | bytes, *, token: str | None, headers: Mapping[str, str] | None = None
) -> Answered:
    """Post an activity, or bytes that are none, to the bot's endpoint; None sends no token."""
    data = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
    shown = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    if token is not None:
        shown["Authorization"] = f"Bearer {token}"
    started = time.monotonic()
    async with aiohttp.ClientSession() as session, session.post(endpoint, data=data, headers=shown) as response:
        text = await response.text()
        try:
            body: Any = json.loads(text)
        except ValueError:
            body = text
        return Answered(response.status, body, dict(response.headers), time.monotonic() - started)


def mention(text: str, *, root: str = "", said: str | None = None, **fields: Any) -> Activity:
    """Return a message in a channel that begins with the bot's name; `root` is the thread, else it begins one.

    `said` is the whole text, with `<at>` where the name stands.
    """
    whole = said if said is not None else f"<at>{NAME}</at> {text}"
    entity = {"type": "mention", "text": f"<at>{NAME}</at>", "mentioned": {"id": BOT, "name": NAME}}
    return message(whole, root=root, entities=[entity], **fields)


def message(
    text: str, *, root: str = "", channel: str = CHANNEL, entities: list[Activity] | None = None, **fields: Any
) -> Activity:
    """Return a message in a channel, without a mention unless `entities` hold one."""
    made = _from("message", where=_channel(channel), **fields)
    made["conversation"]["id"] = f"{channel};messageid={root or made['id']}"
    said = {
        "text": text,
        "textFormat": "plain",
        "attachments": [_html(text)],
        "entities": [*(entities or ()), _client()],
    }
    return _with(made, said, fields)


def personal(text: str, *, chat: str = CHAT, **fields: Any) -> Activity:
    """Return a message in the chat of one person with the bot."""
    made = _from("message", where=_personal(chat), **fields)
    return _with(made, {"text": text, "textFormat": "plain", "entities": [_client()]}, fields)


def pressed(
    verb: str,
    data: Mapping[str, Any],
    *,
    message_id: str = "",
    root: str = "",
    channel: str = CHANNEL,
    chat: str = "",
    **fields: Any,
) -> Activity:
    """Return the invoke of an Action.Execute in a channel, or in `chat`; `data` holds inputs as well."""
    made = _invoke("adaptiveCard/action", message_id, root, channel, chat, fields)
    action = {"type": "Action.Execute", "title": "…", "verb": verb, "data": dict(data)}
    return _with(made, {"value": {"action": action, "trigger": "manual"}}, fields)


def submitted(
    data: Mapping[str, Any],
    *,
    message_id: str = "",
    root: str = "",
    channel: str = CHANNEL,
    chat: str = "",
    **fields: Any,
) -> Activity:
    """Return the message of an Action.Submit, as older clients send for a button: no text, its data as value."""
    made = _from("message", where=_personal(chat) if chat else _channel(channel), **fields)
    if not chat:
        made["conversation"]["id"] = f"{channel};messageid={root or message_id or made['id']}"
    return _with(made, {"value": dict(data), "replyToId": message_id or None, "entities": [_client()]}, fields)


def feedback(
    reaction: str, *, text: str = "", message_id: str = "", root: str = "", chat: str = "", **fields: Any
) -> Activity:
    """Return the invoke of the buttons under an answer: `reaction` is like or dislike, `text` what was typed."""
    made = _invoke("message/submitAction", message_id, root, str(fields.pop("channel", CHANNEL)), chat, fields)
    told = {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})}
    return _with(made, {"value": {"actionName": "feedback", "actionValue": told}}, fields)


def consented(
    action: str, context: Mapping[str, Any], *, upload_url: str = "", chat: str = CHAT, **fields: Any
) -> Activity:
    """Return the invoke of a person who was asked to take a file: `action` is accept or decline."""
    made = _invoke("fileConsent/invoke", "", "", "", chat, fields)
    value: Activity = {"type": "fileUpload", "action": action, "context": dict(context)}
    if action == "accept":
        value["uploadInfo"] = {
            "contentUrl": "https://files.example.invalid/a.csv",
            "name": "a.csv",
            "uploadUrl": upload_url,
            "uniqueId": "file-1",
            "fileType": "csv",
        }
    return _with(made, {"value": value}, fields)


def installed(action: str = "add", *, channel: str = CHANNEL, team: str = TEAM, **fields: Any) -> Activity:
    """Return the installation in a team, where `channel` was chosen; `action` is add or remove."""
    made = _from("installationUpdate", where=_channel(team, team=team), **fields)
    data = {**made["channelData"], "settings": {"selectedChannel": {"id": channel}}, "source": {"name": "message"}}
    return _with(made, {"action": action, "channelData": data}, fields)


def installed_personally(action: str = "add", *, chat: str = CHAT, **fields: Any) -> Activity:
    """Return the installation in the chat of one person."""
    made = _from("installationUpdate", where=_personal(chat), **fields)
    return _with(made, {"action": action}, fields)


def members(change: str, *people: str, channel: str = GENERAL, team: str = TEAM, **fields: Any) -> Activity:
    """Return who came or went: `change` is added or removed; without `people` it is the bot."""
    kind = "teamMemberAdded" if change == "added" else "teamMemberRemoved"
    named: Any = {f"members{change.title()}": [{"id": person} for person in people or (BOT,)]}
    return updated(kind, channel=channel, team=team, **named, **fields)


def updated(
    kind: str, *, channel: str = GENERAL, name: str = "", team: str = TEAM, team_name: str = "Desk", **fields: Any
) -> Activity:
    """Return a conversationUpdate: channelCreated, channelRenamed, channelDeleted, teamDeleted, teamRenamed, …"""
    made = _from("conversationUpdate", where=_channel(team, team=team), **fields)
    data = {**made["channelData"], "eventType": kind, "channel": {"id": channel, **({"name": name} if name else {})}}
    data["team"] = {"id": team, "aadGroupId": GROUP, "name": team_name}
    return _with(made, {"channelData": data}, fields)


def _from(kind: str, *, where: Activity, **fields: Any) -> Activity:
    """Return what every activity has."""
    user, tenant = str(fields.pop("user", ANNA)), str(fields.pop("tenant", TENANT))
    number = next(_numbers)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + f".{number % 1000:03d}Z"
    conversation = {**where["conversation"], "tenantId": tenant}
    return {
        "type": kind,
        "id": str(1_795_000_000_000 + number),
        "timestamp": stamp,
        "localTimestamp": stamp,
        "channelId": "msteams",
        "serviceUrl": str(fields.pop("service_url", SERVICE)),
        "from": {"id": user, "name": user.rpartition("-")[2].title(), "aadObjectId": aad(user)},
        "conversation": conversation,
        "recipient": {"id": BOT, "name": NAME},
        "channelData": {**where["channelData"], "tenant": {"id": tenant}},
        "locale": "en-GB",
    }


def _with(made: Activity, own: Activity, fields: Mapping[str, Any]) -> Activity:
    given = {name: value for name, value in fields.items() if name not in ("user", "tenant", "service_url", "around")}
    whole = {**made, **own, **given, **(fields.get("around") or {})}
    return {name: value for name, value in whole.items() if value is not None}


def _invoke(name: str, message_id: str, root: str, channel: str, chat: str, fields: Mapping[str, Any]) -> Activity:
    made = _from("invoke", where=_personal(chat) if chat else _channel(channel), **fields)
    made |= {"name": name, "id": f"f:{UUID(int=next(_numbers))}"}
    if message_id:
        made["replyToId"] = message_id
    if not chat:
        made["conversation"]["id"] = f"{channel};messageid={root or message_id or made['id']}"
    return made


def _channel(channel: str, *, team: str = TEAM) -> Activity:
    data = {"teamsChannelId": channel, "teamsTeamId": team, "channel": {"id": channel}, "team": {"id": team}}
    return {"conversation": {"isGroup": True, "conversationType": "channel", "id": channel}, "channelData": data}


def _personal(chat: str) -> Activity:
    return {"conversation": {"conversationType": "personal", "id": chat}, "channelData": {}}


def _html(text: str) -> Activity:
    return {"contentType": "text/html", "content": f"<p>{text}</p>"}


def _client() -> Activity:
    return {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": "Europe/London"}
