"""A forward proxy on loopback that notes what it is asked for: http and ws addresses, and tunnels by CONNECT."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from support.streams import hang_up, listening

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class ForwardProxy:
    """Where it stands, and what it was asked for. `tunnels` says which local port stands for `host:port`.

    With `credentials` (the whole header value) it answers 407 to whoever brings others.
    """

    url: str = ""
    tunnels: Mapping[str, int] = field(default_factory=dict)
    credentials: str | None = None
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on to the server that its first request names."""
        head = await reader.readuntil(b"\r\n\r\n")
        method, address, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        if self.credentials is not None and f"proxy-authorization: {self.credentials}".lower() not in _lines(head):
            await _refuse(writer, b"407 Proxy Authentication Required")
        elif method == "CONNECT":
            await self._tunnel(address, reader, writer)
        else:
            await self._forward(method, address, head, reader=reader, writer=writer)

    async def _tunnel(self, address: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(f"CONNECT {address}")
        port = self.tunnels.get(address)
        if port is None:
            await _refuse(writer, b"502 Bad Gateway")
            return
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _both_ways((reader, writer), (other_reader, other_writer))

    async def _forward(
        self, method: str, address: str, head: bytes, *, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        parts = urlsplit(address)
        self.asked.append(f"{method} {parts.path}")
        other_reader, other_writer = await asyncio.open_connection(parts.hostname, parts.port)
        other_writer.write(head)
        await _both_ways((reader, writer), (other_reader, other_writer))


@asynccontextmanager
async def forward_proxy(
    *, tunnels: Mapping[str, int] | None = None, tls: ssl.SSLContext | None = None, credentials: str | None = None
) -> AsyncIterator[ForwardProxy]:
    """Run the proxy on a free port of 127.0.0.1, itself spoken to over TLS where a context is given."""
    proxy = ForwardProxy(tunnels=tunnels or {}, credentials=credentials)
    async with listening(proxy.serve, tls=tls) as port:
        proxy.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{port}"
        yield proxy


def _lines(head: bytes) -> list[str]:
    return head.decode("latin-1").lower().split("\r\n")


async def _refuse(writer: asyncio.StreamWriter, status: bytes) -> None:
    writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    await writer.drain()


async def _both_ways(near: Streams, far: Streams) -> None:
    try:
        await asyncio.gather(_pass_on(near[0], far[1]), _pass_on(far[0], near[1]))
    finally:
        await hang_up(far[1])


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    writer.close()
