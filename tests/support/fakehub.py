"""A WebSub hub on loopback that takes requests, verifies intent, denies, and delivers signed content.

It stands for the reverse proxy as well: callbacks at the public address are sent to where the listener really is.

async with FakeHub(public="https://bot.example") as hub:
    ...subscribe to hub.url...
    hub.listener = desk.address
    await hub.verify()                     # every request taken since the last time
    await hub.deliver(topic, b"<rss/>")
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the listener answered."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeHub:
    """Holds what was asked and what is subscribed, by callback."""

    def __init__(self, *, public: str, lease_seconds: int = 864_000, status: int = 202) -> None:
        self.public, self.lease_seconds, self.status = public, lease_seconds, status
        self.asked: list[dict[str, str]] = []
        self.subscribed: dict[str, dict[str, str]] = {}
        self.listener = ("127.0.0.1", 0)
        self._unverified: list[dict[str, str]] = []
        self._runner = web.ServerRunner(web.Server(self._take))
        self._session: aiohttp.ClientSession | None = None

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._runner.addresses[0][:2]
        return str(host), int(port)

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}/hub"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202:
            self._unverified.append(form)
        return web.Response(status=self.status)

    async def verify(self, **altered: str) -> list[Said]:
        """Verify what was asked, with `altered` words in place of the right ones; subscribe what is agreed to."""
        asked, self._unverified = self._unverified, []
        answers = []
        for form in asked:
            challenge = secrets.token_urlsafe(16)
            query = {"mode": form["hub.mode"], "topic": form["hub.topic"], "challenge": challenge}
            if form["hub.mode"] == "subscribe":
                query["lease_seconds"] = str(self.lease_seconds)
            said = await self.call("GET", form["hub.callback"], query=query | altered)
            answers.append(said)
            if said.status == 200 and said.body == (query | altered)["challenge"]:
                if form["hub.mode"] == "subscribe":
                    self.subscribed[form["hub.callback"]] = form
                else:
                    self.subscribed.pop(form["hub.callback"], None)
        return answers

    async def deny(self, callback: str, topic: str) -> Said:
        """Tell a subscriber that it may not."""
        self.subscribed.pop(callback, None)
        return await self.call("GET", callback, query={"mode": "denied", "topic": topic, "reason": "<b>no</b>"})

    async def deliver(self, topic: str, body: bytes, *, method: str = "sha256") -> list[Said]:
        """Send `body` to everyone subscribed to `topic`, signed for each."""
        return [
            await self.call("POST", callback, body=body, headers=self.signed(form["hub.secret"], body, method=method))
            for callback, form in self.subscribed.items()
            if form["hub.topic"] == topic
        ]

    def signed(self, secret: str, body: bytes, *, method: str = "sha256") -> dict[str, str]:
        """Return the headers of content as a hub sends it."""
        digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        return {"X-Hub-Signature": f"{method}={digest}", "Content-Type": "application/rss+xml; charset=utf-8"}

    async def call(
        self,
        verb: str,
        callback: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        """Call the listener behind a public callback address."""
        assert self._session is not None
        host, port = self.listener
        url = callback.replace(self.public, f"http://{host}:{port}", 1)
        params = {f"hub.{name}": value for name, value in (query or {}).items()}
        sent = self._session.request(verb, url, params=params, data=body or None, headers=headers)
        async with sent as answer:
            return Said(status=answer.status, body=await answer.text(), headers=dict(answer.headers))
