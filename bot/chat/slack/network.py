"""How Slack is reached: address, proxy, certificates; one aiohttp session for all clients.

Settings alone decide: the variables HTTPS_PROXY and HTTP_PROXY, which slack-sdk would read by itself, are not used.
Slack's libraries know no list of exceptions, so `no_proxy` is applied here, per host: once for the Web API's address,
and again for each WebSocket address that Slack hands out, since that stands on another host.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ConfigError
from bot.settings import bypasses

_TOTAL_SECONDS, _CONNECT_SECONDS = 30.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackNetwork:
    """Where the Web API stands and through what it is reached. `no_proxy` holds hosts; `.corp` means all below it.

    `timeout_seconds` is how long an answer may take before a call's outcome counts as unknown.
    """

    api_url: str = "https://slack.com/api/"
    proxy_url: str | None = None
    no_proxy: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    timeout_seconds: float = _TOTAL_SECONDS

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy for `url`, or None where it is to be reached directly."""
        return None if bypasses(urlsplit(url).hostname or "", self.no_proxy) else self.proxy_url

    def tls(self) -> ssl.SSLContext | None:
        """Return a context that trusts the bundle besides the system's certificates; None for the system's alone."""
        if self.ca_bundle is None:
            return None
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cafile=self.ca_bundle)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError("ca_bundle", f"{self.ca_bundle} cannot be read as certificates ({error})") from error
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackClients:
    """The Web API as the bot (posting) and as the app (opening sockets). Neither repeats a request by itself."""

    network: SlackNetwork
    bot: AsyncWebClient
    app: AsyncWebClient
    session: aiohttp.ClientSession
    tls: ssl.SSLContext | None = None


@asynccontextmanager
async def slack_clients(network: SlackNetwork, *, bot_token: str, app_token: str = "") -> AsyncIterator[SlackClients]:
    """Open the session and the clients that share it; raise ConfigError for an unreadable certificate bundle."""
    context = network.tls()
    timeout = aiohttp.ClientTimeout(total=network.timeout_seconds, sock_connect=_CONNECT_SECONDS)
    # No limit of connections: who waited for one would time out without having sent anything, and could not know it.
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:

        def client(token: str) -> AsyncWebClient:
            made = AsyncWebClient(
                token=token, base_url=network.api_url, ssl=context, session=session, retry_handlers=[], timeout=30
            )
            made.proxy = network.proxy_for(network.api_url)
            return made

        yield SlackClients(network=network, bot=client(bot_token), app=client(app_token), session=session, tls=context)
