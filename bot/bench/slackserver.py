"""A Web API like Slack's that accepts everything, in a process of its own: `python -m bot.bench.slackserver`.

It writes its port as a line, and ends when its standard input does. It is as lean as a server can be, so that the
clients are measured and not the server.
"""

import asyncio
import itertools
import json
import sys

_NUMBERS = itertools.count(1)


def main() -> None:
    """Serve until standard input ends."""
    asyncio.run(_serve())


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Visitor, "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.buffer.read)


def answer(path: str, body: bytes) -> bytes:
    """Return what is answered to a call: who the bot is, or that a message was posted, as a reply where it asked so."""
    if path.endswith("auth.test"):
        return json.dumps({"ok": True, "team_id": "T1", "url": "https://bench.slack.com/"}).encode()
    asked = json.loads(body)
    stamp = f"1795415400.{next(_NUMBERS):06d}"
    message = {"ts": stamp, "text": asked.get("text", ""), "blocks": asked.get("blocks", [])}
    if "thread_ts" in asked:
        message["thread_ts"] = asked["thread_ts"]
    return json.dumps({"ok": True, "channel": asked["channel"], "ts": stamp, "message": message}).encode()


class _Visitor(asyncio.Protocol):
    """One connection, kept open; requests come one after the other."""

    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, rest = self._read.partition(b"\r\n\r\n")
            length = _length(head)
            if len(rest) < length:
                return
            body, self._read = rest[:length], rest[length:]
            assert isinstance(self._transport, asyncio.WriteTransport)  # noqa: S101  (create_server gives no other)
            self._transport.write(_whole(answer(head.split(b" ", 2)[1].decode("ascii"), body)))


def _length(head: bytes) -> int:
    lines = (line.lower() for line in head.split(b"\r\n"))
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)


def _whole(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


if __name__ == "__main__":
    main()
