"""httpx over pools of our own: direct connections are pinned to checked addresses, the rest go by the proxy."""

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import cast

import httpcore
import httpx

from bot.errors import ConfigError
from bot.ingest.addresses import AddressRule, PinnedBackend, Resolver
from bot.settings import bypasses

_CONNECTIONS = 50
_KEPT = 10
_KEPT_SECONDS = 15.0


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: AsyncIterable[bytes]) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._inner:
            yield part

    async def aclose(self) -> None:
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()


def trust(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return the certificates to trust: those in `ca_bundle`, or the ones httpx brings; raise ConfigError."""
    if ca_bundle is not None:
        try:
            return ssl.create_default_context(cafile=str(ca_bundle))
        except (OSError, ssl.SSLError) as error:
            raise ConfigError("ca_bundle", f"{ca_bundle} cannot be read as certificates ({error})") from error
    return httpx.create_ssl_context(trust_env=False)


class SafeTransport(httpx.AsyncBaseTransport):
    """Sends each request directly or by the proxy.

    With a proxy it is the proxy that resolves names, so only what an address says itself is checked: port, literal
    address, names of the local network. The proxy's own address is set by the operator and is not checked.
    """

    def __init__(
        self,
        rule: AddressRule,
        *,
        resolver: Resolver,
        proxy_url: str | None = None,
        no_proxy: tuple[str, ...] = (),
        ca_bundle: Path | None = None,
    ) -> None:
        self._rule, self._no_proxy = rule, no_proxy
        context = trust(ca_bundle)
        self._direct = httpcore.AsyncConnectionPool(
            ssl_context=context,
            network_backend=PinnedBackend(rule, resolver=resolver),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=_KEPT,
            keepalive_expiry=_KEPT_SECONDS,
        )
        self._proxied = None if proxy_url is None else _proxy_pool(proxy_url, context)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; raise ForbiddenAddressError or httpcore's errors, which the client names."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        host = url.raw_host.decode("ascii")
        self._rule.check_name(host, port)
        answer = await self._pool(host, port).handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=cast("AsyncIterable[bytes]", request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Stream(cast("AsyncIterable[bytes]", answer.stream)),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._direct.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()

    def _pool(self, host: str, port: int) -> httpcore.AsyncConnectionPool:
        if self._proxied is None or self._rule.lifted(host, port) or bypasses(host, self._no_proxy):
            return self._direct
        return self._proxied


def _proxy_pool(proxy_url: str, context: ssl.SSLContext) -> httpcore.AsyncHTTPProxy:
    try:
        proxy = httpx.Proxy(proxy_url)
    except (httpx.InvalidURL, ValueError) as error:
        raise ConfigError("proxy_url", "is not an address", hint="write http://host:port") from error
    return httpcore.AsyncHTTPProxy(
        proxy_url=httpcore.URL(
            scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=proxy.url.raw_path
        ),
        proxy_auth=proxy.raw_auth,
        ssl_context=context,
        proxy_ssl_context=context if proxy.url.scheme == "https" else None,
        max_connections=_CONNECTIONS,
        max_keepalive_connections=_KEPT,
        keepalive_expiry=_KEPT_SECONDS,
    )
