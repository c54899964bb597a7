"""httpx over connections of our own: direct ones are pinned to checked addresses, the rest go by the proxy."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import cast

import httpcore
import httpx

from bot.errors import ConfigError
from bot.ingest.addresses import PinnedBackend, Resolver
from bot.ingest.connections import KEPT_SECONDS, Connections, Line, Origin
from bot.ingest.metering import Meter, MeteredBackend
from bot.ingest.routes import Routes

WIRE_BYTES = "wire_bytes"
"""The request extension that says how many bytes may come over the wire for the answer."""


def trust(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return the certificates to trust: those in `ca_bundle`, or the ones httpx brings; raise ConfigError."""
    if ca_bundle is not None:
        try:
            return ssl.create_default_context(cafile=str(ca_bundle))
        except (OSError, ssl.SSLError) as error:
            raise ConfigError("ca_bundle", f"{ca_bundle} cannot be read as certificates ({error})") from error
    return httpx.create_ssl_context(trust_env=False)


class SafeTransport(httpx.AsyncBaseTransport):
    """Sends each request directly or by the proxy, over a connection that is its own until the answer is closed.

    The proxy's own address is set by the operator and is not checked.
    """

    def __init__(
        self,
        routes: Routes,
        *,
        resolver: Resolver,
        proxy_url: str | None = None,
        ca_bundle: Path | None = None,
    ) -> None:
        self._routes = routes
        self._context = trust(ca_bundle)
        self._pinned = PinnedBackend(routes.rule, resolver=resolver)
        self._plain = httpcore.AnyIOBackend()
        self._proxy = None if proxy_url is None else _proxy(proxy_url, self._context)
        self._resting = Connections()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; raise ForbiddenAddressError, BodyError or httpcore's errors, which the client names."""
        url = request.url
        origin = (url.scheme, url.raw_host.decode("ascii"), port_of(url))
        by_proxy = self._routes.by_proxy(origin[1], origin[2])
        line = await self._resting.take(origin) or self._opened(origin, by_proxy=by_proxy)
        line.meter.allow(request.extensions[WIRE_BYTES])
        try:
            answer = await line.carrier.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=cast("AsyncIterable[bytes]", request.stream),
                    extensions=request.extensions,
                )
            )
        except BaseException:
            await line.carrier.aclose()
            raise
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(answer, line, self._resting),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._resting.aclose()

    def _opened(self, origin: Origin, *, by_proxy: bool) -> Line:
        meter = Meter()
        if by_proxy and self._proxy is not None:
            backend = MeteredBackend(self._plain, meter)
            return Line(origin=origin, carrier=self._proxied(self._proxy, backend), meter=meter)
        scheme, host, port = origin
        direct = httpcore.AsyncHTTPConnection(
            httpcore.Origin(scheme.encode("ascii"), host.encode("ascii"), port),
            ssl_context=self._context,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=MeteredBackend(self._pinned, meter),
        )
        return Line(origin=origin, carrier=direct, meter=meter)

    def _proxied(self, proxy: httpcore.Proxy, backend: MeteredBackend) -> httpcore.AsyncHTTPProxy:
        return httpcore.AsyncHTTPProxy(
            proxy_url=proxy.url,
            proxy_auth=proxy.auth,
            ssl_context=self._context,
            proxy_ssl_context=proxy.ssl_context,
            max_connections=1,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=backend,
        )


class _Stream(httpx.AsyncByteStream):
    """The body of an answer; closing it gives the connection back."""

    def __init__(self, answer: httpcore.Response, line: Line, resting: Connections) -> None:
        self._answer, self._line, self._resting = answer, line, resting

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in cast("AsyncIterable[bytes]", self._answer.stream):
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
        await self._resting.give(self._line)


def port_of(url: httpx.URL) -> int:
    """Return the port of an address, the scheme's own where none is named."""
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def _proxy(proxy_url: str, context: ssl.SSLContext) -> httpcore.Proxy:
    try:
        proxy = httpx.Proxy(proxy_url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ConfigError("proxy_url", "is not an address", hint="write http://host:port") from error
    return httpcore.Proxy(
        url=httpcore.URL(
            scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path
        ),
        auth=proxy.raw_auth,
        ssl_context=context if proxy.url.scheme == "https" else None,
    )
