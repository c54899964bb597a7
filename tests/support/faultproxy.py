"""A small Slack Web API on loopback: it keeps messages, checks every payload's limits, and fails on request.

With `upstream` it stands before another stand-in (local-slack) and passes on what it was not told to spoil.
"""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from bot.chat.slack import limits
from support import blockkit
from support.faultproxy_live import Relay, live_problems
from support.faultproxy_script import GONE, RATE_LIMITED, Called, Fault, Script
from support.faultproxy_slack import PAGE, Workspace

__all__ = ["PAGE", "RATE_LIMITED", "Fault", "FaultProxy", "fault_proxy"]
_HANG_SECONDS = 3600


class FaultProxy:
    """The server's state; `plan` and `script` say how calls go wrong, `record` holds every call with its fault."""

    def __init__(self, upstream: str | None = None, *, slack: Workspace | None = None) -> None:
        self.upstream, self.slack = upstream, slack or Workspace()
        self.relay = Relay(self.slack.live)
        self.script, self.record = Script(), list[Called]()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[tuple[str, ...]] = []
        self.addresses: list[str] = []
        self.checks_later = False
        self.sockets: list[web.WebSocketResponse] = []
        self.opened, self.hung = asyncio.Event(), asyncio.Event()
        self.acks: dict[str, list[float]] = {}
        self._sent: dict[str, float] = {}
        self._started = time.monotonic()

    @property
    def url(self) -> str:
        """The address of the Web API, up to /api/."""
        return self.slack.url

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What stands in all channels, oldest first."""
        return self.slack.messages

    def plan(self, method: str, *faults: Fault) -> None:
        """Let the next calls of `method` go wrong, one fault each."""
        self.script.plan(method, faults)

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of every call of `method`."""
        return [arguments for name, arguments in self.calls if name == method]

    def check(self) -> None:
        """Check every payload that came in, where that was put off: it takes longer than all the rest."""
        for method, arguments in self.calls:
            if problems := tuple(_problems(method, arguments)):
                self.refused.append(problems)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        arrived = time.monotonic() - self._started
        method, arguments = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.get("token", ""))
        self.calls.append((method, arguments))
        self.addresses.append(str(request.rel_url))
        if not self.checks_later and (problems := tuple(_problems(method, arguments))):
            self.refused.append(problems)
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        team, channel = self.slack.team(token), str(arguments.get("channel", ""))
        name, fault = self.script.next(method, channel)
        thread = str(arguments.get("thread_ts", ""))
        if method == "chat.postMessage" and not name and thread and not self.slack.stands(channel, thread):
            name = GONE
        self.record.append(
            Called(
                at=arrived,
                method=method,
                team=team or "",
                channel=channel,
                thread=thread,
                keys=tuple(keys_of(arguments)),
                fault=name,
            )
        )
        if team is None and method != "apps.connections.open":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return await self._failed(request, fault, method, arguments, token=token)

    async def _failed(
        self, request: web.Request, fault: Fault | None, method: str, arguments: dict[str, Any], *, token: str
    ) -> web.StreamResponse:
        if fault is None or fault.stray:
            return await self._answer(request, method, arguments, token=token, stray=fault is not None)
        if fault.slow:
            await asyncio.sleep(fault.slow)
            return await self._answer(request, method, arguments, token=token)
        if fault.after:
            await self._answer(request, method, arguments, token=token)
        if fault.hang:
            self.hung.set()
            await asyncio.sleep(_HANG_SECONDS)
        if fault.drop and request.transport is not None:
            request.transport.close()
        if fault.html:
            return web.Response(status=fault.status, text="<html>no</html>", content_type="text/html")
        body = {"ok": False, "error": fault.error, "response_metadata": {"messages": list(fault.messages)}}
        return web.json_response(body, status=fault.status, headers=dict(fault.headers))

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file; `upload` is what the script calls this."""
        name, content = request.match_info["file"], await request.read()
        _, fault = self.script.next("upload", "")
        self.calls.append(("upload", {"file": name, "length": len(content), "type": request.content_type}))
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.close()
        if fault is not None:
            return web.Response(status=fault.status, headers=dict(fault.headers), text=fault.error)
        return web.Response(status=200 if self.slack.live.receive(name, content) else 400, text="OK")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Open a socket as Socket Mode does, say hello, and note what is acknowledged until the other end goes."""
        link = web.WebSocketResponse()
        await link.prepare(request)
        self.sockets.append(link)
        self.opened.set()
        await link.send_json({"type": "hello", "num_connections": 1})
        async for frame in link:
            if frame.type is aiohttp.WSMsgType.TEXT and frame.data.startswith("{"):
                name = str(json.loads(frame.data).get("envelope_id", ""))
                if name in self._sent:
                    self.acks.setdefault(name, []).append(time.monotonic() - self._sent[name])
        return link

    async def push(self, name: str, payload: Mapping[str, Any], *, kind: str = "events_api", times: int = 1) -> None:
        """Send an envelope over the newest socket, `times` over as Slack does that got no answer in time.

        How long each took to be acknowledged stands in `acks`, in seconds.
        """
        for number in range(times):
            envelope = f"{name}-{number}"
            self._sent[envelope] = time.monotonic()
            again = {"retry_attempt": number, "retry_reason": "timeout"} if number else {}
            await self.sockets[-1].send_json(
                {"type": kind, "envelope_id": envelope, "accepts_response_payload": False, "payload": payload, **again}
            )

    async def shut(self) -> None:
        """Close every socket, as Slack does now and then."""
        for link in self.sockets:
            await link.close()

    async def _answer(
        self, request: web.Request, method: str, arguments: dict[str, Any], *, token: str, stray: bool = False
    ) -> web.Response:
        if self.upstream is None:
            return web.json_response(self.slack.answer(method, arguments, token=token, stray=stray))

        async def pass_on(name: str, given: dict[str, Any]) -> dict[str, Any]:
            return (await self._passed_on(request, name, given))[1]

        if self.relay.serves(method):
            return web.json_response(await self.relay.answer(method, arguments, pass_on))
        status, body = await self._passed_on(request, method, arguments)
        return web.json_response(body, status=status)

    async def _passed_on(
        self, request: web.Request, method: str, arguments: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with aiohttp.ClientSession() as session:
            as_json = method in ("chat.postMessage", "chat.postEphemeral", "chat.update")
            body = {"json": arguments} if as_json else {"data": _form(arguments)}
            async with session.post(f"{self.upstream}{method}", headers=headers, **body) as response:
                return response.status, await response.json()


@asynccontextmanager
async def fault_proxy(
    upstream: str | None = None, *, tls: ssl.SSLContext | None = None, slack: Workspace | None = None
) -> AsyncIterator[FaultProxy]:
    """Run the server on a free port of 127.0.0.1, with `tls` where given; `url` ends in /api/."""
    proxy = FaultProxy(upstream, slack=slack)
    app = web.Application(client_max_size=20_000_000)
    app.router.add_get("/api/socket/", proxy.socket)
    app.router.add_route("*", "/api/{method}", proxy.serve)
    app.router.add_post("/upload/v1/{file}", proxy.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls, backlog=1024)
    await site.start()
    host, port = runner.addresses[0][:2]
    proxy.slack.url = f"{'https' if tls else 'http'}://{host}:{port}/api/"
    try:
        yield proxy
    finally:
        await proxy.shut()
        await runner.cleanup()


def keys_of(message: Mapping[str, Any]) -> Iterator[str]:
    """Yield the delivery keys that a message carries: in the first block's id, or in the metadata of plain text."""
    yield from (str(block["block_id"]) for block in (message.get("blocks") or ())[:1] if "block_id" in block)
    metadata = message.get("metadata") or {}
    if "key" in metadata.get("event_payload", {}):
        yield str(metadata["event_payload"]["key"])


def _problems(method: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Yield what our own table of limits, or the one of slackblocks, would refuse of a payload."""
    if method.startswith("views."):
        view = arguments.get("view") or {}
        yield from limits.view_problems(view)
        return
    yield from live_problems(method, arguments)
    blocks = arguments.get("blocks") or []
    yield from limits.problems(blocks, str(arguments.get("text", "")))
    try:
        blockkit.accept(blocks)
    except Exception as refusal:  # slackblocks raises many kinds, and each is a verdict
        yield f"slackblocks: {refusal}"


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    given = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
    return {name: _value(name, value) for name, value in given.items()}


def _value(name: str, value: str) -> Any:
    return json.loads(value) if name in ("blocks", "view", "metadata", "files") else value


def _form(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
