"""Hostile wires: each case ends within its deadline with a reason, and nobody but the server at hand is asked."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.domain.article import DropReason
from bot.errors import FetchError
from bot.ingest.answers import Fetched
from bot.ingest.http import FetchRules, Limits, SafeClient
from support.streams import listening

FAILED, TIMEOUT, LARGE = DropReason.FETCH_FAILED, DropReason.TIMEOUT, DropReason.TOO_LARGE
FORBIDDEN = DropReason.FORBIDDEN_ADDRESS
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: <" + b"y" * 8000 + b">\r\n\r\n"
TWICE = OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n"
UPGRADE = b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"
SMALL = Limits(max_bytes=1_000_000)
HUNG = 20.0
"""Seconds after which a case counts as hanging; the deadline of a fetch here is a second and a half."""

Send = Callable[[asyncio.StreamWriter], Awaitable[None]]


def once(data: bytes) -> Send:
    """Send `data`, and close."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return send


def forever(head: bytes, part: bytes, *, pause: float = 0.0) -> Send:
    """Send `head`, then `part` again and again."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return send


def leads_to(address: str, status: str = "302 Found") -> Send:
    return once(f"HTTP/1.1 {status}\r\nLocation: {address}\r\nContent-Length: 0\r\n\r\n".encode())


def sized(body: bytes, length: int) -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n" % length + body


NAMES: dict[str, Sequence[str]] = {
    "inside.example": ("127.0.0.1",),
    "mixed.example": ("93.184.216.34", "10.0.0.8"),
    "nat.example": ("64:ff9b::a00:8",),
    "mapped.example": ("::ffff:169.254.169.254",),
    "scoped.example": ("fe80::1%eth0",),
    "nobody.example": (),
}


async def names(host: str, _port: int) -> Sequence[str]:
    """Resolve the names of this file, and let any other lookup fail the test."""
    return NAMES[host]


# fmt: off
CASES: dict[str, tuple[Send, DropReason, str]] = {
    # where redirects lead
    "redirects in a circle": (leads_to("/again"), FAILED, "redirects"),
    "to the metadata address": (leads_to("http://169.254.169.254/latest/meta-data/"), FORBIDDEN, "169.254.169.254"),
    "to a decimal address": (leads_to("http://2130706433/"), FORBIDDEN, "127.0.0.1"),
    "to an octal address": (leads_to("http://017700000001/"), FORBIDDEN, "127.0.0.1"),
    "to octal parts": (leads_to("http://0177.0.0.1/"), FAILED, "not a valid address"),
    "to a hexadecimal address": (leads_to("http://0x7f.0x0.0x0.0x1/"), FORBIDDEN, "127.0.0.1"),
    "to a short address": (leads_to("http://127.1/"), FORBIDDEN, "127.0.0.1"),
    "to nought": (leads_to("http://0/"), FORBIDDEN, "0.0.0.0"),
    "to an address with a dot behind": (leads_to("http://127.0.0.1./"), FORBIDDEN, "127.0.0.1"),
    "to full stops of another script": (leads_to("http://127%E3%80%820%E3%80%820%E3%80%821/"), FORBIDDEN, ""),
    "to a mapped address": (leads_to("http://[::ffff:10.0.0.8]/"), FORBIDDEN, "public"),
    "to a NAT64 address": (leads_to("http://[64:ff9b::a00:8]/"), FORBIDDEN, "public"),
    "to a 6to4 address": (leads_to("http://[2002:a00:8::]/"), FORBIDDEN, "public"),
    "to a scoped address": (leads_to("http://[fe80::1%eth0]/"), FORBIDDEN, "fe80::1"),
    "to a name of this machine": (leads_to("http://LOCALHOST./"), FORBIDDEN, "local network"),
    "to a name that stands for loopback": (leads_to("http://inside.example/"), FORBIDDEN, "127.0.0.1"),
    "to a name of mixed addresses": (leads_to("https://mixed.example/"), FORBIDDEN, "10.0.0.8"),
    "to a name behind NAT64": (leads_to("http://nat.example/"), FORBIDDEN, "64:ff9b::a00:8"),
    "to a name of a mapped address": (leads_to("http://mapped.example/"), FORBIDDEN, "169.254.169.254"),
    "to a name of a scoped address": (leads_to("http://scoped.example/"), FORBIDDEN, "fe80::1"),
    "to a name without address": (leads_to("http://nobody.example/"), FAILED, "no address"),
    "to another scheme": (leads_to("ftp://files.example/feed"), FORBIDDEN, "only http"),
    "to a file": (leads_to("file:///etc/passwd"), FORBIDDEN, "only http"),
    "to a script": (leads_to("javascript:alert(1)"), FORBIDDEN, "only http"),
    "to data": (leads_to("data:text/html,hello"), FORBIDDEN, "only http"),
    "to port 22": (leads_to("http://93.184.216.34:22/"), FORBIDDEN, "port 22"),
    "to port nought": (leads_to("http://93.184.216.34:0/"), FORBIDDEN, "port 0"),
    "to a user's place": (leads_to("http://user:word@93.184.216.34/"), FAILED, "user part"),
    "to a user who looks like a host": (leads_to("http://news.example\\@127.0.0.1/"), FAILED, "user part"),
    "to an endless address": (leads_to("/" + "a" * 5000), FORBIDDEN, ""),
    "to nowhere": (once(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), FAILED, "302"),
    # slow and endless
    "silence": (forever(b"", b"", pause=0.1), TIMEOUT, "in time"),
    "headers that drip": (forever(OK, b"X", pause=0.05), TIMEOUT, "in time"),
    "a body that drips": (forever(OK + b"Content-Length: 9999\r\n\r\n", b"x", pause=0.05), TIMEOUT, "in time"),
    "an endless body": (forever(OK + b"\r\n", b"x" * 65_536), LARGE, "more than"),
    "endless chunks": (forever(CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n"), LARGE, "more than"),
    "chunks with endless extensions": (forever(CHUNKED, b"1;" + b"e" * 60_000 + b"\r\nx\r\n"), LARGE, "on the wire"),
    "one endless chunk extension": (forever(CHUNKED + b"1;", b"e" * 65_536), FAILED, ""),
    "endless trailers": (forever(CHUNKED + b"0\r\n", b"X: y\r\n" * 200), FAILED, ""),
    "endless headers": (forever(OK, b"X-Filler: " + b"y" * 1000 + b"\r\n"), FAILED, ""),
    "endless interim answers": (forever(b"", HINTS), LARGE, "on the wire"),
    "a header of 5 MB": (once(OK + b"X: " + b"y" * 5_000_000 + b"\r\n\r\n"), FAILED, ""),
    "a length beyond the bound": (once(sized(b"x", 500_000_000)), LARGE, "more than"),
    # codings
    "a gzip body cut short": (once(GZIP + gzip.compress(b"text" * 99)[:-9]), FAILED, "truncated"),
    "gzip that is none": (once(GZIP + b"\x00\x01 junk" * 9), FAILED, "damaged"),
    "gzip with junk behind": (once(GZIP + gzip.compress(b"text") + b"junk"), FAILED, "damaged"),
    "a gzip bomb": (once(GZIP + gzip.compress(b"\0" * 40_000_000)), LARGE, "more than"),
    "stacked gzip": (once(OK + b"Content-Encoding: gzip, gzip\r\n\r\n" + gzip.compress(b"")), FAILED, "coding"),
    "gzip stacked by two headers": (once(TWICE), FAILED, "coding"),
    "brotli": (once(OK + b"Content-Encoding: br\r\n\r\nxx"), FAILED, "coding"),
    "deflate": (once(OK + b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"x")), FAILED, "coding"),
    # broken HTTP
    "less than its length": (once(sized(b"short", 500)), FAILED, ""),
    "two lengths": (once(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), FAILED, ""),
    "a length below nought": (once(OK + b"Content-Length: -1\r\n\r\nxx"), FAILED, ""),
    "a chunk of no size": (once(CHUNKED + b"zz\r\nxx\r\n0\r\n\r\n"), FAILED, ""),
    "NUL in a header": (once(OK + b"X-Odd: a\x00b\r\n\r\n"), FAILED, ""),
    "a header without a name": (once(OK + b": nameless\r\n\r\n"), FAILED, ""),
    "HTTP/0.9": (once(b"<html>an answer without a head</html>\r\n\r\n"), FAILED, ""),
    "another protocol": (once(b"SSH-2.0-OpenSSH_9.6\r\n"), FAILED, ""),
    "TLS where none was asked for": (once(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 99), FAILED, ""),
    "a status of no class": (once(b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"), FAILED, "999"),
    "an upgrade nobody asked for": (once(UPGRADE), FAILED, ""),
    "closing at once": (once(b""), FAILED, ""),
}
# fmt: on


@asynccontextmanager
async def facing(send: Send) -> AsyncIterator[tuple[SafeClient, str]]:
    """A client whose deadlines are short, and the address of a server that answers every request by `send`."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await send(writer)

    async with listening(talk) as port:
        rules = FetchRules(
            contact_url="https://example.invalid",
            host_gap=0,
            allow=frozenset({("127.0.0.1", port)}),
            connect=0.5,
            read=0.7,
            total=1.5,
        )
        async with SafeClient(rules, resolver=names) as client:
            yield client, f"http://127.0.0.1:{port}/feed"


@pytest.mark.parametrize("case", CASES)
async def test_a_hostile_wire_ends_in_time_and_with_its_reason(case: str) -> None:
    send, reason, says = CASES[case]
    async with facing(send) as (client, url), asyncio.timeout(HUNG):
        with pytest.raises(FetchError) as caught:
            await client.fetch(url, limits=SMALL)
    assert caught.value.reason is reason
    assert says in caught.value.problem
    assert caught.value.url == url
    assert len(caught.value.problem) < 300


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        (OK + b"Content-Length: 0\r\n\r\n", b""),
        (OK + b"Connection: close\r\n\r\n", b""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (OK + b"X-Folded: one\r\n two\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
        (OK + b"Content-Length: 2\r\n\r\nok and more than was said", b"ok"),
        (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (OK + b"Set-Cookie: a=b; Domain=com\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (GZIP + gzip.compress(b"one") + gzip.compress(b" two"), b"one two"),
    ],
)
async def test_what_is_only_odd_is_read(wire: bytes, body: bytes) -> None:
    async with facing(once(wire)) as (client, url), asyncio.timeout(HUNG):
        for _again in range(2):
            got = await client.fetch(url, limits=SMALL)
            assert isinstance(got, Fetched)
            assert got.body == body
