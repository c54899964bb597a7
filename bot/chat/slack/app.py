"""The edge to Slack: Bolt's listeners over the socket or over HTTP, and a watch that ends the process when it is lost.

Slack's library reconnects by itself; beside it stands no second loop. Whatever has come in is acknowledged and handed
to the desk, so that nothing waits here for the database, a model or another call to Slack.
"""

import time
from collections.abc import Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.chat.heard import Desk
from bot.chat.slack.app_logs import quiet_logger
from bot.chat.slack.failures import code_of, failure
from bot.chat.slack.handlers import Handlers
from bot.chat.slack.network import SlackClients, SlackNetwork
from bot.chat.slack.watchdog import SILENCE_SECONDS, Disconnected, Watchdog
from bot.errors import BotError, ConfigError

_LINE_ERRORS = (TimeoutError, aiohttp.ClientError, SlackClientError, OSError)
_TOKEN_ERRORS = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
BotOf = Callable[[str, str], str]
"""Returns the bot's own user id in a workspace of an organisation, "" where it is not known."""


async def identity_of(clients: SlackClients) -> AuthorizeResult:
    """Return whose the bot's token is; raise ConfigError for a bad one."""
    try:
        response = await clients.bot.auth_test()
    except SlackApiError as error:
        raise _refused(error, setting="slack_bot_token", variable="SLACK_BOT_TOKEN") from error
    except _LINE_ERRORS as error:
        raise failure(error, "auth.test") from error
    return AuthorizeResult.from_auth_test_response(bot_token=clients.bot.token, auth_test_response=response)


def bolt_app(clients: SlackClients, desk: Desk, *, bot_of: BotOf, signing_secret: str = "") -> AsyncApp:
    """Return the app with its listeners. `signing_secret` is for requests over HTTP; the socket needs none.

    Listeners never call Slack, so that they need no token: whether a workspace is installed is seen when it is
    answered, and an acknowledgement waits for no database.
    """
    app = AsyncApp(
        client=clients.app,
        name="entente",
        authorize=_Authorize(bot_of),
        signing_secret=signing_secret,
        logger=quiet_logger(),
        attaching_conversation_kwargs_enabled=False,
    )
    Handlers(desk).register(app)
    return app


class SlackEdge:
    """The socket. `start`, then `watch` beside the other work, `stop` at the end."""

    def __init__(self, clients: SlackClients, desk: Desk, *, bot_of: BotOf | None = None) -> None:
        """Keep the parts; nothing is sent before `start`. Without `bot_of` the bot is the one of the token."""
        self._clients, self._desk, self._bot_of = clients, desk, bot_of
        self._socket: _Socket | None = None

    async def start(self) -> str:
        """Check the tokens, connect, and return the workspace's name; raise ConfigError for a bad token."""
        bot_of, name = self._bot_of, ""
        if bot_of is None:
            identity = await identity_of(self._clients)
            bot_of, name = _one_bot(identity), str(identity.team or identity.team_id or "Slack")
        await self._check_app_token()
        app = bolt_app(self._clients, self._desk, bot_of=bot_of)
        self._socket = _Socket(self._clients)
        self._socket.socket_mode_request_listeners.append(_Listener(app, self._socket).handle)
        await self._socket.connect()  # type: ignore[no-untyped-call]
        return name

    async def stop(self) -> None:
        """Close the socket; what was acknowledged is with the engine already."""
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]
            self._socket = None

    async def connected(self) -> bool:
        """Whether the socket is up now."""
        return self._socket is not None and bool(await self._socket.is_connected())

    async def watch(self, *, limit: float = SILENCE_SECONDS) -> None:
        """Return never; raise Disconnected once no connection has worked for `limit` seconds."""
        if self._socket is None:
            raise Disconnected("slack: not connected")
        await Watchdog(self._socket, limit=limit).watch()

    async def _check_app_token(self) -> None:
        """Fail early: the socket client would retry for ever with a token that is wrong."""
        try:
            await self._clients.app.apps_connections_open(app_token=self._clients.app.token or "")
        except SlackApiError as error:
            raise _refused(error, setting="slack_app_token", variable="SLACK_APP_TOKEN") from error
        except _LINE_ERRORS as error:
            raise failure(error, "apps.connections.open") from error


class _Authorize(AsyncAuthorize):
    """Says who the bot is, so that it does not hear itself; Bolt would ask the database and Slack first."""

    def __init__(self, bot_of: BotOf) -> None:
        self._bot_of = bot_of

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **more: Any) -> AuthorizeResult:
        """Return what is known."""
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=more.get("user_id"),
            bot_user_id=self._bot_of(team_id or "", enterprise_id or "") or None,
        )


class _Socket(SocketModeClient):
    """Slack's socket client, which chooses the proxy anew for every address it is given."""

    def __init__(self, clients: SlackClients) -> None:
        self._network: SlackNetwork = clients.network
        super().__init__(app_token=clients.app.token or "", web_client=clients.app, logger=quiet_logger())
        self.proxy = None

    async def issue_new_wss_url(self) -> str:
        url = await super().issue_new_wss_url()
        self.proxy = self._network.proxy_for(url)
        return url


class _Listener(AsyncBaseSocketModeHandler):
    """Hands each envelope to the app and its answer back; Bolt's own handler would make a client of its own."""

    def __init__(self, app: AsyncApp, client: _Socket) -> None:
        self.app, self.client = app, client

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        started = time.time()
        response = await run_async_bolt_app(self.app, req)  # type: ignore[arg-type]
        await send_async_response(client, req, response, started)


def _one_bot(identity: AuthorizeResult) -> BotOf:
    return lambda _team, _enterprise: str(identity.bot_user_id or "")


def _refused(error: SlackApiError, *, setting: str, variable: str) -> BotError:
    code = code_of(error)
    if code in _TOKEN_ERRORS or code in {"missing_scope", "not_allowed_token_type"}:
        return ConfigError(setting, f"Slack refuses it ({code})", hint=f"check the variable {variable}")
    return failure(error, setting)
