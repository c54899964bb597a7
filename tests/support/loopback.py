"""A loopback HTTP server whose paths are programmed by the test; it runs in its own thread, so any test may use it.

with LoopbackServer() as server:            # `async with` does the same
    server.add("/feed", Reply(body=b"<rss/>", content_type="application/rss+xml"))
    ...fetch server.url("/feed"), allowing server.address...
    assert server.seen[0].path == "/feed"
"""

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_START_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it came: header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a path answers. `chunks` (may be endless) replaces `body` and is sent with `pause` seconds between.

    `length` overrides the Content-Length; with `chunks` none is sent and the connection's end ends the body.
    """

    status: int = 200
    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterable[bytes] | None = None
    pause: float = 0.0
    length: int | None = None


Answer = Reply | Callable[[Seen], Reply]


class LoopbackServer:
    """Listens on 127.0.0.1 at a free port from `with` to its end; unknown paths answer 404."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.port = 0
        self._answers: dict[str, Answer] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="loopback")
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, as `allow` wants them."""
        return "127.0.0.1", self.port

    def url(self, path: str = "/") -> str:
        """The full address of `path`."""
        return f"http://127.0.0.1:{self.port}{path}"

    def add(self, path: str, answer: Answer) -> str:
        """Answer `path` (query aside) so from now on; a callable decides per request. Returns its full address."""
        self._answers[path] = answer
        return self.url(path)

    def paths(self) -> list[str]:
        """The paths asked for so far, in order."""
        return [request.path for request in self.seen]

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            raise RuntimeError("the loopback server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_START_SECONDS)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.__exit__, kind, error, trace)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        self._stop = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                tasks.add(task)
                task.add_done_callback(tasks.discard)
            await self._talk(reader, writer)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while (request := await _read_request(reader)) is not None:
                    self.seen.append(request)
                    if not await _answer(writer, request, self._reply_to(request)):
                        break
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def _reply_to(self, request: Seen) -> Reply:
        answer = self._answers.get(request.path, Reply(status=404, body=b"nothing here"))
        return answer(request) if callable(answer) else answer


async def _read_request(reader: asyncio.StreamReader) -> Seen | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    start, *lines = head.rstrip().split("\r\n")
    method, target, _version = start.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method=method, target=target, headers=headers, body=body)


async def _answer(writer: asyncio.StreamWriter, request: Seen, reply: Reply) -> bool:
    """Send the reply; return whether the connection stays open."""
    phrase = HTTPStatus(reply.status).phrase
    lines = [f"HTTP/1.1 {reply.status} {phrase}"]
    if reply.content_type is not None:
        lines.append(f"Content-Type: {reply.content_type}")
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    endless = reply.chunks is not None
    bodiless = reply.status in {204, 304} or request.method == "HEAD"
    length = len(reply.body) if reply.length is None else reply.length
    lines.append("Connection: close" if endless else f"Content-Length: {0 if reply.status == 304 else length}")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    if not bodiless:
        await _send_body(writer, reply)
    await writer.drain()
    return not endless and (bodiless or length == len(reply.body))


async def _send_body(writer: asyncio.StreamWriter, reply: Reply) -> None:
    if reply.chunks is None:
        writer.write(reply.body)
        return
    for chunk in reply.chunks:
        writer.write(chunk)
        await writer.drain()
        await asyncio.sleep(reply.pause)
