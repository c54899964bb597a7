"""How Teams is reached: addresses, proxy, certificates, time-outs, and the hosts that the bot's token may go to.

Settings alone decide: no variable of the environment sets a proxy, and no redirect is followed. The token is put on a
request where it leaves, after its address was looked at, so whatever an address came from, a stored row among it, no
host but an allowed one is ever sent it.
"""

import asyncio
import json
import logging
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from bot.chat.teams.failures import CALL_FAILURES, code_of, failure, is_missing, retry_after
from bot.chat.teams.guard import is_served_at
from bot.chat.teams.sdk import Client, ClientOptions, ConversationClient
from bot.chat.teams.throttle import Throttle
from bot.chat.teams.tokens import Granted, Tokens, granted
from bot.domain.moments import system_clock
from bot.errors import ChannelUnavailable, ConfigError, OutcomeUnknown, RateLimited, Rejected
from bot.settings import bypasses

_READ_SECONDS, _CONNECT_SECONDS, _LOGIN_SECONDS = 30.0, 10.0, 15.0
_MAX_BYTES = 2_000_000
SCOPE, LINKS = "https://api.botframework.com/.default", "https://teams.microsoft.com"
CLOUD_LINKS: Mapping[str, str] = {
    "public": LINKS,
    "usgov": "https://gov.teams.microsoft.us",
    "usgovdod": "https://dod.teams.microsoft.us",
    "china": "https://teams.microsoftonline.cn",
}
"""Where each cloud's people open a message, by the name of the setting `teams_cloud`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsNetwork:
    """Where Teams stands and through what it is reached. `no_proxy` holds hosts; `.corp` means all below it.

    `hosts` are those the bot's token may be sent to, HOST or HOST:PORT in lower case; `service_url` is where a
    conversation is served of which nothing was heard. `timeout` is how many seconds an answer may take before a call's
    outcome counts as unknown. `scope` is what a token is asked for, `link_url` where people open messages.
    """

    login_url: str
    openid_url: str
    service_url: str
    hosts: frozenset[str]
    proxy_url: str | None = None
    no_proxy: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    timeout: float = _READ_SECONDS
    scope: str = SCOPE
    link_url: str = LINKS

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy for `url`, or None where it is to be reached directly."""
        return None if bypasses(urlsplit(url).hostname or "", self.no_proxy) else self.proxy_url

    def tls(self) -> ssl.SSLContext:
        """Return a context that trusts the bundle besides the public certificates; raise ConfigError."""
        context = httpx.create_ssl_context(trust_env=False)
        if self.ca_bundle is not None:
            try:
                context.load_verify_locations(cafile=self.ca_bundle)
            except (OSError, ssl.SSLError) as error:
                raise ConfigError("ca_bundle", f"{self.ca_bundle} cannot be read as certificates ({error})") from error
        return context

    def serves(self, url: str) -> bool:
        """Whether the bot's token may be sent to `url`."""
        return is_served_at(url, self.hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsClients:
    """The connector as the bot, and a client for what needs no token. Neither repeats a request by itself.

    A token that Teams refuses is asked for anew once: what was refused was not accepted.
    """

    network: TeamsNetwork
    app_id: str
    tenant: str
    http: httpx.AsyncClient
    client: Client = field(repr=False)
    tokens: Tokens = field(repr=False)
    throttle: Throttle = field(default_factory=Throttle, repr=False)

    async def token(self) -> str:
        """Return the bot's token; raise InstallationUnavailable where the app is refused one, else RateLimited."""
        return await self.tokens.get()

    def conversations(self, service_url: str, *, channel: str = "teams") -> ConversationClient:
        """Return what sends to the conversations served at `service_url`; raise ChannelUnavailable for a foreign host.

        What it fails with is for `bot.chat.teams.failures.failure` to tell.
        """
        return ConversationClient(self._checked(service_url, channel), self.client)

    async def read(
        self, service_url: str, path: str, *, tenant: str = "", query: Mapping[str, str] | None = None
    ) -> Any:
        """Return the JSON that the connector shows at `path`, its pieces quoted by `piece`; raise DeliveryError.

        None is returned where Teams says that there is no such thing in a conversation.
        """
        url = f"{self._checked(service_url, path)}/v3/{path}"
        try:
            async with self.throttle.room(tenant or self.tenant), asyncio.timeout(self.seconds):
                return (await self.client.get(url, params=dict(query or {}))).json()
        except (*CALL_FAILURES, RecursionError) as error:
            if is_missing(error) and code_of(error) != "ConversationNotFound":
                return None
            raise _failed(error, path) from error
        except ValueError as error:
            raise OutcomeUnknown(path, "Teams answered what is no JSON") from error

    async def begin(self, service_url: str, asked: Mapping[str, Any], *, tenant: str = "") -> Mapping[str, Any]:
        """Begin a conversation and return what Teams says of it, nothing where that is nothing.

        What it fails with is for `bot.chat.teams.failures.failure` to tell.
        """
        url = f"{self._checked(service_url, 'teams')}/v3/conversations"
        async with self.throttle.room(tenant or self.tenant), asyncio.timeout(self.seconds):
            response = await self.client.post(url, json=dict(asked))
        told = _json(response)
        return told if isinstance(told, Mapping) else {}

    async def fetch(self, url: str) -> bytes:
        """Return what stands at a public address, without a token; raise OSError where that cannot be had."""
        try:
            async with asyncio.timeout(self.seconds), self.http.stream("GET", url) as response:
                if response.status_code != 200:
                    raise OSError(f"{urlsplit(url).netloc} answered {response.status_code}")
                found = bytearray()
                async for chunk in response.aiter_bytes():
                    found += chunk
                    if len(found) > _MAX_BYTES:
                        raise OSError(f"{urlsplit(url).netloc} answered with more than {_MAX_BYTES} bytes")
                return bytes(found)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise OSError(f"{urlsplit(url).netloc} cannot be read ({type(error).__name__})") from error

    @property
    def seconds(self) -> float:
        """The longest a whole call may take, its token included."""
        return self.network.timeout + _CONNECT_SECONDS + _LOGIN_SECONDS

    def _checked(self, service_url: str, channel: str) -> str:
        if not self.network.serves(service_url):
            raise _foreign(channel, service_url)
        return service_url.rstrip("/")


def piece(name: str) -> str:
    """Return an id as a piece of a path, so that none can stand for another address; raise Rejected."""
    if not name or name in {".", ".."} or len(name) > 500:
        raise Rejected(name[:80], "not sent: no such id can be")
    try:
        return quote(name, safe=":@;=,!*'()$&+-._~")
    except UnicodeError as error:
        raise Rejected("teams", "not sent: an id holds half a character") from error


@asynccontextmanager
async def teams_clients(
    network: TeamsNetwork,
    *,
    app_id: str,
    secret: str,
    tenant: str,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[TeamsClients]:
    """Open the clients of the app `app_id`, registered in `tenant`; nothing is asked for before it is needed.

    `monotonic` tells the seconds by which tokens run out. Raise ConfigError for certificates or a proxy that are none.
    """
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(_client(network))
        ask = partial(_grant, http, network, app_id=app_id, secret=secret, tenant=tenant)
        tokens = Tokens(ask, monotonic=monotonic)
        stack.push_async_callback(tokens.close)
        wire = await stack.enter_async_context(_client(network, auth=_Bearer(network, tokens)))
        yield TeamsClients(
            network=network, app_id=app_id, tenant=tenant, http=http, client=_sdk_client(wire), tokens=tokens
        )


class _Bearer(httpx.Auth):
    """Puts the token on a request to an allowed host; a token that is refused is replaced once."""

    def __init__(self, network: TeamsNetwork, tokens: Tokens) -> None:
        self._network, self._tokens = network, tokens

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token; raise ChannelUnavailable before anything is sent to a foreign host."""
        url = request.url
        if url.userinfo or not self._network.serves(f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}/"):
            raise _foreign("teams", str(url))
        token = await self._tokens.get()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401 and (newer := await self._tokens.get(instead_of=token)) != token:
            request.headers["Authorization"] = f"Bearer {newer}"
            response = yield request
        if response.is_success and (await response.aread()).strip() not in {b"", b"null"} and _json(response) is None:
            # A page of something before Teams: it says nothing of the message, and the SDK would read it as an answer.
            raise httpx.RemoteProtocolError("an answer that is not Teams'", request=request)


class _Routes(httpx.AsyncBaseTransport):
    """Sends each request directly or by the proxy, as the settings say of its host."""

    def __init__(self, network: TeamsNetwork) -> None:
        context = network.tls()
        # No limit of connections: who waited for one would not know whether anything was sent.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
        self._network = network
        self._direct = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
        self._proxied: httpx.AsyncHTTPTransport | None = None
        if network.proxy_url is not None:
            try:
                tls = context if network.proxy_url.startswith("https:") else None  # to the proxy itself
                proxy = httpx.Proxy(network.proxy_url, ssl_context=tls)
                self._proxied = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits, proxy=proxy)
            except (httpx.InvalidURL, ValueError) as error:
                raise ConfigError("proxy_url", "is not an address", hint="write http://host:port") from error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on its way."""
        by_proxy = self._proxied is not None and self._network.proxy_for(str(request.url)) is not None
        transport = self._proxied if by_proxy and self._proxied is not None else self._direct
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._direct.aclose()
        if self._proxied is not None:
            await self._proxied.aclose()


def _client(network: TeamsNetwork, *, auth: httpx.Auth | None = None) -> httpx.AsyncClient:
    seconds = network.timeout
    timeout = httpx.Timeout(connect=_CONNECT_SECONDS, read=seconds, write=seconds, pool=_CONNECT_SECONDS)
    return httpx.AsyncClient(
        transport=_Routes(network),
        timeout=timeout,
        auth=auth,
        trust_env=False,
        follow_redirects=False,
        headers={"User-Agent": "Entente"},
    )


def _sdk_client(wire: httpx.AsyncClient) -> Client:
    """Return the SDK's client over ours. It sets the level of httpx' log, which tells addresses: that is undone."""
    log = logging.getLogger("httpx")
    level = log.level
    try:
        return Client(ClientOptions(), _http=wire)
    finally:
        log.setLevel(level)


async def _grant(http: httpx.AsyncClient, network: TeamsNetwork, *, app_id: str, secret: str, tenant: str) -> Granted:
    """Ask the login service for a token by the app's secret; raise DeliveryError, never with the secret in it."""
    url = f"{network.login_url.rstrip('/')}/{piece(tenant)}/oauth2/v2.0/token"
    form = {"grant_type": "client_credentials", "client_id": app_id, "client_secret": secret, "scope": network.scope}
    try:
        async with asyncio.timeout(_LOGIN_SECONDS):
            response = await http.post(url, data=form)
    except CALL_FAILURES as error:
        problem = f"the login service cannot be reached ({type(error).__name__})"
        raise _Unanswered(problem) from error
    wait = retry_after(response.headers, now=system_clock())
    body = _json(response)
    return granted(response.status_code, body) if wait is None else granted(response.status_code, body, wait=wait)


class _Unanswered(RateLimited):
    """No token was had, so nothing was sent: safe to retry, for all of the app's conversations."""

    def __init__(self, problem: str) -> None:
        super().__init__("teams", _LOGIN_SECONDS)
        self.problem = problem
        self.args = (f"teams: {problem}",)


def _json(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _failed(error: Exception, path: str) -> Exception:
    if isinstance(error, RecursionError):
        return OutcomeUnknown(path, "no answer of Teams that can be read")
    return failure(error, path)


def _foreign(channel: str, url: str) -> ChannelUnavailable:
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2][:100]
    return ChannelUnavailable(
        channel,
        f"it is said to be served at {host!r}, where the bot's token may not be sent, so nothing was sent: a host of"
        " Teams is allowed by the setting teams_service_hosts",
    )
