"""A plain HTTP forward proxy on loopback that notes each connection's first line: for http and ws addresses."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class ForwardProxy:
    """Where it stands, and what it was asked for."""

    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on to the server that its first request names."""
        head = await reader.readuntil(b"\r\n\r\n")
        method, address, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        parts = urlsplit(address)
        self.asked.append(f"{method} {parts.path}")
        other_reader, other_writer = await asyncio.open_connection(parts.hostname, parts.port)
        other_writer.write(head)
        await asyncio.gather(_pass_on(reader, other_writer), _pass_on(other_reader, writer))


@asynccontextmanager
async def forward_proxy() -> AsyncIterator[ForwardProxy]:
    """Run the proxy on a free port of 127.0.0.1."""
    proxy = ForwardProxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    proxy.url = f"http://{host}:{port}"
    try:
        yield proxy
    finally:
        server.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    writer.close()
