"""Installing by OAuth: the page that leads to Slack, and the one that Slack leads back to with a code."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.slack.app_logs import silent_logger
from bot.chat.slack.http import INSTALL_PATH, REDIRECT_PATH
from bot.chat.slack.network import SlackClients
from bot.errors import BotError
from bot.log import get_logger

log = get_logger("oauth")


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """The app as Slack knows it. `public_url` is where browsers reach this bot; `scopes` are asked for."""

    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    scopes: Sequence[str]
    authorize_url: str = "https://slack.com/oauth/v2/authorize"


class InstallPages:
    """The two pages. A code is taken only with the state that this bot issued to the same browser."""

    def __init__(
        self,
        app: OAuthApp,
        *,
        client: AsyncWebClient,
        installations: AsyncInstallationStore,
        states: AsyncOAuthStateStore,
    ) -> None:
        """Take a client without a token, and where installations and states are kept."""
        settings = AsyncOAuthSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            scopes=app.scopes,
            user_scopes=[],
            redirect_uri=app.public_url.rstrip("/") + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=app.authorize_url,
            installation_store=installations,
            state_store=states,
            logger=silent_logger(),
        )
        self._flow = AsyncOAuthFlow(client=client, logger=silent_logger(), settings=settings)

    async def install(self, request: AsyncBoltRequest) -> web.Response:
        """Return the page that leads to Slack."""
        return await _shown(await self._flow.handle_installation(request))

    async def redirect(self, request: AsyncBoltRequest) -> web.Response:
        """Take the code that Slack sent along; return what became of it."""
        try:
            answer = await self._flow.handle_callback(request)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, BotError) as error:
            log.warning("an installation failed", problem=type(error).__name__)
            return web.Response(status=502, text="The installation could not be finished. Please try it again.")
        if answer.status != 200:
            log.warning("an installation was refused", status=answer.status)
        return await _shown(answer)


def authorize_url(api_url: str) -> str:
    """Return where a workspace is asked to install the app, beside the Web API at `api_url`."""
    return api_url.rstrip("/").removesuffix("/api") + "/oauth/v2/authorize"


class AppClient(AsyncWebClient):
    """Proves the app itself by its id and secret. The library would use a part of aiohttp that is on its way out."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Call; raise what the library does."""
        if isinstance(auth := arguments.pop("auth", None), Mapping):
            proof = b64encode(f"{auth['client_id']}:{auth['client_secret']}".encode()).decode()
            arguments["headers"] = {**(arguments.get("headers") or {}), "Authorization": f"Basic {proof}"}
        return await super().api_call(api_method, **arguments)


def tokenless(clients: SlackClients) -> AsyncWebClient:
    """Return a client without a token over the shared session: what it calls brings its own proof."""
    made = AppClient(
        base_url=clients.network.api_url, ssl=clients.tls, session=clients.session, retry_handlers=[], timeout=30
    )
    made.proxy = clients.network.proxy_for(clients.network.api_url)
    return made


async def _shown(answer: Any) -> web.Response:
    return await to_aiohttp_response(answer)
