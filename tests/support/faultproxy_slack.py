"""What stands in a Slack workspace, and what its Web API answers when nothing goes wrong."""

import time
from collections.abc import Callable
from typing import Any

from support.faultproxy_live import Live, Messages

PAGE = 15
_KINDS = {"C": "is_channel", "D": "is_im", "G": "is_group"}
_VIEWS = ("views.open", "views.push", "views.update", "views.publish")


class Workspace:
    """Messages, channels, people; `url` is the server's address, up to /api/. A token belongs to one team.

    Where no team is named, any token is that of T1, as it is with other stand-ins.
    """

    def __init__(self, *, clock: Callable[[], float] | None = None) -> None:
        self.url = ""
        self.clock = clock
        self.messages: list[dict[str, Any]] = []
        self.teams: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.members: dict[str, list[str]] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, list[str]] = {}
        self.views: list[dict[str, Any]] = []
        self.whispers: list[dict[str, Any]] = []
        self.roots: set[str] = set()
        self._made = 0
        self._by_channel: dict[str, list[dict[str, Any]]] = {}
        self.live = Live(Messages(post=self._post, find=self._found, stands=self.stands))

    def team(self, token: str) -> str | None:
        """Return the id of the team of a token, None where it is not valid."""
        if not self.teams:
            return "T1"
        return str(self.teams[token]["team_id"]) if token in self.teams else None

    def answer(self, method: str, arguments: dict[str, Any], *, token: str = "", stray: bool = False) -> dict[str, Any]:
        """Return what Slack would answer."""
        if self.live.serves(method):
            return self.live.answer(method, arguments, url=self.url.replace("/api/", "/upload/v1/"), stray=stray)
        if method in _VIEWS:
            return self._view(method, arguments)
        if method.startswith("chat."):
            return self._chat(method, arguments, stray=stray)
        match method:
            case "conversations.history" | "conversations.replies":
                return self._page(method, arguments)
            case "conversations.info" | "conversations.open" | "conversations.members":
                return self._conversation(method, arguments)
            case "users.info" | "usergroups.users.list":
                return self._people(method, arguments)
            case "apps.connections.open":
                return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}socket/?ticket=1"}
            case "auth.test":
                return self._identity(token)
            case _:
                return _no("unknown_method")

    def _chat(self, method: str, arguments: dict[str, Any], *, stray: bool) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(arguments, stray=stray)
            case "chat.update" | "chat.delete":
                return self._change(method, arguments)
            case "chat.getPermalink":
                return {"ok": True, "permalink": f"{self.url}p/{arguments['channel']}/{arguments['message_ts']}"}
            case "chat.postEphemeral":
                self.whispers.append(arguments)
                return {"ok": True, "message_ts": "1700000000.900000"}
            case _:
                return _no("unknown_method")

    def _identity(self, token: str) -> dict[str, Any]:
        own = {"user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1", "team": "Desk", "url": self.url}
        return {"ok": True, **own, **self.teams.get(token, {})}

    def _post(self, arguments: dict[str, Any], *, stray: bool = False) -> dict[str, Any]:
        self._made += 1
        second = int(self.clock()) if self.clock else 1795415400
        ts = f"{second}.{self._made:06d}"
        given = {name: value for name, value in arguments.items() if name not in ("channel", "reply_broadcast")}
        thread = str(given.get("thread_ts") or "")
        if thread and (stray or not self.stands(str(arguments["channel"]), thread)):
            del given["thread_ts"]
        message = {"ts": ts, "type": "message", **given}
        kept = {**message, "channel": arguments["channel"]}
        self.messages.append(kept)
        self._by_channel.setdefault(str(arguments["channel"]), []).append(kept)
        return {"ok": True, "channel": arguments["channel"], "ts": ts, "message": message}

    def stands(self, channel: str, root: str) -> bool:
        """Whether a message stands that replies can hang on."""
        return root in self.roots or any(message["ts"] == root for message in self._by_channel.get(channel, ()))

    def _found(self, channel: str, ts: str) -> dict[str, Any] | None:
        return next((message for message in self._by_channel.get(channel, ()) if message["ts"] == ts), None)

    def _change(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = str(arguments["channel"])
        found = self._found(channel, str(arguments["ts"]))
        if found is None:
            return _no("message_not_found")
        if method == "chat.delete":
            self._by_channel[channel].remove(found)
            self.messages.remove(found)
        else:
            found |= {name: arguments[name] for name in ("text", "blocks") if name in arguments}
        return {"ok": True, "channel": arguments["channel"], "ts": found["ts"], "text": found.get("text", "")}

    def _page(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return newest first, 15 at a time, as Slack does for apps it restricts."""
        oldest, start = float(arguments.get("oldest", 0)), int(arguments.get("cursor") or 0)
        own = self._by_channel.get(str(arguments["channel"]), [])
        found = [message for message in reversed(own) if float(message["ts"]) >= oldest]
        if method == "conversations.history":
            found = [message for message in found if message.get("thread_ts") in (None, message["ts"])]
        else:
            thread = str(arguments["ts"])
            if not self.stands(str(arguments["channel"]), thread):
                return _no("thread_not_found")
            found = [message for message in found if thread in (message["ts"], message.get("thread_ts"))]
        if str(arguments.get("include_all_metadata", "")).lower() not in ("true", "1"):
            found = [{name: value for name, value in message.items() if name != "metadata"} for message in found]
        cursor = str(start + PAGE) if len(found) > start + PAGE else ""
        metadata = {"next_cursor": cursor}
        return {"ok": True, "messages": found[start : start + PAGE], "response_metadata": metadata}

    def _conversation(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": f"D{str(arguments['users'])[1:]}"}}
        channel = str(arguments["channel"])
        if method == "conversations.members":
            return {"ok": True, "members": self.members.get(channel, []), "response_metadata": {"next_cursor": ""}}
        kind = _KINDS.get(channel[:1], "is_channel")
        own = {"id": channel, "name": channel.lower(), kind: True, "is_member": True, "is_archived": False}
        return {"ok": True, "channel": {**own, "is_ext_shared": False, **self.channels.get(channel, {})}}

    def _people(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method == "users.info":
            user = self.users.get(str(arguments["user"]))
            return (
                {"ok": True, "user": {"id": arguments["user"], **user}} if user is not None else _no("user_not_found")
            )
        group = self.groups.get(str(arguments["usergroup"]))
        return {"ok": True, "users": group} if group is not None else _no("no_such_subteam")

    def _view(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        view = {"method": method, **arguments}
        self.views.append(view)
        return {"ok": True, "view": {"id": f"V{len(self.views)}", "hash": f"h{len(self.views)}"}}


def wall_clock() -> float:
    """Return the present second: where messages are looked up by when they were posted."""
    return time.time()


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}
