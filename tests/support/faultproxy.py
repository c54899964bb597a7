"""A small Slack Web API on loopback: it keeps messages, checks every message's limits, and fails on request.

With `upstream` it stands before another stand-in (local-slack) and passes on what it was not told to spoil.
"""

import asyncio
import json
import ssl
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.chat.slack import limits

PAGE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How one call goes wrong. `after` true: the message is kept first, as when only the answer is lost."""

    status: int = 200
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    hang: bool = False
    drop: bool = False
    html: bool = False
    after: bool = False


RATE_LIMITED = Fault(status=429, error="ratelimited", headers={"Retry-After": "7"})


class FaultProxy:
    """The server's state; `plan` says how the next calls of a method go wrong."""

    def __init__(self, upstream: str | None = None) -> None:
        self.upstream, self.url = upstream, ""
        self.messages: list[dict[str, Any]] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[tuple[str, ...]] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.opened = asyncio.Event()
        self._plans: dict[str, deque[Fault]] = {}

    def plan(self, method: str, *faults: Fault) -> None:
        """Let the next calls of `method` go wrong, one fault each."""
        self._plans.setdefault(method, deque()).extend(faults)

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of every call of `method`."""
        return [arguments for name, arguments in self.calls if name == method]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, arguments = request.match_info["method"], await _arguments(request)
        self.calls.append((method, arguments))
        blocks = arguments.get("blocks") or []
        problems = limits.problems(blocks, str(arguments.get("text", "")))
        if problems:
            self.refused.append(problems)
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        fault = self._next(method)
        if fault is None:
            return await self._answer(request, method, arguments)
        if fault.after:
            await self._answer(request, method, arguments)
        if fault.hang:
            await asyncio.sleep(3600)
        if fault.drop and request.transport is not None:
            request.transport.close()
        if fault.html:
            return web.Response(status=fault.status, text="<html>no</html>", content_type="text/html")
        body = {"ok": False, "error": fault.error, "response_metadata": {"messages": list(fault.messages)}}
        return web.json_response(body, status=fault.status, headers=dict(fault.headers))

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Open a socket as Socket Mode does, say hello, and keep it until the other end goes."""
        link = web.WebSocketResponse()
        await link.prepare(request)
        self.sockets.append(link)
        self.opened.set()
        await link.send_json({"type": "hello", "num_connections": 1})
        async for _ in link:
            pass
        return link

    async def shut(self) -> None:
        """Close every socket, as Slack does now and then."""
        for link in self.sockets:
            await link.close()

    def _next(self, method: str) -> Fault | None:
        plan = self._plans.get(method)
        return plan.popleft() if plan else None

    async def _answer(self, request: web.Request, method: str, arguments: dict[str, Any]) -> web.Response:
        if self.upstream is None:
            return web.json_response(self._own(method, arguments))
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with aiohttp.ClientSession() as session:
            call = session.post(f"{self.upstream}{method}", json=arguments, headers=headers)
            if method not in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
                call = session.post(f"{self.upstream}{method}", data=arguments, headers=headers)
            async with call as response:
                return web.json_response(await response.json(), status=response.status)

    def _own(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "chat.postMessage":
                return self._post(arguments)
            case "chat.getPermalink":
                return {"ok": True, "permalink": f"{self.url}p/{arguments['channel']}/{arguments['message_ts']}"}
            case "conversations.history":
                return self._page(arguments, thread=None)
            case "conversations.replies":
                return self._page(arguments, thread=str(arguments["ts"]))
            case "chat.postEphemeral":
                return {"ok": True, "message_ts": "1700000000.900000"}
            case "apps.connections.open":
                return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}socket/?ticket=1"}
            case "auth.test":
                return {
                    "ok": True,
                    "user_id": "UBOT",
                    "bot_id": "BBOT",
                    "team_id": "T1",
                    "team": "Desk",
                    "url": self.url,
                }
            case _:
                return {"ok": False, "error": "unknown_method"}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        ts = f"1795415400.{len(self.messages) + 1:06d}"
        message = {"ts": ts, "type": "message", **{k: v for k, v in arguments.items() if k != "channel"}}
        self.messages.append({**message, "channel": arguments["channel"]})
        return {"ok": True, "channel": arguments["channel"], "ts": ts, "message": message}

    def _page(self, arguments: dict[str, Any], *, thread: str | None) -> dict[str, Any]:
        """Return newest first, 15 at a time, as Slack does for apps it restricts."""
        oldest, start = float(arguments.get("oldest", 0)), int(arguments.get("cursor") or 0)
        places = [
            message
            for message in reversed(self.messages)
            if message["channel"] == arguments["channel"] and float(message["ts"]) >= oldest
        ]
        if thread is None:
            found = [message for message in places if "thread_ts" not in message]
        else:
            found = [message for message in places if thread in (message["ts"], message.get("thread_ts"))]
        rest = len(found) > start + PAGE
        metadata = {"next_cursor": str(start + PAGE) if rest else ""}
        return {"ok": True, "messages": found[start : start + PAGE], "response_metadata": metadata}


@asynccontextmanager
async def fault_proxy(upstream: str | None = None, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[FaultProxy]:
    """Run the server on a free port of 127.0.0.1, with `tls` where given; `url` ends in /api/."""
    proxy = FaultProxy(upstream)
    app = web.Application()
    app.router.add_get("/api/socket/", proxy.socket)
    app.router.add_route("*", "/api/{method}", proxy.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    host, port = runner.addresses[0][:2]
    proxy.url = f"{'https' if tls else 'http'}://{host}:{port}/api/"
    try:
        yield proxy
    finally:
        await proxy.shut()
        await runner.cleanup()


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    given = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
    return {name: json.loads(value) if name == "blocks" else value for name, value in given.items()}
