"""A server of many feeds for the ticks, in a process of its own: `python -m bot.bench.feedserver FEEDS`.

It writes its port as a line, and ends when its standard input does. `/still/N` is a feed that never changes and answers
304 to whoever has its ETag; `/news/N` gives twenty entries that nobody has seen in each edition. `POST /edition`
begins the next one. It is as lean as a server can be, so that the pollers are measured and not the server.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENTRIES = 20
_EDITION = b"@EDITION@"
_TEXT = (
    "ministry signed contract frigates armoured vehicles deliveries begin training partner industry parliament "
    "approved budget missiles radar agreement production shipyard batch option spare parts officials said deputy "
    "minister visit capital framework talks company licence workshare delivery schedule"
)
_WORDS = _TEXT.split()


def main() -> None:
    """Serve the number of feeds named on the command line until standard input ends."""
    asyncio.run(_serve(int(sys.argv[1])))


async def _serve(feeds: int) -> None:
    shelf = Shelf(feeds, now=datetime.now(UTC))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Visitor(shelf), "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.buffer.read)


class Shelf:
    """The answers, made once; only the number of the edition is written into them when they are asked for."""

    def __init__(self, feeds: int, *, now: datetime) -> None:
        """Print `feeds` feeds whose entries are dated within the hour before `now`."""
        self._edition = 0
        self._printed = [_feed(number, now=now) for number in range(feeds)]

    def answer(self, request: bytes) -> bytes:
        """Return the whole answer to the head of a request."""
        line, _, rest = request.partition(b"\r\n")
        method, path, _version = line.split(b" ")
        _, shelf, number = (path + b"/").split(b"/")[:3]
        if method == b"POST" and shelf == b"edition":
            self._edition += 1
            return _whole(b"204 No Content", b"")
        if shelf == b"still":
            if b"if-none-match: " in rest.lower():
                return b'HTTP/1.1 304 Not Modified\r\nETag: "still"\r\n\r\n'
            return _whole(b"200 OK", self._body(number, edition=0), b'ETag: "still"\r\n')
        if shelf == b"news":
            return _whole(b"200 OK", self._body(number, edition=self._edition))
        return _whole(b"404 Not Found", b"")

    def _body(self, number: bytes, *, edition: int) -> bytes:
        return self._printed[int(number)].replace(_EDITION, b"%d" % edition)


class _Visitor(asyncio.Protocol):
    """One connection, kept open; requests come one after the other and have no body."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._read = shelf, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            assert isinstance(self._transport, asyncio.WriteTransport)  # noqa: S101  (create_server gives no other)
            self._transport.write(self._shelf.answer(head))


def _whole(status: bytes, body: bytes, headers: bytes = b"") -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: application/rss+xml; charset=utf-8\r\nContent-Length: %d\r\n%s\r\n"
    return head % (status, len(body), headers) + body


def _feed(number: int, *, now: datetime) -> bytes:
    items = "".join(_item(number, place, at=now - timedelta(minutes=2 * place)) for place in range(ENTRIES))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>Wire {number}</title><link>https://wire-{number}.example/</link>"
        f"<description>News of desk {number}</description><language>en</language>{items}</channel></rss>"
    ).encode()


def _item(feed: int, place: int, *, at: datetime) -> str:
    edition = _EDITION.decode()
    link = f"https://wire-{feed}.example/{at:%Y/%m}/{'-'.join(_words(feed, place, 5))}-{edition}-{place}.html"
    return (
        f"<item><title>{' '.join(_words(feed, place, 9)).capitalize()} ({edition}, {feed})</title><link>{link}</link>"
        f'<guid isPermaLink="true">{link}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<description>{' '.join(_words(feed + 7, place, 42)).capitalize()}. Edition {edition}.</description></item>"
    )


def _words(feed: int, place: int, count: int) -> list[str]:
    return [_WORDS[(feed * 13 + place * 5 + n * 7) % len(_WORDS)] for n in range(count)]


if __name__ == "__main__":
    main()
