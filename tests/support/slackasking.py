"""Asks many things of a bot at once, as Slack does over HTTP, and times each answer. Run as a module.

Arguments: the port, how many at once, how many rounds, seconds between rounds, and a file with the bodies, one a line.
It prints one line of JSON: the seconds of every answer, and the statuses that came. Requests are signed before the
clock starts, and each connection has a reader of its own: what is timed is the bot, as far as one process can tell.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from support.slackhttp import signed

_END = b"\r\n\r\n"


class Line(asyncio.Protocol):
    """One connection to the bot, one question at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._heard, self._wanted, self._since = b"", -1, 0.0
        self._answer: asyncio.Future[tuple[int, float]] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, float]]:
        """Send `request`; the answer is its status and how many seconds it took."""
        assert self._transport is not None
        self._heard, self._wanted = b"", -1
        self._answer = asyncio.get_running_loop().create_future()
        self._since = time.monotonic()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Take what came, until the answer is whole."""
        at = time.monotonic()
        self._heard += data
        head, found, body = self._heard.partition(_END)
        if found and self._wanted < 0:
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            self._wanted = int(lengths[0].split(b":")[1]) if lengths else 0
        if found and len(body) >= self._wanted and not self._answer.done():
            self._answer.set_result((int(head.split(b" ", 2)[1]), at - self._since))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell of an answer that never came."""
        if not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("hung up"))

    def close(self) -> None:
        """Hang up."""
        self._answer.cancel()
        if self._transport is not None:
            self._transport.close()


def request(body: str, port: int) -> bytes:
    """Return `body` as a whole HTTP request, signed now."""
    data = body.encode()
    headers = {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(data)), **signed(data)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + data


async def ask(port: int, bodies: list[str], *, at_once: int, pause: float) -> dict[str, list[float]]:
    """Ask `at_once` of the `bodies` together, then the next; return what was measured."""
    seconds: list[float] = []
    statuses: set[int] = set()
    loop = asyncio.get_running_loop()
    lines = [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(at_once)]
    for start in range(0, len(bodies), at_once):
        requests = [request(body, port) for body in bodies[start : start + at_once]]
        await asyncio.sleep(pause)
        waiting = [line.ask(each) for line, each in zip(lines, requests, strict=False)]
        answers = await asyncio.gather(*waiting)
        statuses |= {status for status, _ in answers}
        seconds += [took for _, took in answers]
    for line in lines:
        line.close()
    return {"seconds": seconds, "statuses": sorted(statuses)}


if __name__ == "__main__":
    asked = Path(sys.argv[4]).read_text(encoding="utf-8").splitlines()
    done = ask(int(sys.argv[1]), asked, at_once=int(sys.argv[2]), pause=float(sys.argv[3]))
    print(json.dumps(asyncio.run(done)), flush=True)
