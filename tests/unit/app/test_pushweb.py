"""The push listener against what the open net may send: it says little, takes little, and logs no word of it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.app.pusharrivals import WAITING, Arrivals
from bot.app.pushweb import Listener, WebLimits
from bot.domain.ids import SourceId
from bot.domain.push import Push, PushState
from bot.ingest.websub import answered, asking, new_push, read_intent
from bot.ingest.workers import InlineWorkers
from bot.listening import Buckets, QuietServer
from bot.store import Store, open_store
from support import values
from support.archive import poll
from support.fakehub import FakeHub
from support.stores import copy_sqlite, sqlite_template
from support.values import NOW

__all__ = ["sqlite_template"]
TOPIC = "https://wire.example/feed"
WIRE = SourceId("wire")
FEED = b"<rss version='2.0'><channel><title>Wire</title></channel></rss>"
SMALL = WebLimits(max_bytes=1000, body_seconds=5.0, calls=5, call_seconds=60.0)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Desk:
    """A listener at `port` with one source that is pushed; `time` is what its rates go by."""

    store: Store
    arrivals: Arrivals
    push: Push
    time: float = 0.0
    port: int = 0
    listeners: list[Listener] = field(default_factory=list)
    runners: list[web.ServerRunner] = field(default_factory=list)

    async def listen(self, limits: WebLimits = SMALL) -> None:
        listener = Listener(
            self.store,
            self.arrivals,
            clock=lambda: NOW,
            chance=lambda: 0.5,
            limits=limits,
            monotonic=lambda: self.time,
        )
        self.listeners.append(listener)
        self.runners.append(web.ServerRunner(QuietServer(listener.answer)))
        await self.runners[-1].setup()
        await web.TCPSite(self.runners[-1], "127.0.0.1", 0).start()
        self.port = self.runners[-1].addresses[0][1]

    async def send(self, raw: bytes) -> Answer:
        """Send bytes as they are and return the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status, *lines = head.rstrip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            return Answer(int(status.split()[1]), headers, body)
        finally:
            writer.close()
            await writer.wait_closed()

    async def ask(self, verb: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        lines = [f"{verb} {path} HTTP/1.1", "Host: bot.example", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def deliver(self, body: bytes, **headers: str) -> Answer:
        signature = FakeHub(public="").signed(self.push.secret, body)["X-Hub-Signature"]
        return await self.ask("POST", self.path, body, **{"X_Hub_Signature": signature, **headers})

    @property
    def path(self) -> str:
        return f"/websub/{self.push.token}"

    def verification(self, **altered: str) -> str:
        words = {"mode": "subscribe", "topic": TOPIC, "challenge": "c-1", "lease_seconds": "864000", **altered}
        return f"{self.path}?" + "&".join(f"hub.{name}={value}" for name, value in words.items())

    @property
    def waiting(self) -> int:
        return self.arrivals.waiting


@pytest.fixture
async def desk(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Desk]:
    store = await open_store(copy_sqlite(sqlite_template, tmp_path), migrate=False, clock=lambda: NOW)
    await poll(store, source=values.make_source("wire"), state=values.make_fetch_state("wire"))
    asked = asking(new_push(WIRE, hub="https://hub.example/", topic=TOPIC, now=NOW), NOW, 0.5)
    query = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c", "hub.lease_seconds": "864000"}
    intent = read_intent(query.items())
    assert intent is not None
    push = answered(asked, intent, now=NOW, chance=0.5)
    assert push is not None
    await store.save_push(push)
    arrivals = Arrivals(store, InlineWorkers(), clock=lambda: NOW, first_poll=timedelta(hours=48))
    made = Desk(store, arrivals, push)
    yield made
    for runner in made.runners:
        await runner.cleanup()
    await store.close()


async def test_the_challenge_is_all_that_is_echoed_and_as_plain_text(desk: Desk) -> None:
    await desk.listen()
    answer = await desk.ask("GET", desk.verification(challenge="%3Cscript%3Ealert(1)%3C%2Fscript%3E"))
    assert (answer.status, answer.body) == (200, b"<script>alert(1)</script>")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/websub/", 404),
        ("GET", "/websub/short", 404),
        ("GET", "/websub/" + "a" * 32, 404),
        ("POST", "/websub/" + "a" * 32, 404),
        ("GET", "/websub/" + "a" * 65, 404),
        ("GET", "/websub/%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25", 404),
        ("GET", "/websub/%2e%2e/%2e%2e/etc/passwd", 404),
        ("GET", "/Websub/{token}", 404),
        ("GET", "/websub/{token}/", 404),
        ("GET", "/x/websub/{token}", 404),
        ("GET", "/websub/{token}", 404),
        ("GET", "/websub/{token}?hub.mode=subscribe&hub.topic=https://else.example/&hub.challenge=reflected", 404),
        ("HEAD", "/websub/{token}", 405),
        ("PUT", "/websub/{token}", 405),
        ("DELETE", "/websub/{token}", 405),
        ("OPTIONS", "/websub/{token}", 405),
        ("<SCRIPT>", "/reflected", 400),
    ],
)
async def test_what_is_no_call_of_ours_is_refused_without_a_word(desk: Desk, verb: str, path: str, status: int) -> None:
    await desk.listen()
    answer = await desk.ask(verb, path.format(token=desk.push.token))
    assert (answer.status, answer.body) == (status, b"")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "aiohttp" not in answer.headers["server"]


@pytest.mark.parametrize(
    "raw",
    [
        b"reflected\r\n\r\n",
        b"GET /reflected HTTP/9.9.9\r\n\r\n",
        b"GET /reflected HTTP/1.1\r\nNo colon reflected\r\n\r\n",
        b"GET /reflected HTTP/1.1\r\nHost: x\r\nX-Long: " + b"reflected" * 2000 + b"\r\n\r\n",
        b"GET /" + b"reflected" * 2000 + b" HTTP/1.1\r\n\r\n",
        b"POST /reflected HTTP/1.1\r\nHost: x\r\nContent-Length: -reflected\r\n\r\n",
        b"POST /reflected HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nreflected",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_neither_echoed_nor_logged(
    desk: Desk, raw: bytes, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await desk.listen()
    answer = await desk.send(raw)
    assert (answer.status, answer.body) == (400, b"")
    captured = capsys.readouterr()
    assert "reflected" not in captured.out + captured.err + caplog.text


async def test_nothing_of_a_call_is_logged_but_the_source(
    desk: Desk, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await desk.listen()
    desk.arrivals.start()
    await desk.ask("GET", desk.verification(challenge="logged", reason="logged"), User_Agent="logged")
    await desk.deliver(b"<logged", Content_Type="text/logged; charset=logged", User_Agent="logged")
    await desk.ask("POST", desk.path, b"<logged", X_Hub_Signature="sha256=logged")
    await desk.arrivals.finish(10)
    captured = capsys.readouterr()
    lines = captured.out + captured.err + caplog.text
    assert len(re.findall("source=wire", lines)) == 3
    for word in ("logged", desk.push.token, desk.push.secret, "127.0.0.1"):
        assert word not in lines


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "md5=" + "0" * 32])
async def test_unsigned_content_is_acknowledged_and_ignored(desk: Desk, signature: str) -> None:
    await desk.listen()
    assert (await desk.ask("POST", desk.path, FEED, X_Hub_Signature=signature)).status == 202
    assert (await desk.ask("POST", desk.path, FEED)).status == 202
    assert desk.waiting == 0
    assert (await desk.deliver(FEED)).status == 202
    assert desk.waiting == 1


@pytest.mark.parametrize(("state", "status"), [("asked", 202), ("denied", 202), ("leaving", 410)])
async def test_content_nobody_agreed_to_is_not_taken_even_if_signed(desk: Desk, state: PushState, status: int) -> None:
    await desk.store.save_push(replace(desk.push, state=state))
    await desk.listen()
    assert (await desk.deliver(FEED)).status == status
    assert desk.waiting == 0


async def test_a_body_over_the_limit_is_refused_by_its_length_and_by_its_bytes(desk: Desk) -> None:
    await desk.listen()
    assert (await desk.deliver(b"x" * 1000)).status == 202
    assert (await desk.deliver(b"x" * 1001)).status == 413
    chunk = b"3e8\r\n" + b"x" * 1000 + b"\r\n"
    head = f"POST {desk.path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert (await desk.send(head + chunk * 3)).status == 413


async def test_a_body_that_does_not_come_in_time_is_given_up(desk: Desk) -> None:
    await desk.listen(replace(SMALL, body_seconds=0.0))
    head = f"POST {desk.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly so much".encode()
    assert (await desk.send(head)).status == 408


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", "GZIP"])
async def test_packed_bodies_are_refused_unread(desk: Desk, coding: str) -> None:
    await desk.listen()
    assert (await desk.deliver(b"\x1f\x8b\x08\x00", Content_Encoding=coding)).status == 415
    assert desk.waiting == 0


async def test_more_bodies_than_can_wait_are_turned_away_for_later(desk: Desk) -> None:
    await desk.listen(replace(SMALL, calls=100))
    for number in range(WAITING):
        assert (await desk.deliver(b"%d" % number)).status == 202
    turned_away = await desk.deliver(FEED)
    assert (turned_away.status, turned_away.headers["retry-after"]) == (503, "60")


async def test_one_token_has_its_own_rate_and_strangers_share_one(desk: Desk) -> None:
    await desk.listen()
    assert (await desk.ask("GET", desk.verification())).status == 200
    strangers = [(await desk.ask("GET", f"/websub/{'b' * 30}{number:02}")).status for number in range(10)]
    assert strangers == [404] * 4 + [429] * 6
    known = [(await desk.ask("GET", desk.verification())).status for _ in range(7)]
    assert known == [200] * 5 + [429] * 2
    other = replace(desk.push, source_id=SourceId("other"), token="c" * 32)
    await desk.store.upsert_sources([values.make_source("other")])
    await desk.store.save_push(other)
    assert (await desk.ask("POST", f"/websub/{other.token}", FEED)).status == 429, "it looks like a stranger"
    desk.listeners[-1].expect(other.token)
    assert (await desk.ask("POST", f"/websub/{other.token}", FEED)).status == 202
    desk.time += 61
    assert (await desk.ask("GET", desk.verification())).status == 200
    assert (await desk.ask("GET", desk.verification())).status == 429


async def test_a_failing_store_costs_the_call_and_is_not_told_about(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    await desk.listen()
    await desk.store.save_push(replace(desk.push, state="broken"))  # type: ignore[arg-type]
    answer = await desk.ask("GET", desk.verification())
    assert (answer.status, answer.body) == (500, b"")
    captured = capsys.readouterr()
    assert "problem=StorageError" in captured.out + captured.err


def test_a_bucket_fills_with_time_and_no_further_than_its_size() -> None:
    now = 0.0
    buckets = Buckets(size=2, seconds=10.0, monotonic=lambda: now)
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now = 10.0
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    now = 1000.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
