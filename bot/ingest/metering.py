"""Counting what comes over a connection: headers, framing and body alike, after TLS.

A body's own bound does not see what stands around it: chunk extensions, endless interim answers, trailers.
"""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from bot.domain.article import DropReason
from bot.ingest.inflate import BodyError


class Meter:
    """How many bytes may still be read; set anew for each request."""

    __slots__ = ("_left", "_most")

    def __init__(self) -> None:
        self._most = self._left = 0

    def allow(self, most: int) -> None:
        """Begin a request that may bring `most` bytes."""
        self._most = self._left = most

    def count(self, size: int) -> None:
        """Take note of `size` bytes; raise BodyError when it is more than allowed."""
        self._left -= size
        if self._left < 0:
            raise BodyError(f"more than {self._most} bytes on the wire", reason=DropReason.TOO_LARGE)


class _MeteredStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream, meter: Meter) -> None:
        self._inner, self._meter = inner, meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  (httpcore's signature)
        data = await self._inner.read(max_bytes, timeout)
        self._meter.count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  (httpcore's signature)
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _MeteredStream(await self._inner.start_tls(ssl_context, server_hostname, timeout), self._meter)
        except BaseException:  # a deadline during the handshake would leave the socket open
            await self._inner.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class MeteredBackend(httpcore.AsyncNetworkBackend):
    """Opens connections as `inner` does and counts what they bring."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, meter: Meter) -> None:
        self._inner, self._meter = inner, meter

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect as the inner backend does, with its errors."""
        opened = await self._inner.connect_tcp(host, port, timeout, local_address, socket_options)
        return _MeteredStream(opened, self._meter)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Do as the inner backend does: refuse."""
        return await self._inner.connect_unix_socket(path, timeout, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its retries."""
        await self._inner.sleep(seconds)
